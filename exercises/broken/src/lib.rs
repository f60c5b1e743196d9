//! # broken: servers to mend
//!
//! Knows: one plain server, right in everything; and for each bug one that differs in one place.
//! Does not know: the codecs of this workspace: it is what a tutorial would write.
//! Read first: `socket.rs`, `server.rs`, then any bug.

pub mod bug;
pub mod bugs;
pub mod end;
pub mod events;
pub mod frame;
pub mod head;
pub mod message;
pub mod opening;
pub mod serve;
pub mod server;
pub mod socket;

pub use bug::{Bug, Kind};
pub use server::Server;

/// The servers without a bug, by name.
pub const RIGHT: [(&str, Kind); 2] = [
    ("right", Kind::WebSocket(&server::Right)),
    ("right-events", Kind::Events(&events::RightEvents)),
];
