//! # wire: the words every transport shares
//!
//! Knows: bytes in, bytes out, time as a number, a rule and where it is written.
//! Does not know: any protocol, any socket, any clock.
//! Read first: [`protocol`], the one shape that every transport here has.
//!
//! | to learn about | read |
//! |---|---|
//! | how bytes reach a protocol without a copy | [`input`], [`payload`] |
//! | how its answer leaves it | [`output`] |
//! | the shape itself, and the four steps that drive it | [`protocol`] |
//! | how traffic is recorded without touching the protocol | [`tap`] |
//! | how a test cuts the bytes anywhere | [`feed`] |
//! | how a broken rule is reported | [`cite`], [`violation`] |
//! | how long to wait before trying again | [`backoff`] |
//! | what is bounded, and where the numbers come from | [`limits`] |
//! | what travels, and what it is called | [`published`], [`event_id`] |

pub mod backoff;
pub mod cite;
pub mod event_id;
pub mod feed;
pub mod input;
pub mod limits;
pub mod output;
pub mod parsed;
pub mod payload;
pub mod protocol;
pub mod published;
pub mod tap;
pub mod text;
pub mod violation;

pub use backoff::Backoff;
/// A piece of memory that many readers share without a copy.
pub use bytes::Bytes;
pub use cite::{Cite, Document};
pub use event_id::{Epoch, EventId};
pub use input::Input;
pub use limits::Limits;
pub use output::Output;
pub use parsed::Parsed;
pub use payload::Payload;
pub use protocol::Protocol;
pub use published::Published;
pub use tap::{Tap, Watch};
pub use text::text;
pub use violation::{ProtocolError, Violation};
