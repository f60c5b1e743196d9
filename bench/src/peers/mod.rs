//! # Peers: published packages, put to the same work                 chapter 16
//! Knows: how each wants to be called. Does not know: how fast it is.
//! Read before: `row.rs`. Read next: `rows/`.
