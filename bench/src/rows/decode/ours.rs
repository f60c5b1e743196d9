//! # Decode, ours and the limit                                      chapter 16
//! Knows: how our driver reads, and what cannot be left out. Does not know: peers.
//! Read before: `rows/decode/mod.rs`, `net/src/drive.rs`. Read next: `peers/decode.rs`.

use crate::micro::Work;
use crate::peers::tape::{Tape, seen};
use frames::{Connection, Event, Kind};
use wire::{Input, Limits, Protocol};

/// As much as `net::drive` reads at once.
const READ_BUFFER: usize = 128 * 1024;

/// Ours, fed as `net::drive` feeds it: into one buffer, which is drained event by event.
pub(super) struct Ours {
    tape: Tape,
    buffer: Vec<u8>,
    connection: Connection,
    /// Whether each message is made independent of the buffer before it is looked at.
    owned: bool,
}

impl Ours {
    pub(super) fn new(tape: Tape, owned: bool) -> Self {
        let connection = Connection::server(Limits::DEFAULT);
        Self { tape, buffer: vec![0; READ_BUFFER], connection, owned }
    }
}

impl Work for Ours {
    fn pass(&mut self) -> u64 {
        let (mut left, mut tally) = (self.tape.len(), 0u64);
        while left > 0 {
            let n = self.tape.read_into(&mut self.buffer);
            left -= n;
            let mut input = Input::new(&mut self.buffer[..n]);
            while let Ok(Some(event)) = self.connection.next_event(&mut input) {
                let Event::Message(mut message) = event else { return 0 };
                if self.owned {
                    message = message.into_owned();
                }
                tally = tally.wrapping_add(seen(message.kind(), message.bytes()));
            }
        }
        tally
    }
}

/// The limit: all is read at once, every header looked at, every payload unmasked; no rule is.
pub(super) struct Raw {
    tape: Tape,
    buffer: Vec<u8>,
}

impl Raw {
    pub(super) fn new(tape: Tape) -> Self {
        Self { buffer: vec![0; tape.len()], tape }
    }
}

impl Work for Raw {
    fn pass(&mut self) -> u64 {
        let (mut tally, mut at) = (0u64, 0);
        self.tape.read_into(&mut self.buffer);
        while let Some((kind, payload, size)) = raw_frame(&mut self.buffer[at..]) {
            tally = tally.wrapping_add(seen(kind, payload));
            at += size;
        }
        tally
    }
}

/// The first frame: its payload, unmasked, and how many bytes it has with its header; `None` if it
/// is not all there.
#[inline]
fn raw_frame(bytes: &mut [u8]) -> Option<(Kind, &mut [u8], usize)> {
    let (first, second, two) = match bytes {
        [first, second, a, b, ..] => (*first, *second, [*a, *b]),
        _ => return None,
    };
    let (start, length) = match second & 0x7f {
        126 => (8, usize::from(u16::from_be_bytes(two))),
        127 => (14, usize::try_from(u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?)).ok()?),
        length => (6, usize::from(length)),
    };
    let frame = bytes.get_mut(..start + length)?;
    let (header, payload) = frame.split_at_mut(start);
    frames::mask(payload, *header.last_chunk()?);
    let kind = if first & 0x0f == 1 { Kind::Text } else { Kind::Binary };
    Some((kind, payload, start + length))
}
