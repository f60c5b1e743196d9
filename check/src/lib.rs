//! # check: does it do as the standard says?
//!
//! Knows: probes, what each sends, what must come back, and why; peers that misbehave.
//! Does not know: the codecs of this workspace: it writes bytes by hand and reads them with
//! `explain`, so that who is right there is right by a second reading.
//! Read first: `probe.rs`, then `raw.rs`, then `ws/framing.rs`: a few whole probes.
//!
//! | to learn about | read |
//! |---|---|
//! | what a probe is, how one is judged | [`probe`], [`outcome`] |
//! | which server is asked, and which probes are chosen | [`target`], [`only`] |
//! | a connection that may do what no honest client does | [`raw`] |
//! | one probe after another | [`run`] |
//! | the table, the failures, the score | [`report`] |
//! | the probes for WebSocket servers | [`ws`] |
//! | the probes for HTTP and event streams | [`http`] |
//! | the other way round: clients come, and are judged | [`clients`] |
//! | peers that misbehave on command | [`rogue`] |

pub mod clients;
pub mod frame;
pub mod http;
pub mod only;
pub mod outcome;
pub mod probe;
pub mod raw;
pub mod report;
pub mod rogue;
pub mod run;
pub mod target;
pub mod visit;
pub mod ws;

pub use only::Only;
pub use outcome::{Outcome, Verdict};
pub use probe::{Group, Judged, Level, Miss, Probe, Running};
pub use raw::Wire;
pub use report::{Report, Row};
pub use run::{Unreachable, check, probes};
pub use target::{Kind, Target};
pub use visit::Visit;
