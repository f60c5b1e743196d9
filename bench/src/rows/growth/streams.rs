//! # Growth: one event of a stream                                   chapter 16 · HTML §9.2.6
//! Knows: a long line that comes in many reads. Does not know: short ones: that is `sse-parse`.
//! Read before: `rows/growth/messages.rs`. Read next: `rows/growth/heads.rs`.

use super::{Copying, limit, ours};
use crate::micro::Work;
use crate::row::Row;
use sse::{Decoder, Event};
use wire::{Input, Limits, Protocol};

/// What one read brings.
const READ: usize = 1024;

/// The row.
pub(super) fn row() -> Row {
    let about = "An event with so many bytes of data, in reads of 1 KiB: what does it cost?";
    super::row("growth-event", about, &[1 << 10, 16 << 10, 256 << 10, 4 << 20], |size| {
        Ok(vec![
            ours("ours", (size, 256 << 10), size, Reading::of(size)),
            limit((size, 256 << 10), size, Copying { came: vec![b'x'; size], read: READ }),
        ])
    })
}

struct Reading {
    stream: Vec<u8>,
    decoder: Decoder,
}

impl Reading {
    fn of(size: usize) -> Self {
        let stream = [b"data: ", &vec![b'x'; size][..], b"\n\n"].concat();
        let limits = Limits { line_bytes: 8 << 20, event_bytes: 8 << 20, ..Limits::DEFAULT };
        Self { stream, decoder: Decoder::new(limits) }
    }
}

impl Work for Reading {
    fn pass(&mut self) -> u64 {
        let mut bytes = 0;
        for read in self.stream.chunks_mut(READ) {
            let mut input = Input::new(read);
            while let Ok(Some(event)) = self.decoder.next_event(&mut input) {
                if let Event::Message { data, .. } = event {
                    bytes += data.len() as u64;
                }
            }
        }
        bytes
    }
}
