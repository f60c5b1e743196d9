//! # Blocks of DEFLATE, each rule broken once                        chapter 12 · RFC 1951 §3.2
//! Knows: bits, and what is told of them; a third reading, in the laws. Does not know: frames.
//! Read before: `tests/10_explain_deflate.rs`. Read next: `tests/laws/src/deflate.rs`.

use super::{agree, agreed};
use explain::Sender::Server;
use explain::{Stop, frames_with, inflate};
use laws::deflate::{simple_inflate, wordy};
use laws::frames::frame;
use laws::hex;
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;

/// Each rule, broken once: what is told, and at which bit it was found.
#[test]
fn must_name_the_rule_that_is_broken() {
    let cases = [
        ("07", 3, "block type 3", "3.2.3"),
        ("01 05 00 00 00", 40, "LEN and NLEN", "3.2.4"),
        // Fixed codes: the length 286, and a distance to before the first byte.
        ("1b 03", 11, "a length 286", "3.2.6"),
        ("03 02", 15, "a distance to before", "3.2.3"),
        ("fd 00 00", 17, "more than 286", "3.2.7"),
        ("05 00 02 00", 29, "no two code words", "3.2.7"),
    ];
    for (bytes, bit, what, section) in cases {
        let inflated = inflate(&hex(bytes), b"", 100);
        let Stop::Broken(told, cite) = inflated.stop else {
            panic!("{bytes}: {:?}", inflated.stop)
        };
        assert!(told.starts_with(what), "{bytes}: {told}");
        assert_eq!(cite.to_string(), format!("RFC 1951 §{section}"), "{bytes}: {told}");
        assert_eq!(inflated.bit, bit, "{bytes}: {told}");
    }
}

/// Bits in the order of DEFLATE: of each number the least significant one first.
fn packed(numbers: &[(u32, u32)]) -> Vec<u8> {
    let mut bits = Vec::new();
    for &(number, width) in numbers {
        bits.extend((0..width).map(|i| (number >> i & 1) as u8));
    }
    bits.chunks(8).map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit)).collect()
}

/// A dynamic block with 257 literals and lengths and 1 distance: what code lengths are coded
/// with, in the order of §3.2.7, then the rest.
fn dynamic(told: &[u32], rest: &[(u32, u32)]) -> Vec<u8> {
    let mut numbers = vec![(1, 1), (2, 2), (0, 5), (0, 5), (told.len() as u32 - 4, 4)];
    numbers.extend(told.iter().map(|&length| (length, 3)));
    numbers.extend(rest);
    packed(&numbers)
}

#[test]
fn must_name_the_rule_that_a_dynamic_block_breaks() {
    // A code of two words: 0, and 1 for the repetition of zeros; then one with a word for 1.
    let zeros = [0, 0, 1, 1];
    let ones = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let (many, repeat) = (|count: u32| (count - 11, 7), (1, 1));
    let end_only = [repeat, many(138), repeat, many(118), (0, 1), (0, 1), (1, 1)];
    let cases = [
        (dynamic(&[1, 1, 1, 0], &[]), "more code words than fit"),
        (dynamic(&[2, 2, 0, 0], &[]), "code words that are never used"),
        (dynamic(&[1, 0, 0, 1], &[repeat, (0, 2)]), "a repetition of no code length"),
        (dynamic(&zeros, &[repeat, many(138), repeat, many(138)]), "code lengths repeated"),
        (dynamic(&zeros, &[repeat, many(138), repeat, many(120)]), "no code word for the end"),
        (dynamic(&ones, &end_only), "a code word that stands for nothing"),
    ];
    for (bytes, what) in cases {
        let Stop::Broken(told, _) = inflate(&bytes, b"", 100).stop else {
            panic!("{what}: {:?}", inflate(&bytes, b"", 100))
        };
        assert!(told.starts_with(what), "{told}");
        // The codec rejects it too.
        agree(&frame(0xc1, &bytes, None), Server, false);
    }
}

#[test]
fn limit_no_more_is_written_than_was_allowed() {
    let hello = hex("f2 48 cd c9 c9 07 00");
    let inflated = inflate(&hello, b"", 4);
    assert_eq!((&inflated.bytes[..], inflated.stop), (&b"Hell"[..], Stop::Limit));
    assert_eq!(inflate(&hello, b"", 5).bytes, b"Hello");
}

laws::proptest::proptest! {
    /// A third reading agrees, of any bytes and of right ones with some bits wrong.
    #[test]
    fn law_two_plain_readings_agree(
        bytes in vec(any::<u8>(), 0..200),
        texts in wordy(),
        way in laws::deflate::way(),
        wrong in prop::option::of((0usize..2000, 0u8..8)),
    ) {
        let mut right = laws::deflate::simple_deflate(texts.as_bytes(), way);
        if let Some((at, bit)) = wrong {
            let n = right.len().max(1);
            if let Some(byte) = right.get_mut(at % n) {
                *byte ^= 1 << bit;
            }
        }
        for payload in [bytes, right] {
            let all = frames_with(&frame(0xc2, &payload, None), Server, &agreed(false));
            let simple = simple_inflate(&payload, b"").map(|inflated| inflated.bytes);
            prop_assert_eq!(&all[0].inflated, &simple, "{:02x?}", payload);
        }
    }

    /// In pieces or at once, and cut anywhere, the same bytes are read.
    #[test]
    fn law_a_cut_loses_nothing_that_came(texts in wordy(), cut in 0usize..100) {
        let whole = laws::deflate::simple_deflate(texts.as_bytes(), laws::deflate::Way::Fixed);
        let came = &whole[..whole.len().saturating_sub(cut)];
        let inflated = inflate(came, b"", 1 << 20);
        prop_assert!(matches!(inflated.stop, Stop::Cut | Stop::Whole));
        prop_assert!(texts.as_bytes().starts_with(&inflated.bytes));
        prop_assert!(inflated.bit <= came.len() * 8);
    }
}
