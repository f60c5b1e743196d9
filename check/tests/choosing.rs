//! # Which server, and which probes                                  chapter 16
//! Knows: addresses, and words of a list. Does not know: sockets.
//! Read before: `check/src/target.rs`, `check/src/only.rs`. Read next: `check/tests/can_fail.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use check::{Kind, Only, Target, probes};
use std::collections::BTreeSet;

fn chosen(list: &str) -> Result<Vec<&'static str>, String> {
    let all = probes(Kind::WebSocket);
    let only = Only::parse(list, &all)?;
    Ok(all.into_iter().filter(|probe| only.takes(probe)).map(|probe| probe.id).collect())
}

#[test]
fn must_choose_by_id_by_its_beginning_and_by_group() {
    assert_eq!(chosen("W-204"), Ok(vec!["W-204"]));
    assert_eq!(chosen("w-204, W-101"), Ok(vec!["W-101", "W-204"]), "in the order of the report");
    assert_eq!(chosen("W-25"), chosen("masking"));
    assert_eq!(chosen("W-25").unwrap().len(), 5);
    assert_eq!(chosen("").unwrap().len(), probes(Kind::WebSocket).len());
    for nothing in ["W-999", "frames", "W-204,x"] {
        assert_eq!(chosen(nothing).unwrap_err(), nothing.rsplit(',').next().unwrap());
    }
}

#[test]
fn must_take_both_schemes_of_both_kinds() {
    for (url, kind, secure) in [
        ("ws://a.example/chat?x=1", Kind::WebSocket, false),
        ("WSS://a.example/chat?x=1", Kind::WebSocket, true),
        ("http://a.example/chat?x=1", Kind::Http, false),
        ("https://a.example/chat?x=1", Kind::Http, true),
    ] {
        let target = Target::parse(url).unwrap();
        assert_eq!((target.kind, target.uri.is_secure()), (kind, secure), "{url}");
        assert_eq!(target.uri.target(), "/chat?x=1");
    }
    for url in ["ftp://a.example/", "a.example", "ws:a", "ws://a.example/#x"] {
        assert!(Target::parse(url).is_err(), "{url}");
    }
}

#[test]
fn must_say_all_that_a_report_needs_of_each_probe() {
    let all = probes(Kind::WebSocket);
    assert!(all.len() >= 60, "{}", all.len());
    let ids: BTreeSet<_> = all.iter().map(|probe| probe.id).collect();
    assert_eq!(ids.len(), all.len(), "an id stands twice");
    assert!(all.is_sorted_by_key(|probe| probe.id));
    for probe in all {
        let is_sentence = |text: &str| text.ends_with('.') && !text.contains("  ");
        assert!(is_sentence(probe.why), "{}: {}", probe.id, probe.why);
        assert!(is_sentence(probe.hint), "{}: {}", probe.id, probe.hint);
        assert!(!probe.title.ends_with('.') && probe.title.len() <= 80, "{}", probe.id);
    }
}
