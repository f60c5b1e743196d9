//! # sse: server-sent events
//!
//! Knows: `text/event-stream`, from text to bytes and back.
//! Does not know: HTTP, connections, clocks, where ids come from.
//! Read first: [`line_end`], the two bytes on which everything here turns.
//!
//! | to learn about | read |
//! |---|---|
//! | where a line ends | [`line_end`] |
//! | how an event is written, and kept from forging another | [`encode`], [`names`], [`usage`] |
//! | what one line means | [`field`], [`retry`] |
//! | how bytes become lines, however they are cut | `text.rs`, `unfinished.rs`, `lines.rs` |
//! | what lines gather until the empty one | `buffers.rs` |
//! | the whole of it as a `wire::Protocol` | [`decoder`], [`event`] |
//! | what we refuse | [`violation`] |
//! | one that comes back, without a socket | [`event_source`] |

mod buffers;
pub mod decoder;
pub mod encode;
pub mod event;
pub mod event_source;
pub mod field;
pub mod line_end;
mod lines;
pub mod names;
pub mod retry;
mod text;
mod unfinished;
pub mod usage;
pub mod violation;

pub use decoder::Decoder;
pub use event::Event;
pub use event_source::EventSource;
pub use names::{EventIdText, EventName};
pub use usage::UsageError;
pub use violation::{ProtocolError, Violation};
