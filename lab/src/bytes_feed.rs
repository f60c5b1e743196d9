//! # Bytes feed: what was said, explained, live                      chapter 00
//! Knows: when to tell the page, and what. Does not know: whose bytes they are, what they mean.
//! Read before: `glass.rs`, `narrate/mod.rs`, `tally_feed.rs`. Read next: `connection.rs`.

use crate::commands::paint::Paint;
use crate::meter::Meter;
use crate::narrate::{Detail, Narrator, json};
use crate::tally::{Everybody, Visitor};
use explain::{Conversation, Unit};
use frames::{CloseCode, Connection as WebSocket, Event};
use net::tokio::time::{Interval, MissedTickBehavior, interval};
use net::{Application, Flow};
use polling::json::Value;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::task::Context;
use std::time::Duration;
use trace::{Record, What};
use wire::Tap;

/// How often the page is told, at most.
const EVERY: Duration = Duration::from_millis(100);
/// How wide a line may be.
const COLUMNS: usize = 140;
/// Connections that are followed at once; beyond it all begin anew.
const FOLLOWED: usize = 256;

/// Explains to a visitor what goes over its connections: each message is one unit, as
/// `{"lane","line","unit","html"}`, or `{"left_out":BYTES}` where too much came at once.
#[derive(Debug)]
pub struct BytesFeed {
    visitor: Arc<Visitor>,
    everybody: Arc<Everybody>,
    /// False if another feed of this visitor was there before.
    is_open: bool,
    followed: HashMap<u32, (Conversation, Narrator)>,
    clock: Interval,
}

impl BytesFeed {
    /// Show `visitor` its bytes, from now on.
    pub fn new(visitor: Arc<Visitor>, everybody: Arc<Everybody>) -> Self {
        let mut clock = interval(EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let is_open = visitor.glass.open();
        everybody.looking.fetch_add(u32::from(is_open), Relaxed);
        Self { visitor, everybody, is_open, followed: HashMap::new(), clock }
    }

    /// What this record brings about: a line and its unit, for each unit that it completes.
    fn units(&mut self, record: &Record) -> Vec<(String, Unit)> {
        match &record.what {
            What::Opened { .. } => {
                if self.followed.len() >= FOLLOWED {
                    self.followed.clear();
                }
                let narrator = Narrator::new(Paint::PLAIN, Detail::Lines).width(COLUMNS);
                self.followed.insert(record.connection, (Conversation::new(), narrator));
                Vec::new()
            }
            What::Bytes { from, bytes } => {
                let followed = self.followed.get_mut(&record.connection);
                let Some((conversation, narrator)) = followed else { return Vec::new() };
                let units = conversation.push(*from, bytes).into_iter();
                units
                    .map(|unit| (narrator.unit(record.connection, record.at, &unit), unit))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn tell(&mut self, socket: &mut WebSocket) {
        let waiting = self.visitor.glass.take();
        if waiting.left_out > 0 {
            self.followed.clear();
            let _closing = socket.send_text(&format!("{{\"left_out\":{}}}", waiting.left_out));
        }
        for (transport, record) in waiting.seen {
            for (line, unit) in self.units(&record) {
                let message = format!(
                    r#"{{"lane":"{}","line":{},"unit":{},"html":{}}}"#,
                    transport.name(),
                    Value::from(line.trim_end()),
                    json(record.connection, record.at, &unit, None, Detail::Lines),
                    Value::from(unit.explained.html(&unit.bytes).to_string()),
                );
                let _closing = socket.send_text(&message);
            }
        }
    }
}

impl Drop for BytesFeed {
    fn drop(&mut self) {
        if self.is_open {
            self.visitor.glass.close();
            self.everybody.looking.fetch_sub(1, Relaxed);
        }
    }
}

impl Application<Tap<WebSocket, Meter>> for BytesFeed {
    fn on_event(&mut self, _: &mut Tap<WebSocket, Meter>, _: Event<'_>) -> Flow {
        ControlFlow::Continue(())
    }

    fn poll_work(&mut self, socket: &mut Tap<WebSocket, Meter>, cx: &mut Context<'_>) -> Flow {
        if !self.is_open {
            let why = "this visitor looks at its bytes elsewhere already";
            let _closing = socket.close(CloseCode::POLICY_VIOLATION, why);
        }
        while self.clock.poll_tick(cx).is_ready() {
            self.tell(socket);
        }
        ControlFlow::Continue(())
    }
}
