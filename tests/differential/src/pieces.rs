//! # Bytes in pieces                                                 chapter 12
//! Knows: how to be a stream that delivers what it is told to, a piece a read, and keeps what is
//! written. Does not know: frames.
//! Read before: `verdict.rs`. Read next: `ours.rs`.

use net::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A stream in memory. When the pieces are used up, there is nothing to read *yet*.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    unread: VecDeque<Vec<u8>>,
    /// What was written to it.
    pub written: Vec<u8>,
}

impl Pieces {
    /// Deliver `bytes`, cut at `cuts` (rising; those beyond the end do nothing).
    pub fn new(bytes: &[u8], cuts: &[usize]) -> Self {
        let mut pieces = Self::default();
        let mut from = 0;
        for to in cuts.iter().copied().filter(|cut| *cut < bytes.len()).chain([bytes.len()]) {
            pieces.add(&bytes[from..to]);
            from = to;
        }
        pieces
    }

    /// Deliver one more piece.
    pub fn add(&mut self, piece: &[u8]) {
        // An empty read would say that the stream has ended.
        if !piece.is_empty() {
            self.unread.push_back(piece.to_vec());
        }
    }

    /// The next piece.
    pub fn take(&mut self) -> Option<Vec<u8>> {
        self.unread.pop_front()
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(mut piece) = self.take() else { return Err(ErrorKind::WouldBlock.into()) };
        let n = piece.len().min(buffer.len());
        buffer[..n].copy_from_slice(&piece[..n]);
        if n < piece.len() {
            self.unread.push_front(piece.split_off(n));
        }
        Ok(n)
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.read(buffer.initialize_unfilled()) {
            Ok(n) => {
                buffer.advance(n);
                Poll::Ready(Ok(()))
            }
            // Nobody will wake it: whoever polls knows that nothing comes.
            Err(_) => Poll::Pending,
        }
    }
}

impl AsyncWrite for Pieces {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(self.write(bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
