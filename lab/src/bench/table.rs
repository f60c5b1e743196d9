//! # Table: the figures for a terminal                               chapter 16
//! Knows: columns, units, and what must be said besides. Does not know: how it was measured.
//! Read before: `mod.rs`. Read next: `json.rs`, `chart.rs`.

use super::Measured;
use crate::tally::Transport;
use std::fmt::Write as _;
use std::time::Duration;

/// A publisher that was later than this is told of: it did not keep the schedule.
const LATE: Duration = Duration::from_millis(50);

/// As a reader names it.
pub fn name(transport: Option<Transport>) -> &'static str {
    match transport {
        None => "nobody reads",
        Some(Transport::Polling) => "polling",
        Some(Transport::LongPolling) => "long polling",
        Some(Transport::Streaming) => "streaming",
        Some(Transport::Sse) => "SSE",
        Some(Transport::WebSocket) => "WebSocket",
    }
}

/// What stands above the rows of one rate and one size.
pub fn heading(measured: &Measured) -> String {
    let (rate, size) = (measured.load.rate, size(measured.load.size));
    format!(
        "{rate} events/s of {size}\n  {:<13}{:>11}{:>10}{:>10}{:>10}{:>10}{:>9}{:>10}{:>10}",
        "", "delivered/s", "p50", "p90", "p99", "max", "B/event", "req/event", "CPU/event"
    )
}

/// One measurement in one line, and a line for each thing that must be said of it.
pub fn row(measured: &Measured) -> String {
    let delay = |part| time(measured.delay(part));
    let mut text = format!(
        "  {:<13}{:>11}{:>10}{:>10}{:>10}{:>10}{:>9}{:>10}{:>10}",
        name(measured.load.transport),
        number(measured.per_second()),
        delay(0.5),
        delay(0.9),
        delay(0.99),
        delay(1.0),
        number(measured.bytes()),
        number(measured.requests()),
        time(measured.cpu_micros().unwrap_or(f64::NAN)),
    );
    for note in notes(measured) {
        let _ = write!(text, "\n    {note}");
    }
    text
}

/// What the figures alone would hide.
pub fn notes(measured: &Measured) -> Vec<String> {
    let Measured { missing, twice, lost, resets, late, .. } = measured;
    let mut notes = Vec::new();
    if *missing > 0 {
        let all = measured.delivered + missing;
        let took = measured.took.as_secs_f64();
        notes.push(format!("{missing} of {all} events were not heard within {took:.1} s"));
    }
    if *resets > 0 {
        notes.push(format!(
            "readers were told {resets} times that the log had gone on without them"
        ));
    }
    if *lost > 0 {
        notes.push(format!("LOST: {lost} events that the log had, without a word"));
    }
    if *twice > 0 {
        notes.push(format!("TWICE: {twice} events came again"));
    }
    if *late > LATE {
        let late = time(late.as_secs_f64() * 1e6);
        notes.push(format!("events were published up to {late} late: the delays count that, too"));
    }
    notes.extend(measured.ended.iter().map(|why| format!("a reader's connection ended: {why}")));
    notes
}

/// A size in bytes, as it is given on the command line.
pub fn size(bytes: usize) -> String {
    match bytes {
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} B"),
    }
}

/// A time, given in microseconds, in the unit that suits it.
pub fn time(micros: f64) -> String {
    match micros {
        _ if !micros.is_finite() => "-".into(),
        _ if micros < 1e3 => format!("{} µs", number(micros)),
        _ if micros < 1e6 => format!("{} ms", number(micros / 1e3)),
        _ => format!("{} s", number(micros / 1e6)),
    }
}

/// Three digits, or all of a larger number.
pub fn number(number: f64) -> String {
    match number {
        _ if !number.is_finite() => "-".into(),
        0.0 => "0".into(),
        _ if number.abs() < 10.0 => format!("{number:.2}"),
        _ if number.abs() < 100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    }
}
