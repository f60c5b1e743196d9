//! # Row: mask                                                       chapter 16 · RFC 6455 §5.3
//! Knows: who masks, and where the bytes lie in memory. Does not know: frames.
//! Read before: `micro.rs`, `limit/avx512.rs`. Read next: `utf8/mod.rs`.
//!
//! Payloads lie anywhere, so the slices of a pass begin at all places of a cache line in turn. Each
//! is masked twice in a pass, which leaves the bytes as they were. The key is one that the compiler
//! cannot know. Left out: tungstenite, tokio-tungstenite and tokio-websockets, whose functions for
//! it are private.

use crate::failure::Failure;
use crate::goal::{Goal, To};
use crate::micro::{self, Work};
use crate::row::{Case, Contender, Kind, Measure, Row};
use std::hint::black_box;

const MEASURE: Measure = Measure::rate("GB/s");
const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
/// Small slices lie in so many bytes, which fit into the nearest cache.
const SPREAD: usize = 24 * 1024;
/// About how many bytes a pass masks, each way.
const A_PASS: usize = 1 << 20;

/// How fast are payloads masked, wherever they begin?
pub fn row() -> Row {
    let case = |name, size, at_least| {
        let to = To::Named("AVX-512 loop");
        Case::new(name, move || contenders(size))
            .at(size as f64)
            .goal(Goal::Ratio { of: "ours", to, at_least })
            .goal(Goal::Ratio { of: "ours", to: To::BestPeer, at_least: 0.95 })
    };
    Row {
        name: "mask",
        about: "How fast are payloads masked, wherever they begin?",
        measure: MEASURE,
        cases: vec![
            case("16 B", 16, 2.2),
            case("125 B", 125, 1.3),
            case("1 KiB", 1 << 10, 0.75),
            case("16 KiB", 1 << 14, 0.45),
            case("1 MiB", 1 << 20, 1.0),
        ],
        goals: vec![],
    }
}

fn contenders(size: usize) -> Result<Vec<Contender>, Failure> {
    let mut all = vec![
        masks("ours", Kind::Ours, size, frames::mask)?,
        masks("plain", Kind::Plain, size, plain)?,
        masks("fastwebsockets", Kind::Peer, size, fastwebsockets::unmask)?,
        masks("sockudo-ws", Kind::Peer, size, sockudo_ws::mask::apply_mask)?,
        masks("soketto", Kind::Peer, size, soketto)?,
        masks("yawc", Kind::Peer, size, yawc::mask::apply_mask)?,
    ];
    #[cfg(target_arch = "x86_64")]
    {
        use crate::limit::avx512::{tail_at_once, tail_one_by_one};
        if let Some(mask) = tail_one_by_one() {
            all.push(masks("AVX-512 loop", Kind::Limit, size, mask)?);
        }
        if let Some(mask) = tail_at_once() {
            all.push(masks("AVX-512, masked tail", Kind::Limit, size, mask)?);
        }
    }
    Ok(all)
}

/// The definition in the standard, as it stands there.
fn plain(bytes: &mut [u8], key: [u8; 4]) {
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte ^= key[i % 4];
    }
}

/// It wants a header to read the key from.
fn soketto(bytes: &mut [u8], key: [u8; 4]) {
    let mut header = soketto::base::Header::new(soketto::base::OpCode::Binary);
    header.set_masked(true).set_mask(u32::from_be_bytes(key));
    soketto::base::Codec::apply_mask(&header, bytes);
}

/// Where one payload lies, and at which of its bytes the tally looks.
struct Place {
    begin: usize,
    end: usize,
    look: usize,
}

struct Slices<F> {
    buffer: Vec<u8>,
    places: Vec<Place>,
    rounds: usize,
    key: [u8; 4],
    mask: F,
}

impl<F: Fn(&mut [u8], [u8; 4])> Slices<F> {
    fn new(size: usize, mask: F) -> Self {
        let stride = size.next_multiple_of(64) + 64;
        let apart = (SPREAD / stride).clamp(1, 64);
        let place = |i: usize| {
            let begin = i % apart * stride + i * 37 % 64;
            Place { begin, end: begin + size, look: begin + i * 31 % size }
        };
        let places: Vec<Place> = (0..(16 * A_PASS / size).clamp(16, 64)).map(place).collect();
        let buffer = (0..=250).cycle().take(apart * stride + 64).collect();
        let rounds = 2 * (A_PASS / places.len() / size).max(1);
        Self { buffer, places, rounds, key: black_box(KEY), mask }
    }
}

impl<F: Fn(&mut [u8], [u8; 4])> Work for Slices<F> {
    fn pass(&mut self) -> u64 {
        let mut tally = 0;
        for _ in 0..self.rounds {
            for place in &self.places {
                (self.mask)(&mut self.buffer[place.begin..place.end], self.key);
                tally += u64::from(self.buffer[place.look]);
            }
        }
        tally
    }
}

/// A contender. Its passes look at a byte of each slice; here all of them are looked at once.
fn masks(
    name: &'static str,
    kind: Kind,
    size: usize,
    mask: impl Fn(&mut [u8], [u8; 4]) + 'static,
) -> Result<Contender, Failure> {
    let mut work = Slices::new(size, mask);
    let mut asked = Slices::new(size, plain);
    let before = work.buffer.clone();
    for Place { begin, end, .. } in &work.places {
        for key in [KEY, [0; 4], KEY] {
            (work.mask)(&mut work.buffer[*begin..*end], key);
            plain(&mut asked.buffer[*begin..*end], key);
            if work.buffer != asked.buffer {
                let at = begin % 64;
                return Err(Failure(format!("{name}: wrong bytes in {size} B at place {at}")));
            }
        }
    }
    if work.buffer != before {
        return Err(Failure(format!("{name}: masked twice is not what it was")));
    }
    let bytes = (work.rounds * work.places.len() * size) as u64;
    Ok(micro::contender(name, kind, MEASURE, (bytes, asked.pass()), work))
}
