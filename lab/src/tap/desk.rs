//! # The desk: all that happened, told in order                      chapter 03
//! Knows: who wants to hear of it, and that none may fall behind. Does not know: what they make of
//! it.
//! Read before: `trace/src/record.rs`. Read next: `session.rs`.
//!
//! A terminal and a disk block whoever writes to them, so they have a thread of their own. Little
//! may wait for it: when it is full, the relay waits too. So nothing that was passed on is ever
//! left out, and a terminal that stands still stops the wire.

use net::tokio::sync::mpsc::{Receiver, Sender, channel};
use std::io;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use trace::{Log, Record, What};

/// So many records may wait, each of at most 64 KiB.
const WAITING_MAX: usize = 32;

/// Someone who writes down what happened.
pub trait RecordTo: Send {
    /// What it is, for the message that it failed.
    fn name(&self) -> String;

    /// Write this down.
    ///
    /// # Errors
    /// It cannot be written. Nothing more is told to it.
    fn record(&mut self, record: &Record) -> io::Result<()>;

    /// Nothing more happened for now: let it be seen.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Nothing more will happen.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    fn end(&mut self) -> io::Result<()> {
        self.flush()
    }
}

impl RecordTo for Log {
    fn name(&self) -> String {
        "the log".into()
    }

    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.add(record.at, record.connection, record.what.clone());
        Ok(())
    }
}

/// Tells the desk what happens. All clones tell the same one.
#[derive(Clone, Debug)]
pub struct Witness {
    records: Sender<Record>,
    began: Instant,
}

impl Witness {
    /// This happens now, on this connection; ready when there is room to tell it.
    pub async fn tell(&self, connection: u32, what: What) {
        let record = Record { at: self.now(), connection, what };
        // The desk ends after all who tell it.
        let _always_there = self.records.send(record).await;
    }

    /// How long the tap has been there.
    pub fn now(&self) -> Duration {
        self.began.elapsed()
    }
}

/// The thread that tells everyone.
#[derive(Debug)]
pub struct Desk {
    thread: JoinHandle<Vec<Failed>>,
}

/// Someone could not write down what happened.
#[derive(Debug)]
pub struct Failed {
    /// Who.
    pub name: String,
    /// Why.
    pub error: io::Error,
}

impl Desk {
    /// Tell these. Each failure is reported when it happens; the others are told on.
    ///
    /// # Errors
    /// No thread can be started.
    pub fn open(
        tellers: Vec<Box<dyn RecordTo>>,
        report: impl FnMut(&Failed) + Send + 'static,
    ) -> io::Result<(Witness, Self)> {
        let (records, told) = channel(WAITING_MAX);
        let thread = thread::Builder::new().name("desk".into());
        let thread = thread.spawn(move || tell_all(told, tellers, report))?;
        Ok((Witness { records, began: Instant::now() }, Self { thread }))
    }

    /// Wait until all was told; the last [`Witness`] must be gone. Who failed is given back.
    pub fn close(self) -> Vec<Failed> {
        let panicked = |_| io::Error::other("it panicked");
        self.thread
            .join()
            .map_err(panicked)
            .unwrap_or_else(|error| vec![Failed { name: "the desk".into(), error }])
    }
}

fn tell_all(
    mut records: Receiver<Record>,
    mut tellers: Vec<Box<dyn RecordTo>>,
    mut report: impl FnMut(&Failed),
) -> Vec<Failed> {
    let mut all = Vec::new();
    let mut each = |act: &mut dyn FnMut(&mut dyn RecordTo) -> io::Result<()>| {
        tellers.retain_mut(|teller| match act(teller.as_mut()) {
            Ok(()) => true,
            Err(error) => {
                let failed = Failed { name: teller.name(), error };
                report(&failed);
                all.push(failed);
                false
            }
        });
    };
    while let Some(record) = records.blocking_recv() {
        each(&mut |teller| teller.record(&record));
        if records.is_empty() {
            each(&mut |teller| teller.flush());
        }
    }
    each(&mut |teller| teller.end());
    all
}
