//! # Reader: a cursor that can wait                                  chapter 15
//! Knows: how to look and, if there is nothing, to wait, without a gap between the two.
//! Does not know: executors.
//! Read before: `cursor.rs`, `waiting.rs`, `hub.rs`. Read next: `sse/src/lib.rs`.

use crate::hub::Channel;
use crate::lock::{lock, read};
use crate::waiting::Seat;
use crate::{Batch, Cursor, Event, Hub, Lagged, Queue, Refused, Start, Started, Stretch, Topic};
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use wire::EventId;

/// One reader of one topic. It holds a cursor, not a copy of anything; dropping it is enough to
/// leave.
///
/// Each read takes bounds for the batch: at most `max_events`, and at most `max_bytes` as
/// `wire::Published::weight` counts, but at least one event, so that reading always moves on.
/// Costs O(log of the events kept + events given).
pub struct Reader {
    hub: Hub,
    topic: Topic,
    channel: Arc<Mutex<Channel>>,
    cursor: Cursor,
    seat: Option<Seat>,
}

impl Reader {
    /// A reader that `channel` already counts.
    pub(crate) fn new(
        hub: Hub,
        topic: Topic,
        channel: Arc<Mutex<Channel>>,
        cursor: Cursor,
    ) -> Self {
        Self { hub, topic, channel, cursor, seat: None }
    }

    /// Read what there is, or `None` at the end of the log.
    ///
    /// # Errors
    /// [`Lagged`], when the reader is too far behind and its policy is to end it.
    pub fn try_next(
        &mut self,
        max_events: usize,
        max_bytes: usize,
    ) -> Result<Option<Batch>, Lagged> {
        lock(&self.channel).read(&mut self.cursor, max_events, max_bytes)
    }

    /// Read what there is, or have the task woken when there is something.
    ///
    /// Looking and sitting down to wait happen under one lock, the one under which an event is
    /// published, so no event can slip in between. The waker of the latest call is the one woken.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    pub fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        max_events: usize,
        max_bytes: usize,
    ) -> Poll<Result<Batch, Lagged>> {
        let mut channel = lock(&self.channel);
        if let Some(read) = channel.read(&mut self.cursor, max_events, max_bytes).transpose() {
            return Poll::Ready(read);
        }
        let replaced = channel.waiting.sit(&mut self.seat, cx.waker());
        drop(channel);
        drop(replaced); // only now: see `waiting.rs`
        Poll::Pending
    }

    /// Wait for what comes next. Dropping the future loses nothing: the cursor moves only when a
    /// batch is given.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    pub async fn next(&mut self, max_events: usize, max_bytes: usize) -> Result<Batch, Lagged> {
        poll_fn(|cx| self.poll_next(cx, max_events, max_bytes)).await
    }

    /// The topic.
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// The place behind the last event that was read. A reader that starts [after] it goes on here.
    ///
    /// [after]: crate::Start::After
    pub fn cursor(&self) -> EventId {
        self.cursor.id()
    }

    /// The place behind the newest event: where the [cursor](Self::cursor) is when all is read.
    pub fn end(&self) -> EventId {
        let log = &lock(&self.channel).log;
        log.epoch().at(log.last())
    }

    /// What became of the [`Start`] that was asked for.
    pub fn started(&self) -> Started {
        self.cursor.started()
    }

    /// What is kept of the log and not yet read.
    pub fn unread(&self) -> Stretch {
        self.cursor.unread(&lock(&self.channel).log)
    }
}

impl Hub {
    /// What there is in `topic` behind `start`, within bounds as a [`Reader`] has them, and the
    /// place behind it: for who looks once, and does not stay.
    ///
    /// # Errors
    /// As [`reader`](Self::reader).
    pub fn look(
        &self,
        topic: &Topic,
        start: Start,
        queue: Queue,
        max_events: usize,
        max_bytes: usize,
    ) -> Result<(Vec<Event>, EventId), Refused> {
        let events = |read: Result<Option<Batch>, Lagged>| {
            read.ok().flatten().map(|batch| batch.events).unwrap_or_default()
        };
        if let Some(channel) = read(&self.0.topics).get(topic) {
            let mut channel = lock(channel);
            let mut cursor = Cursor::new(&channel.log, start, queue);
            let found = events(channel.read(&mut cursor, max_events, max_bytes));
            return Ok((found, cursor.id()));
        }
        // Nobody was there before.
        let mut reader = self.reader(topic, start, queue)?;
        Ok((events(reader.try_next(max_events, max_bytes)), reader.cursor()))
    }
}

impl Channel {
    /// Let `cursor` read on, and count what it lost.
    fn read(
        &mut self,
        cursor: &mut Cursor,
        max_events: usize,
        max_bytes: usize,
    ) -> Result<Option<Batch>, Lagged> {
        let was_over = cursor.is_over();
        let read = cursor.read(&self.log, max_events, max_bytes);
        match &read {
            Ok(batch) => self.missed += batch.as_ref().map_or(0, |batch| batch.missed),
            Err(_) => self.lagged += u64::from(!was_over),
        }
        read
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut channel = lock(&self.channel);
        channel.readers -= 1;
        let waker = channel.waiting.leave(self.seat.take());
        let unused = channel.is_unused();
        drop(channel);
        drop(waker); // only now: see `waiting.rs`
        if unused {
            self.hub.0.forget_unused(&self.topic);
        }
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Reader");
        out.field("topic", &self.topic).field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
