//! The only crate with sockets, clocks and randomness.
