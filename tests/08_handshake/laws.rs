//! # Two of ours                                                    chapter 08 · RFC 6455 §4
//! Knows: what holds for any request, any answer, any cut. Does not know: one by one.
//! Read before: `tests/laws/src/handshake.rs`. Read next: `tests/09_refusing.rs`.

use super::laws_of_extensions::{offers as offers_of_deflate, policies};
use super::*;
use laws::handshake::{hosts, subprotocols, targets};
use laws::proptest::option;
use laws::protocol::{any_bytes, cuts};

laws::handshake_key!(accept: accept_key, encode: encode_key, decode: decode_key);

laws::proptest::proptest! {
    /// A client and a server of ours always agree, whatever is asked and wherever it is cut.
    #[test] // WS-4.1-02, WS-4.2.2-10, WS-4.2.2-12, WS-9-01, WS-9-02
    fn law_two_of_ours_always_agree(
        host in hosts(), target in targets(), offers in subprotocols(), nonce: [u8; 16],
        choice: Option<laws::proptest::sample::Index>, asking in cuts(), answering in cuts(),
        behind in any_bytes(), offer in option::of(offers_of_deflate()), policy in policies(),
    ) {
        let connect = Connect::new(&host, &target);
        let connect = offers.iter().fold(connect, |connect, name| connect.subprotocol(name));
        let connect = offer.iter().fold(connect, |connect, offer| connect.deflate(*offer));
        let (request, waiting) = connect.start(nonce).unwrap();

        let (asked, early) = asked(&[&request[..], &behind].concat(), &asking).unwrap();
        prop_assert_eq!(&early, &behind);
        prop_assert_eq!(asked.subprotocols(), &offers);
        let chosen = choice.filter(|_| !offers.is_empty()).map(|i| i.get(&offers).clone());
        let deflate = asked.deflate(&policy);
        prop_assert_eq!(deflate.is_some(), offer.is_some());
        let accepted = asked.accept_with(chosen.as_deref(), deflate).unwrap();

        let answer = [&accepted.answer[..], &behind].concat();
        let open = hear(waiting, &answer, &answering).unwrap();
        prop_assert_eq!(open, Open { subprotocol: chosen, deflate, leftover: behind });
    }

    /// Every key that is accepted is answered as the slow way would.
    #[test] // WS-4.2.1-08, WS-4.2.2-07, WS-4.2.2-18
    fn law_an_accepted_key_is_answered_rightly(key in keys()) {
        let request = REQUEST.replace("dGhlIHNhbXBsZSBub25jZQ==", &key);
        if let Ok((asked, _)) = asked(request.as_bytes(), &[]) {
            let answer = String::from_utf8(asked.accept(None).unwrap().answer).unwrap();
            prop_assert_eq!(answer, answer_with(ACCEPT, &laws::handshake::accept(key.trim())));
        }
    }

    /// In whatever order the fields come, and whatever others come between them.
    #[test] // WS-4.2.1-13
    fn law_the_order_of_fields_and_unknown_ones_mean_nothing(
        shuffled in Just(REQUEST.lines().collect::<Vec<_>>()[1..6].to_vec()).prop_shuffle(),
        others in laws::proptest::collection::vec("X-[a-zA-Z]{1,9}: ?[ -~]{0,20}", 5),
    ) {
        let fields = shuffled.iter().zip(&others).flat_map(|(field, other)| [*field, other]);
        let lines: Vec<&str> = ["GET /chat HTTP/1.1"].into_iter().chain(fields).collect();
        let (asked, _) = asked((lines.join("\r\n") + "\r\n\r\n").as_bytes(), &[]).unwrap();
        prop_assert_eq!(asked.accept(None).unwrap().answer, ANSWER.as_bytes());
    }

    /// Whatever a caller puts into a request, it is refused or stands where it belongs: as many
    /// lines as there should be, and one empty one, at the end.
    #[test] // WS-4.1-03, WS-4.1-04, WS-4.1-19, WS-4.1-36
    fn law_no_text_begins_a_line_of_its_own(
        text in prop_oneof![any::<String>(), "[ -~\r\n\t]{0,20}", "[a-z:]{0,9}\r?\n?[a-z: ]{0,9}"],
        place in 0..6,
    ) {
        let connect = Connect::new("a", "/").origin("b").subprotocol("c").field("d", "e");
        let connect = match place {
            0 => Connect::new(&text, "/").origin("b").subprotocol("c").field("d", "e"),
            1 => Connect::new("a", &text).origin("b").subprotocol("c").field("d", "e"),
            2 => connect.origin(&text),
            3 => Connect::new("a", "/").origin("b").subprotocol(&text).field("d", "e"),
            4 => Connect::new("a", "/").origin("b").subprotocol("c").field(&text, "e"),
            _ => Connect::new("a", "/").origin("b").subprotocol("c").field("d", &text),
        };
        if let Ok((request, _)) = connect.start(NONCE) {
            let lines: Vec<&[u8]> = request.split(|&byte| byte == b'\n').collect();
            prop_assert_eq!(lines.len(), 11);
            prop_assert!(lines[..10].iter().all(|line| line.ends_with(b"\r")));
            let returns = request.iter().filter(|&&byte| byte == b'\r').count();
            prop_assert_eq!((returns, lines[9], lines[10]), (10, &b"\r"[..], &b""[..]));
        }
    }

    /// Where a request is cut changes nothing of the judgement, not even the byte it names.
    #[test]
    fn law_a_damaged_request_is_judged_the_same_however_it_is_cut(
        at in 0..REQUEST.len(), with: u8, cuts in cuts()
    ) {
        let mut bytes = REQUEST.as_bytes().to_vec();
        bytes[at] = with;
        bytes.extend_from_slice(b"\r\n\r\n"); // should the head have lost its end
        prop_assert_eq!(asked(&bytes, &[]), asked(&bytes, &cuts));
    }

    #[test]
    fn law_a_damaged_answer_is_judged_the_same_however_it_is_cut(
        at in 0..ANSWER.len(), with: u8, cuts in cuts()
    ) {
        let mut bytes = ANSWER.as_bytes().to_vec();
        bytes[at] = with;
        bytes.extend_from_slice(b"\r\n\r\n");
        prop_assert_eq!(hear(waiting(), &bytes, &[]), hear(waiting(), &bytes, &cuts));
    }

    /// Any bytes are refused or waited for; none of them opens anything.
    #[test] // WS-10.7-01
    fn law_any_bytes_never_panic(bytes in any_bytes()) {
        if let Ok(step) = waiting().receive(&bytes) {
            prop_assert!(matches!(step, client::Step::Waiting(_)));
        }
        if let Ok(step) = Reading::new(Limits::DEFAULT).receive(&bytes) {
            prop_assert!(matches!(step, server::Step::Reading(_)));
        }
    }
}
