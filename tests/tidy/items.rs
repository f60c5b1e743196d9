//! # Items: where things begin and end in Rust code                  chapter 00
//! Knows: words, brackets, functions, variants. Does not know: types.
//! Read before: `source.rs`. Read next: `size.rs`.
//!
//! All of it works on code whose comments and strings are hidden.

use std::ops::Range;

/// True for what a Rust name is made of.
pub fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Every offset at which `wanted` stands by itself: not as a part of a longer name.
pub fn find_all<'c>(code: &'c str, wanted: &'c str) -> impl Iterator<Item = usize> + 'c {
    code.match_indices(wanted).map(|(at, _)| at).filter(move |&at| {
        let grows = |inner: Option<char>, outer: Option<char>| {
            inner.is_some_and(is_word) && outer.is_some_and(is_word)
        };
        let before = code[..at].chars().next_back();
        let after = code[at + wanted.len()..].chars().next();
        !grows(wanted.chars().next(), before) && !grows(wanted.chars().next_back(), after)
    })
}

/// True when `wanted` stands by itself somewhere in `code`.
pub fn has(code: &str, wanted: &str) -> bool {
    find_all(code, wanted).next().is_some()
}

/// The name at `at`, after any spaces (and a macro's `$`).
pub fn name_at(code: &str, at: usize) -> &str {
    let name = code[at..].trim_start_matches([' ', '\n', '$']);
    &name[..name.find(|c| !is_word(c)).unwrap_or(name.len())]
}

/// The offset behind the bracket that closes the one at `open`.
pub fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (i, c) in code[open..].char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + i + 1;
        }
    }
    code.len()
}

/// The first of `wanted` at or behind `from` that is not inside `()` or `[]`.
pub fn first_outside(code: &str, from: usize, wanted: &[char]) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in code[from..].char_indices() {
        match c {
            _ if depth == 0 && wanted.contains(&c) => return Some(from + i),
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The offset behind the item that begins at `from`: behind its `;`, or else behind its body.
pub fn item_end(code: &str, from: usize) -> usize {
    let is_use = name_at(code, from) == "use";
    match first_outside(code, from, if is_use { &[';'] } else { &[';', '{'] }) {
        Some(at) if code[at..].starts_with('{') => closing(code, at),
        Some(at) => at + 1,
        None => code.len(),
    }
}

/// A function: its name, all of it from `fn` on, and its signature alone.
pub struct Function<'c> {
    /// The word behind `fn`.
    pub name: &'c str,
    /// From `fn` to the end of its body.
    pub all: Range<usize>,
    /// From `fn` to its body, or to its `;`.
    pub signature: &'c str,
}

/// Every function in `code`, in the order in which they begin.
pub fn functions(code: &str) -> Vec<Function<'_>> {
    let mut functions = Vec::new();
    for at in find_all(code, "fn") {
        let name = name_at(code, at + "fn".len());
        // A type such as `fn(u8)` has no name; a declaration in a trait may have no body.
        let Some(end) = first_outside(code, at, &['{', ';']).filter(|_| !name.is_empty()) else {
            continue;
        };
        let all = at..if code[end..].starts_with('{') { closing(code, end) } else { end + 1 };
        functions.push(Function { name, all, signature: &code[at..end] });
    }
    functions
}

/// The variants of each `enum name` in `code`, each with its offset.
pub fn variants<'c>(code: &'c str, name: &str) -> Vec<(usize, &'c str)> {
    let mut variants = Vec::new();
    for at in find_all(code, "enum") {
        let Some(open) = first_outside(code, at, &['{']) else { continue };
        if name_at(code, at + "enum".len()) != name {
            continue;
        }
        let end = closing(code, open) - 1;
        let mut from = open + 1;
        while let Some(start) = code[from..end].find(|c: char| !c.is_whitespace() && c != ',') {
            from += start;
            if code[from..].starts_with('#') {
                from = closing(code, from + 1);
                continue;
            }
            variants.push((from, name_at(code, from)));
            from = variant_end(code, from, end);
        }
    }
    variants
}

/// Behind the comma that ends the variant at `from`, or at the end of the enum.
fn variant_end(code: &str, from: usize, end: usize) -> usize {
    match first_outside(&code[..end], from, &[',', '{']) {
        Some(at) if code[at..].starts_with('{') => closing(code, at),
        Some(at) => at + 1,
        None => end,
    }
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn a_word_is_found_only_by_itself() {
        assert!(has("use rand;", "rand") && has("a.unwrap()", ".unwrap()"));
        assert!(!has("operand rand_core", "rand") && !has("unsafe_code", "unsafe"));
        assert_eq!(find_all("x xx x", "x").collect::<Vec<_>>(), [0, 5]);
    }

    #[test]
    fn functions_end_where_their_bodies_do() {
        let code = "fn a(x: [u8; 2]) -> u8 { { x } }\nfn b();\nlet f: fn(u8) = a;";
        let found: Vec<_> = functions(code).iter().map(|f| (f.name, f.all.clone())).collect();
        assert_eq!(found, [("a", 0..32), ("b", 33..40)]);
        assert_eq!(functions(code)[0].signature, "fn a(x: [u8; 2]) -> u8 ");
    }

    #[test]
    fn variants_are_named_whatever_they_carry() {
        let code = "enum Other { X }\npub enum Violation {\n  A,\n  #[rare(b)]\n  B(u8, u8),\n  \
                    C { d: u8, e: [u8; 2] },\n  F = 3,\n  G\n}\nfn f() { Violation::H }";
        let names: Vec<_> = variants(code, "Violation").into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["A", "B", "C", "F", "G"]);
    }

    #[test]
    fn an_item_ends_with_its_body_or_its_semicolon() {
        for item in ["use a::{b, c};", "mod a { fn b() {} }", "struct A(u8);", "fn a() { b; }"] {
            assert_eq!(item_end(&format!("{item} fn next() {{}}"), 0), item.len(), "{item}");
        }
    }
}
