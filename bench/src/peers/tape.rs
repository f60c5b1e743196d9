//! # Tape: a stream in memory                                        chapter 16
//! Knows: frames of clients, ready to be read again and again. Does not know: who reads them.
//! Read before: `micro.rs`. Read next: `peers/decode.rs`, `rows/decode/mod.rs`.

use crate::failure::Failure;
use frames::{Header, Kind, Opcode};
use net::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use std::io::{self, Read, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A stream that hands out the same bytes again and again, as many at once as its reader has room
/// for, but none beyond the end of the bytes. It copies them, as a socket does. It has no use for
/// what is written to it.
#[derive(Clone, Debug)]
pub struct Tape {
    bytes: Arc<[u8]>,
    at: usize,
}

/// Frames as a client sends them, and what a reader of all of them should have seen.
#[derive(Debug)]
pub struct Recorded {
    /// The frames.
    pub tape: Tape,
    /// How many there are.
    pub frames: u64,
    /// What [`seen`] comes to for all of them.
    pub tally: u64,
}

impl Recorded {
    /// About `bytes` bytes of messages of `size` bytes in one frame each, every one with another
    /// key. One in eight is a byte shorter, so that they lie at all offsets.
    ///
    /// # Errors
    /// The frame is not one that can be written.
    pub fn of(kind: Kind, size: usize, bytes: usize) -> Result<Self, Failure> {
        let (mut tape, mut frames, mut tally) = (Vec::new(), 0, 0u64);
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random.to_be_bytes()
        };
        while tape.len() < bytes {
            let length = size - usize::from(frames % 8 == 7);
            let payload: Vec<u8> = (0..length)
                .map(|_| match kind {
                    Kind::Binary => next()[0],
                    Kind::Text => b' ' + next()[0] % 95,
                })
                .collect();
            let [a, b, c, d, ..] = next();
            let key = [a, b, c, d];
            Header::new(true, Opcode::from(kind), length as u64, Some(key)).encode(&mut tape);
            tape.extend(payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key));
            frames += 1;
            tally = tally.wrapping_add(seen(kind, &payload));
        }
        Ok(Self { tape: Tape { bytes: tape.into(), at: 0 }, frames, tally })
    }
}

/// A few bytes of a message, its length and its kind as one number: who got that right has
/// unmasked it.
#[inline]
pub fn seen(kind: Kind, payload: &[u8]) -> u64 {
    let kind = match kind {
        Kind::Text => 1,
        Kind::Binary => 2,
    };
    let [first, .., last] = payload else { return kind };
    let middle = payload[payload.len() / 2];
    let some = u64::from(*first) + u64::from(middle) + u64::from(*last);
    ((payload.len() as u64) << 20) + (some << 8) + kind
}

impl Tape {
    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// True for one without bytes.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Copy the next bytes into `buffer`. Returns how many.
    pub fn read_into(&mut self, buffer: &mut [u8]) -> usize {
        let next = &self.bytes[self.at..];
        let n = next.len().min(buffer.len());
        buffer[..n].copy_from_slice(&next[..n]);
        self.wind(n);
        n
    }

    fn wind(&mut self, n: usize) {
        self.at += n;
        if self.at == self.bytes.len() {
            self.at = 0;
        }
    }
}

impl Read for Tape {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(self.read_into(buffer))
    }
}

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsyncRead for Tape {
    fn poll_read(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let tape = self.get_mut();
        let next = &tape.bytes[tape.at..];
        let n = next.len().min(buffer.remaining());
        buffer.put_slice(&next[..n]);
        tape.wind(n);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Tape {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
