//! # Connection: one stream, and what is under way on it             chapter 03
//! Knows: the socket, the bytes not yet read by a protocol, the bytes not yet written, the time.
//! Does not know: which protocol is speaking; it may change on the way (HTTP, then WebSocket).
//! Read before: `stop.rs`. Read next: `drive.rs`.

use crate::Stop;
use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};
use wire::{Limits, Output, Protocol};

/// The most pieces that one gathered write takes.
const PIECES_MAX: usize = 16;

/// A byte stream with its clock, and what one protocol hands on to the next.
#[derive(Debug)]
pub struct Connection<S> {
    stream: S,
    began: Instant,
    /// Bytes that came, and that the last protocol left for the next one.
    pub(crate) unread: Vec<u8>,
    /// Bytes that wait for the peer to take them.
    pub(crate) unsent: Output,
    /// The peer has ended its side.
    pub(crate) peer_ended: bool,
    pub(crate) stop: Stop,
    /// For how long, all in all, nothing was heard because we did not listen.
    deaf: Duration,
    /// Since when that is so, if it is so now.
    deaf_since: Option<Duration>,
    write_time: Duration,
    write_bytes: usize,
    /// While bytes wait: since when, and how many the peer has taken since then.
    waiting: Option<(Duration, usize)>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// A connection that begins now.
    pub fn new(stream: S, limits: &Limits, stop: Stop) -> Self {
        Self {
            stream,
            began: Instant::now(),
            unread: Vec::new(),
            unsent: Output::default(),
            peer_ended: false,
            stop,
            deaf: Duration::ZERO,
            deaf_since: None,
            write_time: limits.write_time,
            write_bytes: limits.write_bytes,
            waiting: None,
            timer: None,
        }
    }

    /// How long ago the connection began.
    pub fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// The time that protocols are told: how long ago the connection began, less the time in which
    /// we did not listen. `hears` says whether we do now.
    pub(crate) fn protocol_time(&mut self, hears: bool) -> Duration {
        let now = self.now();
        match (hears, self.deaf_since) {
            (true, None) => {}
            (true, Some(since)) => {
                self.deaf += now - since;
                self.deaf_since = None;
            }
            (false, None) => self.deaf_since = Some(now),
            (false, Some(since)) => return since - self.deaf,
        }
        now - self.deaf
    }

    /// When it will be `protocol_time`, if we listen from now on.
    pub(crate) fn moment_of(&self, protocol_time: Duration) -> Duration {
        protocol_time.saturating_add(self.deaf)
    }

    /// The next protocol reads these bytes before any other: a hand-over left them.
    pub fn put_back(&mut self, mut bytes: Vec<u8>) {
        bytes.append(&mut self.unread);
        self.unread = bytes;
    }

    /// The stream. What is unread or unsent is given up.
    pub fn into_stream(self) -> S {
        self.stream
    }

    /// Take what `protocol` wants written, so that it goes out before anything of the next one.
    pub fn take_output_of<P: Protocol>(&mut self, protocol: &mut P) {
        self.unsent.append(protocol.take_output());
    }

    /// Read into `buffer`; 0 bytes mean that the peer has ended its side.
    pub(crate) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(buffer);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer))?;
        Poll::Ready(Ok(buffer.filled().len()))
    }

    /// Write all that waits; ready when nothing does.
    pub(crate) fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.unsent.is_empty() {
            let mut slices = [IoSlice::new(&[]); PIECES_MAX];
            let filled = self.unsent.io_slices(&mut slices);
            let stream = Pin::new(&mut self.stream);
            let Poll::Ready(written) = stream.poll_write_vectored(cx, &slices[..filled]) else {
                let now = self.began.elapsed();
                self.waiting.get_or_insert((now, 0));
                return Poll::Pending;
            };
            let written = written?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.unsent.advance(written);
            self.peer_took(written);
        }
        // Some streams keep what they were given until they are flushed (TLS); a socket does not.
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if flushed.is_pending() {
            let now = self.began.elapsed();
            self.waiting.get_or_insert((now, 0));
        } else {
            self.waiting = None;
        }
        flushed
    }

    /// The peer took `n` bytes more: enough of them make a new beginning.
    fn peer_took(&mut self, n: usize) {
        if let Some((_, taken)) = &mut self.waiting {
            *taken += n;
            if *taken >= self.write_bytes {
                self.waiting = None;
            }
        }
    }

    /// End our side of the stream.
    pub(crate) fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    /// When the peer will have taken too little for too long.
    pub(crate) fn write_deadline(&self) -> Option<Duration> {
        self.waiting.map(|(since, _)| since.saturating_add(self.write_time))
    }

    /// Ready at `deadline`; without one, never.
    pub(crate) fn poll_deadline(
        &mut self,
        cx: &mut Context<'_>,
        deadline: Option<Duration>,
    ) -> Poll<()> {
        // Later than any moment that the clock can name is never, too.
        let Some(at) = deadline.and_then(|deadline| self.began.checked_add(deadline)) else {
            self.timer = None;
            return Poll::Pending;
        };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(at)));
        if timer.deadline() != at {
            timer.as_mut().reset(at);
        }
        timer.as_mut().poll(cx)
    }
}
