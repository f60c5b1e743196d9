//! # Whom a lab answers: hosts, origins, and what browsers ask       chapter 15 · Fetch §3.3
//! Knows: each address, asked by names and pages that are ours and that are not. Does not know:
//! what is answered.
//! Read before: `lab/src/hosts.rs`, `lab/src/origins.rs`. Read next: `15_places.rs`.

mod support;

use lab::hosts::Hosts;
use lab::origins::Origins;
use lab::routes::ROUTES;
use lab::{Config, Lab};
use support::{Answer, Running, get, upgrade};

/// The head of what answers `request`; for a stream there is no more yet.
fn head(lab: &Running, request: &str) -> Answer {
    let mut client = lab.connect();
    client.send(request);
    let head = client.head();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: Vec::new() }
}

/// `request` with one more field.
fn with(request: &str, field: &str) -> String {
    format!("{}{field}\r\n\r\n", &request[..request.len() - 2])
}

mod s7_4_rejecting_misdirected_requests {
    use super::*;

    fn requests() -> Vec<String> {
        let each = |path: &str| [get(path), upgrade(path), get(path).replace("GET", "OPTIONS")];
        let post = "POST /publish HTTP/1.1\r\nHost: lab\r\nContent-Length: 1\r\n\r\nx";
        // Nobody waits for news here.
        let paths = ROUTES.iter().map(|(path, ..)| format!("{path}?wait=0"));
        let mut all: Vec<_> = paths.flat_map(|path| each(&path)).collect();
        all.extend([post.to_string(), get("/nowhere"), get("/page/app.js")]);
        all
    }

    /// A stranger's name that stands for 127.0.0.1 gets nothing, at no address and by no method.
    #[test]
    fn must_answer_a_foreign_host_nowhere() {
        let lab = Running::with(Config { hosts: Hosts::Loopback, ..Config::default() });
        for request in requests() {
            for host in ["evil.example", "evil.example:10101", "localhost.evil.example", "10.0.0.1"]
            {
                let answer = lab.ask(&request.replace("Host: lab", &format!("Host: {host}")));
                assert_eq!(answer.status, 421, "{request}");
            }
        }
        assert_eq!(lab.lab.hub.stats().published, 0);
    }

    #[test]
    fn must_answer_its_own_names_everywhere() {
        let lab = Running::with(Config { hosts: Hosts::Loopback, ..Config::default() });
        for request in requests() {
            for host in ["localhost", "LOCALHOST:1", "127.0.0.1:10101", "127.8.8.8", "[::1]"] {
                let answer = head(&lab, &request.replace("Host: lab", &format!("Host: {host}")));
                assert_ne!(answer.status, 421, "{request}");
            }
        }
    }

    /// In the form that proxies take, the target names the host, and its word counts.
    #[test]
    fn must_look_at_the_host_that_counts() {
        let lab = Running::with(Config { hosts: Hosts::Loopback, ..Config::default() });
        let foreign = "GET http://evil.example/poll HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assert_eq!(lab.ask(foreign).status, 421);
    }
}

mod s3_3_cors {
    use super::*;

    const APP: &str = "https://app.example";

    fn open_to_app() -> Running {
        let listed = vec![APP.into(), "http://localhost:3000".into()];
        Running::of(Lab::new(Config::default()).with_origins(Origins::and(listed).unwrap()))
    }

    /// What the answer says to a browser: status, whose page may see it, whether with credentials.
    /// With a list, every answer depends on Origin.
    #[track_caller]
    fn says(lab: &Running, request: &str, status: u16, origin: Option<&str>) -> Answer {
        let answer = head(lab, request);
        assert_eq!(answer.status, status, "{request}");
        assert_eq!(answer.field("Access-Control-Allow-Origin"), origin, "{request}");
        let credentials = answer.field("Access-Control-Allow-Credentials");
        assert_eq!(credentials, origin.map(|_| "true"), "{request}");
        assert_eq!(answer.field("Vary"), Some("Origin"), "{request}");
        answer
    }

    /// Each of the four ways that are HTTP, asked by seven kinds of pages.
    #[test]
    fn must_show_answers_to_listed_origins_alone() {
        let lab = open_to_app();
        for path in ["/poll", "/long-poll?wait=0", "/stream", "/events"] {
            for (origin, shown) in [
                (None, None),
                (Some(APP), Some(APP)),
                (Some("http://localhost:3000"), Some("http://localhost:3000")),
                (Some("https://evil.example"), None),
                (Some("https://app.example.evil.example"), None),
                (Some("https://app.example:8443"), None),
                (Some("http://app.example"), None),
                (Some("null"), None),
                (Some("*"), None),
                (Some("http://lab"), None), // our own page needs no leave
            ] {
                let field = origin.map(|origin| format!("Origin: {origin}"));
                let request = field.map_or(get(path), |field| with(&get(path), &field));
                says(&lab, &request, 200, shown);
            }
        }
    }

    #[test]
    fn must_not_show_anything_to_a_request_of_two_origins() {
        let two = with(&get("/poll"), &format!("Origin: {APP}\r\nOrigin: https://evil.example"));
        says(&open_to_app(), &two, 200, None);
    }

    /// An error is an answer, too: the page may know what was wrong.
    #[test]
    fn must_show_refusals_to_listed_origins() {
        let lab = open_to_app();
        let from_app = |path| with(&get(path), &format!("Origin: {APP}"));
        says(&lab, &from_app("/poll?since=x"), 400, Some(APP));
        says(&lab, &from_app("/nowhere"), 404, Some(APP));
        says(&lab, &from_app("/publish"), 405, Some(APP));
        says(&lab, &from_app("/events?topic=a%20b"), 400, Some(APP));
        says(&lab, &from_app("/events").replace("GET", "HEAD"), 200, Some(APP));
    }

    #[test]
    fn must_let_listed_origins_publish_and_open_websockets() {
        let lab = open_to_app();
        let post = "POST /publish HTTP/1.1\r\nHost: lab\r\nContent-Length: 0\r\n\r\n";
        for (origin, published, opened) in [(APP, 202, 101), ("https://evil.example", 403, 403)] {
            let field = format!("Origin: {origin}");
            says(&lab, &with(post, &field), published, (origin == APP).then_some(APP));
            assert_eq!(head(&lab, &with(&upgrade("/ws"), &field)).status, opened);
        }
        assert_eq!(lab.lab.hub.stats().published, 1);
    }

    /// A question (preflight) is answered for each address with its methods; the answer to one who
    /// is not listed says nothing, and so says no.
    #[test]
    fn must_answer_preflights() {
        let lab = open_to_app();
        for (path, _, methods) in ROUTES {
            let ask = |origin: &str| {
                with(
                    &get(path).replace("GET", "OPTIONS"),
                    &format!(
                        "Origin: {origin}\r\nAccess-Control-Request-Method: GET\r\n\
                         Access-Control-Request-Headers: last-event-id"
                    ),
                )
            };
            let yes = says(&lab, &ask(APP), 204, Some(APP));
            let all = methods.join(", ");
            assert_eq!(yes.field("Access-Control-Allow-Methods"), Some(all.as_str()), "{path}");
            let fields = yes.field("Access-Control-Allow-Headers");
            assert_eq!(fields, Some("Last-Event-ID, Content-Type, Cache-Control"), "{path}");
            assert_eq!(yes.field("Access-Control-Max-Age"), Some("600"), "{path}");
            assert_eq!(yes.field("Content-Length"), None, "204 has no body");

            let no = says(&lab, &ask("https://evil.example"), 204, None);
            assert!(!no.head.contains("Access-Control-"), "{}", no.head);
        }
    }

    /// One connection carries requests of many pages, and nothing of one goes to the next.
    #[test]
    fn must_not_carry_leave_from_one_answer_to_the_next() {
        let lab = open_to_app();
        let mut client = lab.connect();
        client.send(&with(&get("/poll"), &format!("Origin: {APP}")));
        assert_eq!(client.answer().field("Access-Control-Allow-Origin"), Some(APP));
        client.send(&with(&get("/poll"), "Origin: https://evil.example"));
        assert!(!client.answer().head.contains("Access-Control-"));
    }

    #[test]
    fn must_say_nothing_at_all_without_a_list() {
        let lab = Running::start();
        for request in [get("/events"), get("/poll"), get("/events").replace("GET", "OPTIONS")] {
            let answer = head(&lab, &with(&request, &format!("Origin: {APP}")));
            assert!(!answer.head.contains("Access-Control-"), "{}", answer.head);
            assert_eq!(answer.field("Vary"), None);
        }
    }

    /// `*` is for everybody, and `null` is what any page can be.
    #[test]
    fn must_not_take_what_is_no_origin_into_the_list() {
        for wrong in ["*", "null", "app.example", "https://app.example/", "https://App.example", ""]
        {
            assert!(Origins::and(vec![APP.into(), wrong.into()]).is_err(), "{wrong:?}");
        }
    }
}

mod s9_3_7_options {
    use super::*;

    #[test]
    fn must_say_204_and_what_is_allowed() {
        let lab = Running::start();
        for (path, _, methods) in ROUTES {
            let answer = head(&lab, &format!("OPTIONS {path} HTTP/1.1\r\nHost: lab\r\n\r\n"));
            assert_eq!(answer.status, 204, "{path}");
            assert_eq!(answer.field("Allow"), Some(methods.join(", ").as_str()), "{path}");
        }
        let star = head(&lab, "OPTIONS * HTTP/1.1\r\nHost: lab\r\n\r\n");
        let allow = star.field("Allow");
        assert_eq!((star.status, allow), (204, Some("GET, HEAD, POST, OPTIONS")));
        let nowhere = lab.ask("OPTIONS /nowhere HTTP/1.1\r\nHost: lab\r\n\r\n");
        assert_eq!(nowhere.status, 404);
    }
}
