//! # broken: servers to mend
//!
//! Knows: one plain server, right in everything; and for each bug one that differs in one place.
//! Does not know: the codecs of this workspace: it is what a tutorial would write.
//! Read first: `lib.rs`.
