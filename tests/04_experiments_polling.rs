//! # What asking at an interval costs                                chapter 04 · RFC 6202 §1
//! Knows: requests, empty answers and delays, counted on a clock that nobody waits for.
//! Does not know: how fast a machine is.
//! Read before: `tests/support/line.rs`, `04_polling.rs`. Read next: `05_experiments_delay.rs`.

mod support;

use polling::Pace;
use std::time::Duration;
use support::line::Line;

const POLLS: usize = 1_000;
/// An event every 100 ms.
const PERIOD: f64 = 100.0;

fn milliseconds(milliseconds: f64) -> Duration {
    Duration::from_nanos((milliseconds * 1e6).round() as u64)
}

/// What became of a client that asks every `interval` milliseconds while events are published at
/// `times` (in milliseconds): the line, and how old each event was when it was heard.
fn poll(interval: f64, times: &[f64]) -> (Line, Vec<f64>) {
    let mut line = Line::new(Pace::Every(milliseconds(interval)), Duration::ZERO);
    for (i, &at) in times.iter().enumerate() {
        line.run_until(milliseconds(at));
        line.publish(&i.to_string());
    }
    line.run_until(milliseconds(interval * (POLLS - 1) as f64));
    let age = |(heard, published): (&(Duration, Box<str>), &f64)| {
        heard.0.as_secs_f64() * 1000.0 - published
    };
    let ages = line.heard.iter().zip(times).map(age).collect();
    (line, ages)
}

/// One event a period, in each a little later than in the last one, so that it comes at every
/// moment of an interval alike.
fn evenly(interval: f64, events: usize) -> Vec<f64> {
    let shift = |i: usize| (i as f64 + 0.5) / events as f64 * interval;
    (0..events).map(|i| PERIOD * i as f64 + shift(i)).collect()
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

fn longest(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(0.0, f64::max)
}

#[test] // X-01; claims A4, E15, E16; POLL-1-01
fn claim_polling_ten_times_too_often_wastes_nine_requests_of_ten() {
    let (line, ages) = poll(10.0, &evenly(10.0, 100));
    assert_eq!((line.requests, line.answers.len()), (POLLS, POLLS), "duration / interval");
    assert_eq!(line.heard.len(), 100, "ten requests for each event");
    assert_eq!(line.empty(), 900);
    assert!(longest(&ages) <= 10.0, "at worst one interval: {}", longest(&ages));
    assert!((mean(&ages) - 5.0).abs() <= 0.5, "half of it in the mean: {}", mean(&ages));
}

#[test] // claim A4
fn claim_the_number_of_requests_does_not_depend_on_the_number_of_events() {
    for events in [0, 1, 10, 100] {
        assert_eq!(poll(10.0, &evenly(10.0, 100)[..events]).0.requests, POLLS);
    }
}

/// Events that come at random, ten times as rare as polls: e^-0.1 = 0.905 of the polls are empty.
#[test]
fn claim_where_events_come_at_random_as_many_polls_are_empty() {
    let mut state: u64 = 7;
    let mut times = Vec::new();
    let mut at = 0.0;
    loop {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let chance = ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64; // between 0 and 1
        at -= PERIOD * chance.ln();
        if at >= 9_990.0 {
            break;
        }
        times.push(at);
    }
    let (line, _) = poll(10.0, &times);
    let share = line.empty() as f64 / POLLS as f64;
    assert!((share - 0.905).abs() <= 0.028, "{share} of {POLLS} polls were empty");
    assert_eq!(line.heard.len(), times.len());
}

#[test] // X-02; claims E15, E16
fn claim_half_the_delay_costs_twice_the_requests() {
    let mut before: Option<f64> = None;
    for interval in [5.0, 10.0, 20.0, 40.0] {
        let mut line = Line::new(Pace::Every(milliseconds(interval)), Duration::ZERO);
        let times = evenly(interval, 100);
        for at in &times {
            line.run_until(milliseconds(*at));
            line.publish("x");
        }
        line.run_until(milliseconds(10_000.0 - 0.001));
        assert_eq!(line.requests as f64 * interval, 10_000.0, "requests times interval: 10 s");
        let aged = line.heard.iter().zip(&times);
        let ages: Vec<_> = aged.map(|(heard, at)| heard.0.as_secs_f64() * 1e3 - at).collect();
        assert_eq!(ages.len(), 100);
        let mean = mean(&ages);
        if let Some(before) = before {
            assert!((mean / before - 2.0).abs() < 0.05, "{mean} ms after {before} ms");
        }
        before = Some(mean);
    }
}

/// What 304 spares is the body and the fields that describe it; what it costs is the field in the
/// question.
#[test] // claim E15
fn claim_a_304_spares_bytes_but_not_requests() {
    let (line, _) = poll(10.0, &[]);
    let (first, asked) = (poll_bytes(0), poll_bytes(1));
    assert_eq!(line.bytes(), first + (POLLS - 1) * asked);
    // With the answers of `answer_now` each of them would have cost this.
    let plain = "GET /poll?since=1-0 HTTP/1.1\r\nHost: a\r\n\r\n".len() + 159;
    assert_eq!((plain, asked, first), (200, 171, 215));
}

/// What the poll with this number costs, where nothing happens.
fn poll_bytes(number: usize) -> usize {
    let after = |polls: usize| {
        let mut line = Line::new(Pace::Every(milliseconds(1.0)), Duration::ZERO);
        line.run_until(milliseconds(polls as f64));
        line.bytes()
    };
    if number == 0 { after(0) } else { after(number) - after(number - 1) }
}
