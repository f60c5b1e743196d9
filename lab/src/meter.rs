//! # Meter: the lab's tap on one connection                          chapter 00
//! Knows: whose bytes these are, and who looks at them. Does not know: what they say.
//! Read before: `wire/src/tap.rs`, `tally.rs`, `glass.rs`. Read next: `lane.rs`.

use crate::tally::{Everybody, Figures, Sheet, Tally, Transport, Visitor};
use explain::Sender;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use trace::What;
use wire::Watch;

/// More of a head is not kept, and then its exchange is not shown.
const HEAD_BYTES: usize = 64 << 10;

/// The lab's tap on one connection: it counts.
///
/// A connection carries one exchange after another, and which transport an exchange belongs to is
/// known only when its head was read. So bytes are counted apart until [`begin`](Self::begin), and
/// an exchange that is [finished](Self::finish) ends when the next request's first bytes come.
#[derive(Debug)]
pub struct Meter {
    everybody: Arc<Everybody>,
    stage: Stage,
    /// What is needed to show this connection; made when somebody looks.
    pane: Option<Box<Pane>>,
}

/// What the next bytes belong to.
#[derive(Debug)]
enum Stage {
    /// A request whose head is not read yet: so many bytes of it came.
    Head(u64),
    /// An exchange.
    Exchange {
        /// `None`: it is counted nowhere.
        transport: Option<Transport>,
        visitor: Option<Arc<Visitor>>,
        open: bool,
    },
}

/// One connection, as it is shown.
#[derive(Debug)]
struct Pane {
    number: u32,
    /// The view in which it was shown from a head on.
    view: u32,
    /// Bytes whose visitor is not known yet.
    head: Vec<u8>,
}

impl Meter {
    /// A meter for a new connection.
    pub fn new(tally: &Tally) -> Self {
        Self { everybody: Arc::clone(tally.everybody()), stage: Stage::Head(0), pane: None }
    }

    /// The request whose head was just read belongs to `transport` and to this visitor.
    pub fn begin(&mut self, transport: Transport, visitor: Option<Arc<Visitor>>) {
        self.finish();
        if let (Some(pane), Some(visitor)) = (&mut self.pane, &visitor) {
            pane.begin(transport, visitor);
        }
        let begun = Stage::Exchange { transport: Some(transport), visitor, open: true };
        let head = match std::mem::replace(&mut self.stage, begun) {
            Stage::Head(bytes) => bytes,
            Stage::Exchange { .. } => 0,
        };
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
        self.stage = Stage::Exchange { transport: None, visitor: None, open: true };
        // The connection is not seen whole any more.
        self.pane = None;
    }

    /// Events went out.
    pub fn delivered(&self, events: u64) {
        self.each(|figures| {
            figures.events.fetch_add(events, Relaxed);
        });
    }

    /// The answer is complete; its last bytes may still be on their way out.
    pub fn finish(&mut self) {
        let Stage::Exchange { open, .. } = &mut self.stage else { return };
        if std::mem::take(open) {
            self.each(|figures| {
                figures.connections.fetch_sub(1, Relaxed);
            });
        }
    }

    fn each(&self, count: impl Fn(&Figures)) {
        let Stage::Exchange { transport: Some(transport), visitor, .. } = &self.stage else {
            return;
        };
        let own: Option<&Sheet> = visitor.as_ref().map(|visitor| &***visitor);
        for sheet in [Some(&**self.everybody), own].into_iter().flatten() {
            count(&sheet[*transport as usize]);
        }
    }

    /// Show bytes to the visitor, if it looks; keep them while it is not known whose they are.
    fn show(&mut self, from: Sender, bytes: &[u8]) {
        if self.everybody.looking.load(Relaxed) == 0 {
            self.pane = None;
            return;
        }
        match (&self.stage, &mut self.pane) {
            (Stage::Head(_), pane) if from == Sender::Client => {
                let everybody = &self.everybody;
                let number = || everybody.numbered.fetch_add(1, Relaxed) + 1;
                let new = || Box::new(Pane { number: number(), view: 0, head: Vec::new() });
                pane.get_or_insert_with(new).keep(bytes);
            }
            (
                Stage::Exchange { transport: Some(transport), visitor: Some(visitor), .. },
                Some(pane),
            ) => pane.show(*transport, visitor, from, bytes),
            _ => {}
        }
    }
}

impl Pane {
    /// These bytes are of a request whose visitor is not known yet.
    fn keep(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// The request whose head was kept belongs to this visitor.
    fn begin(&mut self, transport: Transport, visitor: &Visitor) {
        let bytes = std::mem::take(&mut self.head);
        let view = visitor.glass.view();
        if view != self.view && view != 0 {
            self.view = view;
            let (client, server) = (String::new(), String::new());
            let opened = What::Opened { client, server };
            visitor.glass.show(view, transport, self.number, opened);
        }
        self.show(transport, visitor, Sender::Client, &bytes);
    }

    fn show(&self, transport: Transport, visitor: &Visitor, from: Sender, bytes: &[u8]) {
        if self.view != 0 && !bytes.is_empty() {
            let what = What::Bytes { from, bytes: bytes.to_vec() };
            visitor.glass.show(self.view, transport, self.number, what);
        }
    }
}

impl Watch for Meter {
    fn received(&mut self, bytes: &[u8]) {
        if matches!(self.stage, Stage::Exchange { open: false, .. }) {
            self.stage = Stage::Head(0);
        }
        if let Stage::Head(came) = &mut self.stage {
            *came += bytes.len() as u64;
        }
        self.show(Sender::Client, bytes);
        self.each(|figures| {
            figures.received.fetch_add(bytes.len() as u64, Relaxed);
        });
    }

    fn sent(&mut self, bytes: &[u8]) {
        self.show(Sender::Server, bytes);
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
