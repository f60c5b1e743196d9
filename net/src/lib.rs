//! # net: the only crate with sockets, clocks and randomness
//!
//! Knows: tokio, time, dice. Does not know: what any byte means; the protocols below do.
//! Read first: [`mod@drive`], the four steps of every protocol over a socket.
//!
//! | to learn about | read |
//! |---|---|
//! | how any protocol is driven over any stream | [`mod@drive`] |
//! | what a driver keeps between two protocols on one connection | [`connection`] |
//! | accepting connections, and ending them properly | [`mod@serve`], [`stop`] |
//! | where nonces and masking keys come from | [`entropy`] |
//! | a request and its answer, as a client | [`fetch`] |
//! | an event stream is an HTTP stream with a format | [`event_stream`] |
//! | how many sockets a process may open | [`open_files`] |
//! | opening a WebSocket from the client's side | [`websocket`] |
//! | a WebSocket with `send`, `receive`, `ping`, `close` | [`handle`] |

pub mod clock;
pub mod connection;
pub mod drive;
pub mod entropy;
pub mod event_stream;
pub mod fetch;
pub mod handle;
pub mod open_files;
pub mod serve;
pub mod stop;
pub mod websocket;

pub use connection::Connection;
pub use drive::{Application, Ended, Fault, Flow, drive};
pub use handle::WebSocket;
pub use serve::{Incident, serve};
pub use stop::Stop;
/// The runtime, for the crates above this one.
pub use tokio;
