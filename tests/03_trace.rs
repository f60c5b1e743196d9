//! # What happened, written down                                     chapter 03
//! Knows: that a trace holds all that went over, and comes back from each of its files.
//! Does not know: screens.
//! Read before: `trace/src/lib.rs`. Read next: `03_trace/recorder.rs`, `03_trace/lines.rs`.

#[path = "03_trace/any.rs"]
mod any;
#[path = "03_trace/lines.rs"]
mod lines;
#[path = "03_trace/packets.rs"]
mod packets;
#[path = "03_trace/recorder.rs"]
mod recorder;
