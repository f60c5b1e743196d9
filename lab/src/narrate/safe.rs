//! # What a terminal may be shown                                    chapter 10
//! Knows: which characters would move the cursor, hide or turn text. Does not know: what is said.
//! Read before: `mod.rs`. Read next: `meaning.rs`.

use std::fmt::Write as _;

/// `text` without anything that acts on a terminal: controls, marks that change the direction of
/// writing, and what cannot be seen are written as escapes.
///
/// ```text
/// ESC [2J is \u{1b}[2J, and U+202E (right to left) is \u{202e}
/// ```
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        push(char, &mut out);
    }
    out
}

/// The same in quotes, at most `room` columns with them; of a longer one the beginning.
pub(crate) fn quote(text: &str, room: usize) -> String {
    format!("\"{}\"", cut(text, room.saturating_sub(2)))
}

/// Escaped, at most `room` columns; of a longer one the beginning, and `…`.
pub(crate) fn cut(text: &str, room: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let before = out.len();
        push(char, &mut out);
        used += width(&out[before..]);
        let mark = usize::from(chars.peek().is_some());
        if used + mark > room {
            out.truncate(before);
            out.push('…');
            break;
        }
    }
    out
}

/// Escaped, in lines of at most `room` columns, broken at spaces.
pub(crate) fn wrap(text: &str, room: usize) -> Vec<String> {
    fill(text.split(' '), room)
}

/// The same, of words that may have spaces in them: none is broken but one that is longer than a
/// line.
pub(crate) fn fill<'w>(words: impl IntoIterator<Item = &'w str>, room: usize) -> Vec<String> {
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    for word in words {
        let word = escape(word);
        if used > 0 && used + 1 + width(&word) > room {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        for char in word.chars() {
            if used > 0 && used + columns(char) > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(char);
            used += columns(char);
        }
    }
    lines.push(line);
    lines
}

/// Bytes as spaced hex, at most `room` columns.
pub(crate) fn hex(bytes: &[u8], room: usize) -> String {
    let most = (room.saturating_sub(2) / 3).max(1);
    let shown: Vec<_> = bytes.iter().take(most).map(|byte| format!("{byte:02x}")).collect();
    let more = if bytes.len() > most { " …" } else { "" };
    format!("{}{more}", shown.join(" "))
}

fn push(char: char, out: &mut String) {
    match char {
        '"' | '\'' | '\\' => out.push(char),
        // `fmt::Write` for a `String` cannot fail.
        _ => _ = write!(out, "{}", char.escape_debug()),
    }
}

/// How many columns it takes: two for what is written so in East Asia, and for pictures.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// How many columns a character takes.
pub(crate) fn columns(char: char) -> usize {
    if is_wide(char) { 2 } else { 1 }
}

fn is_wide(char: char) -> bool {
    matches!(u32::from(char),
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_only_a_long_word_within() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh i", 3), ["abc", "def", "gh", "i"]);
        assert_eq!(fill(["a b", "c d"], 5), ["a b", "c d"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn what_is_wide_takes_two_columns() {
        assert_eq!(wrap("世界 世", 5), ["世界", "世"]);
        assert_eq!(wrap("世界世", 5), ["世界", "世"]);
        assert_eq!(cut("世界世界", 5), "世界…");
        assert_eq!(wrap("世", 1), ["世"]);
    }

    #[test]
    fn nothing_acts_on_a_terminal() {
        assert_eq!(wrap("a\x1b[2J\u{202e}b", 80), [r"a\u{1b}[2J\u{202e}b"]);
        assert_eq!(escape(&escape("a\\\x07")), escape("a\\\x07"));
    }
}
