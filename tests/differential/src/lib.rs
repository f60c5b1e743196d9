//! # differential: the same bytes, put to others
//!
//! Knows: what two published WebSocket packages make of a stream of frames, what ours makes of it,
//! and where we differ on purpose. Does not know: who is right; the standard says that.
//! Read first: [`verdict`], what is compared.
//!
//! | to learn about | read |
//! |---|---|
//! | what is compared | [`verdict`] |
//! | bytes in pieces, for whoever reads from a stream | [`pieces`] |
//! | the three that are asked | [`ours`], [`by_tungstenite`], [`by_tokio_websockets`] |
//! | where we differ, each with its reason and an example | [`differences`] |
//! | the messages that every real peer has to carry, and our client that sends them | [`messages`], [`mod@exchange`] |

pub mod by_tokio_websockets;
pub mod by_tungstenite;
pub mod differences;
pub mod exchange;
pub mod messages;
pub mod ours;
pub mod pieces;
pub mod verdict;

pub use differences::{Case, Difference, Peer};
pub use exchange::{Ending, exchange};
pub use verdict::{End, Heard, Sent, Verdict};
