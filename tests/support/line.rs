//! # Line: a poller and its server, in virtual time                  chapter 04 · RFC 6202 §2
//! Knows: the time that bytes take, who asks when, what it costs. Does not know: sockets, clocks.
//! Read before: `faults.rs`, `polling/src/poller.rs`. Read next: `tests/04_experiments_polling.rs`.

use super::faults::Link;
use http1::{Event as Http, Server};
use polling::poller::Event;
use polling::{
    IfNoneMatch, LongPoll, Pace, Poller, Since, answer_now, answer_unless_known, parse_wait,
};
use std::mem;
use std::time::Duration;
use wire::{Epoch, EventId, Input, Limits, Protocol, Published};

/// One client that polls one server, over a link each way. The server's log is a list.
pub struct Line {
    pub now: Duration,
    log: Vec<Published>,
    poller: Poller,
    serving: Serving,
    up: Link,
    down: Link,
    /// The questions that were asked.
    pub requests: usize,
    /// How many events each answer brought.
    pub answers: Vec<usize>,
    /// When each event was heard, and its text.
    pub heard: Vec<(Duration, Box<str>)>,
}

/// What the server is doing.
enum Serving {
    Http(Server),
    Parked(LongPoll),
}

impl Line {
    /// A client that begins to poll at once, from the log's beginning; every byte takes `delay`.
    pub fn new(pace: Pace, delay: Duration) -> Self {
        let poller = Poller::new("a", "/poll", Since::Event(id(0)), pace, Limits::DEFAULT);
        Self {
            now: Duration::ZERO,
            log: Vec::new(),
            poller: poller.unwrap(),
            serving: Serving::Http(Server::new(Limits::DEFAULT, Duration::ZERO)),
            up: Link::new(delay),
            down: Link::new(delay),
            requests: 0,
            answers: Vec::new(),
            heard: Vec::new(),
        }
    }

    /// Bytes that were sent, both ways.
    pub fn bytes(&self) -> usize {
        self.up.carried + self.down.carried
    }

    /// How many answers brought nothing.
    pub fn empty(&self) -> usize {
        self.answers.iter().filter(|events| **events == 0).count()
    }

    /// Publish now.
    pub fn publish(&mut self, data: &str) {
        let event = event(self.log.len() as u64 + 1, data);
        if let Serving::Parked(poll) = &mut self.serving {
            poll.answer([&event], event.id);
        }
        self.log.push(event);
    }

    /// Let time pass until `end`. What is due at `end` is done.
    pub fn run_until(&mut self, end: Duration) {
        loop {
            self.settle();
            let server = match &self.serving {
                Serving::Http(server) => server.deadline(),
                Serving::Parked(poll) => poll.deadline(),
            };
            let due = [self.up.next(), self.down.next(), self.poller.deadline(), server];
            match due.into_iter().flatten().min() {
                Some(next) if next <= end => self.now = self.now.max(next),
                _ => break,
            }
        }
        self.now = end;
    }

    /// Whatever is due now: the client asks, the server answers, the client hears.
    fn settle(&mut self) {
        self.poller.tick(self.now);
        let question = self.poller.take_output().to_vec();
        self.requests += usize::from(!question.is_empty());
        self.up.send(self.now, question);
        let mut came = self.up.arrive(self.now);
        let serving = mem::replace(&mut self.serving, Serving::Http(unused()));
        self.serving = serving.turn(self.now, &mut came, &self.log);
        self.down.send(self.now, self.serving.output());
        let mut told = self.down.arrive(self.now);
        let mut input = Input::new(&mut told);
        while let Some(event) = self.poller.next_event(&mut input).unwrap() {
            let Event::Answer(answer) = event else { panic!("{event:?}") };
            self.answers.push(answer.events.len());
            self.heard.extend(answer.events.into_iter().map(|event| (self.now, event.data)));
        }
    }
}

impl Serving {
    fn turn(self, now: Duration, came: &mut [u8], log: &[Published]) -> Self {
        let mut input = Input::new(came);
        match self {
            Self::Http(mut server) => {
                server.tick(now);
                let mut asked = None;
                while let Some(event) = server.next_event(&mut input).unwrap() {
                    if let Http::Request(head) = event {
                        let value = |name| head.query_value(name).unwrap();
                        let since = Since::parse(value("since").as_deref()).unwrap();
                        let wait = value("wait").map(|wait| parse_wait(Some(&wait)).unwrap());
                        asked = Some((place(since), wait, IfNoneMatch::of(&head)));
                    }
                }
                let Some((place, wait, known)) = asked else { return Self::Http(server) };
                let events = &log[place..];
                let next = id(log.len() as u64);
                let answer = match wait {
                    Some(wait) if events.is_empty() => {
                        return Self::Parked(LongPoll::park(server, next, wait));
                    }
                    Some(_) => answer_now(events, next),
                    None => answer_unless_known(&known, next, || answer_now(events, next)),
                };
                server.respond(answer).unwrap();
                Self::Http(server)
            }
            Self::Parked(mut poll) => {
                poll.tick(now);
                let ended = poll.next_event(&mut input).unwrap();
                if ended.is_some() { Self::Http(poll.into_http()) } else { Self::Parked(poll) }
            }
        }
    }

    fn output(&mut self) -> Vec<u8> {
        let output = match self {
            Self::Http(server) => server.take_output(),
            Self::Parked(poll) => poll.take_output(),
        };
        output.to_vec()
    }
}

fn unused() -> Server {
    Server::new(Limits::DEFAULT, Duration::ZERO)
}

/// The id of the event with this number; 0 is before the first.
pub fn id(number: u64) -> EventId {
    EventId { epoch: Epoch::new(1), number }
}

/// The event with this number.
pub fn event(number: u64, data: &str) -> Published {
    Published { id: id(number), event: "message".into(), data: data.into() }
}

/// How many events of the log a client has.
fn place(since: Since) -> usize {
    match since {
        Since::Now => panic!("each of these clients has a place"),
        Since::All => 0,
        Since::Event(id) => usize::try_from(id.number).unwrap(),
    }
}
