//! # check: does it do as the standard says?
//!
//! Knows: probes, what each sends, what must come back, and why; peers that misbehave.
//! Does not know: the codecs of this workspace: it writes bytes by hand and reads them with
//! `explain`, so that who is right there is right by a second reading.
//! Read first: `lib.rs`.
