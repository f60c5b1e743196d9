//! # Tally feed: the figures, live                                   chapter 00
//! Knows: when to tell the page, and what. Does not know: who counts.
//! Read before: `tally.rs`. Read next: `connection.rs`.

use crate::meter::Meter;
use crate::tally::{Visitor, to_json};
use frames::{Connection as WebSocket, Event};
use net::tokio::time::{Interval, MissedTickBehavior, interval};
use net::{Application, Flow};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::task::Context;
use std::time::Duration;
use wire::Tap;

/// How often the page is told, at most.
const EVERY: Duration = Duration::from_millis(500);

/// Sends a visitor's figures whenever they have changed.
#[derive(Debug)]
pub struct TallyFeed {
    visitor: Arc<Visitor>,
    told: String,
    clock: Interval,
}

impl TallyFeed {
    /// Tell the figures of `visitor`: at once, then when they change.
    pub fn new(visitor: Arc<Visitor>) -> Self {
        let mut clock = interval(EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { visitor, told: String::new(), clock }
    }
}

impl Application<Tap<WebSocket, Meter>> for TallyFeed {
    fn on_event(&mut self, _: &mut Tap<WebSocket, Meter>, _: Event<'_>) -> Flow {
        ControlFlow::Continue(())
    }

    fn poll_work(&mut self, socket: &mut Tap<WebSocket, Meter>, cx: &mut Context<'_>) -> Flow {
        while self.clock.poll_tick(cx).is_ready() {
            let figures = to_json(&self.visitor);
            if figures != self.told {
                let _closing = socket.send_text(&figures);
                self.told = figures;
            }
        }
        ControlFlow::Continue(())
    }
}
