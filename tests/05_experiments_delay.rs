//! # How long an event is on its way                          chapter 05 · RFC 6202 §2.2, §3.2
//! Knows: a link on which every byte takes 50 ms, and what is heard when. Does not know: a clock
//! that runs by itself.
//! Read before: `tests/support/line.rs`. Read next: `05_experiments_streams.rs`.

mod support;

use frames::{Connection, Event as Frame, Message};
use http1::{Client, ClientEvent, Event as Http, Request, Server};
use net::event_stream::{EventStream, EventStreamFormat};
use polling::Pace;
use std::time::Duration;
use support::faults::Link;
use support::line::{Line, event};
use wire::{Input, Limits, Protocol};

/// How long a byte takes, each way.
const DELAY: Duration = Duration::from_millis(50);
const A: Duration = Duration::from_millis(200);
const TWENTY_BYTES: &str = "12345678901234567890";

/// A client whose long poll waits at the server.
fn waiting(delay: Duration) -> Line {
    let mut line = Line::new(Pace::Waiting(Duration::from_secs(25)), delay);
    line.run_until(A);
    assert_eq!((line.requests, line.answers.len()), (1, 0));
    line
}

/// When two things were heard that were said at `A`, one right behind the other, over a connection
/// on which nobody has to ask.
fn heard_at(
    mut say: impl FnMut(u64) -> Vec<u8>,
    mut hear: impl FnMut(&mut [u8]) -> usize,
) -> Vec<Duration> {
    let mut link = Link::new(DELAY);
    link.send(A, say(1));
    link.send(A, say(2));
    let mut heard = Vec::new();
    while let Some(now) = link.next() {
        let events = hear(&mut link.arrive(now));
        heard.extend(std::iter::repeat_n(now - A, events));
    }
    heard
}

#[test] // X-04; claim E16; POLL-2.2-02: answer, question, answer
fn claim_a_long_poll_takes_one_transit_or_three() {
    let mut line = waiting(DELAY);
    line.publish("a");
    line.publish("b"); // the answer with the first one has left
    line.run_until(Duration::from_secs(1));
    let ages: Vec<_> = line.heard.iter().map(|(at, _)| *at - A).collect();
    assert_eq!(ages, [DELAY, 3 * DELAY]);
    assert_eq!(line.answers, [1, 1]);
}

/// The least that a short poll can do is to find the event there.
#[test] // X-04; claim E16
fn claim_a_short_poll_takes_up_to_an_interval_more() {
    let interval = Duration::from_secs(1);
    let age = |published: Duration| {
        let mut line = Line::new(Pace::Every(interval), DELAY);
        line.run_until(published);
        line.publish("a");
        line.run_until(Duration::from_secs(10));
        line.heard[0].0 - published
    };
    // The interval begins when the answer has come: the server is asked every 1.1 s.
    let asked = interval + 3 * DELAY;
    assert_eq!(age(asked - Duration::from_nanos(1)), DELAY + Duration::from_nanos(1));
    assert_eq!(
        age(asked + Duration::from_nanos(1)),
        DELAY + interval + 2 * DELAY - Duration::from_nanos(1)
    );
}

#[test] // X-04; POLL-3.2-02
fn claim_an_event_stream_takes_one_transit_always() {
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut client = Client::new(Limits::DEFAULT);
    client.request(Request::get("/events", "a")).unwrap();
    let mut asked = client.take_output().to_vec();
    let mut input = Input::new(&mut asked);
    while server.next_event(&mut input).unwrap().is_some_and(|event| event != Http::End) {}
    let heartbeat = Duration::from_secs(15);
    let mut stream = EventStream::open(server, EventStreamFormat, heartbeat).unwrap();
    let mut decoder = sse::Decoder::new(Limits::DEFAULT);
    let say = |number| {
        stream.deliver([&event(number, "x")]);
        stream.take_output().to_vec()
    };
    let hear = |bytes: &mut [u8]| {
        let mut events = 0;
        let heard = &mut |_: &mut Client, event: ClientEvent<'_>| {
            if let ClientEvent::Data(data) = event {
                let mut data = data.to_vec();
                let mut input = Input::new(&mut data);
                while let Some(event) = decoder.next_event(&mut input).unwrap() {
                    events += usize::from(matches!(event, sse::Event::Message { .. }));
                }
            }
        };
        wire::feed::drain(&mut client, &mut Input::new(bytes), heard).unwrap();
        events
    };
    assert_eq!(heard_at(say, hear), [DELAY, DELAY]);
}

#[test] // X-04
fn claim_a_websocket_takes_one_transit_always() {
    let mut server = Connection::server(Limits::DEFAULT);
    let mut client = Connection::client(Limits::DEFAULT, || [1, 2, 3, 4]);
    let say = |_| {
        server.send_text("x").unwrap();
        server.take_output().to_vec()
    };
    let hear = |bytes: &mut [u8]| {
        let (mut input, mut events) = (Input::new(bytes), 0);
        while let Some(event) = client.next_event(&mut input).unwrap() {
            events += usize::from(matches!(event, Frame::Message(Message::Text(_))));
        }
        events
    };
    assert_eq!(heard_at(say, hear), [DELAY, DELAY]);
}

/// Its bytes for 50 events in one answer are fewer than those of an event stream with ids if its
/// format is the barest, a list of texts; in ours each event has names around it, and they are not.
#[test] // X-05; POLL-2.2-05
fn claim_what_happens_in_the_gap_comes_in_one_answer() {
    const EVENTS: usize = 50;
    let mut line = waiting(DELAY);
    line.publish("first");
    let gap = 2 * DELAY; // until the next question is there
    for i in 0..EVENTS {
        line.run_until(A + gap * i as u32 / EVENTS as u32);
        line.publish(&format!("{i:020}"));
    }
    let before = line.bytes();
    line.run_until(A + 3 * DELAY);
    assert_eq!(line.answers, [1, EVENTS], "none is lost");
    let heard = line.heard[1..].iter().map(|(_, data)| data.parse::<usize>().unwrap());
    assert!(heard.eq(0..EVENTS), "in their order");
    assert!(line.heard[1..].iter().all(|(at, _)| *at == A + 3 * DELAY));

    let question = "GET /poll?since=1-1&wait=25 HTTP/1.1\r\nHost: a\r\n\r\n".len();
    let heads = answer_head(4).len() + question; // a length of four digits
    let list = EVENTS * TWENTY_BYTES.len() + EVENTS * "\"\",".len() + 1;
    let sse: usize = (2..=EVENTS + 1).map(with_id).sum();
    let objects: usize = (2..=EVENTS + 1).map(in_json).sum();
    let whole = heads + objects + EVENTS - 1 + r#"{"events":[],"next":"1-51"}"#.len();
    // Since then the answer was sent, and the next question, whose number has a digit more.
    assert_eq!(line.bytes() - before, whole + 1);
    assert!(heads + list < sse, "{heads} + {list} bytes against {sse}");
    assert!(whole > sse, "{whole} bytes against {sse}");
}

/// The head of an answer whose length has so many digits.
fn answer_head(digits: usize) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\
         Content-Type: application/json\r\nCache-Control: no-store\r\n\
         Content-Length: {}\r\n\r\n",
        "9".repeat(digits)
    )
}

/// An event of twenty bytes in an event stream, with its id, in a chunk of its own.
fn with_id(number: usize) -> usize {
    let event = format!("id: 1-{number}\ndata: {TWENTY_BYTES}\n\n");
    format!("{:x}\r\n{event}\r\n", event.len()).len()
}

/// The same in the JSON of a poll.
fn in_json(number: usize) -> usize {
    format!(r#"{{"id":"1-{number}","event":"message","data":"{TWENTY_BYTES}"}}"#).len()
}

/// Not the 149 bytes of the barest heads, for ours say more; see `16_experiments_bytes.rs`.
#[test] // X-03; POLL-2.2-01; claim C1
fn claim_each_event_of_a_long_poll_costs_two_heads() {
    const EVENTS: usize = 100;
    let mut line = waiting(Duration::ZERO);
    let mut expected = 0;
    for number in 0..EVENTS {
        line.publish(TWENTY_BYTES);
        line.run_until(line.now + Duration::from_millis(1));
        let question = format!("GET /poll?since=1-{number}&wait=25 HTTP/1.1\r\nHost: a\r\n\r\n");
        let body =
            format!(r#"{{"events":[],"next":"1-{}"}}"#, number + 1).len() + in_json(number + 1);
        expected += question.len() + answer_head(2).len() + body;
    }
    let waits = format!("GET /poll?since=1-{EVENTS}&wait=25 HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(line.answers, [1; EVENTS]);
    assert_eq!(line.bytes(), expected + waits.len(), "the next question waits already");
    let overhead = expected / EVENTS - TWENTY_BYTES.len();
    let of_sse = "1c\r\n".len() + "data: \n\n".len() + "\r\n".len();
    assert_eq!((overhead, of_sse), (250, 14));
    assert!(overhead >= 10 * of_sse);
}
