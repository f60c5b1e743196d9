//! # Sink: a stream in memory that takes all                         chapter 16
//! Knows: how much was written to it, and the first of it. Does not know: who wrote it.
//! Read before: `micro.rs`. Read next: `peers/encode.rs`, `rows/encode/mod.rs`.

use net::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use std::cell::{Cell, RefCell};
use std::io::{self, IoSlice, Read, Write};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A stream that takes whatever is written, gathered or not, as a socket does that has room; it
/// only counts it. Nothing is ever read from it.
#[derive(Clone, Debug, Default)]
pub struct Sink(Rc<Taken>);

/// What a sink took.
#[derive(Debug, Default)]
struct Taken {
    bytes: Cell<u64>,
    writes: Cell<u64>,
    /// While the sink is watched: what exactly.
    copy: RefCell<Vec<u8>>,
    is_watched: Cell<bool>,
}

impl Sink {
    /// How many bytes it took, in how many writes.
    pub fn taken(&self) -> (u64, u64) {
        (self.0.bytes.get(), self.0.writes.get())
    }

    /// What exactly is written while `act` acts.
    pub fn watch<T>(&self, act: impl FnOnce() -> T) -> (T, Vec<u8>) {
        self.0.is_watched.set(true);
        let done = act();
        self.0.is_watched.set(false);
        (done, self.0.copy.take())
    }

    /// Take `pieces`, in one write. Returns how many bytes they are.
    #[inline]
    pub fn swallow(&self, pieces: &[IoSlice<'_>]) -> usize {
        let n = pieces.iter().map(|piece| piece.len()).sum();
        self.0.bytes.set(self.0.bytes.get() + n as u64);
        self.0.writes.set(self.0.writes.get() + 1);
        if self.0.is_watched.get() {
            pieces.iter().for_each(|piece| self.0.copy.borrow_mut().extend_from_slice(piece));
        }
        n
    }
}

impl Read for Sink {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::WouldBlock.into())
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(self.swallow(&[IoSlice::new(bytes)]))
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        Ok(self.swallow(pieces))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsyncRead for Sink {
    fn poll_read(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        _buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Poll::Pending
    }
}

impl AsyncWrite for Sink {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(self.swallow(&[IoSlice::new(bytes)])))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(self.swallow(pieces)))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
