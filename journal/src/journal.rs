//! # Journal: the backplane on disk                                  chapter 15
//! Knows: publishers, the writer's thread, hubs. Does not know: what stands on the disk.
//! Read before: `writer.rs`, `hub/src/backplane.rs`. Read next: `lab/src/commands/serve.rs`.
//!
//! ```text
//! publish ─► Waiting ─► [the writer: a transaction, a flush] ─► each hub ─► Receipt
//! ```

use crate::waiting::{Full, Job, Waiting, lock};
use crate::writer::{self, Batches, Log};
use crate::{OpenError, Options, Store, WriteError};
use hub::{Backplane, Deliver, Draft, Progress, Refused, Ticket, Topic};
use std::fmt;
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use wire::Epoch;

/// A log on disk in front of any number of hubs in this process.
///
/// No reader sees an event, and no publisher is told of success, before it is as safe as
/// [`Flush`](crate::Flush) says. A publisher never waits here: it is refused with
/// [`Refused::Busy`] when [`Options::waiting_events`] or `waiting_bytes` wait, and with
/// [`Refused::Failed`] when the disk cannot be written; readers go on with what there is. Dropped,
/// it writes what still waits, and closes the log.
///
/// ```
/// use hub::{Hub, HubLimits, Queue, Start, Topic};
/// use journal::{Journal, Options};
/// use std::sync::Arc;
/// # let folder = std::env::temp_dir().join(format!("journal-hub-{}", std::process::id()));
/// let weather = Topic::new("weather")?;
/// let begin = || -> Result<Hub, journal::OpenError> {
///     let journal = Journal::open(&folder, &Options::DEFAULT, wire::Epoch::new(0xc1), |_| {})?;
///     Ok(Hub::on(HubLimits::DEFAULT, Arc::new(journal)))
/// };
/// let receipt = begin()?.publish(&weather, None, "rain"); // the hub ends at once
/// assert_eq!(receipt.try_get().ok_or("not written")??.to_string(), "c1-1");
///
/// let hub = begin()?; // and is there again
/// let mut reader = hub.reader(&weather, Start::All, Queue::DEFAULT)?;
/// let batch = reader.try_next(10, 1_000)?.ok_or("nothing to read")?;
/// assert_eq!(&*batch.events[0].data, "rain");
/// # drop((hub, reader));
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Journal {
    epoch: Epoch,
    waiting: Arc<Waiting>,
    log: Arc<Mutex<Log>>,
    batches: Arc<Batches>,
    writer: Option<JoinHandle<()>>,
}

/// Who is told when a batch could not be written.
pub type Report = fn(&WriteError);

impl Journal {
    /// Open the log in `folder`, or make one there. Draw `fresh` by lot: it is the epoch of a new
    /// log, and of one that may have lost its end with the machine. `report` hears of each batch
    /// that could not be written.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(
        folder: &Path,
        options: &Options,
        fresh: Epoch,
        report: Report,
    ) -> Result<Self, OpenError> {
        let store = Store::open(folder, options, fresh)?;
        let epoch = store.epoch();
        let waiting = Arc::new(Waiting::new(options));
        let log = Arc::new(Mutex::new(Log::new(store, folder.into(), *options, report)));
        let batches = Arc::<Batches>::default();
        let its = (Arc::clone(&waiting), Arc::clone(&log), Arc::clone(&batches));
        let writer = thread::Builder::new().name("journal".into());
        let writer = writer.spawn(move || writer::run(&its.0, &its.1, &its.2));
        let writer = writer.map_err(|error| OpenError::Unreachable(folder.into(), error))?;
        Ok(Self { epoch, waiting, log, batches, writer: Some(writer) })
    }
}

impl Backplane for Journal {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn publish(&self, topic: &Topic, draft: Draft, ticket: Ticket) {
        match self.waiting.put(Job { topic: topic.clone(), draft, ticket }) {
            Ok(()) => {}
            Err(Full::Busy(job)) => job.ticket.refuse(Refused::Busy),
            Err(Full::Closed(job)) => job.ticket.refuse(Refused::Failed),
        }
    }

    /// Waits for the batch that is being written, and reads all that is kept. A log that cannot be
    /// read takes no more events: who publishes is refused.
    fn join(&self, hub: Deliver) {
        if lock(&self.log).join(hub).is_err() {
            drop(self.waiting.abandon());
        }
    }

    fn progress(&self) -> Progress {
        Progress {
            waiting: self.waiting.len() as u64,
            batches: self.batches.written.load(Relaxed),
            failed: self.batches.failed.load(Relaxed),
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.waiting.close();
        // A reader that is woken may be what keeps all of this: then this is the writer's thread.
        let writer = self.writer.take();
        let writer = writer.filter(|writer| writer.thread().id() != thread::current().id());
        if let Some(writer) = writer {
            let _panicked = writer.join();
        }
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("epoch", &self.epoch).finish_non_exhaustive()
    }
}
