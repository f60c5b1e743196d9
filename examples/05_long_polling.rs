//! # A poll that waits, and an answer that goes on              chapter 05 · RFC 6202 §2, §3
//! Knows: the same three events as `04_polling.rs`, in two other ways. Does not know: sockets.
//! Read before: `polling/src/long.rs`, `polling/src/stream.rs`. Read next: `06_sse_wire.rs`.

// Break here first: polling::long::after
//
// cargo run --example 05_long_polling

use http1::Server;
use polling::{LongPoll, Ndjson, Stream};
use std::error::Error;
use std::time::Duration;
use wire::{Epoch, Limits, Protocol, Published, feed::feed};

/// The life of the log, to which the numbers belong.
const EPOCH: Epoch = Epoch::new(0xc1);
/// When each event is published, in milliseconds, and its text.
const NEWS: [(u64, &str); 3] = [(300, "rain"), (2500, "sun"), (2600, "hail")];

fn main() -> Result<(), Box<dyn Error>> {
    long_polling()?;
    streaming()
}

/// Four questions, each held until there is an event or its time is up.
fn long_polling() -> Result<(), Box<dyn Error>> {
    println!("LONG POLLING: the server may wait for 2 s\n");
    let mut http = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut place = EPOCH.at(0); // the last event that the client has
    for _ in 0..4 {
        let question = format!("GET /long-poll?since={place}&wait=2 HTTP/1.1\r\nHost: a\r\n\r\n");
        tell(http.now(), question.lines().next().unwrap_or_default(), b"");
        feed(&mut http, question.as_bytes(), &[], |_, _| ())?;
        let mut parked = LongPoll::park(http, place, Duration::from_secs(2));
        let deadline = parked.deadline().unwrap_or_default();
        println!("       {:?} until {deadline:?}", parked.state());

        // The clock jumps to the next event, or to the deadline if that comes first.
        let next = news(place.number + 1).filter(|(at, _)| *at < deadline);
        parked.tick(next.as_ref().map_or(deadline, |(at, _)| *at));
        if let Some((_, event)) = &next {
            place = event.id;
            parked.answer([event], place);
        }
        let (answer, state) = (parked.take_output().to_vec(), parked.state());
        http = parked.into_http(); // it is free for the next question
        let body = answer.split(|&byte| byte == b'\n').next_back().unwrap_or_default();
        tell(http.now(), &format!("{state:?}: {} bytes, the body last", answer.len()), body);
    }
    Ok(())
}

/// One question; each event is a further chunk of its answer.
fn streaming() -> Result<(), Box<dyn Error>> {
    println!("\nSTREAMING: a heartbeat after 1 s of silence\n");
    let mut http = Server::new(Limits::DEFAULT, Duration::ZERO);
    feed(&mut http, b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", &[], |_, _| ())?;
    let mut stream = Stream::open(http, Ndjson, Duration::from_secs(1))?;
    tell(Duration::ZERO, "the head, before there is news", &stream.take_output().to_vec());
    for (at, event) in (1..).map_while(news) {
        while let Some(beat) = stream.deadline().filter(|beat| *beat < at) {
            stream.tick(beat);
            tell(beat, "a heartbeat", &stream.take_output().to_vec());
        }
        stream.tick(at);
        stream.deliver([&event]);
        tell(at, "an event", &stream.take_output().to_vec());
    }
    stream.finish();
    tell(
        Duration::from_millis(2600),
        "the last chunk: nothing was cut off",
        &stream.take_output().to_vec(),
    );
    Ok(())
}

/// Event `number`, and when it is published.
fn news(number: u64) -> Option<(Duration, Published)> {
    let (&(at, text), _) = NEWS.iter().zip(1..).find(|(_, n)| *n == number)?;
    let id = EPOCH.at(number);
    Some((Duration::from_millis(at), Published { id, event: "message".into(), data: text.into() }))
}

/// The time, what happened, and its bytes, sixteen a line.
fn tell(now: Duration, what: &str, bytes: &[u8]) {
    println!("{:.1} s  {what}", now.as_secs_f64());
    for row in bytes.chunks(16) {
        let text = row.escape_ascii().to_string().replace("\\\"", "\"");
        println!("       {:<47}  {text}", laws::to_hex(row));
    }
}
