//! # hub: one numbered log for each topic, many readers             chapter 15
//! Knows: topics, numbers, who has read how far. Does not know: transports, sockets, clocks.
//! Read before: `wire/src/published.rs`. Read next: `topic.rs`, then down the table.
//!
//! A publisher and its readers meet in a [`Hub`]. Each topic is one log of events with the
//! numbers 1, 2, 3 …, and a reader is no more than a cursor into that log. All else follows:
//!
//! - *replay* (an EventSource that reconnects, a long poll with `since`) and *live* reading are the
//!   same act, so nothing can be lost or doubled at the seam between them;
//! - a reader that falls behind costs nothing: what waits for it is the stretch of log between its
//!   cursor and the end. [`Queue`] says how long that stretch may grow, and [`Policy`] what happens
//!   when it grows longer;
//! - an event is stored once, whoever reads it.
//!
//! | to learn about | read |
//! |---|---|
//! | what a topic may be called | [`topic`] |
//! | what is bounded | [`limits`], [`queue`] |
//! | what may be published | [`draft`] |
//! | the log: numbers, bounds, looking up | [`log`] |
//! | the cursor: where it starts, what it sees next, how it falls behind | [`cursor`] |
//! | who waits, and how they are woken | `waiting.rs` |
//! | the two locks, and all of it together | [`hub`](mod@hub), [`reader`] |
//!
//! ```
//! use hub::{Hub, HubLimits, Queue, Start, Topic};
//!
//! let hub = Hub::new(HubLimits::DEFAULT);
//! let weather = Topic::new("weather")?;
//! hub.publish(&weather, None, "rain")?; // 1
//! hub.publish(&weather, None, "sun")?; // 2
//!
//! // A client that has seen number 1 comes back.
//! let mut reader = hub.reader(&weather, Start::After(1), Queue::DEFAULT)?;
//! hub.publish(&weather, Some("alarm"), "hail")?; // 3
//!
//! let batch = reader.try_next(100, 64 * 1024)?.ok_or("nothing to read")?;
//! let numbers: Vec<u64> = batch.events.iter().map(|event| event.id).collect();
//! assert_eq!(numbers, [2, 3]); // the old one and the new one, by one read
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Room: three things come later, and each has its place.
// - More than one server. A `Backplane` carries an event from the server where it was published to
//   the others. It belongs in front of `Log::push` (in `hub.rs`): the backplane, not the local
//   log, would then give out the numbers, and `publish` would hand a `Draft` to it.
// - Epochs. A number means something only within one life of the server. Today a cursor beyond the
//   end betrays another life (`Started::Unknown`); a cursor of a longer earlier life that happens
//   to lie within the log does not. An epoch beside the number in `Start::After` and in what the
//   transports send as the id would tell them apart, in `Cursor::new`.
// - A log that outlives the process, and a bound on the age of what is kept. Both are matters of
//   `Log` alone; an age needs the time, which then becomes an argument of `publish`.

pub mod cursor;
pub mod draft;
pub mod hub;
pub mod limits;
mod lock;
pub mod log;
pub mod queue;
pub mod reader;
pub mod topic;
mod waiting;

pub use cursor::{Batch, Cursor, Start, Started};
pub use draft::{Draft, Refused};
pub use hub::{Hub, Stats};
pub use limits::HubLimits;
pub use log::{Log, Stretch};
pub use queue::{Lagged, Policy, Queue};
pub use reader::Reader;
pub use topic::{Topic, UsageError};
