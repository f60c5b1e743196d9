//! # The laws of incremental UTF-8                                   chapter 12 · RFC 6455 §8.1
//! Knows: what the standard library says about a whole text. Does not know: any other checker.
//! Read before: `frames/src/utf8.rs`. Read next: `frames.rs`.

use proptest::collection::vec;
use proptest::prelude::*;

/// The index of the first byte with which no text can go on: the simplest definition, by trying
/// every prefix.
pub fn offending_byte(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|&at| {
        std::str::from_utf8(&bytes[..=at]).is_err_and(|error| error.error_len().is_some())
    })
}

/// Bytes that are text, nearly text, or no text: characters of every width, and now and then a
/// byte that has no business there.
pub fn nearly_text() -> impl Strategy<Value = Vec<u8>> {
    let character = any::<char>().prop_map(|c| c.to_string().into_bytes());
    let ascii = "[ -~]{1,20}".prop_map(String::into_bytes);
    let first_byte = (0xc0u8..).prop_map(|byte| vec![byte]);
    let any_byte = any::<u8>().prop_map(|byte| vec![byte]);
    let piece = prop_oneof![8 => character, 4 => ascii, 1 => first_byte, 1 => any_byte];
    vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

/// The laws of a checker that is given text in pieces.
///
/// - `new`: makes a fresh one;
/// - `next`: `|checker, bytes| -> Result<String, usize>`, the text that became whole, or the index
///   in `bytes` of the offending one;
/// - `begun`: `|checker| -> usize`, how many bytes of a begun character it keeps.
#[macro_export]
macro_rules! utf8 {
    (new: $new:expr, next: $next:expr, begun: $begun:expr $(,)?) => {
        use $crate::proptest::prelude::*;
        use $crate::utf8::{nearly_text, offending_byte};

        /// Give it `bytes`, cut at `cuts`: the text, the offending byte, and what is begun.
        fn check(bytes: &[u8], cuts: &[usize]) -> (String, Option<usize>, usize) {
            let (mut checker, mut text, mut from) = ($new(), String::new(), 0);
            for to in cuts.iter().copied().filter(|&cut| cut < bytes.len()).chain([bytes.len()]) {
                match $next(&mut checker, &bytes[from..to]) {
                    Ok(piece) => text.push_str(&piece),
                    Err(at) => return (text, Some(from + at), 0),
                }
                from = to;
            }
            (text, None, $begun(&checker))
        }

        $crate::proptest::proptest! {
            /// At every cut: the same text, or the same offending byte, as the whole has.
            #[test]
            fn law_utf8_incremental_equals_whole(bytes in nearly_text()) {
                let offending = offending_byte(&bytes);
                for cut in 0..=bytes.len() {
                    let (text, found, begun) = check(&bytes, &[cut]);
                    prop_assert_eq!(found, offending, "cut at {}", cut);
                    if found.is_none() {
                        prop_assert_eq!(text.as_bytes(), &bytes[..bytes.len() - begun]);
                        prop_assert_eq!(begun == 0, std::str::from_utf8(&bytes).is_ok());
                        prop_assert!(begun <= 3);
                    }
                }
            }

            /// Behind and before so much text that a fast one looks at many bytes at once.
            #[test]
            fn law_utf8_agrees_within_a_long_text(
                bytes in nearly_text(),
                (before, after) in (0..70usize, 0..70usize),
                cut in 0..600usize,
            ) {
                for filler in ["a", "é", "猫", "\u{1f600}"] {
                    let (before, after) = (filler.repeat(before), filler.repeat(after));
                    let long = [before.as_bytes(), &bytes, after.as_bytes()].concat();
                    let (text, found, begun) = check(&long, &[cut]);
                    prop_assert_eq!(found, offending_byte(&long));
                    if found.is_none() {
                        prop_assert_eq!(text.as_bytes(), &long[..long.len() - begun]);
                    }
                }
            }

            /// One byte at a time is a cut like any other.
            #[test]
            fn law_utf8_one_byte_at_a_time_equals_whole(bytes in nearly_text()) {
                let every: Vec<usize> = (1..bytes.len()).collect();
                let (text, found, begun) = check(&bytes, &every);
                prop_assert_eq!(found, offending_byte(&bytes));
                if found.is_none() {
                    prop_assert_eq!(text.as_bytes(), &bytes[..bytes.len() - begun]);
                }
            }
        }

        /// `bytes` in two pieces, cut at `cut`: text exactly when the standard library says so.
        fn agrees(bytes: &[u8], cut: usize) {
            let mut checker = $new();
            let (one, two) = bytes.split_at(cut);
            let heard = $next(&mut checker, one).is_ok() && $next(&mut checker, two).is_ok();
            let is_text = heard && $begun(&checker) == 0;
            assert_eq!(is_text, std::str::from_utf8(bytes).is_ok(), "{bytes:02x?} cut at {cut}");
        }

        /// Every string of one byte and of two, at every cut.
        #[test]
        fn law_utf8_agrees_on_every_string_of_two_bytes() {
            for string in 0..=u16::MAX {
                let bytes = string.to_be_bytes();
                agrees(&bytes[1..], usize::from(bytes[0] & 1));
                (0..=2).for_each(|cut| agrees(&bytes, cut));
            }
        }

        /// Any byte in any place of a text that is longer than what a fast one looks at at once.
        #[test]
        fn law_utf8_agrees_on_every_byte_in_every_place() {
            for text in ["a".repeat(140), "猫".repeat(47)] {
                for (at, byte) in (0..text.len()).flat_map(|at| (0..=255).map(move |b| (at, b))) {
                    let mut bytes = text.clone().into_bytes();
                    bytes[at] = byte;
                    // Before this place all is text: prefixes from there on are enough.
                    let from = at.saturating_sub(3);
                    let breaks = |end: &usize| {
                        let error = std::str::from_utf8(&bytes[..=*end]).err();
                        error.is_some_and(|error| error.error_len().is_some())
                    };
                    let offending = (from..bytes.len().min(at + 4)).find(breaks);
                    assert_eq!(check(&bytes, &[]).1, offending, "{byte:02x} at {at} of {text}");
                }
            }
        }

        /// Every string of three bytes, cut once; which cut is up to their sum.
        #[test]
        #[ignore = "needs ten seconds: cargo test --test 12_messages -- --ignored"]
        fn law_utf8_agrees_on_every_string_of_three_bytes() {
            for string in 0..1u32 << 24 {
                let [_, bytes @ ..] = string.to_be_bytes();
                agrees(&bytes, bytes.iter().map(|byte| usize::from(*byte)).sum::<usize>() % 4);
            }
        }

        /// All sequences of four bytes from those at which a rule of UTF-8 changes.
        #[test]
        fn law_utf8_agrees_at_every_boundary() {
            let edges = [
                0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
                0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
            ];
            let n = edges.len();
            for i in 0..n * n * n * n {
                let bytes =
                    [edges[i % n], edges[i / n % n], edges[i / n / n % n], edges[i / n / n / n]];
                let found = check(&bytes, &[i % 4]).1;
                assert_eq!(found, offending_byte(&bytes), "{bytes:02x?} cut at {}", i % 4);
            }
        }
    };
}
