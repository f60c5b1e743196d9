//! # Connection: one stream, and what is under way on it             chapter 03
//! Knows: the socket, the bytes not yet read by a protocol, the bytes not yet written, the time.
//! Does not know: which protocol is speaking; it may change on the way (HTTP, then WebSocket).
//! Read before: `stop.rs`. Read next: `drive.rs`.

use crate::Stop;
use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::unconstrained;
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
    pub(crate) unread: Box<[u8]>,
    /// Bytes that wait for the peer to take them.
    pub(crate) unsent: Output,
    /// The peer has ended its side.
    pub(crate) peer_ended: bool,
    pub(crate) stop: Stop,
    /// The time that protocols were told last.
    told: Duration,
    /// For how long, all in all, that time stood still.
    still: Duration,
    /// It stands still now.
    stands_still: bool,
    limits: Arc<Limits>,
    /// What we wait for. (Boxed, as few do at any one time.)
    waits: Option<Box<Waits>>,
    /// We have begun to end our side, and have nothing more to write.
    is_ending: bool,
    timer: Option<Pin<Box<Sleep>>>,
}

/// What a connection waits for.
#[derive(Debug)]
enum Waits {
    /// For the peer to take bytes: since then, and it took so many since then.
    ToWrite { since: Duration, taken: usize },
    /// For the peer to end its side: ours is ended since then. It stays so, for nothing is written
    /// any more.
    ForTheEnd { since: Duration },
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// A connection that begins now. Those that are held to the same limits can share them, in an
    /// `Arc`.
    pub fn new(stream: S, limits: impl Into<Arc<Limits>>, stop: Stop) -> Self {
        Self {
            stream,
            began: Instant::now(),
            unread: Box::default(),
            unsent: Output::default(),
            peer_ended: false,
            stop,
            told: Duration::ZERO,
            still: Duration::ZERO,
            stands_still: false,
            limits: limits.into(),
            waits: None,
            is_ending: false,
            timer: None,
        }
    }

    /// It began then, not now: what came before (TLS) took of its time.
    pub fn begun_at(&mut self, moment: Instant) {
        self.began = moment;
    }

    /// How long ago the connection began.
    pub fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// The time that protocols are told: how long ago the connection began, less the time in which
    /// it did not go on. While it stands still it is what was told last.
    pub(crate) fn protocol_time(&mut self, now: Duration, goes_on: bool) -> Duration {
        if goes_on {
            if self.stands_still {
                self.still = now.saturating_sub(self.told);
            }
            self.told = now.saturating_sub(self.still);
        }
        self.stands_still = !goes_on;
        self.told
    }

    /// When it will be `protocol_time`, if it goes on from now on.
    pub(crate) fn moment_of(&self, protocol_time: Duration) -> Duration {
        protocol_time.saturating_add(self.still)
    }

    /// The next protocol reads these bytes before any other: a hand-over left them.
    pub fn put_back(&mut self, mut bytes: Vec<u8>) {
        bytes.extend_from_slice(&self.unread);
        self.unread = bytes.into();
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

    /// Write what waits, as much as goes at once. Nearly always that is one piece, or a header and
    /// what follows it.
    fn poll_write_some(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let stream = Pin::new(&mut self.stream);
        let mut pieces = self.unsent.pieces().map(IoSlice::new);
        match (pieces.next(), pieces.next(), pieces.next()) {
            (Some(one), None, _) => stream.poll_write(cx, &one),
            (Some(one), Some(two), None) => stream.poll_write_vectored(cx, &[one, two]),
            _ => {
                let mut slices = [IoSlice::new(&[]); PIECES_MAX];
                let filled = self.unsent.io_slices(&mut slices);
                stream.poll_write_vectored(cx, &slices[..filled])
            }
        }
    }

    /// Write all that waits; ready when nothing does.
    pub(crate) fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.unsent.is_empty() {
            let Poll::Ready(written) = self.poll_write_some(cx) else {
                self.wait_to_write();
                // What waits may wait for long: in no larger a buffer than it needs.
                self.unsent.settle();
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
            self.wait_to_write();
        } else if !self.is_ending {
            self.waits = None;
        }
        flushed
    }

    /// Bytes wait, from now on if none did before.
    fn wait_to_write(&mut self) {
        let since = self.began.elapsed();
        self.waits.get_or_insert_with(|| Box::new(Waits::ToWrite { since, taken: 0 }));
    }

    /// The peer took `n` bytes more: enough of them make a new beginning.
    fn peer_took(&mut self, n: usize) {
        if let Some(Waits::ToWrite { taken, .. }) = self.waits.as_deref_mut() {
            *taken += n;
            if *taken >= self.limits.write_bytes {
                self.waits = None;
            }
        }
    }

    /// Write all that waits, then end our side of the stream; tells since when it is ended. The
    /// peer may have to take something for that, too (TLS says goodbye).
    pub(crate) fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Duration>> {
        if let Some(Waits::ForTheEnd { since }) = self.waits.as_deref() {
            return Poll::Ready(Ok(*since));
        }
        ready!(self.poll_write(cx))?;
        self.is_ending = true;
        if Pin::new(&mut self.stream).poll_shutdown(cx)?.is_pending() {
            self.wait_to_write();
            return Poll::Pending;
        }
        let since = self.now();
        self.waits = Some(Box::new(Waits::ForTheEnd { since }));
        Poll::Ready(Ok(since))
    }

    /// When the peer will have taken too little for too long.
    pub(crate) fn write_deadline(&self) -> Option<Duration> {
        match self.waits.as_deref() {
            Some(Waits::ToWrite { since, .. }) => {
                Some(since.saturating_add(self.limits.write_time))
            }
            _ => None,
        }
    }

    /// Ready at `deadline`; without one, never.
    ///
    /// Most deadlines move on with every byte that comes. A timer that will go off too early stays
    /// as it is: the task is woken in vain now and then, and here it is set anew.
    pub(crate) fn poll_deadline(
        &mut self,
        cx: &mut Context<'_>,
        deadline: Option<Duration>,
        now: Duration,
    ) -> Poll<()> {
        // Later than any moment that the clock can name is never, too.
        let Some(at) = deadline.and_then(|deadline| self.began.checked_add(deadline)) else {
            self.timer = None;
            return Poll::Pending;
        };
        let now = self.began + now;
        let still_to_go_off =
            |timer: &Pin<Box<Sleep>>| timer.deadline() > now && timer.deadline() <= at;
        if self.timer.as_ref().is_some_and(still_to_go_off) {
            return Poll::Pending;
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(at)));
        if timer.deadline() != at {
            timer.as_mut().reset(at);
        }
        // Beyond tokio's budget, where a timer would not listen to whom it is to wake.
        pin!(unconstrained(timer.as_mut())).poll(cx)
    }

    /// The timer does not know whom to wake any more.
    pub(crate) fn forget_timer(&mut self) {
        self.timer = None;
    }
}
