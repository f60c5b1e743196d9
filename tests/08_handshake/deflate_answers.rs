//! # What a client makes of an answer                       chapter 08 · RFC 7692 §5, §7.1
//! Knows: the table of offers and answers, and which answers fail the connection. Does not know:
//! how a server comes to its answer.
//! Read before: `handshake/src/deflate/offer.rs`. Read next: `tests/08_handshake/refusal.rs`.

use super::*;
use handshake::deflate::{Agreed, Offer, Violation as Rule};
use wire::{Input, Protocol as _};

/// What a client that offered `offers` makes of `extensions` in the answer.
fn hears(offers: &[Offer], extensions: &str) -> Result<Option<Agreed>, Violation> {
    let connect = Connect::new("server.example.com", "/chat");
    let connect = offers.iter().fold(connect, |connect, offer| connect.deflate(*offer));
    let line = format!("\r\nSec-WebSocket-Extensions: {extensions}\r\n\r\n");
    let answer = answer_with("\r\n\r\n", &line);
    let heard = hear(connect.start(NONCE).unwrap().1, answer.as_bytes(), &[]);
    heard.map(|open| open.deflate).map_err(|error| {
        let offset = usize::try_from(error.offset).unwrap();
        assert!(answer[offset..].starts_with(extensions), "points at {:?}", &answer[offset..]);
        error.violation
    })
}

/// The same, for the parameters of one element, in four columns: server forgets, client forgets,
/// server's window, client's window.
fn agrees(offer: Offer, parameters: &str) -> Result<(bool, bool, u8, u8), Rule> {
    match hears(&[offer], &format!("permessage-deflate{parameters}")) {
        Ok(agreed) => {
            let all = agreed.expect("the answer has it");
            let (server, client) = (all.server_max_window_bits, all.client_max_window_bits);
            Ok((all.server_no_context_takeover, all.client_no_context_takeover, server, client))
        }
        Err(Violation::Deflate(rule)) => Err(rule),
        Err(other) => panic!("{other}"),
    }
}

fn offer() -> Offer {
    Offer::plain()
}

#[test] // PMD-5-12, WS-5.8-01, WS-9.1-06
fn must_go_on_without_compression_when_the_answer_has_none() {
    let connect = Connect::new("server.example.com", "/chat").deflate(Offer::default());
    let heard = hear(connect.start(NONCE).unwrap().1, ANSWER.as_bytes(), &[]);
    assert_eq!(heard, Ok(open(None, b"")));
    // Then no frame has the bit of a compressed message, ours or theirs.
    let mut connection = frames::Connection::client(Limits::DEFAULT, || [0; 4]);
    connection.send_text("hi").unwrap();
    assert_eq!(connection.take_output().to_vec()[..2], [0x81, 0x82]);
    let mut compressed = [0xc1, 0x01, 0x00];
    let error = connection.next_event(&mut Input::new(&mut compressed)).unwrap_err();
    assert_eq!(error.violation, frames::Violation::ReservedBits);
}

// What the answer says counts; what it leaves out is as large as it can be; what the client meant
// to do, it does.
// PMD-7.1.1.1-05, PMD-7.1.1.2-02, PMD-7.1.1.2-03, PMD-7.1.2.1-04, PMD-7.1.2.1-07, PMD-7.1.2.2-03
#[test] // PMD-5-06, PMD-7-02, PMD-7.1.2.1-05, PMD-7.1.2.2-06
fn must_agree_to_what_the_answer_says() {
    let s_bits = |bits| offer().server_max_window_bits(bits).unwrap();
    let c_bits = |bits| offer().client_max_window_bits(bits).unwrap();
    for (offer, answer, agreed) in [
        (offer(), "", (false, false, 15, 15)),
        (offer(), "; server_no_context_takeover", (true, false, 15, 15)),
        (offer(), "; client_no_context_takeover", (false, true, 15, 15)),
        (offer(), "; server_max_window_bits=8", (false, false, 8, 15)),
        (offer(), "; server_max_window_bits=\"15\"", (false, false, 15, 15)),
        (
            offer().server_no_context_takeover(),
            "; server_no_context_takeover",
            (true, false, 15, 15),
        ),
        (offer().client_no_context_takeover(), "", (false, true, 15, 15)),
        (s_bits(10), "; server_max_window_bits=10", (false, false, 10, 15)),
        (s_bits(10), "; server_max_window_bits=9", (false, false, 9, 15)),
        (Offer::default(), "", (false, false, 15, 15)),
        (Offer::default(), "; client_max_window_bits=15", (false, false, 15, 15)),
        (Offer::default(), "; client_max_window_bits=9", (false, false, 15, 9)),
        (c_bits(10), "", (false, false, 15, 10)),
        (c_bits(10), "; client_max_window_bits=10", (false, false, 15, 10)),
        (c_bits(10), "; client_max_window_bits=9", (false, false, 15, 9)),
    ] {
        assert_eq!(agrees(offer, answer), Ok(agreed), "{offer}: {answer}");
    }
}

#[test] // PMD-7-08, WS-9.1-05
fn must_fail_on_an_unknown_parameter() {
    for name in ["bogus", "Server_no_context_takeover", "mem_level"] {
        let rule = Rule::ParameterUnknown(name.into());
        assert_eq!(agrees(Offer::default(), &format!("; {name}")), Err(rule.clone()));
        assert_eq!(agrees(Offer::default(), &format!("; {name}=9")), Err(rule));
    }
}

#[test] // PMD-7-09, PMD-7.1.2.2-07, WS-9-04
fn must_fail_on_a_bad_value() {
    let bits = ["server_max_window_bits", "client_max_window_bits"];
    let flags = ["server_no_context_takeover", "client_no_context_takeover"];
    let mut bad: Vec<String> = bits.map(Into::into).into(); // a bare one is for offers only
    for value in ["7", "16", "08", "+9", "0", "abc", "256", "15.0"] {
        bad.extend(bits.map(|name| format!("{name}={value}")));
    }
    bad.extend(flags.map(|name| format!("{name}=1")));
    for found in bad {
        let heard = agrees(Offer::default(), &format!("; {found}"));
        assert_eq!(heard, Err(Rule::ValueInvalid(found)));
    }
}

#[test] // PMD-7-10
fn must_fail_on_a_parameter_that_came_twice() {
    for (name, value) in [
        ("server_no_context_takeover", ""),
        ("client_no_context_takeover", ""),
        ("server_max_window_bits", "=10"),
        ("client_max_window_bits", "=10"),
    ] {
        let heard = agrees(Offer::default(), &format!("; {name}{value}; {name}{value}"));
        assert_eq!(heard, Err(Rule::ParameterTwice(name.into())));
    }
}

#[test] // PMD-7-11
fn must_fail_on_a_window_that_we_cannot_compress_with() {
    let heard = agrees(Offer::default(), "; client_max_window_bits=8");
    assert_eq!(heard, Err(Rule::WindowUnsupported(8)));
}

#[test] // PMD-7.1.1.1-06
fn must_fail_if_the_server_will_not_forget_though_asked_to() {
    let offer = Offer::default().server_no_context_takeover();
    for answer in ["", "; client_no_context_takeover"] {
        assert_eq!(agrees(offer, answer), Err(Rule::ServerKeepsContext));
    }
}

#[test] // PMD-7.1.2.1-05
fn must_fail_if_the_server_s_window_is_larger_than_asked() {
    let asked = 10;
    let offer = Offer::default().server_max_window_bits(asked).unwrap();
    let larger = |found| Err(Rule::ServerWindowTooLarge { asked, found });
    assert_eq!(agrees(offer, "; server_max_window_bits=11"), larger(Some(11)));
    assert_eq!(agrees(offer, "; server_max_window_bits=15"), larger(Some(15)));
    assert_eq!(agrees(offer, ""), larger(None));
}

#[test] // PMD-7.1.2.2-05
fn must_fail_if_our_window_is_bounded_unoffered() {
    for bits in 8..=15 {
        let heard = agrees(offer(), &format!("; client_max_window_bits={bits}"));
        assert_eq!(heard, Err(Rule::ClientWindowNotOffered));
    }
}

#[test] // PMD-7.1.2.2-06
fn must_fail_if_our_window_is_larger_than_offered() {
    let offer = offer().client_max_window_bits(10).unwrap();
    let rule = Rule::ClientWindowTooLarge { offered: 10, found: 11 };
    assert_eq!(agrees(offer, "; client_max_window_bits=11"), Err(rule));
}

#[test] // PMD-5-08, PMD-5-10, PMD-5-13, WS-4.1-46
fn must_fail_on_another_extension_beside_it_or_on_two_of_it() {
    let other = Violation::ExtensionNotOffered("x-rsv1".into());
    for list in ["x-rsv1, permessage-deflate", "permessage-deflate, x-rsv1; a"] {
        assert_eq!(hears(&[Offer::default()], list), Err(other.clone()));
    }
    let twice = hears(&[Offer::default()], "permessage-deflate, permessage-deflate");
    assert_eq!(twice, Err(Violation::Deflate(Rule::AnsweredTwice)));
    let not_offered = Violation::ExtensionNotOffered("permessage-deflate".into());
    assert_eq!(hears(&[], "permessage-deflate"), Err(not_offered));
}

#[test] // PMD-5-02, PMD-5-06
fn may_accept_any_of_several_offers() {
    let small = offer().server_max_window_bits(10).unwrap();
    let offers = [small, Offer::default()];
    let agreed = |text| hears(&offers, text).map(|agreed| agreed.unwrap().server_max_window_bits);
    assert_eq!(agreed("permessage-deflate; server_max_window_bits=10"), Ok(10));
    assert_eq!(agreed("permessage-deflate"), Ok(15));
    // What fits none is told of the first.
    let rule = Rule::ServerWindowTooLarge { asked: 10, found: None };
    let both = [small, offer().server_no_context_takeover()];
    assert_eq!(hears(&both, "permessage-deflate"), Err(Violation::Deflate(rule)));
}

/// A client that cannot do without says so in a Close, once the WebSocket is open.
#[test] // PMD-5.1-01
fn must_close_with_1010_when_compression_is_needed_and_missing() {
    let connect = Connect::new("server.example.com", "/chat").deflate(Offer::default());
    let open = hear(connect.start(NONCE).unwrap().1, ANSWER.as_bytes(), &[]).unwrap();
    assert_eq!(open.deflate, None);
    let mut connection = frames::Connection::client(Limits::DEFAULT, || [0; 4]);
    let code = frames::CloseCode::MANDATORY_EXTENSION;
    connection.close(code, "permessage-deflate").unwrap();
    let close = [&[0x88, 0x94, 0, 0, 0, 0, 0x03, 0xf2], &b"permessage-deflate"[..]].concat();
    assert_eq!(connection.take_output().to_vec(), close);
}

/// Each rule with its section, its id and its sentence.
#[test]
fn must_say_what_is_wrong() {
    let larger = |found| Rule::ServerWindowTooLarge { asked: 10, found };
    for (rule, section, id, sentence) in [
        (
            Rule::ParameterUnknown("x".into()),
            "7",
            "PMD-7-08",
            r#""x" is no parameter of it; there are four others"#,
        ),
        (
            Rule::ValueInvalid("y=1".into()),
            "7",
            "PMD-7-09",
            r#""y=1" is malformed; a window is 8 to 15, and a takeover parameter has no value"#,
        ),
        (Rule::ParameterTwice("z".into()), "7", "PMD-7-10", "z came twice; once is right"),
        (
            Rule::WindowUnsupported(8),
            "7",
            "PMD-7-11",
            "a window of 8 bits is asked of us; we compress with 9 to 15",
        ),
        (Rule::AnsweredTwice, "5", "PMD-5-13", "the answer has it twice; one offer is chosen"),
        (
            Rule::ServerKeepsContext,
            "7.1.1.1",
            "PMD-7.1.1.1-06",
            "server_no_context_takeover was asked for; the answer must have it",
        ),
        (
            larger(None),
            "7.1.2.1",
            "PMD-7.1.2.1-05",
            "server_max_window_bits is missing; it must be 10 or less",
        ),
        (
            larger(Some(11)),
            "7.1.2.1",
            "PMD-7.1.2.1-05",
            "server_max_window_bits is 11; it must be 10 or less",
        ),
        (
            Rule::ClientWindowNotOffered,
            "7.1.2.2",
            "PMD-7.1.2.2-05",
            "client_max_window_bits came, and was not offered",
        ),
        (
            Rule::ClientWindowTooLarge { offered: 10, found: 11 },
            "7.1.2.2",
            "PMD-7.1.2.2-06",
            "client_max_window_bits is 11; it must be 10 or less",
        ),
    ] {
        let outer = Violation::Deflate(rule.clone());
        assert_eq!((rule.cite(), outer.cite()), (Cite::rfc7692(section), Cite::rfc7692(section)));
        assert_eq!((rule.rule(), outer.rule()), (id, id));
        assert_eq!(outer.to_string(), format!("permessage-deflate: {sentence}"));
    }
}
