//! # net: the only crate with sockets, clocks and randomness
//!
//! Knows: tokio, time, dice. Does not know: what any byte means; the protocols below do.
//! Read first: [`mod@drive`], the four steps of every protocol over a socket.
//!
//! To open a WebSocket and use it, begin with the example at [`WebSocket`]. A whole server is
//! `lab/src/echo_server.rs`.
//!
//! | to learn about | read |
//! |---|---|
//! | how any protocol is driven over any stream | [`mod@drive`] |
//! | what a driver keeps between two protocols on one connection | [`connection`] |
//! | accepting connections, and ending them properly | [`mod@serve`], [`stop`] |
//! | how many may be here at once, and who hears that they may not | [`places`] |
//! | a peer that is gone without a word | [`vanished`] |
//! | where nonces and masking keys come from | [`entropy`] |
//! | a request and its answer, as a client | [`mod@fetch`] |
//! | who looks on at the bytes of a request | [`onlooker`] |
//! | an event stream is an HTTP stream with a format | [`event_stream`] |
//! | an event stream, read: a client that comes back | [`event_source`] |
//! | polling and long polling, as a client | [`long_poll`] |
//! | how many sockets a process may open | [`open_files`] |
//! | TLS on both sides, and a stream that may be inside it | [`tls`], [`stream`] |
//! | how a server is reached, by whichever protocol | [`mod@reach`], [`gate`], [`proxy`] |
//! | opening a WebSocket from the client's side | [`websocket`] |
//! | what was agreed on about compression, for either end | [`mod@deflate`] |
//! | a WebSocket with `send`, `receive`, `ping`, `close` | [`handle`] |
//! | a WebSocket that comes back | [`reconnect`], [`retry`] |

pub mod clock;
pub mod connection;
pub mod deflate;
pub mod drive;
pub mod entropy;
pub mod event_source;
pub mod event_stream;
pub mod fetch;
pub mod gate;
pub mod handle;
pub mod long_poll;
pub mod onlooker;
pub mod open_files;
pub mod places;
pub mod proxy;
pub mod reach;
pub mod reconnect;
mod refuse;
pub mod retry;
pub mod serve;
pub mod stop;
pub mod stream;
pub mod tls;
pub mod vanished;
pub mod websocket;

pub use connection::Connection;
pub use deflate::deflate;
pub use drive::{Application, Ended, Fault, Flow, drive};
pub use event_source::EventSource;
/// `Stream`: what [`EventSource`] and [`LongPoll`] are, for who combines streams.
pub use futures_core;
pub use handle::WebSocket;
pub use long_poll::LongPoll;
pub use onlooker::Onlooker;
pub use places::{Caps, Entering, Full, Places};
pub use serve::{Incident, serve};
pub use stop::Stop;
pub use stream::Stream;
/// The runtime, for the crates above this one.
pub use tokio;
