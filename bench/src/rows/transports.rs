//! # Row: the transports against each other                          chapter 16
//! Knows: rates, sizes, and what is read off a measurement. Does not know: how it is made; see
//! `lab/src/bench/mod.rs`.
//! Read before: `process.rs`, `lab/src/bench/mod.rs`. Read next: `servers/lab.rs`.
//!
//! What publishing alone costs is measured beside the five: no transport can do without it, so a
//! transport's own part is the difference.

use crate::failure::Failure;
use crate::process::Server as Process;
use crate::row::{Case, Contender, Kind, Measure, Row, Sample, Slot};
use http1::Uri;
use lab::bench::{Load, Measured, Server, measure, table};
use lab::tally::Transport;
use net::tokio::runtime::{Builder, Runtime};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Events a second, with how long each is kept up: at the lowest, for two events.
const RATES: [(u32, Duration); 4] = [
    (1, Duration::from_secs(2)),
    (10, Duration::from_millis(1500)),
    (100, Duration::from_millis(1500)),
    (1000, Duration::from_millis(1500)),
];
/// Bytes of an event.
const SIZES: [usize; 3] = [16, 1024, 64 * 1024];
/// How long a poller waits from an answer to the next question.
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// To see that it works: three events, as fast as they come.
const SMOKE: (u32, Duration, Duration) = (1000, Duration::from_millis(3), Duration::from_millis(5));

/// The row.
pub fn row() -> Row {
    let sizes = SIZES.iter();
    let cases = sizes.flat_map(|&size| RATES.map(|(rate, time)| case(rate, size, time)));
    Row {
        name: "transports",
        about: "What does an event cost the server by each transport (publishing included), and \
                how long is it on its way?",
        measure: Measure::cost("µs/event"),
        cases: cases.collect(),
        goals: Vec::new(),
    }
}

fn case(rate: u32, size: usize, time: Duration) -> Case {
    let name = format!("{}, {rate}/s", table::size(size));
    let case = Case::new(name, move || contenders(rate, size));
    case.at(f64::from(rate)).slot(time).rounds_max(1)
}

fn contenders(rate: u32, size: usize) -> Result<Vec<Contender>, Failure> {
    let lab = Rc::new(Lab::start()?);
    let ways = [None].into_iter().chain(Transport::ALL.map(Some));
    let contender = |transport| {
        let lab = Rc::clone(&lab);
        let (name, kind) = match transport {
            None => ("publishing alone", Kind::Limit),
            way => (table::name(way), Kind::Ours),
        };
        Contender::new(name, kind, move |slot| {
            let measured = lab.measure(transport, rate, size, slot)?;
            check(name, &measured, slot)?;
            Ok(sample(&measured))
        })
    };
    Ok(ways.map(contender).collect())
}

/// A lab in a process of its own, and what asks it in this one.
struct Lab {
    server: Arc<Server>,
    runtime: Runtime,
    _process: Process,
}

impl Lab {
    fn start() -> Result<Self, Failure> {
        let process = Process::start("lab")?;
        let uri = Uri::parse(&format!("http://{}", process.address));
        let uri = uri.map_err(|error| Failure(error.to_string()))?;
        let server = Arc::new(Server::lab(uri, Some(process.pid())));
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { server, runtime, _process: process })
    }

    fn measure(
        &self,
        transport: Option<Transport>,
        rate: u32,
        size: usize,
        slot: Slot,
    ) -> Result<Measured, Failure> {
        let as_asked = (rate, slot.time, POLL_INTERVAL);
        let (rate, time, poll_interval) = if slot.smoke { SMOKE } else { as_asked };
        let load = Load { transport, rate, size, readers: 1, time, poll_interval };
        let measured = self.runtime.block_on(measure(&self.server, &load));
        measured.map_err(|over| Failure(over.why().to_string()))
    }
}

/// No event comes twice, and none is lost without a word. What a reader could not take in time is a
/// result, and stands beside the others; in the smoke run there is no such thing.
fn check(name: &str, measured: &Measured, slot: Slot) -> Result<(), Failure> {
    let is_heard = measured.load.transport.is_none() || measured.delivered > 0;
    let all = measured.delivered + measured.missing;
    if measured.twice > 0 || measured.lost > 0 || !is_heard || (slot.smoke && !measured.is_whole())
    {
        return Err(Failure::wrong(name, (measured.delivered, measured.twice), (all, 0)));
    }
    Ok(())
}

fn sample(measured: &Measured) -> Sample {
    let also = vec![
        ("delivered/s", measured.per_second()),
        ("delay p50, µs", measured.delay(0.5)),
        ("delay p90, µs", measured.delay(0.9)),
        ("delay p99, µs", measured.delay(0.99)),
        ("bytes/event", measured.bytes()),
        ("requests/event", measured.requests()),
        ("missing", measured.missing as f64),
    ];
    Sample { figure: measured.cpu_micros().unwrap_or(f64::NAN), also }
}
