//! # Every rule of the frame layer                   chapter 10 · RFC 6455 §5 to §8, RFC 7692 §6
//! Knows: what each broken rule is called, and where it is written. Does not know: who breaks it.
//! Read before: `frames/src/violation.rs`. Read next: `11_masking.rs`.

use frames::{CloseCode, Violation};
use wire::{Document, Violation as _};

/// Each variant, and the name of its rule.
fn rules() -> Vec<(Violation, &'static str)> {
    let code = |code| Violation::CloseCodeForbidden(CloseCode::new(code));
    vec![
        (Violation::ReservedBits, "WS-5.2-03"),
        (Violation::ReservedOpcode(3), "WS-5.2-04"),
        (Violation::NothingToContinue, "WS-5.4-02"),
        (Violation::MessageInsideMessage, "WS-5.4-06"),
        (Violation::FragmentedControl, "WS-5.5-02"),
        (Violation::UnmaskedFrame, "WS-5.1-02"),
        (Violation::MaskedFrame, "WS-5.1-05"),
        (Violation::ControlTooLong, "WS-5.5-01"),
        (Violation::LengthTopBit, "WS-5.2-06"),
        (Violation::LengthNotShortest(1), "WS-5.2-07"),
        (Violation::CompressedControl, "PMD-6.1-05"),
        (Violation::CompressedContinuation, "PMD-6.1-06"),
        (Violation::NotDeflate, "PMD-6.2-03"),
        (Violation::MessageTooLong { limit: 1 }, "WS-10.4-01"),
        (Violation::TextNotUtf8, "WS-8.1-01"),
        (Violation::TextEndsInsideCharacter, "WS-8.1-01"),
        (Violation::CloseReasonNotUtf8, "WS-8.1-01"),
        (Violation::CloseBodyOfOneByte, "WS-5.5.1-02"),
        (code(1004), "WS-7.4.1-03"),
        (code(1005), "WS-7.4.1-04"),
        (code(1006), "WS-7.4.1-05"),
        (code(1015), "WS-7.4.1-08"),
        (code(0), "WS-7.4.2-01"),
        (code(999), "WS-7.4.2-01"),
        (code(1016), "WS-7.4.2-02"),
        (code(2999), "WS-7.4.2-02"),
        (code(5000), "WS-7.4.2-03"),
    ]
}

#[test]
fn should_name_the_rule_that_was_broken() {
    for (violation, rule) in rules() {
        assert_eq!(violation.rule(), rule, "{violation}");
    }
}

/// `WS-5.2-03` is a rule of RFC 6455 §5.2, and `PMD-6.1-05` one of RFC 7692 §6.1.
#[test]
fn should_name_a_rule_of_the_section_that_is_cited() {
    for (violation, rule) in rules() {
        let cite = violation.cite();
        let (document, rest) = rule.split_once('-').expect("a document");
        let (section, _) = rest.rsplit_once('-').expect("a section and a number");
        match cite.document {
            Document::Rfc7692 => assert_eq!((document, section), ("PMD", cite.section)),
            Document::Ours => assert_eq!(rule, "WS-10.4-01", "the standard's word for limits"),
            _ => assert_eq!((document, section), ("WS", cite.section), "{violation}"),
        }
    }
}
