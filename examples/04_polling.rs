//! # A poll every second                                           chapter 04 · RFC 6202 §1
//! Knows: three events, and a client that asks for them at an interval. Does not know: waiting.
//! Read before: `polling/src/poller.rs`. Read next: `examples/05_long_polling.rs`.

// Break here first: polling::poller::Poller::hear
//
// cargo run --example 04_polling

use http1::{Event as Http, Server};
use polling::{Pace, Poller, Since, answer_now, poller::Event};
use std::error::Error;
use std::time::Duration;
use wire::{Epoch, EventId, Input, Limits, Protocol, Published};

/// The life of the log, to which the numbers belong.
const EPOCH: Epoch = Epoch::new(0xc1);
/// When each event is published, in milliseconds, and its text.
const NEWS: [(u64, &str); 3] = [(300, "rain"), (2500, "sun"), (2600, "hail")];

fn main() -> Result<(), Box<dyn Error>> {
    let every = Pace::Every(Duration::from_secs(1));
    let mut client = Poller::new("a", "/poll", Since::All, every, Limits::DEFAULT)?;
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let (mut polls, mut empty, mut bytes) = (0, 0, 0);
    println!("of each question the first line is shown, of each answer the last\n");
    while polls < 6 {
        let now = client.deadline().ok_or("the client stopped asking")?; // no need to sleep
        client.tick(now);
        let question = client.take_output().to_vec();
        let answer = serve(&mut server, &question, now)?;
        let (asked, told) = (question.len(), answer.len());
        println!("{:.1} s   {asked} bytes asked, {told} bytes told", now.as_secs_f64());
        dump(question.split_inclusive(|&byte| byte == b'\n').next(), "asked");
        dump(answer.split(|&byte| byte == b'\n').next_back(), "told ");
        let ages = hear(&mut client, &answer, now)?;
        if let Since::Event(place) = client.since() {
            println!("  next place: {place}\n");
        }
        polls += 1;
        empty += usize::from(ages == 0);
        bytes += question.len() + answer.len();
    }
    println!("{polls} polls, {empty} of them empty; {bytes} bytes for {} events", NEWS.len());
    Ok(())
}

/// The server's side of one poll: what was published behind the client's place.
fn serve(server: &mut Server, question: &[u8], now: Duration) -> Result<Vec<u8>, Box<dyn Error>> {
    server.tick(now);
    let mut bytes = question.to_vec();
    let (mut input, mut place) = (Input::new(&mut bytes), EPOCH.at(0));
    while let Some(event) = server.next_event(&mut input)? {
        if let Http::Request(head) = event
            && let Since::Event(id) = Since::parse(head.query_value("since")?.as_deref())?
        {
            place = id;
        }
    }
    let published = NEWS.iter().zip(1..).filter(|((at, _), _)| u128::from(*at) <= now.as_millis());
    let news = published.map(|((_, text), id)| (id, text)).filter(|(n, _)| *n > place.number);
    let event = |(n, text): (u64, &&str)| Published {
        id: EPOCH.at(n),
        event: "message".into(),
        data: (*text).into(),
    };
    let events: Vec<Published> = news.map(event).collect();
    let next: EventId = events.last().map_or(place, |event| event.id);
    server.respond(answer_now(&events, next))?;
    Ok(server.take_output().to_vec())
}

/// The client's side: how many events it heard, and how old each of them was by then.
fn hear(client: &mut Poller, answer: &[u8], now: Duration) -> Result<usize, Box<dyn Error>> {
    let mut bytes = answer.to_vec();
    let Some(Event::Answer(answer)) = client.next_event(&mut Input::new(&mut bytes))? else {
        return Err("the answer is not whole".into());
    };
    for event in &answer.events {
        let (at, text) = NEWS[usize::try_from(event.id.number)? - 1];
        println!("  => event {}, {text:?}, {:?} old", event.id, now - Duration::from_millis(at));
    }
    Ok(answer.events.len())
}

/// Sixteen bytes a line, and what they say.
fn dump(bytes: Option<&[u8]>, label: &str) {
    for row in bytes.unwrap_or_default().chunks(16) {
        let text = row.escape_ascii().to_string().replace("\\\"", "\"");
        println!("  {label}  {:<47}  {text}", laws::to_hex(row));
    }
}
