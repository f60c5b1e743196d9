//! # Growth: one message                                             chapter 16 · RFC 6455 §5.4
//! Knows: a WebSocket message that comes in many reads, whole or in fragments.
//! Does not know: short ones: that is `decode`.
//! Read before: `rows/growth/mod.rs`. Read next: `rows/growth/streams.rs`.

use super::{Copying, limit, ours};
use crate::micro::Work;
use crate::row::Row;
use frames::{Connection, Event, Header, Message, Opcode, mask};
use wire::{Input, Limits, Protocol};

/// What one read brings.
const READ: usize = 16 * 1024;
/// What one fragment has, where there are some.
const FRAGMENT: usize = 1024;
/// Bytes that take a while.
const ENOUGH: usize = 256 << 10;
const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// The row.
pub(super) fn row() -> Row {
    let about = "A binary message of so many bytes, in reads of 16 KiB: what does it cost?";
    super::row(
        "growth-message",
        about,
        &[64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20],
        |size| {
            Ok(vec![
                ours("ours", (size, ENOUGH), size, Receiving::of(size, size)),
                ours("ours, in fragments", (size, ENOUGH), size, Receiving::of(size, FRAGMENT)),
                limit((size, ENOUGH), size, Copying { came: vec![0x5a; size], read: READ }),
            ])
        },
    )
}

struct Receiving {
    masked: Vec<u8>,
    came: Vec<u8>,
    server: Connection,
}

impl Receiving {
    fn of(size: usize, fragment: usize) -> Self {
        let mut masked = Vec::new();
        let mut payload = vec![0x5a; fragment.min(size)];
        mask(&mut payload, KEY);
        let frames = size.div_ceil(fragment);
        for frame in 0..frames {
            let opcode = if frame == 0 { Opcode::Binary } else { Opcode::Continuation };
            let length = payload.len() as u64;
            Header::new(frame + 1 == frames, opcode, length, Some(KEY)).encode(&mut masked);
            masked.extend_from_slice(&payload);
        }
        let limits = Limits { message_bytes: 32 << 20, ..Limits::DEFAULT };
        Self { came: masked.clone(), masked, server: Connection::server(limits) }
    }
}

impl Work for Receiving {
    fn prepare(&mut self) {
        self.came.copy_from_slice(&self.masked);
    }

    /// Again and again, what was unmasked is unmasked: other bytes, the same work.
    fn pass(&mut self) -> u64 {
        let mut bytes = 0;
        for read in self.came.chunks_mut(READ) {
            let mut input = Input::new(read);
            while let Ok(Some(event)) = self.server.next_event(&mut input) {
                if let Event::Message(Message::Binary(payload)) = event {
                    bytes += payload.len() as u64;
                }
            }
        }
        bytes
    }
}
