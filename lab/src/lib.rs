//! # lab: every transport live
//!
//! Knows: which address is answered by which transport, the page, the commands.
//! Does not know: how any transport works; the crates below do.
//! Read first: [`routes`], the map of addresses; then [`connection`], one connection's life.

pub mod bench;
pub mod bytes_feed;
pub mod certificate;
pub mod cli;
pub mod commands;
pub mod connect;
pub mod connection;
pub mod decode;
pub mod echo;
pub mod echo_server;
pub mod forms;
pub mod glass;
pub mod hosts;
pub mod incidents;
pub mod lane;
pub mod listen;
pub mod log;
pub mod meter;
pub mod metrics;
pub mod narrate;
pub mod origins;
pub mod page;
pub mod plan;
pub mod publish;
pub mod rogue_view;
pub mod router;
pub mod routes;
pub mod server;
pub mod step;
pub mod tally;
pub mod tally_feed;
pub mod tap;

pub use server::{Config, Lab};
