//! # The transports, measured                                        chapter 16
//! Knows: one measurement: readers of one transport, a publisher at a fixed rate, and what came of
//! it. Does not know: how many measurements there are, or how they are shown.
//! Read before: `commands/bench.rs`. Read next: `schedule.rs`, `ear.rs`, `reader.rs`,
//! `publisher.rs`; what is made of it: `table.rs`, `json.rs`, `html.rs`.

pub mod chart;
pub mod cpu;
pub mod ear;
pub mod html;
pub mod json;
pub mod own;
pub mod publisher;
pub mod reader;
pub mod schedule;
pub mod server;
pub mod table;

pub use server::Server;

use crate::listen::heard::Over;
use crate::tally::Transport;
use ear::{Course, Ear, Traffic};
use hdrhistogram::Histogram;
use net::entropy;
use net::tokio::runtime::Handle;
use net::tokio::task::{JoinSet, spawn_blocking};
use net::tokio::time::sleep;
use publisher::{Publisher, Turns};
use schedule::{Label, Schedule};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Probes that everybody must have heard before it begins.
const PROBES: u64 = 4;
/// A probe that somebody has not heard by then is followed by the next.
const PROBE_TIME: Duration = Duration::from_millis(200);
/// How long it may take until everybody hears.
const OPENING_TIME: Duration = Duration::from_secs(10);
/// How long after the last event the readers may still take what is on its way, and an interval
/// of a poller more.
const TAIL: Duration = Duration::from_secs(3);
/// So many events a second one connection is to publish, with ease.
const RATE_OF_ONE: u32 = 250;
/// Connections that publish, at most.
const PUBLISHERS_MAX: u32 = 4;

/// What one measurement asks of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// By which way the events are heard; `None`: by nobody, to see what publishing costs.
    pub transport: Option<Transport>,
    /// Events a second.
    pub rate: u32,
    /// Bytes of an event; at least [`schedule::LABEL_BYTES`].
    pub size: usize,
    /// How many hear them.
    pub readers: usize,
    /// For how long.
    pub time: Duration,
    /// How long a poller waits between two questions.
    pub poll_interval: Duration,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What was asked.
    pub load: Load,
    /// How many events were published.
    pub published: usize,
    /// How many were heard, by all readers together.
    pub delivered: u64,
    /// How many were not heard when all was over: readers had fallen behind, or were sent away.
    pub missing: u64,
    /// How many came again.
    pub twice: u64,
    /// How many a log had and did not give to a reader, without a word about it.
    pub lost: u64,
    /// How often a reader was told that events had left the log before it came for them.
    pub resets: u64,
    /// From the beginning until all was heard, or until we waited no longer.
    pub took: Duration,
    /// From the moment at which an event was due until it was heard, in nanoseconds.
    pub delays: Histogram<u64>,
    /// By how much the publisher was late, at most.
    pub late: Duration,
    /// What went over the readers' connections.
    pub traffic: Traffic,
    /// The processor time of the server, publishing included; where it can be read.
    pub cpu: Option<Duration>,
    /// Why readers heard no more, each reason once.
    pub ended: Vec<String>,
}

impl Measured {
    /// Events heard in a second.
    pub fn per_second(&self) -> f64 {
        self.delivered as f64 / self.took.as_secs_f64()
    }

    /// The delay that this part of all events did not exceed, in microseconds; none was heard: NaN.
    pub fn delay(&self, part: f64) -> f64 {
        if self.delays.is_empty() {
            return f64::NAN;
        }
        self.delays.value_at_quantile(part) as f64 / 1000.0
    }

    /// A number for each event: of all that was heard; where nobody reads, of all published.
    fn each(&self, number: f64) -> f64 {
        let events = match self.load.transport {
            Some(_) => self.delivered as f64,
            None => self.published as f64,
        };
        if events > 0.0 { number / events } else { f64::NAN }
    }

    /// Bytes on the wire for each event, of both directions.
    pub fn bytes(&self) -> f64 {
        self.each((self.traffic.sent + self.traffic.received) as f64)
    }

    /// Requests for each event.
    pub fn requests(&self) -> f64 {
        self.each(self.traffic.requests as f64)
    }

    /// The server's processor time for each event, in microseconds.
    pub fn cpu_micros(&self) -> Option<f64> {
        self.cpu.map(|cpu| self.each(cpu.as_secs_f64() * 1e6))
    }

    /// True when every reader heard every event once.
    pub fn is_whole(&self) -> bool {
        (self.missing, self.twice, self.lost) == (0, 0, 0)
    }
}

/// Measure once: open the readers, wait until all hear, publish by the schedule, hear the rest.
///
/// Dropping the future ends all that it began.
///
/// # Errors
/// Why there are no figures: the server was not reached, or refused; a reader heard nothing.
pub async fn measure(server: &Arc<Server>, load: &Load) -> Result<Measured, Over> {
    let run = (entropy::dice() & 0xFFFF) as u16;
    let course = Arc::new(Course::new(Schedule::new(run, load.rate, load.time))?);
    let readers = if load.transport.is_some() { load.readers } else { 0 };
    let ears: Vec<Ear> = (0..readers).map(|_| Ear::new(Arc::clone(&course))).collect();
    let _reading = open(server, load, &ears);
    let publishers = load.rate.div_ceil(RATE_OF_ONE).min(PUBLISHERS_MAX);
    let mut publishers: Vec<_> =
        (0..publishers).map(|_| Publisher::new(Arc::clone(server))).collect();
    warm_up(&mut publishers, &course.schedule, load.size, &ears).await?;
    let before = Account::of(server, &ears);
    let began = course.began();
    let late = publish(publishers, &course, load.size).await?;
    let took = hear_out(&course, load, began, &ears).await;
    let after = Account::of(server, &ears);
    Ok(sum_up(load, &course, &ears, took, late, &before, &after))
}

/// Each reader in a task of its own. They end when this is dropped.
fn open(server: &Arc<Server>, load: &Load, ears: &[Ear]) -> JoinSet<()> {
    let mut reading = JoinSet::new();
    for ear in ears {
        let (server, ear, every) = (Arc::clone(server), ear.clone(), load.poll_interval);
        let Some(transport) = load.transport else { continue };
        reading.spawn(async move {
            let over = reader::read(&server, transport, every, &ear).await;
            ear.is_over(over);
        });
    }
    reading
}

/// Publish probes until everybody has heard so many, the last included: then nothing is on its way.
async fn warm_up(
    publishers: &mut [Publisher],
    schedule: &Schedule,
    size: usize,
    ears: &[Ear],
) -> Result<(), Over> {
    let opening = Instant::now();
    for number in 0.. {
        let turn = usize::try_from(number).unwrap_or(0) % publishers.len().max(1);
        if let Some(publisher) = publishers.get_mut(turn) {
            publisher.publish(schedule.event(Label::Probe(number), size)).await?;
        }
        let heard = |ear: &Ear| ear.look(|heard| heard.probe == Some(number));
        let asked = Instant::now();
        while asked.elapsed() < PROBE_TIME && !ears.iter().all(heard) {
            if let Some(over) = ears.iter().find_map(|ear| ear.look(|heard| heard.over.clone())) {
                return Err(over);
            }
            sleep(Duration::from_millis(1)).await;
        }
        if number + 1 >= PROBES && ears.iter().all(heard) {
            return Ok(());
        }
        if opening.elapsed() > OPENING_TIME {
            break;
        }
    }
    let why = "a reader hears nothing of what is published; is it the same topic?";
    Err(Over::Refused(why.into()))
}

/// Publish by the schedule. Returns by how much the latest event was late.
async fn publish(
    publishers: Vec<Publisher>,
    course: &Arc<Course>,
    size: usize,
) -> Result<Duration, Over> {
    /// Dropped, those who publish have nothing to do any more.
    struct Until(Arc<Turns>);
    impl Drop for Until {
        fn drop(&mut self) {
            self.0.end();
        }
    }
    let until = Until(Arc::default());
    let mut publishing = JoinSet::new();
    for publisher in publishers {
        let (course, turns) = (Arc::clone(course), Arc::clone(&until.0));
        let runtime = Handle::current();
        publishing.spawn(async move {
            let all = move || publisher.publish_all(&course, &turns, size, &runtime);
            spawn_blocking(all).await.map_err(|error| Over::Lost(error.to_string()))?
        });
    }
    let mut latest = Duration::ZERO;
    while let Some(published) = publishing.join_next().await {
        let late = published.map_err(|error| Over::Lost(error.to_string()))??;
        latest = late.into_iter().fold(latest, Duration::max);
    }
    Ok(latest)
}

/// Wait until all is heard, and the time is over. Returns how long that took.
async fn hear_out(course: &Course, load: &Load, began: Instant, ears: &[Ear]) -> Duration {
    let deadline = began.elapsed().max(course.schedule.time) + TAIL + load.poll_interval;
    let has_all = |ear: &Ear| ear.look(|heard| heard.events == course.schedule.count());
    loop {
        let now = began.elapsed();
        if now >= course.schedule.time && ears.iter().all(has_all) {
            let last = ears.iter().map(|ear| ear.look(|heard| heard.last)).max();
            return last.unwrap_or_default().max(course.schedule.time);
        }
        if now >= deadline {
            return now;
        }
        sleep(Duration::from_millis(1)).await;
    }
}

/// What was counted by one moment.
struct Account {
    cpu: Option<Duration>,
    traffic: Traffic,
}

impl Account {
    fn of(server: &Server, ears: &[Ear]) -> Self {
        let mut traffic = Traffic::default();
        for one in ears.iter().map(Ear::traffic) {
            traffic.sent += one.sent;
            traffic.received += one.received;
            traffic.requests += one.requests;
        }
        Self { cpu: server.pid.and_then(cpu::process_time), traffic }
    }
}

fn sum_up(
    load: &Load,
    course: &Course,
    ears: &[Ear],
    took: Duration,
    late: Duration,
    before: &Account,
    after: &Account,
) -> Measured {
    let published = course.schedule.count();
    let sum = |count: fn(&ear::Heard) -> u64| ears.iter().map(|ear| ear.look(count)).sum::<u64>();
    let delivered = sum(|heard| heard.events as u64);
    let mut ended: Vec<String> = ears
        .iter()
        .filter_map(|ear| ear.look(|heard| heard.over.as_ref().map(|over| over.why().to_string())))
        .collect();
    ended.sort();
    ended.dedup();
    Measured {
        load: *load,
        published,
        delivered,
        missing: (published * ears.len()) as u64 - delivered,
        twice: sum(|heard| heard.twice),
        lost: sum(|heard| heard.lost),
        resets: sum(|heard| heard.resets),
        took,
        delays: course.delays(),
        late,
        traffic: Traffic {
            sent: after.traffic.sent - before.traffic.sent,
            received: after.traffic.received - before.traffic.received,
            requests: after.traffic.requests - before.traffic.requests,
        },
        cpu: after.cpu.zip(before.cpu).map(|(after, before)| after.saturating_sub(before)),
        ended,
    }
}
