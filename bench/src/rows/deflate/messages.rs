//! # Messages: JSON as it is sent                                    chapter 16
//! Knows: a set of texts that are alike and never the same. Does not know: how they are compressed.
//! Read before: `rows/deflate/mod.rs`. Read next: `rows/deflate/out.rs`.

use std::fmt::Write;
use std::sync::LazyLock;

/// How many there are.
pub(super) const COUNT: usize = 64;
/// How long each is.
const BYTES: usize = 1024;

/// Orders of a shop, say: the same names in each, other numbers and words.
pub(super) static MESSAGES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut dice = 0x9e37_79b9_7f4a_7c15u64;
    (0..COUNT).map(|_| message(&mut dice)).collect()
});

const WORDS: [&str; 16] = [
    "paper", "ink", "proof", "margin", "chapter", "galley", "folio", "quire", "spine", "cover",
    "errata", "index", "plate", "press", "type", "rule",
];

fn message(dice: &mut u64) -> String {
    let mut text = String::from("{\"orders\":[");
    while text.len() < BYTES - 140 {
        let mut next = || {
            // Knuth's multiplier; the high bits are the good ones.
            *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *dice >> 33
        };
        let word = WORDS[(next() % 16) as usize];
        let _written = write!(
            text,
            "{{\"id\":{},\"item\":\"{word}\",\"count\":{},\"price\":{}.{:02},\"open\":{}}},",
            next() % 1_000_000,
            next() % 100,
            next() % 1_000,
            next() % 100,
            next() % 2 == 0,
        );
    }
    text.push_str("{}],\"note\":\"");
    while text.len() < BYTES - 2 {
        text.push(char::from(b'a' + (text.len() * 7 % 26) as u8));
    }
    text.push_str("\"}");
    text
}

/// What the messages come to, so that a pass shows that it saw each of them: their bytes, added up
/// word by word.
pub(super) fn tally(text: &[u8]) -> u64 {
    let words = text.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word));
    words.fold(text.len() as u64, u64::wrapping_add)
}

/// The tally of all of them.
pub(super) fn total() -> u64 {
    MESSAGES.iter().map(|text| tally(text.as_bytes())).fold(0, u64::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_the_messages_are_alike_and_never_the_same() {
        for (at, text) in MESSAGES.iter().enumerate() {
            assert_eq!(text.len(), BYTES);
            assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
            assert!(!MESSAGES[..at].contains(text));
        }
    }
}
