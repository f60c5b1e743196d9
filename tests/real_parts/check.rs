//! # The grader and published servers                                chapter 16 · RFC 6455
//! Knows: what the packages `ws` and `websockets` do otherwise than the standard says, and where it
//! says so. Does not know: how a probe asks; see `check/src/ws.rs`.
//! Read before: `programs.rs`, `check/src/run.rs`. Read next: nothing.

use crate::programs::{PYTHON, Talking};
use ::check::{Only, Target};
use net::tokio::runtime::Runtime;

/// A miss that counts, and why it is one.
type Miss = (&'static str, &'static str);

const NO_HOST: Miss = (
    "W-159",
    "§4.2.1: a request without Host does not match the description, and must not be accepted. \
     It is answered by 101.",
);
const ANY_EXTENSIONS: Miss = (
    "W-164",
    "§9.1: who receives extensions that do not match the ABNF must fail at once. Without \
     compression the field is not read.",
);

/// What the package `ws` of npm misses, with and without compression.
const WS: &[Miss] =
    &[("W-158", "§4.2.1: a GET of HTTP/1.1 or higher. HTTP/1.0 is answered by 101."), NO_HOST];
/// The same for `websockets` of PyPI.
const WEBSOCKETS: &[Miss] = &[
    (
        "W-153",
        "§4.4: who does not speak the version must answer with Sec-WebSocket-Version. It answers \
         400 without.",
    ),
    NO_HOST,
];
const TWO_OFFERS: Miss = (
    "W-803",
    "RFC 7692 §5: to decline an offer is to leave it out. A bad offer beside a good one is \
     answered by 400.",
);

/// The ids of what is missed, and no others.
fn must_miss(program: &str, script: &str, arguments: &[&str], misses: &[Miss]) {
    let mut server = Talking::start(program, script, arguments);
    let target = Target::parse(&server.line().unwrap()).unwrap();
    let report = Runtime::new()
        .unwrap()
        .block_on(async { ::check::check(&target, &Only::ALL, |_| {}).await.unwrap() });
    let misses: Vec<_> = misses.iter().map(|(id, _)| *id).collect();
    assert_eq!(report.failed(), misses, "{script} {arguments:?}:\n{report}");
    println!("{script} {arguments:?}: {}", report.score_line());
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_miss_what_the_published_server_ws_is_known_to_miss() {
    must_miss("node", "ws_echo.mjs", &[], &[WS, &[ANY_EXTENSIONS]].concat());
    must_miss("node", "ws_echo.mjs", &["--deflate"], &[WS, &[TWO_OFFERS]].concat());
}

#[test]
#[ignore = "needs Python, and a package of PyPI: run .ci/run, which installs them"]
fn must_miss_what_the_published_server_websockets_is_known_to_miss() {
    must_miss(PYTHON, "websockets_echo.py", &[], &[WEBSOCKETS, &[ANY_EXTENSIONS]].concat());
    must_miss(PYTHON, "websockets_echo.py", &["--deflate"], WEBSOCKETS);
}
