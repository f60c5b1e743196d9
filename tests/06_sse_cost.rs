//! # What an event stream costs its reader                           chapter 06 · WHATWG §9.2.6
//! Knows: how many bytes of the heap are taken, for it counts them. Does not know: how long
//! anything takes.
//! Read before: `06_sse_wire.rs`, `sse/src/lines.rs`. Read next: `12_memory.rs`.

use allocation_counter::measure;
use sse::{Decoder, Event};
use wire::{Input, Limits, Protocol};

const MIB: usize = 1024 * 1024;

/// An event whose data is one line of `n` bytes, read in pieces of `piece` bytes: how many bytes
/// the decoder takes from the heap, all in all.
fn taken(n: usize, piece: usize) -> u64 {
    let mut stream = [&b"data: "[..], &vec![b'x'; n], b"\n\n"].concat();
    let mut lengths = Vec::with_capacity(1);
    let limits = Limits { line_bytes: 3 * MIB, event_bytes: 3 * MIB, ..Limits::DEFAULT };
    let taken = measure(|| {
        let mut decoder = Decoder::new(limits);
        for piece in stream.chunks_mut(piece) {
            let mut input = Input::new(piece);
            while let Some(Event::Message { data, .. }) = decoder.next_event(&mut input).unwrap() {
                lengths.push(data.len());
            }
        }
    });
    assert_eq!(lengths, [n]);
    taken.bytes_total
}

/// A line is kept as it comes, and its bytes are not copied again with each piece. A reader that
/// begins anew with each would take as much as all prefixes together: half a terabyte here.
mod s09_2_6_a_long_line {
    use super::*;

    #[test]
    fn claim_it_costs_as_much_as_it_is_long_however_it_is_cut() {
        for piece in [1, 7, 4096] {
            let (once, twice) = (taken(MIB / 2, piece), taken(MIB, piece));
            println!("pieces of {piece}: {once} bytes taken for half a MiB, {twice} for one");
            assert!(twice < 5 * MIB as u64, "pieces of {piece}: {twice} bytes");
            assert!(twice < 3 * once, "pieces of {piece}: {once} bytes, then {twice}");
        }
    }

    #[test]
    fn claim_it_costs_nothing_if_it_comes_whole() {
        assert_eq!(taken(MIB, 2 * MIB), 0);
    }
}

/// What each byte asks for: pieces of one byte, and events of hardly more.
mod s09_2_6_a_flood {
    use super::*;

    /// The most that the decoder holds at one time of `stream`, read byte by byte.
    fn held_at_most(stream: &str) -> u64 {
        let mut bytes = stream.as_bytes().to_vec();
        let held = measure(|| {
            let mut decoder = Decoder::new(Limits::DEFAULT);
            for byte in bytes.chunks_mut(1) {
                while decoder.next_event(&mut Input::new(byte)).unwrap().is_some() {}
            }
            assert_eq!(decoder.held(), 0);
        });
        held.bytes_max
    }

    #[test]
    fn limit_a_hundred_thousand_small_things_leave_nothing() {
        for thing in ["\n", ":\n", "data\n\n", "id: 7\n\n", "retry: 1\n", "x: y\r\n", "event\r\r"] {
            let held = held_at_most(&thing.repeat(100_000));
            assert!(held < 1024, "{thing:?}: {held} bytes were held at one time");
        }
    }
}
