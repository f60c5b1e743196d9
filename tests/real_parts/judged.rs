//! # Clients of others, judged                                       chapter 16
//! Knows: their true scores, and each miss with its reason. Does not know: the cases.
//! Read before: `programs.rs`, `check/src/clients.rs`. Read next: nothing.

use crate::programs::{PYTHON, Talking};
use check::clients::{Door, cases, judge};
use check::{Only, Report, Target};
use net::Stop;
use net::tokio::net::TcpListener;
use net::tokio::runtime::Runtime;
use std::time::Duration;

/// Judge a client that comes again and again: a program of `tests/peers`.
fn judged(scheme: &str, program: &str, script: &str, arguments: &[&str]) -> Report {
    Runtime::new().unwrap().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{scheme}://{}/", listener.local_addr().unwrap());
        let mut target = Target::parse(&url).unwrap();
        target.timeout = Duration::from_secs(5);
        let only = Only::parse("", &cases(target.kind)).unwrap();
        let arguments = [arguments, &[url.as_str()]].concat();
        let _client = Talking::start(program, script, &arguments);
        let report = judge(
            target,
            Door::new(listener, Duration::from_secs(60), Stop::default()),
            &only,
            |_| {},
        );
        report.await
    })
}

/// It passes all but these, each with the reason.
fn must_miss(report: &Report, misses: &[(&str, &str)]) {
    println!("{report}");
    let expected: Vec<&str> = misses.iter().map(|(id, _)| *id).collect();
    assert_eq!(report.failed(), expected);
    let (passed, judged) = report.score();
    assert_eq!(passed + misses.len(), judged);
    let skipped = report.rows.iter().filter(|row| row.word() == "skip").count();
    assert_eq!(skipped, 0, "each case was judged");
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_judge_the_client_of_ws() {
    must_miss(
        &judged("ws", "node", "judged_client.mjs", &["ws"]),
        &[(
            "C-706",
            "it SHOULD wait, and ends its direction of TCP as soon as it has answered the Close",
        )],
    );
}

#[test]
#[ignore = "needs python3, and its packages: run .ci/run, which installs them"]
fn must_judge_the_client_of_websockets() {
    must_miss(&judged("ws", PYTHON, "judged_websockets.py", &[]), &[]);
}

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_judge_the_client_of_chromium() {
    must_miss(
        &judged("ws", "node", "judged_client.mjs", &["chromium"]),
        &[
            ("C-606", "it says 1002 for text that is not UTF-8"),
            ("C-709", "it brings 999 back, as it does any code but those that may never be sent"),
        ],
    );
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_judge_the_event_source_of_npm() {
    must_miss(
        &judged("http", "node", "judged_client.mjs", &["eventsource"]),
        &[
            ("E-202", "its parser tells of an id with an event alone"),
            ("E-210", "it writes the id in Latin-1, for `fetch` takes field values so"),
            ("E-305", "the same"),
            (
                "E-306",
                "its parser waits for the byte behind a CR, also where the stream ends there",
            ),
        ],
    );
}

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_judge_the_event_source_of_chromium() {
    must_miss(&judged("http", "node", "judged_client.mjs", &["chromium-events"]), &[]);
}
