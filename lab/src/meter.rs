//! # Meter: the lab's tap on one connection                          chapter 00
//! Knows: whose bytes these are. Does not know: what they say.
//! Read before: `wire/src/tap.rs`, `tally.rs`. Read next: `lane.rs`.

use crate::tally::{Figures, Sheet, Tally, Transport};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use wire::Watch;

/// The lab's tap on one connection: it counts.
///
/// A connection carries one exchange after another, and which transport an exchange belongs to is
/// known only when its head was read. So bytes are counted apart until [`begin`](Self::begin), and
/// an exchange that is [finished](Self::finish) ends when the next request's first bytes come.
#[derive(Debug)]
pub struct Meter {
    everybody: Arc<Sheet>,
    exchange: Option<Exchange>,
    unassigned: u64,
}

#[derive(Debug)]
struct Exchange {
    /// `None`: it is counted nowhere.
    transport: Option<Transport>,
    visitor: Option<Arc<Sheet>>,
    open: bool,
}

impl Meter {
    /// A meter for a new connection.
    pub fn new(tally: &Tally) -> Self {
        Self { everybody: Arc::clone(tally.everybody()), exchange: None, unassigned: 0 }
    }

    /// The request whose head was just read belongs to `transport` and to this visitor.
    pub fn begin(&mut self, transport: Transport, visitor: Option<Arc<Sheet>>) {
        self.finish();
        self.exchange = Some(Exchange { transport: Some(transport), visitor, open: true });
        let head = std::mem::take(&mut self.unassigned);
        self.each(|figures| {
            figures.connections.fetch_add(1, Relaxed);
            figures.requests.fetch_add(1, Relaxed);
            figures.received.fetch_add(head, Relaxed);
        });
    }

    /// The request whose head was just read belongs to no transport: neither it nor its body nor
    /// its answer is counted.
    pub fn skip(&mut self) {
        self.finish();
        self.exchange = Some(Exchange { transport: None, visitor: None, open: true });
        self.unassigned = 0;
    }

    /// Events went out.
    pub fn delivered(&self, events: u64) {
        self.each(|figures| {
            figures.events.fetch_add(events, Relaxed);
        });
    }

    /// The answer is complete; its last bytes may still be on their way out.
    pub fn finish(&mut self) {
        if self.exchange.as_ref().is_some_and(|exchange| exchange.open) {
            self.each(|figures| {
                figures.connections.fetch_sub(1, Relaxed);
            });
        }
        if let Some(exchange) = &mut self.exchange {
            exchange.open = false;
        }
    }

    fn each(&self, count: impl Fn(&Figures)) {
        let Some(Exchange { transport: Some(transport), visitor, .. }) = &self.exchange else {
            return;
        };
        for sheet in [Some(&self.everybody), visitor.as_ref()].into_iter().flatten() {
            count(&sheet[*transport as usize]);
        }
    }
}

impl Watch for Meter {
    fn received(&mut self, bytes: &[u8]) {
        if self.exchange.as_ref().is_some_and(|exchange| !exchange.open) {
            self.exchange = None;
        }
        if self.exchange.is_none() {
            self.unassigned += bytes.len() as u64;
        }
        self.each(|figures| {
            figures.received.fetch_add(bytes.len() as u64, Relaxed);
        });
    }

    fn sent(&mut self, bytes: &[u8]) {
        self.each(|figures| {
            figures.sent.fetch_add(bytes.len() as u64, Relaxed);
        });
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.finish();
    }
}
