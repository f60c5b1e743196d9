//! # Glass: what a visitor's connections say, shown to that visitor  chapter 00
//! Knows: records that wait to be shown, and how many may. Does not know: what they mean.
//! Read before: `trace/src/record.rs`. Read next: `meter.rs`, `bytes_feed.rs`.

use crate::tally::Transport;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use trace::{Record, What};

/// Bytes that wait to be shown, at most: 256 KiB.
const WAITING_BYTES: usize = 256 << 10;
/// Records that wait to be shown, at most.
const WAITING_RECORDS: usize = 4096;

/// What is seen of one visitor's connections, while somebody looks.
///
/// Each time that it is opened, and each time that too much waited and some was left out, a new
/// *view* begins: in a view nothing is missing, for a connection is seen from a head on or not.
#[derive(Debug, Default)]
pub struct Glass {
    /// The number of the view; 0 while nobody looks.
    view: AtomicU32,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    /// When it was opened; `None` while nobody looks.
    opened: Option<Instant>,
    /// The number of the last view.
    views: u32,
    waiting: VecDeque<Seen>,
    bytes: usize,
    left_out: usize,
}

/// A record, and the transport that it belongs to.
pub type Seen = (Transport, Record);

/// What waited to be shown.
#[derive(Debug, Default)]
pub struct Waiting {
    /// In the order in which it happened.
    pub seen: Vec<Seen>,
    /// Bytes that were left out since the last time, because too much waited. What was seen of
    /// connections before does not go on.
    pub left_out: usize,
}

impl Glass {
    /// Look through it. False if somebody does already.
    pub fn open(&self) -> bool {
        let mut inside = self.lock();
        if inside.opened.is_some() {
            return false;
        }
        let views = inside.views;
        *inside = Inside { opened: Some(Instant::now()), views, ..Inside::default() };
        self.begin_view(&mut inside);
        true
    }

    /// Look no more.
    pub fn close(&self) {
        let mut inside = self.lock();
        let views = inside.views;
        *inside = Inside { views, ..Inside::default() };
        self.view.store(0, Relaxed);
    }

    /// The number of the view; 0 while nobody looks.
    pub fn view(&self) -> u32 {
        self.view.load(Relaxed)
    }

    /// Show this in view number `view`; nothing of a view that is over.
    pub fn show(&self, view: u32, transport: Transport, connection: u32, what: What) {
        let mut inside = self.lock();
        let Some(opened) = inside.opened.filter(|_| view == self.view()) else { return };
        let bytes = if let What::Bytes { bytes, .. } = &what { bytes.len() } else { 0 };
        let is_full = inside.bytes + bytes > WAITING_BYTES;
        if is_full || inside.waiting.len() >= WAITING_RECORDS {
            inside.left_out += inside.bytes + bytes;
            inside.bytes = 0;
            inside.waiting.clear();
            self.begin_view(&mut inside);
            return;
        }
        inside.bytes += bytes;
        inside.waiting.push_back((transport, Record { at: opened.elapsed(), connection, what }));
    }

    /// Take what waits.
    pub fn take(&self) -> Waiting {
        let mut inside = self.lock();
        inside.bytes = 0;
        let seen = inside.waiting.drain(..).collect();
        Waiting { seen, left_out: std::mem::take(&mut inside.left_out) }
    }

    fn begin_view(&self, inside: &mut Inside) {
        inside.views = inside.views.wrapping_add(1).max(1);
        self.view.store(inside.views, Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
