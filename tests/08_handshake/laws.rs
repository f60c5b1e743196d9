//! # Two of ours                                                    chapter 08 · RFC 6455 §4
//! Knows: what holds for any request, any answer, any cut. Does not know: one by one.
//! Read before: `tests/laws/src/handshake.rs`. Read next: `tests/09_refusing.rs`.

use super::*;
use laws::handshake::{hosts, subprotocols, targets};
use laws::protocol::{any_bytes, cuts};

laws::handshake_key!(accept: accept_key, encode: encode_key, decode: decode_key);

laws::proptest::proptest! {
    /// A client and a server of ours always agree, whatever is asked and wherever it is cut.
    #[test]
    fn law_two_of_ours_always_agree(
        host in hosts(), target in targets(), offers in subprotocols(), nonce: [u8; 16],
        choice: Option<laws::proptest::sample::Index>, asking in cuts(), answering in cuts(),
        behind in any_bytes(),
    ) {
        let connect = Connect::new(&host, &target);
        let connect = offers.iter().fold(connect, |connect, name| connect.subprotocol(name));
        let (request, waiting) = connect.start(nonce).unwrap();

        let (asked, early) = asked(&[&request[..], &behind].concat(), &asking).unwrap();
        prop_assert_eq!(&early, &behind);
        prop_assert_eq!(asked.subprotocols(), &offers);
        let chosen = choice.filter(|_| !offers.is_empty()).map(|i| i.get(&offers).clone());
        let accepted = asked.accept(chosen.as_deref()).unwrap();

        let answer = [&accepted.answer[..], &behind].concat();
        let open = hear(waiting, &answer, &answering).unwrap();
        prop_assert_eq!(open, Open { subprotocol: chosen, leftover: behind });
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
    #[test]
    fn law_any_bytes_never_panic(bytes in any_bytes()) {
        if let Ok(step) = waiting().receive(&bytes) {
            prop_assert!(matches!(step, client::Step::Waiting(_)));
        }
        if let Ok(step) = Reading::new(Limits::DEFAULT).receive(&bytes) {
            prop_assert!(matches!(step, server::Step::Reading(_)));
        }
    }
}
