//! # Text in columns                                                 chapter 10
//! Knows: how wide a character is on a terminal, and where a text may be broken.
//! Does not know: what it says.
//! Read before: nothing. Read next: `text.rs`, `boxes.rs`.

/// How many columns a text takes: two for a character of East Asian writing or an emoji.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(char: char) -> usize {
    match u32::from(char) {
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF => 2,
        0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// The text in lines of at most `limit` columns (2 or more), broken at spaces where there are
/// some. No text, no line.
pub(crate) fn wrap(text: &str, limit: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|_| !text.is_empty()) {
        let needed = width(word);
        if used > 0 && used + 1 + needed <= limit {
            line.push(' ');
            used += 1;
        } else if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for char in word.chars() {
            if used + char_width(char) > limit {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(char);
            used += char_width(char);
        }
    }
    lines.extend((!line.is_empty()).then_some(line));
    lines
}

/// The text, and spaces up to `limit` columns.
pub(crate) fn pad(text: &str, limit: usize) -> String {
    format!("{text}{}", " ".repeat(limit.saturating_sub(width(text))))
}

/// The text in the middle of `limit` columns; if it is wider, its beginning and `…`.
pub(crate) fn centre(text: &str, limit: usize) -> String {
    if width(text) <= limit {
        return pad(&format!("{}{text}", " ".repeat((limit - width(text)) / 2)), limit);
    }
    let mut line = String::new();
    for char in text.chars() {
        if width(&line) + char_width(char) >= limit {
            break;
        }
        line.push(char);
    }
    line.push('…');
    pad(&line, limit)
}
