//! # Names: which requirement a test says that it proves             chapter 00
//! Knows: ids in comments on tests, and in the sources. Does not know: whether there is such a one.
//! Read before: `registry.rs`. Read next: `coverage.rs`.

use crate::house::File;

/// How ids begin.
const PREFIXES: [&str; 6] = ["WS-", "PMD-", "SSE-", "POLL-", "HTTP-", "SEM-"];

/// An id, and where it is named.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// `WS-5.2-07`.
    pub id: String,
    /// `tests/10_frame_header.rs:85`.
    pub place: String,
}

/// The ids that the tests of `file` name, on the line of `#[test]` or of `laws::…!`, or in the
/// comment directly above.
pub fn on_tests(file: &File) -> Vec<Named> {
    let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
    let mut named = Vec::new();
    for (i, line) in lines.iter().enumerate().filter(|(_, line)| is_test(line)) {
        let above = lines[..i].iter().enumerate().rev();
        let comment = above.take_while(|(_, l)| l.starts_with("//") || l.starts_with("#["));
        for (i, line) in [(i, line)].into_iter().chain(comment) {
            let comment = line.split_once("//").map_or("", |(_, comment)| comment);
            let place = format!("{}:{}", file.path, i + 1);
            named.extend(ids(comment).into_iter().map(|id| Named { id, place: place.clone() }));
        }
    }
    named
}

/// The ids that stand between quotes in `file`: what an error says of itself.
pub fn in_source(file: &File) -> Vec<Named> {
    let mut named = Vec::new();
    for (i, line) in file.text.lines().enumerate() {
        let quoted = line.split('"').skip(1).step_by(2);
        let quoted = quoted.filter(|text| ids(text).first().is_some_and(|id| id == text));
        let place = format!("{}:{}", file.path, i + 1);
        named.extend(quoted.map(|id| Named { id: id.into(), place: place.clone() }));
    }
    named
}

/// `#[test]`, `#[tokio::test]`, `#[tokio::test(…)]`, `laws::masking! { … }`.
fn is_test(line: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    if let Some(law) = line.strip_prefix("laws::") {
        return law.trim_start_matches(is_word).starts_with('!');
    }
    let attribute = line.strip_prefix("#[").unwrap_or_default();
    let end = attribute.find(|c| !is_word(c)).unwrap_or(attribute.len());
    attribute[..end].rsplit("::").next() == Some("test")
}

/// The ids in a comment: `WS-4.1-18 to 20, 33, WS-4.2-01` are five.
fn ids(comment: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut rest = comment;
    while let Some(at) = PREFIXES.iter().filter_map(|prefix| rest.find(prefix)).min() {
        rest = &rest[at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'));
        let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        let id = word.trim_end_matches(['.', '-']);
        let Some((section, mut number)) = id.rsplit_once('-') else { continue };
        // `HTTP-version` is a word of its own, and no id.
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        ids.push(id.to_string());
        // Further numbers of the same section.
        while let Some((up_to, next, behind)) = further(rest) {
            let from: usize = if up_to { number.parse().unwrap_or(0) + 1 } else { next.1 };
            ids.extend((from..=next.1).map(|n| format!("{section}-{n:02}")));
            (number, rest) = (next.0, behind);
        }
    }
    ids
}

/// `, 07` or ` to 07` at the beginning of `rest`: whether it is the second, the number, and what
/// stands behind it.
fn further(rest: &str) -> Option<(bool, (&str, usize), &str)> {
    let (up_to, digits) = match rest.strip_prefix(", ") {
        Some(digits) => (false, digits),
        None => (true, rest.strip_prefix(" to ")?),
    };
    let (number, behind) = digits.split_at_checked(2)?;
    let stands_alone = !behind.starts_with(|c: char| c.is_alphanumeric() || c == '-');
    let value = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok())??;
    stands_alone.then_some((up_to, (number, value), behind))
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn ids_are_found_in_prose() {
        assert_eq!(ids("WS-5.2-03, WS-5.2-04"), ["WS-5.2-03", "WS-5.2-04"]);
        assert_eq!(ids("PMD-7.1.2.1-02: 15 bytes, 17"), ["PMD-7.1.2.1-02"]);
        assert_eq!(ids("see WS-9-01. And claim B4, 10"), ["WS-9-01"]);
        assert_eq!(ids("nothing, 07 to 09"), [""; 0]);
        assert_eq!(ids("HTTP-version, HTTP-2.2-04, SSE-9.2.5-03"), ["HTTP-2.2-04", "SSE-9.2.5-03"]);
    }

    #[test]
    fn further_numbers_belong_to_the_section_of_the_first() {
        assert_eq!(ids("WS-9-01, 03, PMD-4-02"), ["WS-9-01", "WS-9-03", "PMD-4-02"]);
        assert_eq!(ids("WS-9-08 to 10, 12: x"), ["WS-9-08", "WS-9-09", "WS-9-10", "WS-9-12"]);
        assert_eq!(ids("WS-9-01, 1024 bytes"), ["WS-9-01"]);
        assert_eq!(ids("WS-9-01 to everybody"), ["WS-9-01"]);
    }

    fn on(text: &str) -> Vec<(String, String)> {
        let file = File { path: "tests/a.rs".into(), text: text.into() };
        on_tests(&file).into_iter().map(|named| (named.id, named.place)).collect()
    }

    #[test]
    fn a_test_is_named_on_its_line_and_above() {
        let named = |line| vec![("WS-9-01".into(), format!("tests/a.rs:{line}"))];
        assert_eq!(on("    #[test] // WS-9-01\nfn must_a() {}"), named(1));
        assert_eq!(on("// WS-9-01\n#[ignore]\n#[net::tokio::test(a)]\nfn must_a() {}"), named(1));
        assert_eq!(on("/// As it says:\n/// WS-9-01.\n#[test]\nfn must_a() {}"), named(2));
        assert_eq!(on("// WS-9-01\nlaws::frames::mask! { a: b }"), named(1));
    }

    #[test]
    fn what_is_no_test_names_nothing() {
        for text in [
            "// WS-9-01\nfn helper() {}",
            "// WS-9-01\n\n#[test]\nfn must_a() {}",
            "#[test]\n// WS-9-01\nfn must_a() {}",
            "#[cfg(test)] // WS-9-01",
            "laws::hex(\"\"); // WS-9-01",
        ] {
            assert_eq!(on(text), [], "{text}");
        }
    }

    #[test]
    fn a_source_names_what_stands_between_quotes() {
        let text = "Self::A => \"WS-5.2-03\",\n/// See WS-5.2-04, \"like WS-5.2-05\".\n";
        let file = File { path: "frames/src/violation.rs".into(), text: text.into() };
        let place = "frames/src/violation.rs:1".into();
        assert_eq!(in_source(&file), [Named { id: "WS-5.2-03".into(), place }]);
    }
}
