//! # Every rule of HTTP                               chapter 02 · RFC 9112, RFC 9110, RFC 6585
//! Knows: what each broken rule is called, and where it is written. Does not know: who breaks it.
//! Read before: `http1/src/violation.rs`. Read next: `02_http_head.rs`.

use http1::Violation;
use wire::{Document, Violation as _};

/// Each variant, and the name of its rule.
fn rules() -> Vec<(Violation, &'static str)> {
    vec![
        (Violation::BareLf, "HTTP-2.2-02"),
        (Violation::BareCr, "HTTP-2.2-04"),
        (Violation::TooManyEmptyLines, "HTTP-2.2-06"),
        (Violation::SpaceBeforeFirstField, "HTTP-2.2-08"),
        (Violation::NotHttp(0), "HTTP-2.2-09"),
        (Violation::InvalidVersion, "HTTP-2.3-01"),
        (Violation::InvalidRequestLine, "HTTP-3-01"),
        (Violation::StartLineTooLong, "HTTP-3-04"),
        (Violation::InvalidTarget(0), "HTTP-3.2-01"),
        (Violation::WrongTargetForm, "HTTP-3.2-01"),
        (Violation::MissingHost, "HTTP-3.2-05"),
        (Violation::DuplicateHost, "HTTP-3.2-05"),
        (Violation::InvalidHost, "HTTP-3.2-05"),
        (Violation::InvalidStatusLine, "HTTP-4-01"),
        (Violation::MissingColon, "HTTP-5-01"),
        (Violation::SpaceBeforeColon, "HTTP-5.1-01"),
        (Violation::ObsFold, "HTTP-5.2-02"),
        (Violation::ChunkedTwice, "HTTP-6.1-02"),
        (Violation::UnknownTransferCoding, "HTTP-6.1-05"),
        (Violation::TransferEncodingInHttp10, "HTTP-6.1-10"),
        (Violation::LengthAndTransferEncoding, "HTTP-6.2-01"),
        (Violation::NotChunkedLast, "HTTP-6.3-06"),
        (Violation::InvalidContentLength, "HTTP-6.3-07"),
        (Violation::DuplicateContentLength, "HTTP-6.3-07"),
        (Violation::UnaskedBytes, "HTTP-6.3-18"),
        (Violation::InvalidChunkSize(0), "HTTP-7.1-01"),
        (Violation::MissingChunkEnd(0), "HTTP-7.1-01"),
        (Violation::ChunkSizeTooLong, "HTTP-7.1-02"),
        (Violation::InvalidChunkExtension(0), "HTTP-7.1.1-01"),
        (Violation::ChunkExtensionsTooLong, "HTTP-7.1.1-02"),
        (Violation::ClosedEarly, "HTTP-8-02"),
        (Violation::InvalidFieldName(0), "SEM-5.1-01"),
        (Violation::HeadTooLong, "SEM-5.4-01"),
        (Violation::TooManyFields, "SEM-5.4-01"),
        (Violation::InvalidFieldValue(0), "SEM-5.5-01"),
        (Violation::UnaskedUpgrade, "SEM-7.8-03"),
        (Violation::Connect, "SEM-9.3.6-01"),
        (Violation::UnknownExpectation, "SEM-10.1.1-07"),
        (Violation::TooManyInterim, "SEM-15.2-02"),
        (Violation::HeadTooSlow, "SEM-15.5.9-01"),
        (Violation::BodyTooSlow, "SEM-15.5.9-01"),
        (Violation::BodyTooLong, "SEM-15.5.14-01"),
        (Violation::UnsupportedVersion, "SEM-15.6.6-01"),
    ]
}

#[test]
fn should_name_the_rule_that_was_broken() {
    for (violation, rule) in rules() {
        assert_eq!(violation.rule(), rule, "{violation}");
    }
}

/// `HTTP-5.1-01` is a rule of RFC 9112 §5.1, and `SEM-5.5-01` one of RFC 9110 §5.5.
#[test]
fn should_name_a_rule_of_the_section_that_is_cited() {
    for (violation, rule) in rules() {
        let cite = violation.cite();
        let (document, rest) = rule.split_once('-').expect("a document");
        let (section, _) = rest.rsplit_once('-').expect("a section and a number");
        match cite.document {
            Document::Rfc9112 => assert_eq!((document, section), ("HTTP", cite.section)),
            Document::Rfc9110 => assert_eq!((document, section), ("SEM", cite.section)),
            Document::Rfc6585 => assert_eq!(rule, "SEM-5.4-01", "it gives the status its number"),
            other => panic!("{violation}: {other:?} is no document of HTTP"),
        }
    }
}
