//! # The other way round: clients are judged                         chapter 16
//! Knows: that each case waits for a client, and that clients come again and again.
//! Does not know: any rule.
//! Read before: `run.rs`, `visit.rs`. Read next: `clients/meet.rs`, `clients/answers.rs`.
//!
//! A client that is judged connects, echoes what it hears until the connection ends, and connects
//! again, as those do that are run against the Autobahn suite. Each connection is one case, in
//! order. `/count` answers the number of cases in a message; `/report` ends the run.
//!
//! An EventSource connects again by itself; what it heard is seen in its `Last-Event-ID`.

mod answers;
mod asking;
mod closing;
mod control;
mod event_fields;
mod event_lines;
mod event_meet;
mod event_stops;
mod fragments;
mod framing;
mod meet;
mod text;

use crate::{Kind, Miss, Only, Outcome, Probe, Report, Row, Target, Visit};
use explain::Sender;
use net::Stop;
use net::tokio::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Where clients come in.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    /// How long to wait for the next one.
    idle: Duration,
    /// Who judges may end it at any time.
    stop: Stop,
    /// No client comes any more, or an end was asked for.
    over: AtomicBool,
    /// How many cases there are.
    count: usize,
    /// The keys of all requests so far.
    keys: Mutex<Vec<String>>,
    /// The request of an event stream that came while another case waited.
    waiting: Mutex<Option<meet::Met>>,
}

impl Door {
    /// Clients come in here; the next one within `idle`. Once `stop` is asked for, none.
    pub fn new(listener: TcpListener, idle: Duration, stop: Stop) -> Self {
        let (over, keys, waiting) = (AtomicBool::new(false), Mutex::default(), Mutex::default());
        Self { listener, idle, stop, over, count: 0, keys, waiting }
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

/// All cases for clients of this kind, in the order of the report.
pub fn cases(kind: Kind) -> Vec<&'static Probe> {
    match kind {
        Kind::WebSocket => {
            let groups = [
                asking::CASES,
                answers::CASES,
                framing::CASES,
                fragments::CASES,
                control::CASES,
                text::CASES,
                closing::CASES,
            ];
            groups.into_iter().flatten().collect()
        }
        Kind::Http => {
            let groups = [event_meet::CASES, event_fields::CASES, event_lines::CASES];
            groups.into_iter().flatten().chain(event_stops::CASES).collect()
        }
    }
}

/// Judge the clients that come through `door`, one case after another; `on_row` hears each verdict
/// at once. `target` says of which kind they are, and how long each wait lasts.
pub async fn judge(
    target: Target,
    mut door: Door,
    only: &Only,
    mut on_row: impl FnMut(&Row),
) -> Report {
    let cases: Vec<_> = cases(target.kind).into_iter().filter(|case| only.takes(case)).collect();
    door.count = cases.len();
    let visit = Visit::by_clients(target, door);
    let mut rows = Vec::new();
    for probe in cases {
        visit.begin();
        let over = visit.door.as_ref().is_none_or(Door::is_over);
        let judged = match over {
            true => Err(Miss::skip("no client came for it")),
            false => (probe.run)(&visit).await,
        };
        let row =
            Row { probe, outcome: Outcome::new(judged, visit.record.take()), was_asked: true };
        on_row(&row);
        rows.push(row);
    }
    Report { rows, gone: None, peer: Sender::Client }
}

/// What nobody else can hold, for a moment.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
