//! # The laws of compressed messages                      chapter 12 · RFC 7692, RFC 1951
//! Knows: DEFLATE, written once more and as simply as can be; streams with compressed messages.
//! Does not know: the crate that it judges.
//! Read before: `frames.rs`. Read next: `tests/12_deflate.rs`.

use crate::frames::{fragments, frame};
use proptest::collection::vec;
use proptest::prelude::*;

/// What a compressed message says.
#[derive(Debug, Default)]
pub struct Inflated {
    /// The message.
    pub bytes: Vec<u8>,
    /// How far back it refers at most.
    pub farthest: usize,
}

/// Inflate the payload of a compressed message, which may refer to the bytes `before` it; `None` if
/// it is not whole blocks of DEFLATE. What ends where a block may begin needs no tail.
pub fn simple_inflate(payload: &[u8], before: &[u8]) -> Option<Inflated> {
    let bytes = [payload, &[0x00, 0x00, 0xff, 0xff]].concat();
    let mut bits = Bits { bytes: &bytes, at: 0 };
    let (mut window, mut farthest) = (before.to_vec(), 0);
    let mut end = if payload.is_empty() { 0 } else { bytes.len() };
    while bits.at < end * 8 {
        let last = bits.take(1)?;
        match bits.take(2)? {
            0 => stored_block(&mut bits, &mut window)?,
            1 => {
                let codes = fixed_codes()?;
                farthest = farthest.max(huffman_block(&mut bits, &codes, &mut window)?);
            }
            2 => {
                let codes = dynamic_codes(&mut bits)?;
                farthest = farthest.max(huffman_block(&mut bits, &codes, &mut window)?);
            }
            _ => return None,
        }
        if last == 1 {
            bits.skip_to_byte();
            end = if bits.at == payload.len() * 8 { payload.len() } else { bytes.len() };
        }
    }
    Some(Inflated { bytes: window.split_off(before.len()), farthest })
}

struct Bits<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Bits<'_> {
    /// The next `n` bits as a number, the first one lowest.
    fn take(&mut self, n: usize) -> Option<usize> {
        let mut number = 0;
        for i in 0..n {
            let bit = self.bytes.get(self.at / 8)? >> (self.at % 8) & 1;
            number |= usize::from(bit) << i;
            self.at += 1;
        }
        Some(number)
    }

    fn skip_to_byte(&mut self) {
        self.at = self.at.next_multiple_of(8);
    }

    /// The next symbol of a code.
    fn symbol(&mut self, code: &Code) -> Option<usize> {
        let (mut bits, mut length) = (0, 0);
        while length < 15 {
            bits = bits << 1 | self.take(1)?;
            length += 1;
            if let Some((_, symbol)) = code.iter().find(|(word, _)| *word == (length, bits)) {
                return Some(*symbol);
            }
        }
        None
    }
}

/// Pairs of a code word (its length and its bits) and the symbol for which it stands.
type Code = Vec<((usize, usize), usize)>;

/// The code whose word for symbol `i` has `lengths[i]` bits (RFC 1951 §3.2.2). It must use up all
/// words, or have at most one, of one bit.
fn code(lengths: &[usize]) -> Option<Code> {
    let (mut words, mut next) = (Vec::new(), 0);
    for length in 1..=15 {
        for (symbol, _) in lengths.iter().enumerate().filter(|(_, own)| **own == length) {
            words.push(((length, next), symbol));
            next += 1;
        }
        next <<= 1;
    }
    let is_short = matches!(words[..], [] | [((1, _), _)]);
    (next == 1 << 16 || is_short).then_some(words)
}

fn fixed_codes() -> Option<[Code; 2]> {
    let lengths = [vec![8; 144], vec![9; 112], vec![7; 24], vec![8; 8]].concat();
    Some([code(&lengths)?, code(&[5; 32])?])
}

fn dynamic_codes(bits: &mut Bits<'_>) -> Option<[Code; 2]> {
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let (literals, distances) = (bits.take(5)? + 257, bits.take(5)? + 1);
    if literals > 286 || distances > 30 {
        return None;
    }
    let mut lengths = [0; 19];
    for place in &ORDER[..bits.take(4)? + 4] {
        lengths[*place] = bits.take(3)?;
    }
    let (meta, mut lengths) = (code(&lengths)?, Vec::new());
    while lengths.len() < literals + distances {
        let (length, times) = match bits.symbol(&meta)? {
            16 => (*lengths.last()?, bits.take(2)? + 3),
            17 => (0, bits.take(3)? + 3),
            18 => (0, bits.take(7)? + 11),
            length => (length, 1),
        };
        lengths.extend(vec![length; times]);
    }
    if lengths.len() > literals + distances || lengths[256] == 0 {
        return None;
    }
    Some([code(&lengths[..literals])?, code(&lengths[literals..])?])
}

fn stored_block(bits: &mut Bits<'_>, out: &mut Vec<u8>) -> Option<()> {
    bits.skip_to_byte();
    let (length, check) = (bits.take(16)?, bits.take(16)?);
    for _ in 0..length {
        out.push(bits.take(8)? as u8);
    }
    (length ^ check == 0xffff).then_some(())
}

/// Returns how far back the block refers at most (RFC 1951 §3.2.5).
fn huffman_block(bits: &mut Bits<'_>, codes: &[Code; 2], out: &mut Vec<u8>) -> Option<usize> {
    let mut farthest = 0;
    loop {
        let length = match bits.symbol(&codes[0])? {
            literal @ 0..=255 => {
                out.push(literal as u8);
                continue;
            }
            256 => return Some(farthest),
            symbol @ 257..=264 => symbol - 254,
            285 => 258,
            symbol @ 265..=284 => {
                let extra = (symbol - 261) / 4;
                (((symbol - 261) % 4 + 4) << extra) + 3 + bits.take(extra)?
            }
            _ => return None,
        };
        let distance = match bits.symbol(&codes[1])? {
            symbol @ 0..=3 => symbol + 1,
            symbol @ 4..=29 => {
                let extra = (symbol - 2) / 2;
                ((symbol % 2 + 2) << extra) + 1 + bits.take(extra)?
            }
            _ => return None,
        };
        farthest = farthest.max(distance);
        for _ in 0..length {
            out.push(out[out.len().checked_sub(distance)?]);
        }
    }
}

/// How to write a message as DEFLATE.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// In stored blocks: as it is.
    Stored,
    /// In one block with the fixed code; a byte that repeats itself refers back.
    Fixed,
    /// The same, in a block that says that it is the last (BFINAL).
    Last,
}

/// `message` as the payload of a compressed message, written the given way.
pub fn simple_deflate(message: &[u8], way: Way) -> Vec<u8> {
    if let Way::Stored = way {
        let block = |bytes: &[u8]| {
            let length = bytes.len() as u16;
            [&[0], &length.to_le_bytes()[..], &(!length).to_le_bytes(), bytes].concat()
        };
        return [message.chunks(65_535).map(block).collect::<Vec<_>>().concat(), vec![0]].concat();
    }
    let mut bits = vec![matches!(way, Way::Last), true, false];
    let mut word = |word: usize, length: usize| {
        bits.extend((0..length).rev().map(|i| word >> i & 1 == 1));
    };
    let mut at = 0;
    while at < message.len() {
        let repeated =
            message[at..].iter().take(10).take_while(|byte| at > 0 && **byte == message[at - 1]);
        match (repeated.count(), usize::from(message[at])) {
            (length @ 3.., _) => {
                word(length - 2, 7); // the words for lengths, from 3 on
                word(0, 5); // one byte back
                at += length - 1;
            }
            (_, low @ 0..=143) => word(0x30 + low, 8),
            (_, high) => word(0x190 + high - 144, 9),
        }
        at += 1;
    }
    word(0, 7);
    if let Way::Last = way {
        bits.resize(bits.len().next_multiple_of(8), false);
    }
    bits.extend([false; 3]); // an empty stored block; its lengths are the tail
    bits.chunks(8).map(|bits| bits.iter().rev().fold(0, |n, bit| n << 1 | u8::from(*bit))).collect()
}

/// One of the ways.
pub fn way() -> impl Strategy<Value = Way> {
    prop_oneof![Just(Way::Stored), Just(Way::Fixed), Just(Way::Last)]
}

/// Streams that a peer may send after compression was agreed on: messages compressed and not, in
/// fragments, with pings between. `masked` says whether that peer is a client.
pub fn stream(masked: bool) -> impl Strategy<Value = Vec<u8>> {
    let key = any::<[u8; 4]>().prop_map(move |key| masked.then_some(key));
    let ping = (vec(any::<u8>(), 0..20), key.clone()).prop_map(|(p, key)| frame(0x89, &p, key));
    let text = prop_oneof!["a{0,120}b{0,20}", ".{0,30}"];
    let payload = prop_oneof![
        text.prop_map(|text| (1, text.into_bytes())),
        vec(any::<u8>(), 0..150).prop_map(|bytes| (2, bytes)),
    ];
    let cuts = vec(0usize..40, 0..3);
    let message = (payload, prop::option::of(way()), cuts, vec(ping.clone(), 0..2), key).prop_map(
        |((opcode, payload), way, mut cuts, between, key)| {
            cuts.sort_unstable();
            match way.map(|way| simple_deflate(&payload, way)) {
                Some(payload) => fragments(0x40 | opcode, &payload, &cuts, &between, key),
                None => fragments(opcode, &payload, &cuts, &between, key),
            }
        },
    );
    vec(prop_oneof![4 => message, 1 => ping], 0..5).prop_map(|frames| frames.concat())
}

/// Messages in which much is said twice, as it is in real ones: of up to 20 words out of six.
pub fn wordy() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["price", "{\"id\":", "tick ", "7", "grün", "aaaaaaaa"]);
    vec(word, 0..20).prop_map(|words| words.concat())
}
