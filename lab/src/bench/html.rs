//! # The figures as one page                                         chapter 16
//! Knows: which charts and tables there are. Does not know: how a chart is drawn.
//! Read before: `chart.rs`. Read next: `lab/src/commands/bench.rs`.
//!
//! The page is one file: it loads nothing, runs no script, and has a light and a dark form.

use super::chart::{self, Line};
use super::{Measured, table};
use crate::tally::Transport;
use std::fmt::Write as _;

/// The colours of the five transports, and how the page looks. Each line has its name beside it:
/// nothing is said by colour alone.
const STYLE: &str = "\
:root{color-scheme:light dark;--bg:#fdfdfc;--fg:#1d2227;--quiet:#5c6670;--rule:#dde1e5;\
--c1:#b3261e;--c2:#a05a00;--c3:#2f7d32;--c4:#1565c0;--c5:#7b2fa8}
@media(prefers-color-scheme:dark){:root{--bg:#15181b;--fg:#e6e8ea;--quiet:#9aa4ad;--rule:#30363c;\
--c1:#ff8a80;--c2:#ffb74d;--c3:#81c784;--c4:#74b3ff;--c5:#d2a0f0}}
body{background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;max-width:72rem;\
margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.5rem}figcaption{color:var(--quiet)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1rem}
figure{margin:0}svg{width:100%;height:auto;font:12px system-ui,sans-serif}
svg text{fill:var(--quiet);text-anchor:end}svg .x{text-anchor:middle}
.grid path{stroke:var(--rule)}svg path{fill:none;stroke-width:1.5}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{padding:.2rem .7rem;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
td:first-child,th:first-child{text-align:left}.note{color:var(--quiet);white-space:normal}
";

/// What stands at the top of the table's columns.
const COLUMNS: [&str; 10] = [
    "transport",
    "events/s",
    "delivered/s",
    "p50",
    "p90",
    "p99",
    "max",
    "bytes/event",
    "req/event",
    "CPU/event",
];

/// The page.
pub fn page(server: &str, rows: &[Measured]) -> String {
    let mut out = String::from("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n");
    out.push_str("<title>The transports, measured</title>\n<style>\n");
    out.push_str(STYLE);
    for ink in 1..=5 {
        let _ =
            write!(out, ".l{ink} path{{stroke:var(--c{ink})}}.l{ink} circle{{fill:var(--c{ink})}}");
        let _ = writeln!(out, "svg .n{ink}{{fill:var(--c{ink});text-anchor:start}}");
    }
    out.push_str("</style>\n<h1>The transports, measured</h1>\n");
    if let Some(first) = rows.first() {
        let interval = first.load.poll_interval.as_secs_f64();
        let readers = match first.load.readers {
            1 => "one reader".to_string(),
            many => format!("{many} readers"),
        };
        let _ = writeln!(
            out,
            "<p>Server: {}. Events are published at fixed rates, and heard by {readers} of one \
             transport at a time; pollers ask {interval} s after each answer. A delay \
             counts from the moment at which an event was due until its reader had it.</p>",
            text(server)
        );
    }
    let mut sizes: Vec<usize> = rows.iter().map(|row| row.load.size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    for size in sizes {
        let of_size: Vec<&Measured> = rows.iter().filter(|row| row.load.size == size).collect();
        section(&mut out, &table::size(size), &of_size);
    }
    out.push_str("</html>\n");
    out
}

/// What makes a figure of a measurement, and how far its whisker goes.
type Figure = fn(&Measured) -> (f64, Option<f64>);

fn section(out: &mut String, size: &str, rows: &[&Measured]) {
    let _ = writeln!(out, "<h2>Events of {size}</h2>\n<div class=\"charts\">");
    figure(out, "Delay: the median, and up to p99", rows, table::time, |row| {
        (row.delay(0.5), Some(row.delay(0.99)))
    });
    figure(out, "Bytes on the wire for each event, both directions", rows, table::number, |row| {
        (row.bytes(), None)
    });
    if rows.iter().any(|row| row.cpu.is_some()) {
        let about = "Processor time of the server for each event, publishing included";
        figure(out, about, rows, table::time, |row| (row.cpu_micros().unwrap_or(f64::NAN), None));
    }
    out.push_str("</div>\n<div class=\"wide\"><table><tr>");
    for column in COLUMNS {
        let _ = write!(out, "<th>{column}</th>");
    }
    out.push_str("</tr>\n");
    for row in rows {
        add_row(out, row);
    }
    out.push_str("</table></div>\n");
}

fn figure(out: &mut String, about: &str, rows: &[&Measured], unit: fn(f64) -> String, of: Figure) {
    let mut lines = Vec::new();
    for (at, transport) in Transport::ALL.into_iter().enumerate() {
        let own = rows.iter().filter(|row| row.load.transport == Some(transport));
        let point = |row: &&Measured| {
            let (figure, whisker) = of(row);
            (f64::from(row.load.rate), figure, whisker)
        };
        let mut points: Vec<_> = own.map(point).filter(|point| point.1.is_finite()).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        if !points.is_empty() {
            lines.push(Line { name: table::name(Some(transport)), ink: at + 1, points });
        }
    }
    let drawn = chart::svg(about, "events a second", &lines, unit);
    let _ = writeln!(out, "<figure>{drawn}<figcaption>{about}</figcaption></figure>");
}

fn add_row(out: &mut String, row: &Measured) {
    let delay = |part| table::time(row.delay(part));
    let cells = [
        table::name(row.load.transport).to_string(),
        row.load.rate.to_string(),
        table::number(row.per_second()),
        delay(0.5),
        delay(0.9),
        delay(0.99),
        delay(1.0),
        table::number(row.bytes()),
        table::number(row.requests()),
        table::time(row.cpu_micros().unwrap_or(f64::NAN)),
    ];
    out.push_str("<tr>");
    for cell in cells {
        let _ = write!(out, "<td>{cell}</td>");
    }
    out.push_str("</tr>\n");
    for note in table::notes(row) {
        let columns = COLUMNS.len();
        let _ =
            writeln!(out, "<tr><td class=\"note\" colspan=\"{columns}\">{}</td></tr>", text(&note));
    }
}

/// Text that can be no markup.
fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
