//! # Decode: what does a message cost to read?                       chapter 16
//! Knows: sizes, contenders, goals. Does not know: how any of them reads.
//! Read before: `peers/tape.rs`. Read next: `rows/decode/ours.rs`, `peers/decode.rs`.
//!
//! Everybody reads the same masked frames from the same stream in memory, which copies them as a
//! socket would, and looks at each message. What differs is what happens between.

mod ours;

use crate::failure::Failure;
use crate::goal::{Goal, To};
use crate::micro::{self, Work};
use crate::peers::decode as peers;
use crate::peers::tape::Recorded;
use crate::row::{Case, Contender, Kind, Measure, Row};
use frames::Kind::{Binary, Text};

const MEASURE: Measure = Measure::cost("ns/message");
/// About how long a tape is.
const TAPE_BYTES: usize = 128 * 1024;

/// The row.
pub fn row() -> Row {
    let about = "What does a masked message in one frame cost a server to read?";
    let cases = vec![
        case("20 B binary", Binary, 20).goal(lending(3.0)).goal(owned(1.5)),
        case("125 B binary", Binary, 125).goal(lending(2.5)),
        case("1 KiB binary", Binary, 1024).goal(lending(1.05)),
        case("64 KiB binary", Binary, 64 * 1024).goal(lending(0.95)),
        case("20 B text", Text, 20).goal(lending(1.8)),
        case("125 B text", Text, 125).goal(lending(1.8)),
        case("1 KiB text", Text, 1024).goal(lending(1.8)),
    ];
    Row { name: "decode", about, measure: MEASURE, cases, goals: Vec::new() }
}

fn lending(at_least: f64) -> Goal {
    Goal::Ratio { of: "ours, lending", to: To::BestPeer, at_least }
}

fn owned(at_least: f64) -> Goal {
    Goal::Ratio { of: "ours, owned", to: To::BestPeer, at_least }
}

fn case(name: &str, kind: frames::Kind, size: usize) -> Case {
    Case::new(name, move || contenders(&Recorded::of(kind, size, TAPE_BYTES.max(3 * size))?))
}

fn contenders(recorded: &Recorded) -> Result<Vec<Contender>, Failure> {
    let tape = || recorded.tape.clone();
    let (frames, units) = (recorded.frames, (recorded.frames, recorded.tally));
    let ours = |name, work| micro::contender(name, Kind::Ours, MEASURE, units, work);
    Ok(vec![
        micro::contender("raw loop", Kind::Limit, MEASURE, units, ours::Raw::new(tape())),
        ours("ours, lending", ours::Ours::new(tape(), false)),
        ours("ours, owned", ours::Ours::new(tape(), true)),
        peer("tungstenite", frames, recorded, peers::tungstenite(tape())),
        peer("tokio-tungstenite", frames, recorded, peers::tokio_tungstenite(tape())?),
        peer("tokio-websockets", frames, recorded, peers::tokio_websockets(tape())),
        peer("fastwebsockets", frames, recorded, peers::fastwebsockets(tape())),
        peer("yawc", frames, recorded, peers::yawc(tape())?),
        peer("soketto", frames, recorded, peers::soketto(tape())),
        peer("sockudo-ws", frames, recorded, peers::sockudo(tape())),
    ])
}

/// Reads the whole tape, message by message.
struct Each<F> {
    frames: u64,
    next: F,
}

impl<F: FnMut() -> Option<u64>> Work for Each<F> {
    fn pass(&mut self) -> u64 {
        (0..self.frames).map_while(|_| (self.next)()).fold(0, u64::wrapping_add)
    }
}

fn peer(
    name: &'static str,
    frames: u64,
    recorded: &Recorded,
    next: impl FnMut() -> Option<u64> + 'static,
) -> Contender {
    let units = (recorded.frames, recorded.tally);
    micro::contender(name, Kind::Peer, MEASURE, units, Each { frames, next })
}
