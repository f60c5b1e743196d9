//! # Registry: the requirements, one a line                          chapter 00
//! Knows: the columns of the tables beside it. Does not know: who proves what.
//! Read before: `house.rs`. Read next: `names.rs`.

use crate::house::File;
use std::collections::HashSet;

/// What the standard's word asks for.
const LEVELS: [&str; 8] =
    ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "must*", "vector", "note"];
/// Those that bind: each needs a test, or a reason why there is none.
const BINDING: [&str; 4] = ["MUST", "MUST NOT", "must*", "vector"];
/// The tables: the file, the document, how its ids begin.
const DOCUMENTS: [(&str, &str, &str); 6] = [
    ("rfc6455.tsv", "RFC 6455", "WS"),
    ("rfc7692.tsv", "RFC 7692", "PMD"),
    ("sse.tsv", "WHATWG HTML", "SSE"),
    ("rfc6202.tsv", "RFC 6202", "POLL"),
    ("rfc9112.tsv", "RFC 9112", "HTTP"),
    ("rfc9110.tsv", "RFC 9110", "SEM"),
];
/// Client, server, either end, intermediary, the author of an extension.
const ROLES: [&str; 5] = ["C", "S", "E", "I", "X"];

/// One requirement.
pub struct Requirement {
    /// `WS-5.2-07`: the document, the section, the number in the section.
    pub id: String,
    /// True if it needs a test, or a reason why there is none.
    pub binds: bool,
}

/// The requirements under one heading.
pub struct Part {
    /// `RFC 6455`.
    pub document: String,
    /// `5.2`.
    pub section: String,
    /// `Base framing protocol`.
    pub title: String,
    /// In the order of the file.
    pub requirements: Vec<Requirement>,
}

/// Read the documents. Appends to `faults` what is wrong with a line.
pub fn read(files: &[File], faults: &mut Vec<String>) -> Vec<Part> {
    let mut parts = Vec::new();
    for (name, document, prefix) in DOCUMENTS {
        let path = format!("tests/requirements/{name}");
        match files.iter().find(|file| file.path == path) {
            Some(file) => parts.append(&mut parse(file, document, prefix, faults)),
            None => faults.push(format!("{path} is not there")),
        }
    }
    parts
}

fn parse(file: &File, document: &str, prefix: &str, faults: &mut Vec<String>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut seen = HashSet::new();
    for (i, line) in file.text.lines().enumerate() {
        let mut fault = |what: &str| faults.push(format!("{}:{}: {what}", file.path, i + 1));
        if let Some((section, title)) = line.strip_prefix("# §").and_then(|l| l.split_once('\t')) {
            let (document, section, title) = (document.into(), section.into(), title.into());
            parts.push(Part { document, section, title, requirements: Vec::new() });
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, section, level, role, rule] = columns[..] else {
            fault("it has not five columns");
            continue;
        };
        let number = id.strip_prefix(&format!("{prefix}-{section}-")).unwrap_or_default();
        if number.len() != 2 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            fault("the id is not document-section-number, with two digits");
        }
        if !seen.insert(id) {
            fault("the id is taken");
        }
        if !LEVELS.contains(&level) || !ROLES.contains(&role) {
            fault("the level or the role is not one of those that the file's head explains");
        }
        if !rule.ends_with('.') {
            fault("the rule is not a sentence");
        }
        let binds = BINDING.contains(&level);
        match parts.last_mut().filter(|part| is_under(section, &part.section)) {
            Some(part) => part.requirements.push(Requirement { id: id.into(), binds }),
            None => fault("its section is not under the heading above"),
        }
    }
    parts
}

/// True for `5.5.1` under `5.5` and under `5`, and not for `5.55` under `5.5`.
fn is_under(section: &str, heading: &str) -> bool {
    let below = section.strip_prefix(heading);
    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod samples {
    use super::*;

    fn faults(lines: &str) -> Vec<String> {
        let text = format!("# head\n\n# §5.2\tFraming\n{lines}");
        let mut faults = Vec::new();
        let file = File { path: "a.tsv".into(), text };
        let parts = parse(&file, "RFC 6455", "WS", &mut faults);
        assert_eq!((parts[0].section.as_str(), parts[0].title.as_str()), ("5.2", "Framing"));
        faults
    }

    #[test]
    fn a_good_line_is_taken() {
        assert_eq!(faults("WS-5.2-01\t5.2\tMUST NOT\tE\tA rule.\n"), [""; 0]);
        assert_eq!(faults("WS-5.2.1-01\t5.2.1\tmust*\tC\tA rule.\n"), [""; 0]);
    }

    #[test]
    fn each_fault_of_a_line_is_found() {
        for (line, what) in [
            ("WS-5.2-01\t5.2\tMUST\tA rule.", "it has not five columns"),
            (
                "WS-5.2-1\t5.2\tMUST\tE\tA rule.",
                "the id is not document-section-number, with two digits",
            ),
            (
                "WS-5.3-01\t5.2\tMUST\tE\tA rule.",
                "the id is not document-section-number, with two digits",
            ),
            ("WS-5.3-01\t5.3\tMUST\tE\tA rule.", "its section is not under the heading above"),
            (
                "WS-5.2-01\t5.2\tMUSTN'T\tE\tA rule.",
                "the level or the role is not one of those that the file's head explains",
            ),
            (
                "WS-5.2-01\t5.2\tMUST\tQ\tA rule.",
                "the level or the role is not one of those that the file's head explains",
            ),
            ("WS-5.2-01\t5.2\tMUST\tE\tA rule", "the rule is not a sentence"),
        ] {
            assert_eq!(faults(line), [format!("a.tsv:4: {what}")]);
        }
        let twice = "WS-5.2-01\t5.2\tMAY\tE\tA rule.\n".repeat(2);
        assert_eq!(faults(&twice), ["a.tsv:5: the id is taken"]);
    }

    #[test]
    fn a_section_stands_under_its_heading() {
        assert!(is_under("5.5.1", "5.5") && is_under("9", "9") && is_under("2.1.3", "2"));
        assert!(!is_under("91", "9") && !is_under("5.55", "5.5") && !is_under("5", "5.5"));
    }
}
