//! # Source: what of a Rust file is code                             chapter 00
//! Knows: comments, strings, characters, lifetimes, `#[cfg(test)]`. Does not know: grammar.
//! Read before: `tree.rs`. Read next: `items.rs`.
//!
//! What is hidden becomes spaces, byte for byte, so that offsets and lines stay what they were.

use crate::items;

/// `text` with its comments, strings and characters hidden.
pub fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after, shown) = match hidden_length(rest) {
            Some(length) => (&rest[..length], &rest[length..], false),
            None => {
                let length = shown_length(rest);
                (&rest[..length], &rest[length..], true)
            }
        };
        push(&mut code, piece, shown);
        rest = after;
    }
    code
}

/// The code outside of what `#[cfg(test)]` guards, and the code inside: each with the other hidden.
pub fn split_tests(code: &str) -> (String, String) {
    let (mut outside, mut inside) = (String::new(), String::new());
    let mut from = 0;
    while let Some(found) = code[from..].find("#[cfg(test)]") {
        let start = from + found;
        let end = items::item_end(code, start + "#[cfg(test)]".len());
        push(&mut outside, &code[from..start], true);
        push(&mut inside, &code[from..start], false);
        push(&mut outside, &code[start..end], false);
        push(&mut inside, &code[start..end], true);
        from = end;
    }
    push(&mut outside, &code[from..], true);
    push(&mut inside, &code[from..], false);
    (outside, inside)
}

fn push(code: &mut String, piece: &str, shown: bool) {
    if shown {
        code.push_str(piece);
    } else {
        code.extend(piece.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    }
}

/// The length of a word, or else of one character: words are passed over whole, so that the `r`
/// of `for` does not begin a raw string.
fn shown_length(rest: &str) -> usize {
    let word = rest.find(|c| !items::is_word(c)).unwrap_or(rest.len());
    word.max(rest.chars().next().map_or(1, char::len_utf8))
}

/// The length of the comment, string or character with which `rest` begins, if it does.
fn hidden_length(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment_length(rest));
    }
    // Literals may have a prefix: b, c, r, br, cr.
    let literal = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - literal.len();
    let length = match literal.chars().next()? {
        _ if prefix > 1 => None,
        '"' => Some(string_length(literal)),
        '\'' => character_length(literal),
        'r' => raw_string_length(literal),
        _ => None,
    };
    length.map(|length| prefix + length)
}

/// Block comments nest.
fn block_comment_length(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while let Some(mark) = rest.get(at..).and_then(|ahead| ahead.find(['/', '*'])) {
        at += mark;
        let step = match rest.get(at..at + 2) {
            Some("/*") => 1,
            Some("*/") => -1,
            _ => 0,
        };
        depth += step;
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return i + 1,
            _ => {}
        }
    }
    rest.len()
}

/// None for a lifetime, which has no second quote.
fn character_length(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let first = inside.chars().next()?;
    let at_least = if first == '\\' { 2 } else { first.len_utf8() };
    let behind = inside.get(at_least..)?;
    let close = if first == '\\' { behind.find('\'')? } else { 0 };
    behind[close..].starts_with('\'').then_some(1 + at_least + close + 1)
}

/// None for a word that begins with `r`, and for a raw name such as `r#type`.
fn raw_string_length(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('r')?;
    let hashes = inside.len() - inside.trim_start_matches('#').len();
    let body = inside[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = body.find(&close).map_or(body.len(), |at| at + close.len());
    Some(1 + hashes + 1 + end)
}

#[cfg(test)]
mod samples {
    use super::*;

    /// What is hidden, told by its length alone.
    #[track_caller]
    fn hides(text: &str, code: &str) {
        assert_eq!(code_only(text), code);
        assert_eq!(code_only(text).len(), text.len());
    }

    #[test]
    fn comments_are_hidden_and_lines_stay() {
        hides("a // b\nc", "a     \nc");
        hides("a /* b /* c */ d\n */ e", "a               \n    e");
        hides("/// é\nx", "      \nx");
        hides("a / b * c", "a / b * c");
    }

    #[test]
    fn strings_are_hidden() {
        hides(r#"f("a // \" b", c)"#, "f(           , c)");
        hides(r###"f(r#"a " b"#, br"\", c"d")"###, "f(          ,      ,     )");
        hides("for r in r#type {}", "for r in r#type {}");
        hides("\"\\\\\" x", "     x");
    }

    #[test]
    fn characters_are_hidden_and_lifetimes_are_not() {
        hides(r"f('a', b'\'', '\u{2}', 'é')", "f(   ,      ,        ,     )");
        hides("fn f<'i>(x: &'i str) -> X<'_> {}", "fn f<'i>(x: &'i str) -> X<'_> {}");
    }

    #[test]
    fn tests_are_told_from_the_rest() {
        let (code, tests) = split_tests("fn a() {}\n#[cfg(test)]\nmod t { x }\nfn b() {}");
        assert_eq!(code, "fn a() {}\n            \n           \nfn b() {}");
        assert_eq!(tests, "         \n#[cfg(test)]\nmod t { x }\n         ");
        let (code, _) = split_tests("#[cfg(test)]\nuse a::{b};\nuse c;");
        assert_eq!(code.trim(), "use c;");
    }
}
