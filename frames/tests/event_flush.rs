//! # Compressed events that nobody sees                     chapter 12 · RFC 7692 §7.2.1
//! Knows: what of a compressed stream can be read before it ends. Does not know: HTTP.
//! Read before: `frames/src/deflate/mod.rs`. Read next: `raw_deflate.rs`.
//!
//! A compressor keeps bytes until it has enough of them, so an event stream in
//! `Content-Encoding: deflate` says nothing for a long time. What a WebSocket's compression does
//! behind each message, a flush, has to be done behind each event. Here, and not among the book's
//! tests, because only this member may name `flate2`.

#![allow(clippy::unwrap_used, clippy::panic)]

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};

const EVENTS: usize = 10;

/// How many events can be read when that many were compressed, and how many bytes they took.
fn visible(flush: FlushCompress) -> (usize, usize) {
    let mut compress = Compress::new(Compression::default(), false);
    let mut on_the_wire = Vec::with_capacity(4096);
    for number in 0..EVENTS {
        let event = format!("id: {number}\ndata: {:x}\n\n", number * 7_919);
        compress.compress_vec(event.as_bytes(), &mut on_the_wire, flush).unwrap();
    }
    let mut text = Vec::with_capacity(4096);
    let mut decompress = Decompress::new(false);
    decompress.decompress_vec(&on_the_wire, &mut text, FlushDecompress::Sync).unwrap();
    let text = String::from_utf8(text).unwrap();
    (text.matches("\n\n").count(), on_the_wire.len())
}

#[test]
fn claim_a_compressed_event_is_seen_only_behind_a_flush() {
    assert_eq!(visible(FlushCompress::None), (0, 0));
    let (seen, bytes) = visible(FlushCompress::Sync);
    assert_eq!(seen, EVENTS);
    assert!(bytes >= EVENTS * 4, "each flush costs the four bytes 00 00 ff ff, and more");
}
