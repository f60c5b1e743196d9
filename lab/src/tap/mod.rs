//! # Tap: a wire between a client and a server, on which one listens   chapter 03
//! Knows: the map of this folder. Does not know: what travels.
//! Read before: `net/src/serve.rs`. Read next: `faults.rs`, `line.rs`, `session.rs`.
//!
//! ```text
//!            ┌───────────── session ─────────────┐
//!  client ──►│ change ──► line ──► told ──► write │──► server      each direction by itself
//!         ◄──│ write ◄── told ◄── line ◄── change │◄──
//!            └──────────────┬────────────────────┘
//!                           └─► records ─► desk: shown, written to files
//! ```
//!
//! [`mod@line`] says when a piece goes on, [`change`] what a proxy makes of it, [`session`] how
//! each side learns of the other's end. All that is passed on goes to the [`desk`] first, which
//! waits for its slowest reader; and the relay waits for the desk.

pub mod change;
pub mod desk;
pub mod faults;
pub mod files;
pub mod line;
pub mod messages;
pub mod serve;
pub mod session;
pub mod show;
pub mod target;
pub mod upgrade;

pub use desk::{Desk, RecordTo, Witness};
pub use faults::{Faults, Way};
pub use serve::{Tap, serve};
