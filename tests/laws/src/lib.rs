//! # laws: what must hold, whoever implements it
//!
//! Knows: properties, dialogues, how to print a failure. Does not know: any one implementation.
//! Read first: [`mod@protocol`], the laws of the one shape.
//!
//! A law is a macro over a constructor or a path, so that the reference, a faster variant and a
//! student's own attempt all run under the same ones.

pub mod agreement;
pub mod backoff;
pub mod closing;
pub mod deflate;
pub mod explain;
pub mod frames;
pub mod handshake;
pub mod hex;
pub mod http1;
pub mod hub;
pub mod life;
pub mod log;
pub mod markup;
pub mod masking;
pub mod pipe;
pub mod polling;
pub mod protocol;
pub mod report;
pub mod sse;
pub mod talk;
pub mod utf8;

pub use hex::{hex, to_hex};
pub use log::Log;
pub use proptest;
pub use report::Report;
pub use talk::Talk;
