//! # handshake: from HTTP to WebSocket
//!
//! Knows: the one request and the one answer that turn an HTTP connection into a WebSocket, and
//! every way in which they can be wrong. Does not know: frames, sockets, dice.
//! Read first: [`key`], a nonce and its answer.
//!
//! The handshake is linear: we choose the next step. So its states are types; each step consumes
//! the one before, and no value is left on which a wrong call could be made. Bytes that come
//! behind a head are already frames: they are part of the next state's type, and cannot be lost.
//!
//! | to learn about | read |
//! |---|---|
//! | the list of extensions, as it is written | [`extension`] |
//! | what two sides can agree on about compression | [`deflate`] |
//! | which pages may ask | [`origin`] |
//! | where a WebSocket is: `ws:` and `wss:` addresses | [`uri`] |
//! | every rule, its section, its answer | [`violation`] |
//! | the states of a server, of a client | [`server`], [`client`] |
//!
//! ```
//! use handshake::{client, server};
//! let limits = wire::Limits::DEFAULT;
//! let (request, waiting) =
//!     client::Connect::new("server.example.com", "/chat").start(*b"the sample nonce")?;
//!
//! // The server reads it, in any pieces, and accepts.
//! let server::Step::Asked { asked, .. } = server::Reading::new(limits).receive(&request)? else {
//!     panic!("the request is whole");
//! };
//! let accepted = asked.accept(None)?;
//!
//! // The first frame comes in the same packet as the answer.
//! let packet = [accepted.answer.as_slice(), b"\x81\x02hi"].concat();
//! let client::Step::Open(open) = waiting.receive(&packet)? else {
//!     panic!("the answer is whole");
//! };
//! assert_eq!(open.leftover, b"\x81\x02hi");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod client;
pub mod deflate;
pub mod extension;
mod head;
pub mod key;
pub mod origin;
pub mod server;
pub mod uri;
pub mod usage;
pub mod violation;

pub use extension::Extension;
pub use key::{GUID, accept_key, decode_key, digest_key, encode_key};
pub use origin::OriginPolicy;
pub use uri::{Uri, UriError};
pub use usage::UsageError;
pub use violation::Violation;

/// The peer broke a rule of the opening handshake.
pub type ProtocolError = wire::ProtocolError<Violation>;
