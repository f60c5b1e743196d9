//! # http1: HTTP/1.1 heads and bodies over any byte stream (RFC 9112)
//!
//! Knows: messages, how they are told apart, how long a connection lives. Does not know: sockets,
//! clocks, or what a request is about.
//! Read first: [`head_search`], where a head ends.
//!
//! | to learn about | read |
//! |---|---|
//! | one head, whole or not | [`RequestHead::parse`], [`ResponseHead::parse`] |
//! | where a body ends, and why doubt is refused | [`framing`] |
//! | a body in chunks, byte by byte | [`chunk_decode`], [`chunk_encode`] |
//! | which rules a peer can break, and what it is told | [`violation`] |
//! | where a request goes | [`uri`] |
//! | the connection: request, body, answer | [`server`], [`server_answer`], [`client`]; in words: `describe.rs` |
//!
//! The grammar of a head is httparse's work. It says yes or no; [`fault`] says why and where. What
//! it leaves to us: bare LF, sizes, the target's form, Host, Content-Length, Transfer-Encoding,
//! whatever came twice.

pub mod chunk_decode;
pub mod chunk_encode;
pub mod client;
pub mod date;
pub mod fault;
pub mod fields;
pub mod framing;
pub mod head_reader;
pub mod head_search;
pub mod query;
pub mod request;
pub mod request_head;
pub mod response;
pub mod response_head;
pub mod server;
pub mod server_answer;
pub mod status;
pub mod target;
pub mod token;
pub mod uri;
pub mod usage;
pub mod version;
pub mod violation;

mod body;
mod clock;
mod describe;
mod field_writer;
mod held;

pub use client::{Client, ClientEvent};
pub use fields::{Duplicate, Fields};
pub use framing::BodyLength;
pub use head_search::HeadSearch;
pub use query::QueryError;
pub use request::Request;
pub use request_head::RequestHead;
pub use response::Response;
pub use response_head::ResponseHead;
pub use server::{Event, Server};
pub use uri::{Uri, UriError};
pub use usage::UsageError;
pub use version::Version;
pub use violation::{Fault, Violation};

/// The peer broke a rule of HTTP; the connection cannot go on.
pub type ProtocolError = wire::ProtocolError<Violation>;
