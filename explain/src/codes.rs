//! # The codes of a block                                  chapter 12 · RFC 1951 §3.2.5 to §3.2.7
//! Knows: which codes a block has, and which lengths and distances its words stand for.
//! Does not know: where the bits come from, and the library that `frames/` uses: a second reading.
//! Read before: `huffman.rs`. Read next: `inflate.rs`.

use crate::block::Kind;
use crate::huffman::{Bits, Code, Stop, broken};

/// No code length.
const NONE: usize = usize::MAX;

/// In this order a dynamic block tells how long the code words for code lengths are (§3.2.7).
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// Both codes of a block.
#[derive(Debug)]
pub(crate) struct Codes {
    /// Bytes, the end of the block, and lengths.
    pub(crate) literals: Code,
    /// How far back the copy of such a length begins.
    pub(crate) distances: Code,
}

/// The codes that need not be told (§3.2.6).
pub(crate) fn fixed() -> Result<Codes, Stop> {
    let lengths = (0..288).map(|number| match number {
        0..=143 => 8,
        144..=255 => 9,
        256..=279 => 7,
        _ => 8,
    });
    let literals = Code::new(&lengths.collect::<Vec<_>>())?;
    Ok(Codes { literals, distances: Code::new(&[5; 32])? })
}

/// The codes that a block tells by the lengths of their words, which are in a code themselves
/// (§3.2.7).
pub(crate) fn dynamic(bits: &mut Bits<'_>) -> Result<(Kind, Codes), Stop> {
    let (literals, distances) = (257 + bits.number(5)?, 1 + bits.number(5)?);
    let told = 4 + bits.number(4)?;
    if literals > 286 || distances > 30 {
        return broken("more than 286 literals and lengths or 30 distances", "3.2.7");
    }
    let mut lengths = [0; 19];
    for &number in &ORDER[..told] {
        lengths[number] = bits.number(3)?;
    }
    let code = Code::new(&lengths)?;
    if lengths.iter().filter(|&&length| length > 0).count() < 2 {
        return broken("no two code words for code lengths; two at least are right", "3.2.7");
    }
    let mut lengths = Vec::new();
    while lengths.len() < literals + distances {
        let (times, length) = match code.read(bits)? {
            16 => (3 + bits.number(2)?, *lengths.last().unwrap_or(&NONE)),
            17 => (3 + bits.number(3)?, 0),
            18 => (11 + bits.number(7)?, 0),
            length => (1, length),
        };
        if length == NONE {
            return broken("a repetition of no code length; a length before it is right", "3.2.7");
        }
        lengths.resize(lengths.len() + times, length);
    }
    if lengths.len() > literals + distances {
        return broken("code lengths repeated beyond the last one", "3.2.7");
    }
    if lengths[256] == 0 {
        return broken("no code word for the end of the block", "3.2.7");
    }
    let (for_literals, for_distances) = lengths.split_at(literals);
    let codes = Codes { literals: Code::new(for_literals)?, distances: Code::new(for_distances)? };
    Ok((Kind::Dynamic { literals, distances, told }, codes))
}

/// A length: the numbers from 257 on, and bits that follow (§3.2.5).
pub(crate) fn length(number: usize, bits: &mut Bits<'_>) -> Result<usize, Stop> {
    match number {
        0..=7 => Ok(3 + number),
        8..=27 => {
            let more = number / 4 - 1;
            Ok(3 + ((4 + number % 4) << more) + bits.number(more)?)
        }
        28 => Ok(258),
        _ => broken("a length 286 or 287, which mean nothing", "3.2.6"),
    }
}

/// A distance, and bits that follow (§3.2.5).
pub(crate) fn distance(number: usize, bits: &mut Bits<'_>) -> Result<usize, Stop> {
    match number {
        0..=3 => Ok(1 + number),
        4..=29 => {
            let more = number / 2 - 1;
            Ok(1 + ((2 + number % 2) << more) + bits.number(more)?)
        }
        _ => broken("a distance 30 or 31, which mean nothing", "3.2.6"),
    }
}
