//! # Markup that is well formed                                      chapter 10
//! Knows: tags that nest, attributes in quotes, texts without a character that means something.
//! Does not know: which elements there are.
//! Read before: `explain.rs`. Read next: `tests/10_explain_views.rs`.

/// The names of all elements, in the order in which they begin.
///
/// # Panics
/// When an element is not closed where it must be, an attribute is not in quotes, or a text has a
/// character that must be escaped or that no page may have.
pub fn assert_well_formed(html: &str) -> Vec<String> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    let mut rest = html;
    while let Some((text, behind)) = rest.split_once('<') {
        assert_text(text);
        let Some((tag, behind)) = behind.split_once('>') else { panic!("`<{behind}` never ends") };
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "what is closed was opened last");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase());
        let name_without_number = name.trim_end_matches(|c: char| c.is_ascii_digit());
        assert!(!name.is_empty() && is_name(name_without_number), "an element: {tag:?}");
        for pair in attributes.split_terminator("\" ") {
            let Some((name, value)) = pair.split_once("=\"") else { panic!("quotes: {tag:?}") };
            assert!(is_name(name), "an attribute: {tag:?}");
            assert_text(value.trim_end_matches('"'));
        }
        open.push(name.to_owned());
        all.push(name.to_owned());
    }
    assert_text(rest);
    assert_eq!(open, Vec::<String>::new(), "all elements are closed");
    all
}

fn assert_text(text: &str) {
    const REFERENCES: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "#39;"];
    assert!(!text.contains(['<', '>', '"']), "it means something: {text:?}");
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "a control: {text:?}");
    for behind in text.split('&').skip(1) {
        assert!(REFERENCES.iter().any(|known| behind.starts_with(known)), "&{behind}");
    }
}
