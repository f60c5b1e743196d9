//! # trace: what happened on connections, as one record
//!
//! Knows: bytes with time and direction, states, events, broken rules.
//! Does not know: sockets and clocks; the protocols that it watches.
//! Read first: `record.rs`, then `recorder.rs`.
//!
//! A [`Recorder`] is the watch of a `wire::Tap`: it writes down what goes through a protocol and
//! what the protocol makes of it. Terminal, page, book and tests read the same [`Trace`]. It goes
//! into files as lines of JSON ([`jsonl`]), whole, and as packets ([`pcap`]), for other tools.

pub mod jsonl;
pub mod pcap;
pub mod record;
pub mod recorder;

pub use explain::Sender;
pub use record::{End, Record, Trace, What};
pub use recorder::{Log, Recorder};
