//! # A stream that nobody reads                               chapter 05 · RFC 6202 §3, RFC 9112 §9
//! Knows: a pipe that holds little, and a server that always has more to say. Does not know: the
//! log; a reader that falls behind it is met in `15_fan_out.rs`.
//! Read before: `net/src/drive.rs`, `03_driver_limits.rs`. Read next: `15_fan_out.rs`.

mod support;

use http1::{Client, ClientEvent, Event as Http, Request, Server};
use net::event_stream::EventStreamFormat;
use net::tokio::io::{AsyncReadExt as _, duplex};
use net::tokio::time::sleep;
use net::tokio::{join, select};
use net::{Application, Connection, Ended, Fault, Flow, Stop, drive};
use polling::stream::Gone;
use polling::{Format, Ndjson, Stream};
use std::ops::ControlFlow::{Break, Continue};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::Context;
use std::time::Duration;
use support::in_virtual_time;
use support::line::event;
use wire::{Input, Limits, Protocol};

const PIPE: usize = 1024;
const EVENTS: u64 = 5_000;

/// Has an event whenever it is asked for one, until there were `EVENTS`.
struct Talker(Arc<AtomicU64>);

impl<F: Format> Application<Stream<F>> for Talker {
    fn on_event(&mut self, _: &mut Stream<F>, _: Gone) -> Flow {
        Break(())
    }

    fn poll_work(&mut self, stream: &mut Stream<F>, cx: &mut Context<'_>) -> Flow {
        let said = self.0.load(SeqCst);
        if said < EVENTS {
            stream.deliver([&event(said + 1, "a text of some length, as events are")]);
            self.0.store(said + 1, SeqCst);
            cx.waker().wake_by_ref();
        } else {
            stream.finish();
        }
        Continue(())
    }
}

fn stream<F: Format>(format: F) -> Stream<F> {
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut request = *b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n";
    let mut input = Input::new(&mut request);
    while server.next_event(&mut input).unwrap().is_some_and(|event| event != Http::End) {}
    Stream::open(server, format, Duration::from_secs(15)).unwrap()
}

/// How many ends of events are in the body of the answer.
fn count(answer: &[u8], end: &str) -> usize {
    let (mut client, mut body) = (Client::new(Limits::DEFAULT), Vec::new());
    client.request(Request::get("/stream", "a")).unwrap();
    let hear = |_: &mut Client, event: ClientEvent<'_>| {
        if let ClientEvent::Data(data) = event {
            body.extend_from_slice(&data);
        }
    };
    wire::feed::feed(&mut client, answer, &[], hear).unwrap();
    assert!(client.is_ready() || client.take_output().is_end(), "the answer is whole");
    String::from_utf8(body).unwrap().matches(end).count()
}

/// A client that looks away for some seconds: nothing piles up meanwhile, and nothing is lost.
fn must_wait_for_the_reader<F: Format>(format: F, end: &str, opening: usize) {
    in_virtual_time(async {
        let (ours, mut theirs) = duplex(PIPE);
        let mut connection = Connection::new(ours, Limits::DEFAULT, Stop::default());
        let said = Arc::new(AtomicU64::new(0));
        let (mut stream, mut talker) = (stream(format), Talker(Arc::clone(&said)));
        let reading = async {
            sleep(Duration::from_secs(5)).await;
            let waiting = said.load(SeqCst);
            assert!(waiting * 60 < 2 * PIPE as u64, "{waiting} events were taken from the log");
            let mut answer = Vec::new();
            theirs.read_to_end(&mut answer).await.unwrap();
            drop(theirs);
            answer
        };
        let driving = drive(&mut connection, &mut stream, &mut talker);
        let (ended, answer) = join!(driving, reading);
        assert_eq!(ended.unwrap(), Ended::Closed);
        assert_eq!(count(&answer, end), EVENTS as usize + opening);
    });
}

#[test]
fn must_take_no_more_lines_from_the_log_than_are_read() {
    must_wait_for_the_reader(Ndjson, "}\n", 0);
}

#[test]
fn must_take_no_more_events_from_the_log_than_are_read() {
    must_wait_for_the_reader(EventStreamFormat, "\n\n", 1);
}

#[test] // after `Limits::write_time`, however much there is to say
fn limit_write_time_of_a_stream_that_nobody_reads() {
    in_virtual_time(async {
        let (ours, theirs) = duplex(PIPE);
        let mut connection = Connection::new(ours, Limits::DEFAULT, Stop::default());
        let (mut stream, mut talker) = (stream(Ndjson), Talker(Arc::default()));
        let driving = drive(&mut connection, &mut stream, &mut talker);
        let late = sleep(Limits::DEFAULT.write_time + Duration::from_secs(1));
        select! {
            ended = driving => assert!(matches!(ended, Err(Fault::Stalled)), "{ended:?}"),
            () = late => panic!("it waits for ever"),
        }
        drop(theirs);
    });
}
