//! # frames: WebSocket after the handshake         chapters 10 to 14 · RFC 6455 §5 to §8
//!
//! Knows: frames, masking, messages, ping and pong, closing.
//! Does not know: HTTP, sockets, clocks, dice. Mask keys and time are given to it.
//! Read first: [`header`], the 2 to 14 bytes with which every frame begins.
//!
//! Three altitudes, in the order of the chapters:
//!
//! | altitude | read |
//! |---|---|
//! | functions over slices | [`opcode`], [`role`], [`header`], [`check`], [`mod@mask`] |
//! | | [`close_code`], [`close_body`], and the rules broken: [`violation`], [`usage`] |
//! | what waits for more bytes | [`header_reader`], [`utf8`], [`unfinished`] |
//! | the connection | [`event`], [`closing`], [`connection`], [`receive`], [`parts`], [`pongs`], |
//! | | [`send`], [`goodbye`] |
//! | its clock | [`liveness`], [`round_trip`], [`deadlines`] |
//! | beside it | [`encoded`]: one message for many readers; [`mod@deflate`]: messages compressed; |
//! | | `describe.rs`: where it is, in words |
//!
//! A client and a server, joined by nothing but two slices:
//!
//! ```
//! use frames::{Connection, Event, Message};
//! use wire::{Input, Limits, Protocol};
//!
//! let mut client = Connection::client(Limits::DEFAULT, || [0x37, 0xfa, 0x21, 0x3d]);
//! client.send_text("Hello")?;
//! let mut bytes = client.take_output().to_vec();
//!
//! let mut server = Connection::server(Limits::DEFAULT);
//! let event = server.next_event(&mut Input::new(&mut bytes))?;
//! assert_eq!(event, Some(Event::Message(Message::Text("Hello".into()))));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod check;
pub mod close_body;
pub mod close_code;
pub mod closing;
pub mod connection;
pub mod deadlines;
pub mod deflate;
mod describe;
pub mod encoded;
pub mod event;
pub mod goodbye;
pub mod header;
pub mod header_reader;
pub mod liveness;
pub mod mask;
pub mod opcode;
mod ordinary;
pub mod parts;
pub mod pongs;
pub mod receive;
pub mod role;
pub mod round_trip;
pub mod send;
pub mod unfinished;
pub mod usage;
pub mod utf8;
pub mod violation;

pub use close_body::CloseBody;
pub use close_code::CloseCode;
pub use connection::Connection;
pub use deflate::Deflate;
pub use encoded::Encoded;
pub use event::{Closed, Event, Kind, Message, Text, Who};
pub use header::{Header, LengthForm};
pub use liveness::Liveness;
pub use mask::{mask, mask_from};
pub use opcode::Opcode;
pub use role::Role;
pub use usage::UsageError;
pub use utf8::Utf8;
pub use violation::{ProtocolError, Violation};
