//! # A MUST is a MUST                                               chapter 16
//! Knows: the registry of requirements, and which levels a cited section has.
//! Does not know: what a probe asks.
//! Read before: `check/src/probe.rs`, `tests/requirements/rfc6455.tsv`. Read next: `can_fail.rs`.

#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

use check::clients::cases;
use check::{Kind, Level, Probe, probes};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use wire::Cite;
use wire::cite::Document;

/// The words of the standards, by section.
type Words = BTreeMap<String, BTreeSet<String>>;

fn all() -> impl Iterator<Item = &'static Probe> {
    let kinds = [Kind::WebSocket, Kind::Http];
    kinds.into_iter().flat_map(|kind| probes(kind).into_iter().chain(cases(kind)))
}

fn words(document: Document) -> Words {
    let file = match document {
        Document::Rfc6455 => "rfc6455",
        Document::Rfc7692 => "rfc7692",
        Document::Rfc9110 => "rfc9110",
        Document::Rfc9112 => "rfc9112",
        Document::Rfc6202 => "rfc6202",
        Document::WhatwgSse => "sse",
        // Nothing of these is demanded.
        Document::Rfc6585 => return Words::new(),
        other => panic!("no registry of {other:?}"),
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/requirements");
    let text = fs::read_to_string(format!("{folder}/{file}.tsv")).unwrap();
    let mut words = Words::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let [_, section, level, ..] = line.split('\t').collect::<Vec<_>>()[..] {
            words.entry(section.into()).or_default().insert(level.into());
        }
    }
    words
}

/// What the standard says is what the level says, in the very section that is named.
#[test]
fn must_demand_and_recommend_only_what_the_named_section_does() {
    const DEMANDED: [&str; 4] = ["MUST", "MUST NOT", "must*", "vector"];
    const RECOMMENDED: [&str; 2] = ["SHOULD", "SHOULD NOT"];
    /// What the workspace itself does not need, and so is not in its registry.
    const BEYOND: [(Cite, &str); 3] = [
        (Cite::rfc9110("5.2"), "must*"), // the lines of one field are one list
        (Cite::rfc9110("13.1.2"), "MUST"), // If-None-Match: respond with 304
        (Cite::rfc9110("15.5.6"), "MUST"), // 405: generate Allow
    ];
    let mut wrong = String::new();
    for probe in all() {
        let mut words = words(probe.cite.document).remove(probe.cite.section).unwrap_or_default();
        let beyond = BEYOND.iter().filter(|(cite, _)| *cite == probe.cite);
        words.extend(beyond.map(|(_, word)| word.to_string()));
        let has = |levels: &[&str]| levels.iter().any(|level| words.contains(*level));
        let is_right = match probe.level {
            Level::Must => has(&DEMANDED),
            Level::Should => has(&RECOMMENDED) || has(&DEMANDED),
            Level::May => words.contains("MAY"),
            Level::Craft | Level::Note => true,
        };
        if !is_right {
            wrong += &format!("{} {} {} has {words:?}\n", probe.id, probe.level, probe.cite);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What is not demanded of who is judged, though its section demands something else.
#[test]
fn must_not_demand_what_is_only_described() {
    for (id, level) in [
        ("W-713", Level::Should), // 7.4.2: 0 to 999 are not used; no word of who hears one
        ("C-709", Level::Should),
        ("W-706", Level::Should), // 1.4 is not normative; 7.1.1: SHOULD discard what still comes
        ("C-705", Level::Should),
        ("C-504", Level::Should), // as W-506: a pong needs no answer
        ("C-710", Level::Should), // as W-715: who does not read the reason may bring it back
        ("C-706", Level::Should), // 5.5.1: SHOULD wait, MAY close
        ("C-211", Level::Should), // RFC 9110 §5.1: others SHOULD ignore what they do not know
        ("E-102", Level::May),    // 9.2.2: user agents may say Accept
        ("E-306", Level::Must),   // 9.2.5: a CR alone ends a line, at the end of the stream too
        ("H-210", Level::Craft),  // RFC 9110 §5.4: larger than the server wishes; it may wish much
        ("H-305", Level::Craft),  // a stream with an end may announce it
        ("H-306", Level::Craft),  // RFC 9110 §12.5.3: without Accept-Encoding any coding is welcome
        ("H-401", Level::Craft),  // RFC 6202 describes, and demands nothing
        ("H-704", Level::Craft),
        ("W-951", Level::Craft),
    ] {
        let probe = all().find(|probe| probe.id == id).unwrap();
        assert_eq!(probe.level, level, "{id}");
    }
}

#[test]
fn must_say_all_of_each_probe_in_whole_words() {
    for probe in all() {
        for text in [probe.title, probe.why, probe.hint] {
            assert!(
                text == text.trim() && !text.contains("  ") && !text.is_empty(),
                "{}",
                probe.id
            );
        }
    }
}
