//! # Limits: what cannot be avoided, and nothing else                chapter 16
//! Knows: how fast this machine can be made to go by who does nothing more.
//! Does not know: any rule of a standard.
//! Read before: `row.rs`. Read next: `rows/`.
