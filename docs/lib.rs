//! # Wire 101: the book
//!
//! Knows: the chapters, in their order. Does not know: anything by itself; each chapter points at
//! the code, the example and the tests that it is about.
//! Read first: [`_00_map`].
//!
//! The chapters are Markdown files in `docs/`, made to be read there or on a forge, where their
//! links to the sources work; here they are for those who have only the documentation. Their
//! code runs as doc tests, and their console blocks are compared with what the programs print
//! (`tests/transcripts.rs`), so that the book cannot say what is not so.
//!
//! One chapter is here; the others will stand beside it. Three pages need no chapter: what the
//! Autobahn suite says (`docs/conformance.md`), what a hostile peer can do (`docs/security.md`),
//! and what is said about the real-time web, with numbers (`docs/experiments.md`). The chapters'
//! examples and tests are in their places already:
//!
//! | chapter | example | tests | code |
//! |---|---|---|---|
//! | 00 map | `00_map` | `00_map` `00_map_…` `real_parts` | [`lab`] |
//! | 02 HTTP heads and bodies | `02_http_head` | `02_http_…` | [`http1`] |
//! | 03 one shape, four steps | | `03_…` | [`wire`], [`net`] |
//! | 04 polling | `04_polling` | `04_…` | [`polling`] |
//! | 05 long polling, HTTP streaming | `05_long_polling` | `05_…` | [`polling`], [`net`] |
//! | 06 event streams | `06_sse_wire` | `06_…` | [`sse`] |
//! | 07 coming back | | `07_…` | [`sse`], [`wire`], [`net`] |
//! | 08 the opening handshake | `08_handshake` | `08_…` | [`handshake`], [`net`] |
//! | 09 refusing | | `09_…` | [`handshake`] |
//! | 10 frame headers | `10_frame_header` | `10_…` | [`frames`], [`explain`] |
//! | 11 masking | | `11_…` | [`frames`] |
//! | 12 messages | `12_messages` | `12_…` | [`frames`], [`net`] |
//! | 13 ping and pong | | `13_…` | [`frames`] |
//! | 14 closing | | `14_…` | [`frames`] |
//! | 15 one log, many readers | `15_hub` | `15_…` | [`hub`], [`journal`], [`net`] |
//! | 16 choosing | | `16_…` | |
//!
//! [`lab`]: ../lab/index.html
//! [`http1`]: ../http1/index.html
//! [`wire`]: ../wire/index.html
//! [`net`]: ../net/index.html
//! [`polling`]: ../polling/index.html
//! [`sse`]: ../sse/index.html
//! [`handshake`]: ../handshake/index.html
//! [`frames`]: ../frames/index.html
//! [`explain`]: ../explain/index.html
//! [`hub`]: ../hub/index.html
//! [`journal`]: ../journal/index.html

/// The program in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub mod readme {}

#[doc = include_str!("00-map.md")]
pub mod _00_map {}
