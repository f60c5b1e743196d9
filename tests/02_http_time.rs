//! # HTTP: how long a server waits                                   chapter 02 · RFC 9112 §9.5
//! Knows: the three deadlines of a connection, on a clock that the test turns. Does not know: real
//! time.
//! Read before: `02_http_answer.rs`. Read next: `02_http_client.rs`.

use http1::{Event, Response, Server, Violation};
use laws::{Log, Talk};
use std::time::Duration;
use wire::{Cite, Limits, Protocol};

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const POST: &str = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
const LAST_MOMENT: Duration = Duration::from_nanos(1);

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

type ServerTalk = Talk<Server, fn(&mut Log, Event<'_>)>;

fn talk() -> ServerTalk {
    let server = Server::new(Limits::DEFAULT, Duration::ZERO);
    Talk::with("a server, nothing heard yet", server, |log, event| {
        if let Event::Request(head) = event {
            log.event(format_args!("Request {}", head.method()));
        }
    })
}

fn respond(talk: &mut ServerTalk) {
    talk.we_do("respond", |server| server.respond(Response::new(204))).expect("owed");
}

mod s09_5_timeouts {
    use super::*;

    // HTTP-9.5-01: a connection on which nothing was ever said.
    #[test]
    fn limit_head_time_counts_from_the_start() {
        let mut talk = talk();
        assert_eq!(talk.protocol().deadline(), Some(seconds(10)));
        talk.time_is(seconds(10) - LAST_MOMENT);
        talk.nothing_else_happens();
        talk.time_is(seconds(10));
        talk.we_end();
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().deadline(), None);
    }

    // HTTP-8-01: bytes do not win time.
    #[test]
    fn limit_head_time_is_not_moved_by_bytes() {
        let mut talk = talk();
        for second in 5..10 {
            talk.time_is(seconds(second));
            talk.peer_sends_text("G");
        }
        assert_eq!(talk.protocol().deadline(), Some(seconds(10)));
        talk.time_is(seconds(10));
        let error = talk.fails_with("the head took too long", Cite::rfc9110("15.5.9"));
        assert_eq!((error.violation, error.offset), (Violation::HeadTooSlow, 5));
        talk.we_send_text("HTTP/1.1 408 Request Timeout\r\n");
        talk.we_end();
    }

    // HTTP-9.5-01
    #[test]
    fn limit_idle_time_between_requests() {
        let mut talk = talk();
        talk.peer_sends_text(GET);
        talk.we_hear("Request GET");
        assert_eq!(talk.protocol().deadline(), None, "the application takes its time");
        talk.time_is(seconds(100));
        respond(&mut talk);
        assert_eq!(talk.protocol().deadline(), Some(seconds(160)));
        talk.time_is(seconds(159));
        talk.peer_sends_text("GET");
        assert_eq!(talk.protocol().deadline(), Some(seconds(169)), "a head has begun");
        talk.peer_sends_text(&GET[3..]);
        talk.we_hear("Request GET");
        respond(&mut talk);
        talk.time_is(seconds(219));
        talk.we_end();
    }

    // SEM-15.5.9-01, HTTP-8-01
    #[test]
    fn limit_body_time() {
        let mut talk = talk();
        talk.time_is(seconds(2));
        talk.peer_sends_text(POST);
        talk.we_hear("Request POST");
        talk.time_is(seconds(31));
        talk.peer_sends_text("half");
        assert_eq!(talk.protocol().deadline(), Some(seconds(32)));
        talk.time_is(seconds(32));
        let error = talk.fails_with("the body took too long", Cite::rfc9110("15.5.9"));
        assert_eq!(error.violation, Violation::BodyTooSlow);
        talk.we_send_text("HTTP/1.1 408 Request Timeout\r\n");
        talk.we_end();
    }

    #[test]
    fn must_not_let_time_run_backwards() {
        let mut talk = talk();
        talk.time_is(seconds(5));
        talk.time_is(seconds(4));
        assert_eq!(talk.protocol().now(), seconds(5));
    }
}

mod rfc9110_s05_6_7_dates {
    use http1::date::fixdate;
    use std::time::Duration;

    fn date(seconds: u64) -> String {
        String::from_utf8(fixdate(Duration::from_secs(seconds)).to_vec()).expect("ASCII")
    }

    // SEM-5.6.7-01
    #[test]
    fn vector_the_standards_own_moment() {
        assert_eq!(date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn must_know_leap_years() {
        assert_eq!(date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(date(951_782_399), "Mon, 28 Feb 2000 23:59:59 GMT");
        assert_eq!(date(951_782_400), "Tue, 29 Feb 2000 00:00:00 GMT");
        assert_eq!(date(951_868_800), "Wed, 01 Mar 2000 00:00:00 GMT");
        assert_eq!(date(1_735_689_599), "Tue, 31 Dec 2024 23:59:59 GMT");
        assert_eq!(date(4_107_542_399), "Sun, 28 Feb 2100 23:59:59 GMT");
        assert_eq!(date(4_107_542_400), "Mon, 01 Mar 2100 00:00:00 GMT");
    }

    laws::proptest::proptest! {
        /// A day later the weekday is the next one, and the time of day the same.
        #[test]
        fn law_a_day_has_86400_seconds(moment in 0u64..250_000_000_000) {
            const DAYS: [&str; 8] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon"];
            let (one, two) = (date(moment), date(moment + 86_400));
            let at = DAYS.iter().position(|day| one.starts_with(day)).expect("a weekday");
            laws::proptest::prop_assert!(two.starts_with(DAYS[at + 1]));
            laws::proptest::prop_assert_eq!(&one[17..], &two[17..]);
            laws::proptest::prop_assert_ne!(&one[5..16], &two[5..16]);
        }
    }
}

/// A server that accepts, and says nothing for ever.
#[test]
fn limit_an_answer_is_not_fetched_for_ever() {
    use net::fetch::{FetchError, Request, fetch};
    let mut builder = net::tokio::runtime::Builder::new_current_thread();
    builder.enable_all().start_paused(true).build().unwrap().block_on(async {
        let silent = net::tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = silent.local_addr().unwrap();
        let fetching = fetch(Request::get(&format!("http://{address}/")).unwrap());
        let patience = std::time::Duration::from_secs(1_000);
        let fetched = net::tokio::time::timeout(patience, fetching).await.expect("it ends");
        assert!(matches!(fetched, Err(FetchError::TooLate)), "{fetched:?}");
    });
}
