//! # The figures as JSON                                             chapter 16
//! Knows: the names of all members. Does not know: how it was measured.
//! Read before: `table.rs`. Read next: `html.rs`.

use super::Measured;
use crate::decode::Object;
use std::io::Write as _;

/// What it says, for `--help`.
pub const HELP: &str = "\
--json prints one object: server, rows. A row: transport, rate (events/s), size (bytes), readers,
seconds, poll_interval (seconds), published, delivered, missing, twice, lost, resets, took
(seconds), delivered_per_second, delay_us (an object: p50, p90, p99, max, mean; null if nothing was
heard), late_us (by how much the latest event was late), sent, received (bytes of the readers'
connections), requests, bytes_per_event, requests_per_event, cpu_us_per_event (or null), ended
(texts: why connections ended).";

/// All of it, in one line.
pub fn all(server: &str, rows: &[Measured]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut object = Object::begin(&mut out);
    object.text("server", server);
    let list = object.name("rows");
    list.push(b'[');
    for (at, measured) in rows.iter().enumerate() {
        if at > 0 {
            list.push(b',');
        }
        list.push(b'\n');
        row(measured, list);
    }
    list.push(b']');
    object.end();
    out.push(b'\n');
    out
}

fn row(measured: &Measured, out: &mut Vec<u8>) {
    let load = &measured.load;
    let mut row = Object::begin(out);
    row.text("transport", load.transport.map_or("nobody", |transport| transport.name()));
    row.number("rate", load.rate.into()).number("size", load.size as u64);
    row.number("readers", load.readers as u64);
    real(&mut row, "seconds", load.time.as_secs_f64());
    real(&mut row, "poll_interval", load.poll_interval.as_secs_f64());
    row.number("published", measured.published as u64).number("delivered", measured.delivered);
    row.number("missing", measured.missing).number("twice", measured.twice);
    row.number("lost", measured.lost).number("resets", measured.resets);
    real(&mut row, "took", measured.took.as_secs_f64());
    real(&mut row, "delivered_per_second", measured.per_second());
    delays(measured, &mut row);
    real(&mut row, "late_us", measured.late.as_secs_f64() * 1e6);
    let traffic = measured.traffic;
    row.number("sent", traffic.sent).number("received", traffic.received);
    row.number("requests", traffic.requests);
    real(&mut row, "bytes_per_event", measured.bytes());
    real(&mut row, "requests_per_event", measured.requests());
    real(&mut row, "cpu_us_per_event", measured.cpu_micros().unwrap_or(f64::NAN));
    row.texts("ended", &measured.ended);
    row.end();
}

fn delays(measured: &Measured, row: &mut Object<'_>) {
    if measured.delays.is_empty() {
        row.null("delay_us");
        return;
    }
    let mut delays = Object::begin(row.name("delay_us"));
    for (name, part) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)] {
        real(&mut delays, name, measured.delay(part));
    }
    real(&mut delays, "mean", measured.delays.mean() / 1000.0);
    delays.end();
}

/// A number with three digits behind the point; null for what is none.
fn real(object: &mut Object<'_>, name: &str, number: f64) {
    if number.is_finite() {
        // Writing into memory cannot fail.
        let _ = write!(object.name(name), "{number:.3}");
    } else {
        object.null(name);
    }
}
