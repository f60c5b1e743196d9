//! # The grader for HTTP, put to our own lab                         chapter 16
//! Knows: that our lab passes every probe. Does not know: what each one asks.
//! Read before: `check/src/http/mod.rs`. Read next: `lab/tests/check_http/flaws.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test fails by panicking

use check::http::{Known, Publish};
use check::{Kind, Level, Only, Report, Target, Verdict, check, probes};
use lab::{Config, Lab};
use net::Stop;
use net::tokio::net::TcpListener;
use net::tokio::runtime::Builder;
use net::tokio::spawn;
use std::sync::Arc;

fn run<F: Future>(future: F) -> F::Output {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(future)
}

/// The events of the server at that address, and how to publish there as in our lab.
fn target(address: &str) -> Target {
    let mut target = Target::parse(&format!("http://{address}/events")).unwrap();
    target.http = Known {
        publish: Some(Publish::parse("POST /publish").unwrap()),
        long_poll: Some("/long-poll".into()),
        poll: Some("/poll".into()),
    };
    target
}

async fn a_lab() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    spawn(Arc::new(Lab::new(Config::default())).serve(listener, Stop::default()));
    address
}

/// The words for all that is not passed.
fn misses(report: &Report) -> String {
    let missed = report.rows.iter().filter(|row| row.outcome.verdict != Verdict::Pass);
    let words = missed.map(|row| format!("{row}: {}", row.outcome.found));
    words.collect::<Vec<_>>().join("\n")
}

#[test]
fn must_find_nothing_to_mend_in_our_own_lab() {
    let report = run(async {
        let target = target(&a_lab().await);
        check(&target, &Only::ALL, |_| {}).await.unwrap()
    });
    let only_for_the_patient = ["H-409", "H-708"];
    for row in &report.rows {
        let skipped = matches!(row.outcome.verdict, Verdict::Skipped(_));
        assert_eq!(skipped, only_for_the_patient.contains(&row.probe.id), "{row}");
    }
    assert_eq!(report.failed(), [""; 0], "{report}");
    assert_eq!(report.missed(Level::May), [""; 0], "{}", misses(&report));
    assert_eq!(report.missed(Level::Note), [""; 0], "{}", misses(&report));
}

#[test]
fn must_number_its_probes_in_order_and_say_all_of_each() {
    let probes = probes(Kind::Http);
    let ids: Vec<&str> = probes.iter().map(|probe| probe.id).collect();
    let mut ordered = ids.clone();
    ordered.sort_unstable();
    ordered.dedup();
    assert_eq!(ids, ordered);
    assert!(probes.iter().filter(|probe| probe.level.is_judged()).count() >= 30, "{}", ids.len());
    for probe in probes {
        assert!(probe.id.starts_with("H-"), "{}", probe.id);
        for text in [probe.why, probe.hint] {
            assert!(text.ends_with('.'), "{}: {text}", probe.id);
        }
    }
}

#[path = "check_http/flaws.rs"]
mod flaws;
#[path = "check_http/proxy.rs"]
mod proxy;
