//! # What a server makes of an offer                        chapter 08 · RFC 7692 §5, §7.1
//! Knows: the table of wishes and offers, and which offers are declined. Does not know: answers as
//! a client sees them.
//! Read before: `handshake/src/deflate/policy.rs`. Read next: `deflate_answers.rs` beside this.

use super::*;
use handshake::deflate::{Agreed, Offer, Policy, Violation as Rule};
use handshake::{Extension, extension};

/// A server that wants nothing in particular.
fn easy() -> Policy {
    Policy::default().server_context_takeover().client_context_takeover()
}

/// The question of a client that offers `extensions`.
fn asked_with(extensions: &str) -> Asked {
    let line = format!("\r\nSec-WebSocket-Extensions: {extensions}\r\n\r\n");
    asked(REQUEST.replace("\r\n\r\n", &line).as_bytes(), &[]).unwrap().0
}

/// What a server that wants `policy` answers to the parameters of one offer: what stands behind
/// the name, or `declined`.
fn answers(policy: Policy, parameters: &str) -> String {
    let offer = ["permessage-deflate", parameters].concat();
    answer_to(policy, &offer).map_or("declined".into(), |line| {
        line.strip_prefix("permessage-deflate").expect("the name").trim_start_matches("; ").into()
    })
}

/// The whole value of the answer's field, if there is one.
fn answer_to(policy: Policy, extensions: &str) -> Option<String> {
    let asked = asked_with(extensions);
    let agreed = asked.deflate(&policy);
    let answer = asked.accept_with(None, agreed).unwrap().answer;
    let answer = String::from_utf8(answer).unwrap();
    let mut lines = answer.lines();
    let value = lines.find_map(|line| line.strip_prefix("Sec-WebSocket-Extensions: "));
    assert_eq!(lines.filter(|line| line.starts_with("Sec-WebSocket-Ext")).count(), 0);
    value.map(Into::into)
}

/// Each row: a policy, the parameters of an offer, the parameters of the answer.
#[track_caller]
fn holds(table: &[(Policy, &str, &str)]) {
    for (policy, offer, answer) in table {
        assert_eq!(answers(*policy, offer), *answer, "{policy:?}{offer}");
    }
}

const S_NO: &str = "server_no_context_takeover";
const C_NO: &str = "client_no_context_takeover";
const BOTH: &str = "server_no_context_takeover; client_no_context_takeover";

#[test] // PMD-5-04, PMD-5-05, PMD-5-06, PMD-7-01, PMD-7-02
fn must_answer_with_one_element_of_what_was_agreed() {
    let asked = asked_with("permessage-deflate; client_max_window_bits");
    let agreed = asked.deflate(&Policy::default()).unwrap();
    let accepted = asked.accept_with(None, Some(agreed)).unwrap();
    let line = format!("\r\nSec-WebSocket-Extensions: permessage-deflate; {BOTH}\r\n\r\n");
    let right = answer_with("\r\n\r\n", &line);
    assert_eq!(String::from_utf8(accepted.answer).unwrap(), right);
    assert_eq!(accepted.deflate, Some(agreed));
}

// Rows: what we want, what is offered. Without a word the server may keep its context.
#[test] // PMD-7.1.1.1-02, PMD-7.1.1.1-03, PMD-7.1.1.1-04, PMD-7.1.1.1-05
fn must_forget_when_the_client_wants_us_to_and_may_unasked() {
    let forget = Policy::default().client_context_takeover();
    holds(&[
        (easy(), "", ""),
        (easy(), "; server_no_context_takeover", S_NO),
        (forget, "", S_NO),
        (forget, "; server_no_context_takeover", S_NO),
    ]);
}

// The client's word is a hint: it will forget anyhow, so we can.
#[test] // PMD-7.1.1.2-01, PMD-7.1.1.2-02, PMD-7.1.1.2-04
fn may_ask_the_client_to_forget_whether_it_offered_or_not() {
    let ask = Policy::default().server_context_takeover();
    holds(&[
        (easy(), "", ""),
        (easy(), "; client_no_context_takeover", C_NO),
        (ask, "", C_NO),
        (ask, "; client_no_context_takeover", C_NO),
    ]);
}

// No answer is larger than the offer or our own window; an asked one is always answered.
#[test] // PMD-7.1.2.1-01, PMD-7.1.2.1-03, PMD-7.1.2.1-05, PMD-7.1.2.1-06, PMD-7.1.2.1-07
fn must_answer_server_max_window_bits_with_the_same_or_less() {
    let twelve = easy().server_max_window_bits(12).unwrap();
    holds(&[
        (easy(), "", ""),
        (easy(), "; server_max_window_bits=15", "server_max_window_bits=15"),
        (easy(), "; server_max_window_bits=10", "server_max_window_bits=10"),
        (easy(), "; server_max_window_bits=9", "server_max_window_bits=9"),
        (easy(), "; server_max_window_bits=8", "declined"),
        (twelve, "", "server_max_window_bits=12"),
        (twelve, "; server_max_window_bits=15", "server_max_window_bits=12"),
        (twelve, "; server_max_window_bits=12", "server_max_window_bits=12"),
        (twelve, "; server_max_window_bits=11", "server_max_window_bits=11"),
        (twelve, "; server_max_window_bits=8", "declined"),
    ]);
}

// 8 is no trouble here: it is the client that compresses, and we can read any window.
#[test] // PMD-7.1.2.2-01, PMD-7.1.2.2-04, PMD-7.1.2.2-05, PMD-7.1.2.2-06, PMD-7.1.2.2-08
fn must_not_bound_a_client_that_did_not_offer_it_nor_above_what_it_offered() {
    let twelve = easy().client_max_window_bits(12).unwrap();
    holds(&[
        (easy(), "", ""),
        (easy(), "; client_max_window_bits", ""),
        (easy(), "; client_max_window_bits=15", "client_max_window_bits=15"),
        (easy(), "; client_max_window_bits=10", "client_max_window_bits=10"),
        (easy(), "; client_max_window_bits=8", "client_max_window_bits=8"),
        (twelve, "", ""),
        (twelve, "; client_max_window_bits", "client_max_window_bits=12"),
        (twelve, "; client_max_window_bits=15", "client_max_window_bits=12"),
        (twelve, "; client_max_window_bits=12", "client_max_window_bits=12"),
        (twelve, "; client_max_window_bits=11", "client_max_window_bits=11"),
    ]);
}

/// Parameters that no offer may have, and the rule that each breaks.
fn bad_parameters() -> Vec<(String, Rule)> {
    let mut bad = vec![];
    for name in ["bogus", "Server_no_context_takeover", "max_window_bits", "mem_level"] {
        bad.push((format!("; {name}"), Rule::ParameterUnknown(name.into())));
        bad.push((format!("; {name}=10"), Rule::ParameterUnknown(name.into())));
    }
    for name in [S_NO, C_NO] {
        for value in ["1", "true", "10"] {
            let found = format!("{name}={value}");
            bad.push((format!("; {found}"), Rule::ValueInvalid(found)));
        }
    }
    for name in ["server_max_window_bits", "client_max_window_bits"] {
        for value in ["7", "16", "08", "010", "0", "+9", "-9", "9.0", "abc", "1000", "0x9", "256"] {
            let found = format!("{name}={value}");
            bad.push((format!("; {found}"), Rule::ValueInvalid(found)));
        }
    }
    let bare = "server_max_window_bits";
    bad.push((format!("; {bare}"), Rule::ValueInvalid(bare.into())));
    for name in [S_NO, C_NO, "client_max_window_bits"] {
        bad.push((format!("; {name}; {name}"), Rule::ParameterTwice(name.into())));
    }
    for name in ["server_max_window_bits", "client_max_window_bits"] {
        let twice = format!("; {name}=10; {name}=10");
        bad.push((twice, Rule::ParameterTwice(name.into())));
    }
    bad
}

// The handshake goes on without compression.
// PMD-5-11, PMD-7-03, PMD-7-04, PMD-7-05, PMD-7-06, PMD-7-07, PMD-7.1.2.1-02, PMD-7.1.2.2-02
#[test] // WS-9-04, WS-9.1-05
fn must_decline_an_offer_with_a_bad_parameter_and_accept_the_request() {
    for (parameters, rule) in bad_parameters() {
        let offer = format!("permessage-deflate{parameters}");
        let element = &extension::parse([offer.as_bytes()]).unwrap()[0];
        assert_eq!(Offer::read(element), Err(rule), "{offer}");
        assert_eq!(answer_to(Policy::default(), &offer), None, "{offer}");
    }
    assert_eq!(answer_to(easy(), "permessage-deflate; server_max_window_bits=8"), None);
}

#[test] // PMD-5-02, PMD-5-03, PMD-7-07
fn should_take_the_first_offer_that_it_can_honour() {
    let declined = [
        "permessage-deflate; bogus",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_no_context_takeover=1",
        "x-webkit-deflate-frame",
        "Permessage-Deflate",
    ];
    for first in declined {
        let list = format!("{first}, permessage-deflate; server_max_window_bits=10");
        let answer = answer_to(easy(), &list);
        assert_eq!(answer.as_deref(), Some("permessage-deflate; server_max_window_bits=10"));
    }
    let both = "permessage-deflate; server_max_window_bits=11, permessage-deflate";
    let first = answer_to(easy(), both);
    assert_eq!(first.as_deref(), Some("permessage-deflate; server_max_window_bits=11"));
    assert_eq!(answer_to(easy(), &declined.join(", ")), None);
}

// It is the only one that we know, so it never stands beside one that uses RSV1 or whole frames.
#[test] // PMD-5-07, PMD-5-09, WS-4.2.2-13, WS-9-03, WS-11.3.2-02
fn must_not_accept_another_extension_beside_it() {
    for list in ["x-rsv1, permessage-deflate", "permessage-deflate, x-per-frame; a=1"] {
        assert_eq!(answer_to(easy(), list).as_deref(), Some("permessage-deflate"), "{list}");
        let plain = asked_with(list).accept(None).unwrap();
        assert_eq!(plain.answer, ANSWER.as_bytes(), "{list}");
    }
}

#[test] // WS-4.2.2-12, WS-4.2.2-13, PMD-5-05
fn must_not_accept_what_no_offer_allows() {
    let agreed = Agreed {
        server_no_context_takeover: false,
        client_no_context_takeover: false,
        server_max_window_bits: 15,
        client_max_window_bits: 15,
    };
    for (offers, wrong) in [
        ("x-other", agreed),
        ("permessage-deflate; bogus", agreed),
        ("permessage-deflate; server_no_context_takeover", agreed),
        ("permessage-deflate; server_max_window_bits=14", agreed),
        ("permessage-deflate; client_max_window_bits=14", agreed),
        ("permessage-deflate", Agreed { client_max_window_bits: 14, ..agreed }),
        ("permessage-deflate", Agreed { server_max_window_bits: 8, ..agreed }),
        ("permessage-deflate", Agreed { server_max_window_bits: 16, ..agreed }),
        (
            "permessage-deflate; client_max_window_bits",
            Agreed { client_max_window_bits: 7, ..agreed },
        ),
    ] {
        let refused = asked_with(offers).accept_with(None, Some(wrong));
        assert_eq!(refused, Err(UsageError::DeflateNotOffered), "{offers}");
    }
    let second = "permessage-deflate; server_no_context_takeover, permessage-deflate";
    assert_eq!(asked_with(second).accept_with(None, Some(agreed)).unwrap().deflate, Some(agreed));
}

#[test] // RFC 7692 §7.1.2: we compress with 9 to 15
fn limit_window_bits() {
    for bits in 0..=u8::MAX {
        let good = (9..=15).contains(&bits);
        let refused = UsageError::WindowBits(bits);
        let results = [
            Policy::default().server_max_window_bits(bits).map(drop),
            Policy::default().client_max_window_bits(bits).map(drop),
            Offer::default().server_max_window_bits(bits).map(drop),
            Offer::default().client_max_window_bits(bits).map(drop),
        ];
        for result in results {
            assert_eq!(result, if good { Ok(()) } else { Err(refused.clone()) }, "{bits}");
        }
    }
}

// PMD-7-01, PMD-7.1.1.1-01, PMD-7.1.1.2-01, PMD-7.1.2.1-01, PMD-7.1.2.1-02
#[test] // PMD-5-01, PMD-7.1.2.2-01, PMD-7.1.2.2-02
fn vector_offers_as_they_are_written() {
    let nine = |offer: Offer| offer.server_max_window_bits(9).unwrap();
    for (offer, text) in [
        (Offer::plain(), "permessage-deflate"),
        (Offer::default(), "permessage-deflate; client_max_window_bits"),
        (nine(Offer::plain()), "permessage-deflate; server_max_window_bits=9"),
        (
            nine(Offer::default().server_no_context_takeover().client_no_context_takeover())
                .client_max_window_bits(15)
                .unwrap(),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
             server_max_window_bits=9; client_max_window_bits=15",
        ),
    ] {
        assert_eq!(offer.to_string(), text);
        let element: &Extension = &extension::parse([text.as_bytes()]).unwrap()[0];
        assert_eq!(Offer::read(element), Ok(offer), "it comes back");
    }
}
