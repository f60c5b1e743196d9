//! # Requests and answers, as a proxy reads them                     chapter 02
//! Knows: which bytes it must not lose, whatever they are. Does not know: sockets.
//! Read before: `lab/src/tap/messages.rs`, `lab/src/tap/change.rs`. Read next: `faults.rs`.

use lab::tap::Faults;
use lab::tap::change::{Change, both};
use laws::proptest::prelude::*;

/// All that goes on when these pieces come, and what was said of it.
fn play(change: &mut Change, pieces: &[&[u8]]) -> (Vec<u8>, Vec<String>) {
    let (mut bytes, mut notes) = (Vec::new(), Vec::new());
    for piece in pieces {
        let changed = change.push(piece);
        bytes.extend(changed.bytes);
        notes.extend(changed.notes);
    }
    let changed = change.end();
    bytes.extend(changed.bytes);
    notes.extend(changed.notes);
    (bytes, notes)
}

const UPGRADE: &str = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n\
    UPGRADE: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n";
const LEFT: &str =
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nSec-WebSocket-Version: 13\r\n\r\n";
const PLAIN: &str = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
    1c\r\nUpgrade: websocket is a text\r\n0\r\n\r\nPUT /b HTTP/1.1\r\nHost: a\r\n\
    Content-Length: 23\r\nConnection: close\r\n\r\nUpgrade: no field\r\n\r\n\r\n";

fn dropping() -> Change {
    both(&Faults { drop_upgrade: true, ..Faults::default() }).0
}

/// `text` in pieces of `n` bytes.
fn pieces(text: &str, n: usize) -> Vec<&[u8]> {
    text.as_bytes().chunks(n).collect()
}

#[test]
fn must_leave_out_the_upgrade_of_each_request_and_nothing_else() {
    let asked = [PLAIN, UPGRADE, PLAIN, UPGRADE].concat();
    let left = [PLAIN, LEFT, PLAIN, LEFT].concat();
    for n in 1..asked.len() {
        let (bytes, notes) = play(&mut dropping(), &pieces(&asked, n));
        assert_eq!(String::from_utf8(bytes).unwrap(), left, "in pieces of {n}");
        assert_eq!(notes.len(), 2);
    }
    let alone = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";
    let (bytes, _) = play(&mut dropping(), &[alone.as_bytes()]);
    assert_eq!(bytes, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
}

#[test]
fn must_hold_an_answer_back_until_its_end_and_nothing_behind_a_switch() {
    let (mut up, mut down) = both(&Faults { buffer: Some(1000), ..Faults::default() });
    up.push(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    assert_eq!(down.push(head).bytes, head, "an answer to HEAD ends with its head");
    assert_eq!(down.push(b"HTTP/1.1 100 Continue\r\n\r\n").bytes.len(), 25);
    assert_eq!(down.push(head).bytes, b"");
    assert_eq!(down.push(b"hell").bytes, b"");
    let changed = down.push(b"oHTTP/1.1 101 Switching Protocols\r\n\r\n\x81");
    assert_eq!(changed.bytes[..head.len()], head[..]);
    assert!(changed.bytes[head.len()..].starts_with(b"helloHTTP/1.1 101 "));
    assert_eq!(changed.bytes.last(), Some(&0x81), "what follows 101 is not held");
    assert_eq!(changed.notes, ["the tap held back 43 B of an answer until its end"]);
    assert_eq!(down.push(b"\x02hi").bytes, b"\x02hi");
}

#[test]
fn limit_an_answer_is_held_until_the_buffer_is_full() {
    let (_, mut down) = both(&Faults { buffer: Some(100), ..Faults::default() });
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_eq!(down.push(head).bytes, b"");
    assert_eq!(down.push(b"33\r\n").bytes, b"");
    assert_eq!(down.push(&[b'x'; 48]).bytes, b"", "99 bytes");
    let changed = down.push(b"x");
    assert_eq!(changed.bytes.len(), 100);
    assert_eq!(changed.notes, ["the tap held back 100 B of an answer until the buffer was full"]);
    assert_eq!(down.push(b"x").bytes, b"", "and it begins anew");
    assert_eq!(down.end().bytes, b"x");
}

proptest! {
    #[test]
    fn law_what_a_proxy_does_not_understand_goes_on_as_it_came(
        asked in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8),
        answered in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8),
        begins in prop::sample::select(vec!["", PLAIN, "GET / HT", "HTTP/1.1 200 OK\r\n\r\n"]),
    ) {
        let faults = Faults { drop_upgrade: true, buffer: Some(64), ..Faults::default() };
        let (mut up, mut down) = both(&faults);
        for (change, pieces) in [(&mut up, &asked), (&mut down, &answered)] {
            let pieces: Vec<&[u8]> =
                [begins.as_bytes()].into_iter().chain(pieces.iter().map(|p| &p[..])).collect();
            let (bytes, _) = play(change, &pieces);
            prop_assert_eq!(bytes, pieces.concat());
        }
    }
}
