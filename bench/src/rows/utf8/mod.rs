//! # Row: utf8                                                       chapter 16 · RFC 6455 §8.1
//! Knows: which texts are checked, whole and in pieces. Does not know: how they are checked.
//! Read before: `micro.rs`, `checkers.rs`. Read next: `row.rs`.
//!
//! Of the peers, sockudo-ws alone has a public checker that goes on from piece to piece. It stands
//! on the package simdutf8, as ours does, and as those that fastwebsockets, tokio-websockets and
//! yawc keep to themselves. tungstenite asks the standard library.
//!
//! Of texts of 125 bytes nothing is asked: ASCII as short as that the standard library knows as
//! soon. Nor of Latin letters, which stand between the two that are asked for.

mod checkers;

use crate::failure::Failure;
use crate::goal::{Goal, To};
use crate::micro::{self, Work};
use crate::row::{Case, Contender, Kind, Measure, Row};
use checkers::{ByteByByte, Checker, Std};

const MEASURE: Measure = Measure::rate("GB/s");
const ENGLISH: &str = "The quick brown fox jumps over the lazy dog. ";
const CHINESE: &str = "春眠不覺曉處處聞啼鳥夜來風雨聲花落知多少";
const FRENCH: &str = "Où est passé le garçon ? Là-bas, près du château. Ça va être l'été. ";
/// About how many bytes a pass checks.
const A_PASS: usize = 1 << 20;

/// How fast is text known to be text?
pub fn row() -> Row {
    let case = |name, sample, size, piece| Case::new(name, move || contenders(sample, size, piece));
    let asked =
        |case: Case| case.goal(Goal::Ratio { of: "ours", to: To::Named("std"), at_least: 1.5 });
    let (short, medium, long, in_pieces) = (125, 1 << 14, 1 << 20, 1_003);
    Row {
        name: "utf8",
        about: "How fast is text known to be text, whole and in pieces of 1,003 bytes?",
        measure: MEASURE,
        cases: vec![
            case("ASCII, 125 B", ENGLISH, short, short),
            case("CJK, 125 B", CHINESE, short, short),
            asked(case("ASCII, 16 KiB", ENGLISH, medium, medium)),
            asked(case("CJK, 16 KiB", CHINESE, medium, medium)),
            case("Latin, 16 KiB", FRENCH, medium, medium),
            asked(case("ASCII, 1 MiB", ENGLISH, long, long)),
            asked(case("CJK, 1 MiB", CHINESE, long, long)),
            asked(case("ASCII, 16 KiB in pieces", ENGLISH, medium, in_pieces)),
            asked(case("CJK, 16 KiB in pieces", CHINESE, medium, in_pieces)),
            case("Latin, 16 KiB in pieces", FRENCH, medium, in_pieces),
        ],
        goals: vec![],
    }
}

fn contenders(sample: &str, size: usize, piece: usize) -> Result<Vec<Contender>, Failure> {
    let text = &text(sample, size);
    Ok(vec![
        checks::<frames::Utf8>("ours", Kind::Ours, text, piece)?,
        checks::<Std>("std", Kind::Plain, text, piece)?,
        checks::<ByteByByte>("byte by byte", Kind::Plain, text, piece)?,
        checks::<sockudo_ws::utf8::Utf8Stream>("sockudo-ws", Kind::Peer, text, piece)?,
    ])
}

/// `sample` over and over, filled up to `size` bytes.
fn text(sample: &str, size: usize) -> String {
    let mut text = String::with_capacity(size);
    text.extend(sample.chars().cycle().take_while({
        let mut left = size;
        move |character| match left.checked_sub(character.len_utf8()) {
            Some(fewer) => {
                left = fewer;
                true
            }
            None => false,
        }
    }));
    text.extend(std::iter::repeat_n('.', size - text.len()));
    text
}

struct Texts<C> {
    /// The same text several times, each at another place of a cache line.
    bytes: Vec<u8>,
    size: usize,
    piece: usize,
    rounds: usize,
    checker: C,
}

impl<C: Checker> Work for Texts<C> {
    fn pass(&mut self) -> u64 {
        let mut tally = 0;
        for _ in 0..self.rounds {
            for text in self.bytes.chunks_exact(self.size + 1) {
                for piece in text[..self.size].chunks(self.piece) {
                    let Some(whole) = self.checker.next(piece) else { return tally };
                    tally += whole as u64;
                }
            }
        }
        tally
    }
}

/// A contender, which must also say no to a text with one wrong byte, wherever that is.
fn checks<C: Checker + Default + 'static>(
    name: &'static str,
    kind: Kind,
    text: &str,
    piece: usize,
) -> Result<Contender, Failure> {
    for at in (0..text.len()).step_by(text.len() / 100) {
        let mut broken = text.as_bytes().to_vec();
        broken[at] = 0xff;
        let mut checker = C::default();
        if broken.chunks(piece).all(|piece| checker.next(piece).is_some()) {
            return Err(Failure(format!("{name}: a byte ff at {at} was taken for text")));
        }
    }
    let size = text.len();
    let copies = ((1 << 14) / size).max(1);
    let rounds = (A_PASS / size / copies).max(1);
    let bytes = format!("{text}.").repeat(copies).into_bytes();
    let work = Texts { bytes, size, piece, rounds, checker: C::default() };
    let units = (rounds * copies * size) as u64;
    Ok(micro::contender(name, kind, MEASURE, (units, units), work))
}
