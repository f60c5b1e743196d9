//! # For any list of extensions                             chapter 08 · RFC 6455 §9, RFC 7692 §7
//! Knows: what holds for any offers and any answer. Does not know: one by one.
//! Read before: `tests/laws/src/handshake.rs`. Read next: `tests/08_handshake/laws.rs`.

use super::*;
use handshake::deflate::{Agreed, Offer, Policy};
use handshake::{Extension, extension};
use laws::handshake::elements;
use laws::proptest::prelude::*;
use laws::proptest::{collection::vec, option};

/// Anything that a server of ours may want.
pub(super) fn policies() -> impl Strategy<Value = Policy> {
    (any::<bool>(), any::<bool>(), 9u8..=15, 9u8..=15).prop_map(|(s, c, server, client)| {
        let policy = Policy::default();
        let policy = if s { policy.server_context_takeover() } else { policy };
        let policy = if c { policy.client_context_takeover() } else { policy };
        policy.server_max_window_bits(server).unwrap().client_max_window_bits(client).unwrap()
    })
}

/// Anything that a client of ours may offer.
pub(super) fn offers() -> impl Strategy<Value = Offer> {
    let client = option::of(option::of(9u8..=15));
    (any::<bool>(), any::<bool>(), option::of(9u8..=15), client).prop_map(|(s, c, bits, client)| {
        let offer = if client.is_some() { Offer::default() } else { Offer::plain() };
        let offer = if s { offer.server_no_context_takeover() } else { offer };
        let offer = if c { offer.client_no_context_takeover() } else { offer };
        let offer = bits.map_or(offer, |bits| offer.server_max_window_bits(bits).unwrap());
        let client = client.flatten();
        client.map_or(offer, |bits| offer.client_max_window_bits(bits).unwrap())
    })
}

/// The value of `name`, where it stands and if it has one.
fn value<'e>(element: &'e Extension, name: &str) -> Option<Option<&'e str>> {
    let found = element.parameters.iter().find(|(parameter, _)| parameter == name);
    found.map(|(_, value)| value.as_deref())
}

/// The largest window that `element` names for `name`; what is not said is 15.
fn bits(element: &Extension, name: &str) -> u8 {
    value(element, name).flatten().map_or(15, |bits| bits.parse().expect("8 to 15"))
}

/// Can a server that compresses with 9 to 15 take this? Written the slow way, from §7.
fn is_acceptable(element: &Extension) -> bool {
    let names: Vec<&str> = element.parameters.iter().map(|(name, _)| name.as_str()).collect();
    let once = |name: &&str| names.iter().filter(|other| *other == name).count() == 1;
    let good = |(name, value): &(String, Option<String>)| match (name.as_str(), value.as_deref()) {
        ("server_no_context_takeover" | "client_no_context_takeover", value) => value.is_none(),
        ("server_max_window_bits", Some(bits)) => ["9", "10", "12", "15"].contains(&bits),
        ("client_max_window_bits", Some(bits)) => ["8", "9", "10", "12", "15"].contains(&bits),
        ("client_max_window_bits", None) => true,
        _ => false,
    };
    element.name == "permessage-deflate"
        && names.iter().all(once)
        && element.parameters.iter().all(good)
}

/// The list in the answer's field.
fn answered(answer: &[u8]) -> Vec<Extension> {
    let answer = std::str::from_utf8(answer).expect("ASCII");
    let named = |line| str::strip_prefix(line, "Sec-WebSocket-Extensions: ");
    let values = answer.lines().filter_map(named).map(str::as_bytes);
    extension::parse(values).unwrap_or_default()
}

laws::proptest::proptest! {
    /// What a server accepts was offered: the first offer that it can take, no other, and nothing
    /// of it is larger than was offered.
    // WS-9-03, WS-4.2.2-12, WS-4.2.2-13, PMD-5-03, PMD-5-04, PMD-5-05, PMD-7-03, PMD-7-04
    #[test] // PMD-7-05, PMD-7-06, PMD-7-07, PMD-7.1.2.1-05, PMD-7.1.2.2-05, PMD-7.1.2.2-06
    fn law_the_answer_is_within_the_first_offer_that_will_do(
        offered in vec(elements(), 0..5), policy in policies()
    ) {
        let list = offered.join(", ");
        let line = if offered.is_empty() { String::new() } else {
            format!("Sec-WebSocket-Extensions: {list}\r\n")
        };
        let request = REQUEST.replace("\r\n\r\n", &format!("\r\n{line}\r\n"));
        let (asked, _) = asked(request.as_bytes(), &[]).unwrap();
        let offered = asked.extensions().to_vec();
        let agreed = asked.deflate(&policy);
        let answer = answered(&asked.accept_with(None, agreed).unwrap().answer);

        let first = offered.iter().find(|element| is_acceptable(element));
        prop_assert_eq!(agreed.is_some(), first.is_some());
        prop_assert_eq!(answer.len(), usize::from(first.is_some()));
        let (Some(first), [answer]) = (first, &answer[..]) else { return Ok(()) };
        prop_assert_eq!(answer.name.as_str(), "permessage-deflate");
        for name in ["server_no_context_takeover", "server_max_window_bits"] {
            prop_assert!(value(first, name).is_none() || value(answer, name).is_some());
        }
        for name in ["server_max_window_bits", "client_max_window_bits"] {
            prop_assert!(bits(answer, name) <= bits(first, name));
            prop_assert_ne!(value(answer, name), Some(None));
        }
        let name = "client_max_window_bits";
        prop_assert!(value(answer, name).is_none() || value(first, name).is_some());
    }

    /// Both sides come to the same four things, or the client sees that it cannot.
    #[test] // PMD-7-02, PMD-7.1.1.2-03, PMD-7.1.2.2-03
    fn law_both_sides_agree_on_the_same(
        offers in vec(offers(), 1..4), policy in policies()
    ) {
        let connect = Connect::new("a", "/");
        let connect = offers.iter().fold(connect, |connect, offer| connect.deflate(*offer));
        let (request, waiting) = connect.start(NONCE).unwrap();
        let (asked, _) = asked(&request, &[]).unwrap();
        let agreed = asked.deflate(&policy);
        prop_assert_eq!(agreed, policy.agree(&offers[0]));
        let accepted = asked.accept_with(None, agreed).unwrap();
        let open = hear(waiting, &accepted.answer, &[]).unwrap();
        prop_assert_eq!(open.deflate, agreed);
        let Some(Agreed { server_max_window_bits, client_max_window_bits, .. }) = agreed else {
            return Err(TestCaseError::fail("every offer of ours can be taken"));
        };
        prop_assert!((9..=15).contains(&server_max_window_bits));
        prop_assert!((9..=15).contains(&client_max_window_bits));
    }

    /// What is read and written again is the same.
    #[test] // WS-4.3-01, WS-9.1-01
    fn law_display_then_parse_is_identity(offered in vec(elements(), 1..5)) {
        let list = extension::parse([offered.join(",").as_bytes()]).unwrap();
        let again: Vec<String> = list.iter().map(ToString::to_string).collect();
        let joined = again.join(", ");
        prop_assert_eq!(extension::parse([joined.as_bytes()]), Ok(list.clone()));
        // Each on its own line is the same list.
        prop_assert_eq!(extension::parse(again.iter().map(|one| one.as_bytes())), Ok(list));
    }

    /// Any bytes are a list or not, and what stands where they break is the end of them.
    #[test] // WS-10.7-01
    fn law_any_bytes_never_panic(
        bytes in vec(prop::sample::select(b"a1;;,,==\"\"\\ \t\x80\0".to_vec()), 0..60)
    ) {
        match extension::parse([&bytes[..]]) {
            Ok(list) => prop_assert!(!list.is_empty()),
            Err(rest) => prop_assert!(bytes.ends_with(rest)),
        }
    }
}
