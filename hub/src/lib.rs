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
//! - an event is stored once and encoded once for each transport, whoever reads it;
//! - a cursor that means nothing here (of another life of the log, or too old) is answered by an
//!   event of the type `reset`, whatever the transport: there is no silent gap.
//!
//! | to learn about | read |
//! |---|---|
//! | what a topic may be called | [`topic`] |
//! | what is bounded | [`limits`], [`queue`] |
//! | what may be published, and what became of it | [`draft`], [`receipt`] |
//! | who gives the order and the numbers | [`backplane`], [`in_memory`] |
//! | bytes that all readers share | [`encodings`], [`event`] |
//! | the log: numbers, bounds, looking up | [`log`] |
//! | the cursor: where it starts, what it sees next, how it falls behind | [`cursor`] |
//! | who waits, and how they are woken | `waiting.rs` |
//! | the two locks, and all of it together | [`hub`](mod@hub), [`reader`] |
//!
//! ```
//! use hub::{Hub, HubLimits, Queue, Start, Topic};
//!
//! let epoch = wire::Epoch::new(0x5ca1ab1e); // drawn by lot
//! let hub = Hub::new(HubLimits::DEFAULT, epoch);
//! let weather = Topic::new("weather")?;
//! let rain = hub.publish(&weather, None, "rain").try_get().ok_or("not yet")??;
//! assert_eq!(rain.to_string(), "5ca1ab1e-1");
//! let _sun = hub.publish(&weather, None, "sun");
//!
//! // A client that has seen the rain comes back.
//! let mut reader = hub.reader(&weather, Start::After(rain), Queue::DEFAULT)?;
//! let _hail = hub.publish(&weather, Some("alarm"), "hail");
//!
//! let batch = reader.try_next(100, 64 * 1024)?.ok_or("nothing to read")?;
//! let numbers: Vec<u64> = batch.events.iter().map(|event| event.id.number).collect();
//! assert_eq!(numbers, [2, 3]); // the old one and the new one, by one read
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Room: a bound on the age of what is kept is a matter of `Log` alone; it needs the time, which
// then becomes an argument of `Log::push`.

pub mod backplane;
pub mod cursor;
pub mod draft;
pub mod encodings;
pub mod event;
pub mod hub;
pub mod in_memory;
pub mod limits;
mod lock;
pub mod log;
pub mod queue;
pub mod reader;
pub mod receipt;
pub mod topic;
mod waiting;

pub use backplane::{Backplane, Deliver, Progress, Woken};
pub use cursor::{Batch, Cursor, Start, Started};
pub use draft::{Draft, Refused};
pub use event::Event;
pub use hub::{Hub, Stats};
pub use in_memory::InMemory;
pub use limits::HubLimits;
pub use log::{Log, Stretch};
pub use queue::{Lagged, Policy, Queue};
pub use reader::Reader;
pub use receipt::{Receipt, Ticket};
pub use topic::{Topic, UsageError};
