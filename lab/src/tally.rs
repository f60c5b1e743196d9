//! # Tally: what a visitor's connections cost                        chapter 00
//! Knows: requests, events and bytes, per visitor and transport. Does not know: what was said.
//! Read before: `glass.rs`. Read next: `meter.rs`.

use crate::glass::Glass;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// The visitors that are remembered; beyond it the one who came first is forgotten.
const VISITORS_MAX: usize = 1_000;

/// The five ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Short polling.
    Polling,
    /// Long polling.
    LongPolling,
    /// HTTP streaming.
    Streaming,
    /// Server-sent events.
    Sse,
    /// WebSocket.
    WebSocket,
}

impl Transport {
    /// All five, in the order of the page.
    pub const ALL: [Self; 5] =
        [Self::Polling, Self::LongPolling, Self::Streaming, Self::Sse, Self::WebSocket];

    /// Its name in metrics and in the tally.
    pub fn name(self) -> &'static str {
        match self {
            Self::Polling => "polling",
            Self::LongPolling => "long_polling",
            Self::Streaming => "streaming",
            Self::Sse => "sse",
            Self::WebSocket => "websocket",
        }
    }
}

/// What one transport did, for one visitor or for all.
#[derive(Debug, Default)]
pub struct Figures {
    /// Exchanges open now.
    pub connections: AtomicU64,
    /// Requests made.
    pub requests: AtomicU64,
    /// Events delivered.
    pub events: AtomicU64,
    /// Bytes read from the sockets, heads included.
    pub received: AtomicU64,
    /// Bytes handed to the sockets, heads included.
    pub sent: AtomicU64,
}

/// The figures of the five transports.
pub type Sheet = [Figures; 5];

/// The figures as one JSON object: what `/tally` sends to the page.
pub fn to_json(sheet: &Sheet) -> String {
    let lines = Transport::ALL.iter().zip(sheet).map(|(transport, figures)| {
        format!(
            r#""{}":{{"connections":{},"requests":{},"events":{},"received":{},"sent":{}}}"#,
            transport.name(),
            figures.connections.load(Relaxed),
            figures.requests.load(Relaxed),
            figures.events.load(Relaxed),
            figures.received.load(Relaxed),
            figures.sent.load(Relaxed),
        )
    });
    format!("{{{}}}", lines.collect::<Vec<_>>().join(","))
}

/// What is known of one visitor.
#[derive(Debug, Default)]
pub struct Visitor {
    sheet: Sheet,
    /// What is seen of its connections.
    pub glass: Glass,
}

impl Deref for Visitor {
    type Target = Sheet;

    fn deref(&self) -> &Sheet {
        &self.sheet
    }
}

/// What is known of all together.
#[derive(Debug, Default)]
pub struct Everybody {
    sheet: Sheet,
    /// How many visitors look at their bytes: while none does, no head is kept to be shown.
    pub looking: AtomicU32,
    /// How many connections were numbered, to be shown.
    pub numbered: AtomicU32,
}

impl Deref for Everybody {
    type Target = Sheet;

    fn deref(&self) -> &Sheet {
        &self.sheet
    }
}

/// The sheets of all visitors, and one for everybody together.
#[derive(Debug, Default)]
pub struct Tally {
    everybody: Arc<Everybody>,
    visitors: Mutex<Visitors>,
}

#[derive(Debug, Default)]
struct Visitors {
    sheets: HashMap<Box<str>, Arc<Visitor>>,
    in_order: VecDeque<Box<str>>,
}

impl Tally {
    /// The figures of all visitors together.
    pub fn everybody(&self) -> &Arc<Everybody> {
        &self.everybody
    }

    /// What is known of `visitor`, made at its first request.
    pub fn visitor(&self, visitor: &str) -> Arc<Visitor> {
        // A panic elsewhere cannot leave counters in a state that matters: go on.
        let mut visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sheet) = visitors.sheets.get(visitor) {
            return Arc::clone(sheet);
        }
        if visitors.in_order.len() >= VISITORS_MAX
            && let Some(first) = visitors.in_order.pop_front()
        {
            visitors.sheets.remove(&first);
        }
        let sheet = Arc::<Visitor>::default();
        visitors.in_order.push_back(visitor.into());
        visitors.sheets.insert(visitor.into(), Arc::clone(&sheet));
        sheet
    }
}
