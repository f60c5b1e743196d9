//! # Clients, judged                                                 chapter 16
//! Knows: that our clients pass every case of the grader, and that a bad one fails those that it
//! should. Does not know: other clients; see `tests/real_parts/`.
//! Read before: `check/src/clients.rs`. Read next: `tests/real_parts.rs`.

#[path = "16_check_clients/naive.rs"]
mod naive;
mod support;

use check::clients::{Door, cases, judge};
use check::{Kind, Level, Only, Report, Target};
use net::EventSource;
use net::Stop;
use net::handle::Queue;
use net::tokio;
use net::tokio::net::TcpListener;
use net::tokio::runtime::Runtime;
use net::websocket::{Request, connect};
use std::future::Future;
use std::time::Duration;
use support::PATIENCE;

/// Judge clients that come as long as they are wanted: `client` is one that comes once.
fn judged<F: Future<Output = ()>>(
    scheme: &str,
    only: &str,
    idle: Duration,
    mut client: impl FnMut(String) -> F,
) -> Report {
    Runtime::new().unwrap().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{scheme}://{}/", listener.local_addr().unwrap());
        let mut target = Target::parse(&url).unwrap();
        target.quiet = Duration::from_millis(100);
        target.timeout = Duration::from_millis(1000);
        let only = Only::parse(only, &cases(target.kind)).unwrap();
        let report = judge(target, Door::new(listener, idle, Stop::default()), &only, |_| {});
        let clients = async {
            loop {
                client(url.clone()).await;
            }
        };
        let both = async {
            tokio::select! {
                report = report => report,
                () = clients => unreachable!(),
            }
        };
        tokio::time::timeout(PATIENCE, both).await.unwrap()
    })
}

/// Our client, as those are that are run against the Autobahn suite.
async fn echo(url: String) {
    let Ok(open) = connect(Request::new(&url).unwrap()).await else { return };
    let mut socket = open.into_websocket(Queue::default());
    while let Some(message) = socket.receive().await.message() {
        if socket.send(message).await.is_err() {
            break;
        }
    }
    // What was queued, and the closing handshake, take their course.
    let _how_it_ended = socket.split().1.ended().await;
}

mod s_websocket {
    use super::*;

    #[test]
    fn must_pass_with_our_client() {
        let report = judged("ws", "", Duration::from_secs(5), echo);
        println!("{report}");
        assert_eq!(report.failed(), [""; 0]);
        assert_eq!(report.score(), (69, 69));
    }

    /// It has the right request, and reads short texts that come alone; and no more.
    #[test]
    fn must_find_out_a_naive_client() {
        let report = judged("ws", "", Duration::from_secs(5), naive::echo);
        println!("{report}");
        let passed = report.rows.iter().filter(|row| row.word() == "pass");
        let passed: Vec<&str> = passed.map(|row| row.probe.id).collect();
        let right = [
            "C-101", "C-102", "C-103", "C-104", "C-105", "C-106", "C-107", "C-109", "C-209",
            "C-210", "C-211", "C-212", "C-213", "C-301", "C-302", "C-303", "C-304", "C-308",
            "C-601", "C-711",
        ];
        assert_eq!(passed, right);
    }
}

mod s_event_stream {
    use super::*;

    #[test]
    fn must_pass_with_our_event_source() {
        let report = judged("http", "", Duration::from_secs(5), |url| async move {
            let Ok(mut source) = EventSource::connect(&url) else { return };
            while source.next().await.is_some() {}
        });
        println!("{report}");
        assert_eq!(report.failed(), [""; 0]);
        assert_eq!(report.missed(Level::May), [""; 0]);
        assert_eq!(report.score(), (24, 24));
    }
}

/// The kinds have cases, each id once.
#[test]
fn must_give_each_case_an_id_of_its_own() {
    for (kind, begins) in [(Kind::WebSocket, "C-"), (Kind::Http, "E-")] {
        let mut ids: Vec<&str> = cases(kind).iter().map(|case| case.id).collect();
        assert!(ids.iter().all(|id| id.starts_with(begins)), "{ids:?}");
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
