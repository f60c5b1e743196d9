//! # The grader and published servers of event streams     chapter 16 · RFC 9112, WHATWG HTML §9.2
//! Knows: what two servers that are widely used do otherwise than the standards say, and where they
//! say so. Does not know: how a probe asks; see `check/src/http/mod.rs`.
//! Read before: `programs.rs`, `check.rs`. Read next: nothing.

use crate::programs::Talking;
use ::check::http::{Known, Publish};
use ::check::{Only, Target};
use net::tokio::runtime::Runtime;

/// A miss that counts, and why it is one.
type Miss = (&'static str, &'static str);

const ABSOLUTE: Miss = (
    "H-106",
    "RFC 9112 §3.2.2: a server must accept the absolute form. Neither splits the target: its path \
     is compared as it came, which is what most programs on top do.",
);
const TWO_HOSTS: Miss = (
    "H-203",
    "RFC 9112 §3.2: more than one Host line must be answered by 400. It is answered by 200.",
);
const NO_LOG: Miss =
    ("H-406", "WHATWG HTML §9.2.3 makes clients say it; these few lines keep no events.");

/// Node's `http` and the package `better-sse`.
const BETTER_SSE: &[Miss] = &[
    ABSOLUTE,
    (
        "H-111",
        "RFC 9110 §9.1 and §9.3.2: HEAD must be answered, by the head alone. Node keeps the head \
         back for the first piece of the body, and of HEAD there is none: nothing comes at all.",
    ),
    TWO_HOSTS,
    ("H-211", "RFC 9110 §9.1: an unknown method should be 501. The parser of Node answers 400."),
    ("H-212", "RFC 9110 §9.1: a method that a resource does not allow should be 405. It is 200."),
    NO_LOG,
];

/// Python's `http.server`, and an event stream of a few lines on top.
const HTTP_SERVER: &[Miss] = &[
    ("H-105", "RFC 9112 §2.2: an empty line should be passed over. The connection is ended."),
    ABSOLUTE,
    ("H-107", "RFC 9112 §9.3: connections should persist. It says close with each error."),
    ("H-202", "RFC 9112 §3.2: HTTP/1.1 without Host must be 400. It is 200."),
    TWO_HOSTS,
    ("H-204", "RFC 9112 §5.1: a space before the colon must be 400. It is 200."),
    (
        "H-205",
        "RFC 9112 §6.3: an invalid length must be 400. Nobody judges it: the path is, 404; where a \
         body is read, the connection ends without an answer.",
    ),
    (
        "H-206",
        "RFC 9112 §6.3: so must two that differ: 404; where a body is read, the first counts.",
    ),
    ("H-208", "RFC 9112 §6.3: so must a last coding that is not chunked: as for H-205."),
    (
        "H-214",
        "RFC 9110 §15.6.6: HTTP/3.0 is 505, or 400. The answer is that of HTTP/0.9: no head.",
    ),
    NO_LOG,
    ("H-501", "WHATWG HTML §9.2.6: the text is not split into lines, as in many first examples."),
    ("H-502", "§9.2.5: so a CR in it begins a field."),
    ("H-503", "§9.2.6: and an empty line in it ends the event."),
];

/// The ids of what is missed, and no others.
fn must_miss(program: &str, script: &str, misses: &[Miss]) {
    let mut server = Talking::start(program, script, &[]);
    let mut target = Target::parse(&server.line().unwrap()).unwrap();
    let publish = Some(Publish::parse("POST /publish").unwrap());
    target.http = Known { publish, ..Known::default() };
    let all = Only::ALL;
    let checking = ::check::check(&target, &all, |_| {});
    let report = Runtime::new().unwrap().block_on(checking).unwrap();
    let misses: Vec<_> = misses.iter().map(|(id, _)| *id).collect();
    assert_eq!(report.failed(), misses, "{script}:\n{report}");
    println!("{script}: {}", report.score_line());
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_miss_what_the_published_server_better_sse_is_known_to_miss() {
    must_miss("node", "sse_publish.mjs", BETTER_SSE);
}

#[test]
#[ignore = "needs python3: run .ci/run, which installs it"]
fn must_miss_what_an_event_stream_on_the_http_server_of_python_misses() {
    must_miss("python3", "sse_plain.py", HTTP_SERVER);
}
