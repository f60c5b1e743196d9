//! # journal: a log that outlives the process                       chapter 15
//! Knows: the disk; what is kept there, when it is safe, what is found again. Does not know:
//! sockets, clocks, dice; who publishes, who reads.
//! Read before: `hub/src/log.rs`. Read next: [`options`], then down the table.
//!
//! A log in memory ends with its process, and every client that comes back has to be told that its
//! place is lost. Here the log is a file of a store for keys and values, `redb`: a tree whose pages
//! are never written over, so that the new state counts from the moment at which one small record
//! at the head of the file names its root. A process that is killed leaves the state before that
//! moment or the one behind it, and nothing between.
//!
//! | to learn about | read |
//! |---|---|
//! | what can be chosen: bounds, and when a write is safe | [`options`] |
//! | what can go wrong, and what to do about it | [`error`] |
//! | the file, and the call that makes it safe | `file.rs` |
//! | a new log, an old one, a damaged one | `open.rs` |
//! | when the numbers may not go on | `epoch.rs` |
//! | what stands in the store | [`store`] |
//! | who waits for the disk, and who writes | `waiting.rs`, `writer.rs` |
//! | all of it together, as a backplane of hubs | [`journal`](mod@journal) |
//!
//! This is the one crate beside `net` that meets an `io::Error`, for a disk has them too.

mod epoch;
pub mod error;
mod file;
pub mod journal;
mod open;
pub mod options;
pub mod store;
mod waiting;
mod writer;

pub use error::{OpenError, WriteError};
pub use journal::{Journal, Report};
pub use options::{Flush, Options};
pub use store::{Entry, Store};
