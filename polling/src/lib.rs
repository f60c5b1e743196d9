//! # polling: asking again
//!
//! Knows: the three ways to hear news with nothing but HTTP requests and answers: ask at an
//! interval, ask and be kept waiting, ask once and be answered for ever.
//! Does not know: where the news comes from, sockets, clocks.
//! Read first: [`since`], the client's place in the log.
//!
//! | way | the server | the client |
//! |---|---|---|
//! | short polling | [`short`]: answers at once; [`unchanged`]: 304 | [`poller`], at an interval |
//! | long polling | [`long`]: parks the request | [`poller`], at once again |
//! | HTTP streaming | [`stream`]: one answer that does not end | [`lines`] |
//!
//! RFC 6202 describes all three; only `application/x-ndjson` and the JSON of [`answer`] are ours.

pub mod answer;
pub mod lines;
pub mod long;
pub mod poller;
pub mod short;
pub mod since;
pub mod stream;
pub mod unchanged;
pub mod violation;

pub use answer::{Answer, BadAnswer, parse_answer, parse_event, write_answer, write_event};
pub use lines::Lines;
pub use long::LongPoll;
pub use poller::{Pace, Poller};
/// Reading and writing JSON, for the crates above this one.
pub use serde_json as json;
pub use short::{answer_encoded, answer_now, answer_written};
pub use since::{BadQuery, Since, parse_wait};
pub use stream::{Format, Ndjson, Stream};
pub use unchanged::{IfNoneMatch, answer_unless_known, entity_tag};
pub use violation::Violation;

/// The server that a [`Poller`] asks broke a rule.
pub type ProtocolError = wire::ProtocolError<Violation>;
