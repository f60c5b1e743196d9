//! # Finished: nothing to do, nothing unsafe, nothing that panics  chapter 00
//! Knows: the words of unfinished work. Does not know: what the work is.
//! Read before: `pure.rs`. Read next: `chapters.rs`.

use crate::items;
use crate::rule::{Finding, Rule};
use crate::tree::File;

pub const FINISHED: Rule = Rule {
    why: "what is in the book is taught as it stands; only an exercise has a gap, on purpose.",
    mend: "finish it, or take it out.",
    check: |tree| {
        let taught = tree.files().iter().filter(|file| !file.path.starts_with("exercises/"));
        taught.flat_map(unfinished).collect()
    },
};

pub const SAFE: Rule = Rule {
    why: "what a peer sends reaches this code, and a student must be able to trust the compiler.",
    mend: "write it in safe Rust; measure before you believe that it is slower.",
    check: |tree| {
        let all = tree.rust().filter(|file| file.path != WIDE_LOOP);
        all.flat_map(|file| each(file, &file.code, &["unsafe"])).collect()
    },
};

/// What safe code is put beside: the one loop for which the bench needs the processor's own words.
const WIDE_LOOP: &str = "bench/src/limit/avx512.rs";

pub const CALM: Rule = Rule {
    why: "what a peer sends must never stop a server.",
    mend: "return the error, or let the types say that it cannot happen.",
    check: |tree| {
        let library = tree.sources().filter(|(member, _)| member != LAWS);
        library.flat_map(|(_, file)| panics(file)).collect()
    },
};

/// The laws are test code: failing loudly is what they are for.
const LAWS: &str = "tests/laws";
const PANICS: [&str; 2] = [".unwrap()", "panic!"];
const EXPECT: &str = ".expect(";
const MACROS: [&str; 3] = ["todo!", "unimplemented!", "dbg!"];
const MARKS: [&str; 3] = ["TODO", "FIXME", "XXX"];

fn each(file: &File, code: &str, wanted: &[&str]) -> Vec<Finding> {
    let found = wanted.iter().flat_map(|&word| {
        items::find_all(code, word).map(move |at| file.finding(at, format!("`{word}`")))
    });
    found.collect()
}

fn panics(file: &File) -> Vec<Finding> {
    let code = &file.library;
    let expects = items::find_all(code, EXPECT).filter(|at| {
        // A method of our own that takes more than a text is another one.
        let open = at + EXPECT.len() - 1;
        let inside = code[open + 1..items::closing(code, open) - 1].trim_end();
        !inside.trim_end_matches(',').contains(',')
    });
    let mut findings = each(file, code, &PANICS);
    findings.extend(expects.map(|at| file.finding(at, format!("`{EXPECT}`"))));
    findings
}

fn unfinished(file: &File) -> Vec<Finding> {
    let mut findings = each(file, &file.code, &MACROS);
    findings.extend(each(file, &file.text, &MARKS));
    findings
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::tree::Tree;

    fn check(rule: &Rule, path: &str, text: &str) -> Vec<(usize, String)> {
        let manifest = "[workspace]\nmembers = [\"wire\", \"tests/laws\"]\n";
        let findings = (rule.check)(&Tree::of(&[("Cargo.toml", manifest), (path, text)]));
        findings.into_iter().map(|finding| (finding.line, finding.what)).collect()
    }

    #[test]
    fn unfinished_work_is_found_in_code_and_in_comments() {
        for word in ["todo!", "unimplemented!", "dbg!", "TODO", "FIXME", "XXX"] {
            let code = format!("fn a() {{\n    {word}();\n}}");
            let found = [(2, format!("`{word}`"))];
            assert_eq!(check(&FINISHED, "wire/src/a.rs", &code), found);
            assert_eq!(check(&FINISHED, "tests/a.rs", &code), found);
            assert_eq!(check(&FINISHED, "exercises/src/a.rs", &code), []);
        }
        let note = "// TODO: more\n";
        assert_eq!(check(&FINISHED, "wire/src/a.rs", note), [(1, "`TODO`".into())]);
        assert_eq!(check(&FINISHED, "lab/page/a.js", note), [(1, "`TODO`".into())]);
        assert_eq!(check(&FINISHED, "wire/src/a.rs", "/// no todo! here\nconst XXXL: u8 = 1;"), []);
    }

    #[test]
    fn unsafe_is_found_everywhere() {
        let text = "fn a() { unsafe { b() } }";
        assert_eq!(check(&SAFE, "examples/a.rs", text), [(1, "`unsafe`".into())]);
        let said = "#![forbid(unsafe_code)]\n// safe, not unsafe\n";
        assert_eq!(check(&SAFE, "wire/src/lib.rs", said), []);
    }

    #[test]
    fn a_panic_is_found_in_a_library_and_only_there() {
        for (word, code) in [
            (".unwrap()", "a.unwrap();"),
            ("panic!", "panic!()"),
            (".expect(", "a.expect(\"b, c\")"),
            (".expect(", "a.expect(\n    B,\n)"),
        ] {
            let text = format!("fn a() {{ {code} }}");
            assert_eq!(check(&CALM, "wire/src/a.rs", &text), [(1, format!("`{word}`"))]);
            let test = format!("#[cfg(test)]\nmod tests {{ {text} }}");
            for (path, text) in [
                ("wire/src/a.rs", format!("/* {code} */")),
                ("wire/src/a.rs", test),
                ("tests/laws/src/a.rs", text.clone()),
                ("wire/tests/a.rs", text),
            ] {
                assert_eq!(check(&CALM, path, &text), [], "{path}: {text}");
            }
        }
        assert_eq!(
            check(&CALM, "wire/src/a.rs", "a.unwrap_or(b); c.expected(); d.expect(e, f)"),
            []
        );
    }
}
