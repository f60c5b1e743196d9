//! # The ordinary frame, at a glance                    chapter 12 · RFC 6455 §5.2, §6.2
//! Knows: that a frame means the same whether it comes whole or in two pieces. Does not know: what.
//! Read before: `frames/src/ordinary.rs`. Read next: `tests/12_messages/sending.rs`.
//!
//! A frame that comes whole may be taken at a glance; of one that was cut behind its first byte,
//! every rule is asked. So both are fed with all headers that there are, as far as their first two
//! bytes go.

use frames::{Connection, Role};
use wire::{Input, Limits, Protocol};

const LIMITS: Limits = Limits { message_bytes: 220, frame_bytes: 210, ..Limits::DEFAULT };

fn connection(role: Role) -> Connection {
    match role {
        Role::Server => Connection::server(LIMITS),
        Role::Client => Connection::client(LIMITS, || [0; 4]),
    }
}

/// What comes of `pieces`: the events or the error, the answer, and what is kept.
fn heard(mut connection: Connection, pieces: &mut [&mut [u8]]) -> (Vec<String>, Vec<u8>, usize) {
    let mut events = Vec::new();
    'pieces: for piece in pieces {
        let mut input = Input::new(piece);
        loop {
            match connection.next_event(&mut input) {
                Ok(Some(event)) => events.push(format!("{event:?}")),
                Ok(None) => break,
                Err(error) => {
                    events.push(error.to_string());
                    break 'pieces;
                }
            }
        }
    }
    (events, connection.take_output().to_vec(), connection.held())
}

#[track_caller]
fn law(new: impl Fn() -> Connection, bytes: &[u8]) {
    let (mut whole, mut cut) = (bytes.to_vec(), bytes.to_vec());
    let (first, rest) = cut.split_at_mut(1);
    let (at_once, in_two) = (heard(new(), &mut [&mut whole]), heard(new(), &mut [first, rest]));
    assert_eq!(at_once, in_two, "{:02x?} …", &bytes[..10]);
}

#[test]
fn law_a_frame_taken_at_a_glance_is_the_one_that_was_judged() {
    // A key, and text that is none where it is unmasked: each rule has something to find.
    let behind: Vec<u8> = (0..240).map(|n: u8| n.wrapping_mul(3)).collect();
    for (role, masks) in [(Role::Server, 0x80), (Role::Client, 0)] {
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                let bytes = [&[first, second][..], &behind].concat();
                law(|| connection(role), &bytes);
            }
        }
        for (first, length) in [0x81, 0x82].into_iter().flat_map(|f| (0..260).map(move |n| (f, n)))
        {
            let [high, low] = u16::to_be_bytes(length);
            let bytes = [&[first, masks | 126, high, low, 0, 0, 0, 0][..], &[b'a'; 300]].concat();
            law(|| connection(role), &bytes);
            law(|| connection(role).in_parts(), &bytes);
        }
    }
}
