//! # Metrics: figures for Prometheus                                 chapter 15
//! Knows: the text format of Prometheus. Does not know: who reads it.
//! Read before: `tally.rs`. Read next: nothing.

use crate::server::Lab;
use crate::tally::{Figures, Transport};
use http1::Response;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

type Column = (&'static str, &'static str, &'static str, fn(&Figures) -> &AtomicU64);

/// The figures of each transport: name, kind, help, where it is.
const COLUMNS: &[Column] = &[
    ("wire101_connections", "gauge", "Exchanges open now.", |f| &f.connections),
    ("wire101_requests_total", "counter", "Requests made.", |f| &f.requests),
    ("wire101_events_delivered_total", "counter", "Events delivered.", |f| &f.events),
    ("wire101_received_bytes_total", "counter", "Bytes read, heads included.", |f| &f.received),
    ("wire101_sent_bytes_total", "counter", "Bytes written, heads included.", |f| &f.sent),
];

/// The answer to a scrape.
pub fn answer(lab: &Lab) -> Response {
    Response::new(200)
        .field("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .field("Cache-Control", "no-store")
        .body(text(lab))
}

fn text(lab: &Lab) -> String {
    let mut out = String::new();
    for (name, kind, help, figure) in COLUMNS {
        head(&mut out, name, kind, help);
        for (transport, figures) in Transport::ALL.iter().zip(lab.tally.everybody().iter()) {
            let value = figure(figures).load(Relaxed);
            // Writing into a string cannot fail.
            let _ = writeln!(out, "{name}{{transport=\"{}\"}} {value}", transport.name());
        }
    }
    let stats = lab.hub.stats();
    let log = stats.backplane;
    let wrong = |figure: &AtomicU64| figure.load(Relaxed);
    for (name, kind, help, value) in [
        ("wire101_topics", "gauge", "Topics that exist.", stats.topics as u64),
        ("wire101_readers", "gauge", "Readers that exist.", stats.readers as u64),
        ("wire101_kept_events", "gauge", "Events kept for replay.", stats.kept_events),
        ("wire101_kept_bytes", "gauge", "What they weigh.", stats.kept_bytes),
        ("wire101_published_total", "counter", "Events published.", stats.published),
        (
            "wire101_encoded_bytes",
            "gauge",
            "What their shared encodings weigh.",
            stats.encoded_bytes,
        ),
        ("wire101_lagged_total", "counter", "Readers sent away as too slow.", stats.lagged),
        ("wire101_sockets", "gauge", "Connections open now.", lab.places.taken() as u64),
        ("wire101_accepted_total", "counter", "Connections let in.", lab.places.given()),
        ("wire101_refused_total", "counter", "Connections refused.", wrong(&lab.incidents.refused)),
        ("wire101_panics_total", "counter", "Faults of ours.", wrong(&lab.incidents.panicked)),
        ("wire101_missed_total", "counter", "Events left out for slow readers.", stats.missed),
        ("wire101_log_waiting", "gauge", "Events waiting for the disk.", log.waiting),
        ("wire101_log_batches_total", "counter", "Batches of events on the disk.", log.batches),
        ("wire101_log_failed_total", "counter", "Batches that the disk refused.", log.failed),
    ] {
        head(&mut out, name, kind, help);
        let _ = writeln!(out, "{name} {value}");
    }
    out
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}
