//! # Against another's DEFLATE                       chapter 12 · RFC 7692 §7.2
//! Knows: what a peer built straight on raw streams would send and understand.
//! Does not know: how ours keeps its windows.
//! Read before: `frames/src/deflate/mod.rs`. Read next: `tests/12_deflate.rs`.
//!
//! The peer keeps one stream for all messages, where we keep the window alone, and go on with the
//! stream before only if nobody else needed it. Here, not in the book's tests, because only this
//! member may name `flate2`.

#![allow(clippy::unwrap_used, clippy::panic)]

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use frames::deflate::{Deflate, Window};
use frames::{Connection, Event, Header, Opcode};
use wire::{Input, Limits, Parsed, Protocol};

/// How many messages are compared, each way.
const MESSAGES: usize = 10_000;

/// The same numbers in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    /// Now short, now long; now words, now noise.
    fn message(&mut self) -> Vec<u8> {
        let words = ["price", "{\"id\":", "tick ", "7", "grün", "a long word that is said again"];
        let most = [10, 100, 100, 1_000][self.below(4)];
        let noise = self.below(4) == 0;
        let mut message = Vec::new();
        for _ in 0..self.below(most) {
            match noise {
                true => message.push(u8::try_from(self.below(256)).unwrap()),
                false => message.extend_from_slice(words[self.below(words.len())].as_bytes()),
            }
        }
        message
    }
}

/// A peer that keeps one raw stream for each direction, and begins it anew if that was agreed on.
struct Peer {
    compress: Compress,
    decompress: Decompress,
    takeover: bool,
}

impl Peer {
    fn new(window: Window, level: usize) -> Self {
        let level = Compression::new(u32::try_from(level).unwrap());
        Self {
            compress: Compress::new_with_window_bits(level, false, window.bits),
            decompress: Decompress::new_with_window_bits(false, window.bits),
            takeover: window.takeover,
        }
    }

    fn compress(&mut self, message: &[u8]) -> Vec<u8> {
        if !self.takeover {
            self.compress.reset();
        }
        let mut out = Vec::with_capacity(message.len() * 2 + 64);
        self.compress.compress_vec(message, &mut out, FlushCompress::Sync).unwrap();
        // Asked to flush twice, a stream writes nothing: so empty messages come without a byte.
        assert!(out.ends_with(&[0, 0, 0xff, 0xff]) || (out.is_empty() && message.is_empty()));
        out.truncate(out.len().saturating_sub(4));
        out
    }

    /// Inflate in small steps, so that what is referred to comes from the window.
    fn decompress(&mut self, payload: &[u8]) -> Vec<u8> {
        if !self.takeover {
            self.decompress.reset(false);
        }
        let mut input = &[payload, &[0, 0, 0xff, 0xff]].concat()[..];
        let mut message = Vec::new();
        let mut step = Vec::with_capacity(100);
        loop {
            step.clear();
            let before = self.decompress.total_in();
            self.decompress.decompress_vec(input, &mut step, FlushDecompress::None).unwrap();
            input = &input[usize::try_from(self.decompress.total_in() - before).unwrap()..];
            message.extend_from_slice(&step);
            if input.is_empty() && step.is_empty() {
                return message;
            }
        }
    }
}

/// Every window of 9 to 15 bits, with and without takeover.
fn windows() -> impl Iterator<Item = Window> {
    (9..=15).flat_map(|bits| [true, false].map(|takeover| Window { bits, takeover }))
}

fn server(window: Window) -> Connection {
    let agreed = Deflate { send: window, receive: window, threshold: 0 };
    Connection::server(Limits::DEFAULT).with_deflate(agreed)
}

#[test] // PMD-7-01, PMD-7.2.1-01, PMD-7.2.1-12, PMD-7.2.1-13
fn law_raw_streams_inflate_what_we_compress() {
    let mut numbers = Numbers(1);
    for window in windows() {
        let (mut server, mut peer) = (server(window), Peer::new(window, 1));
        for _ in 0..MESSAGES / 14 {
            let message = numbers.message();
            if numbers.below(3) == 0 {
                let cut = numbers.below(message.len() + 1);
                server.send_binary_part(&message[..cut], false).unwrap();
                server.send_binary_part(&message[cut..], true).unwrap();
            } else {
                server.send_binary(&message).unwrap();
            }
            let (mut bytes, mut payload, mut compressed) =
                (&server.take_output().to_vec()[..], Vec::new(), false);
            while !bytes.is_empty() {
                let Parsed::Complete { value, consumed } = Header::parse(bytes) else { panic!() };
                compressed |= value.rsv1;
                let end = consumed + usize::try_from(value.length).unwrap();
                payload.extend_from_slice(&bytes[consumed..end]);
                bytes = &bytes[end..];
            }
            let read = if compressed { peer.decompress(&payload) } else { payload };
            assert_eq!(read, message, "{window:?}");
        }
    }
}

#[test] // PMD-7-01, PMD-7.2.2-01, PMD-7.2.2-03, PMD-7.2.2-05
fn law_we_inflate_what_raw_streams_compress() {
    let mut numbers = Numbers(2);
    for window in windows() {
        let level = numbers.below(9) + 1;
        let (mut server, mut peer) = (server(window), Peer::new(window, level));
        for _ in 0..MESSAGES / 14 {
            let message = numbers.message();
            let payload = peer.compress(&message);
            let key = Some([0; 4]);
            let length = u64::try_from(payload.len()).unwrap();
            let header = Header { rsv1: true, ..Header::new(true, Opcode::Binary, length, key) };
            let mut bytes = Vec::new();
            header.encode(&mut bytes);
            bytes.extend_from_slice(&payload);
            let event = server.next_event(&mut Input::new(&mut bytes)).unwrap();
            let Some(Event::Message(read)) = event else { panic!("{event:?}") };
            assert_eq!(read.bytes(), message, "{window:?}, level {level}");
        }
    }
}
