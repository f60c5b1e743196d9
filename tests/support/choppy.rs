//! # Choppy: a stream at its worst                                   chapter 03
//! Knows: a script of how much each read and write may do. Does not know: the bytes' meaning.
//! Read before: `shout.rs`. Read next: `tests/03_sans_io.rs`.

use net::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A stream in memory that gives and takes as many bytes at a time as its script says; 0 is "not
/// now". After the script it does all that it is asked.
#[derive(Debug, Default)]
pub struct Choppy {
    pub to_read: Vec<u8>,
    pub script: Vec<usize>,
    pub written: Vec<u8>,
    pub writes: usize,
    pub ended: bool,
    /// It never says that what was written is on its way.
    pub holds: bool,
}

impl Choppy {
    /// What the next call may do, or `None` for "not now".
    fn turn(&mut self, cx: &mut Context<'_>) -> Option<usize> {
        match self.script.pop() {
            Some(0) => {
                cx.waker().wake_by_ref();
                None
            }
            some => Some(some.unwrap_or(usize::MAX)),
        }
    }
}

impl AsyncRead for Choppy {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Some(turn) = self.turn(cx) else { return Poll::Pending };
        let n = turn.min(self.to_read.len()).min(buffer.remaining());
        let rest = self.to_read.split_off(n);
        buffer.put_slice(&std::mem::replace(&mut self.to_read, rest));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Choppy {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Some(turn) = self.turn(cx) else { return Poll::Pending };
        let n = turn.min(bytes.len());
        self.written.extend_from_slice(&bytes[..n]);
        self.writes += 1;
        Poll::Ready(Ok(n))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.holds && !self.written.is_empty() { Poll::Pending } else { Poll::Ready(Ok(())) }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.ended = true;
        Poll::Ready(Ok(()))
    }
}
