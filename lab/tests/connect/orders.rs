//! # What may be typed                                               chapter 12
//! Knows: every order, and every wrong one. Does not know: a socket.
//! Read before: `lab/src/connect/order.rs`. Read next: `shown.rs`.

use frames::CloseCode;
use lab::connect::order::{BadOrder, FRAGMENTS_MAX, HELP, Order, pieces};
use std::time::Duration;

fn order(line: &str) -> Order {
    Order::parse(line).unwrap().unwrap()
}

#[test]
fn must_understand_every_order() {
    assert_eq!(Order::parse(""), Ok(None));
    assert_eq!(order(" hi "), Order::Text(" hi ".into()));
    assert_eq!(order("//etc"), Order::Text("/etc".into()));
    assert_eq!(order("/text"), Order::Text(String::new()));
    assert_eq!(order("/binary 00 ff|0A"), Order::Binary(vec![0, 255, 10]));
    assert_eq!(order("/binary"), Order::Binary(vec![]));
    assert_eq!(order("/fragment 3 Hel lo"), Order::Fragments(3, "Hel lo".into()));
    assert_eq!(order("/ping"), Order::Ping(String::new()));
    assert_eq!(order("/pong a b"), Order::Pong("a b".into()));
    assert_eq!(order("/close"), Order::Close(CloseCode::NO_STATUS, String::new()));
    assert_eq!(order("/close 1000 bye now"), Order::Close(CloseCode::NORMAL, "bye now".into()));
    assert_eq!(order("/raw 8902 6869"), Order::Raw(vec![0x89, 0x02, 0x68, 0x69]));
    assert_eq!(order("/wait 0.5"), Order::Wait(Duration::from_millis(500)));
    assert_eq!(order("/expect a b"), Order::Expect("a b".into()));
    assert_eq!(order("/help"), Order::Help);
    assert_eq!(order("/quit"), Order::Quit);
}

#[test]
fn must_say_what_is_wrong_with_a_line() {
    for (line, wrong) in [
        ("/nope x", BadOrder::Unknown("nope".into())),
        ("/ hi", BadOrder::Unknown(String::new())),
        ("/binary 8", BadOrder::Hex("8".into())),
        ("/raw 0x81", BadOrder::Hex("0x81".into())),
        ("/raw é1", BadOrder::Hex("é1".into())),
        ("/wait soon", BadOrder::Seconds("soon".into())),
        ("/wait -1", BadOrder::Seconds("-1".into())),
        ("/wait NaN", BadOrder::Seconds("NaN".into())),
        ("/wait 1e99", BadOrder::Seconds("1e99".into())),
        ("/fragment 0 a", BadOrder::Fragments("0".into())),
        ("/fragment Hello", BadOrder::Fragments("Hello".into())),
        ("/fragment 10001 a", BadOrder::Fragments((FRAGMENTS_MAX + 1).to_string())),
        ("/close now", BadOrder::Code("now".into())),
        ("/close 1005", BadOrder::Code("1005".into())),
        ("/close 65536", BadOrder::Code("65536".into())),
    ] {
        assert_eq!(Order::parse(line), Err(wrong.clone()), "{line}");
        assert!(!wrong.to_string().is_empty());
    }
}

#[test]
fn must_list_every_order_in_help() {
    for name in ["binary", "fragment", "ping", "pong", "close", "raw", "wait", "expect", "quit"] {
        assert!(HELP.contains(&format!("/{name}")), "{name}");
    }
}

#[test]
fn law_pieces_are_the_text_in_so_many_parts() {
    for text in ["", "a", "Hello", "κόσμε", "\u{1f600}\u{1f600}x"] {
        for frames in [1, 2, 3, 7, 100] {
            let parts = pieces(text, frames);
            assert_eq!((parts.len(), parts.concat().as_str()), (frames, text));
        }
    }
    assert_eq!(pieces("Hello", 2), ["He", "llo"]);
}
