//! # Vanished: a peer that is gone without a word                   chapter 13 · RFC 6455 §5.5.2
//! Knows: what it still said and still took. Does not know: the bytes' meaning.
//! Read before: `choppy.rs`. Read next: `tests/13_half_open.rs`, `tests/15_gone.rs`.

use net::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// It gives `heard`, then nothing for ever. It takes `room` bytes, then nothing for ever.
pub struct Vanished {
    heard: Vec<u8>,
    room: usize,
    /// What it took.
    pub written: Vec<u8>,
}

impl Vanished {
    /// It said `heard`, and takes `room` bytes.
    pub fn new(heard: impl Into<Vec<u8>>, room: usize) -> Self {
        Self { heard: heard.into(), room, written: Vec::new() }
    }
}

impl AsyncRead for Vanished {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.heard.is_empty() {
            return Poll::Pending;
        }
        buffer.put_slice(&std::mem::take(&mut self.heard));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Vanished {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let n = bytes.len().min(self.room);
        if n == 0 {
            return Poll::Pending;
        }
        self.room -= n;
        self.written.extend_from_slice(&bytes[..n]);
        Poll::Ready(Ok(n))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
