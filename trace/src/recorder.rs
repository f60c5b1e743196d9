//! # The recorder: a tap that writes down                            chapter 03
//! Knows: which end it sits at, and what time it is there. Does not know: what the bytes mean.
//! Read before: `record.rs`, `wire/src/tap.rs`. Read next: `lib.rs`.

use crate::record::{End, Record, Trace, What};
use explain::Sender;
use std::fmt::{Debug, Display};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use wire::Watch;

/// A trace that is being written, shared by all who write to it.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Trace>>);

impl Log {
    /// A new one.
    pub fn new(title: impl Into<String>) -> Self {
        Self(Arc::new(Mutex::new(Trace { title: title.into(), records: Vec::new() })))
    }

    /// Write down.
    pub fn add(&self, at: Duration, connection: u32, what: What) {
        self.lock().records.push(Record { at, connection, what });
    }

    /// What was written so far.
    pub fn trace(&self) -> Trace {
        self.lock().clone()
    }

    /// Take out what was written so far: for who writes it to a file as it goes.
    pub fn take(&self) -> Vec<Record> {
        std::mem::take(&mut self.lock().records)
    }

    fn lock(&self) -> MutexGuard<'_, Trace> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes down what goes through the protocol at one end of a connection, and what it makes of it.
///
/// Where both ends are recorded, one of them records the bytes: the other is made
/// [`without_bytes`](Self::without_bytes).
#[derive(Clone, Debug)]
pub struct Recorder {
    log: Log,
    connection: u32,
    at: Sender,
    bytes: bool,
    /// When the connection began, on the clock of the trace.
    began: Duration,
    now: Duration,
    state: String,
}

impl Recorder {
    /// Sit at the `at` end of this connection, which began at `began`.
    pub fn new(log: &Log, connection: u32, at: Sender, began: Duration) -> Self {
        let (log, state) = (log.clone(), String::new());
        Self { log, connection, at, bytes: true, began, now: Duration::ZERO, state }
    }

    /// Leave the bytes to the recorder at the other end.
    #[must_use]
    pub fn without_bytes(mut self) -> Self {
        self.bytes = false;
        self
    }

    fn add(&self, what: What) {
        self.log.add(self.began + self.now, self.connection, what);
    }

    fn other(&self) -> Sender {
        match self.at {
            Sender::Client => Sender::Server,
            Sender::Server => Sender::Client,
        }
    }

    fn add_bytes(&self, from: Sender, bytes: &[u8]) {
        if self.bytes && !bytes.is_empty() {
            self.add(What::Bytes { from, bytes: bytes.to_vec() });
        }
    }
}

impl Watch for Recorder {
    const SEES_INSIDE: bool = true;

    fn received(&mut self, bytes: &[u8]) {
        self.add_bytes(self.other(), bytes);
    }

    fn sent(&mut self, bytes: &[u8]) {
        self.add_bytes(self.at, bytes);
    }

    fn ticked(&mut self, now: Duration) {
        self.now = now;
    }

    fn event(&mut self, event: &dyn Debug, unread: usize) {
        let (event, unread) = (format!("{event:?}"), unread as u64);
        self.add(What::Event { at: self.at, event, unread });
    }

    fn failed(&mut self, error: &dyn Display) {
        self.add(What::Failed { at: self.at, error: error.to_string() });
    }

    fn state(&mut self, state: String) {
        if state != self.state {
            self.add(What::State { at: self.at, state: state.clone() });
            self.state = state;
        }
    }

    fn ended(&mut self) {
        if self.bytes {
            self.add(What::Ended { from: self.other(), how: End::Finished });
        }
    }
}
