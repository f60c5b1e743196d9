//! # A server and its pollers, in memory                             chapter 04 · RFC 6202 §2
//! Knows: how a hub, HTTP and polling are put together. Does not know: sockets, clocks.
//! Read before: `polling/src/poller.rs`, `tests/laws/src/polling.rs`. Read next: `lab/src/lane.rs`.

use http1::{Event as Http, RequestHead, Server};
use hub::{Batch, Hub, HubLimits, Queue, Reader, Start, Topic};
use laws::polling::{Kind, World};
use polling::long::State;
use polling::poller::Event;
use polling::{
    IfNoneMatch, LongPoll, Pace, Poller, Since, answer_now, answer_unless_known, parse_wait,
};
use std::mem;
use std::time::Duration;
use wire::{Epoch, Input, Limits, Protocol, Published};

/// The least that makes a client ask several times for what it missed.
const BATCH_EVENTS: usize = 3;

/// One hub, and a connection for each client.
pub struct InMemory {
    hub: Hub,
    topic: Topic,
    now: Duration,
    lanes: Vec<Lane>,
}

/// One client, and the server's end of its connection.
struct Lane {
    poller: Poller,
    serving: Serving,
    pace: Pace,
    /// When the connection was opened.
    since: Duration,
    /// What the server has sent and the client has not received.
    on_its_way: Vec<u8>,
    heard: Vec<Published>,
}

/// What the server is doing on a connection.
enum Serving {
    Http(Server),
    Parked(LongPoll, Reader),
}

fn http() -> Serving {
    Serving::Http(Server::new(Limits::DEFAULT, Duration::ZERO))
}

fn poller(since: Since, pace: Pace) -> Poller {
    Poller::new("server", "/poll", since, pace, Limits::DEFAULT).unwrap()
}

fn read(reader: &mut Reader) -> Option<Batch> {
    reader.try_next(BATCH_EVENTS, usize::MAX).unwrap()
}

impl InMemory {
    /// What this client heard since it was asked last.
    pub fn take_heard(&mut self, client: usize) -> Vec<Published> {
        mem::take(&mut self.lanes[client].heard)
    }
}

impl World for InMemory {
    fn new(clients: &[Kind]) -> Self {
        let lane = |kind: &Kind| {
            let pace = match kind {
                Kind::Short => Pace::Every(Duration::from_secs(1)),
                Kind::Long => Pace::Waiting(Duration::from_secs(2)),
            };
            let (since, on_its_way, heard) = (Duration::ZERO, Vec::new(), Vec::new());
            let poller = poller(Since::All, pace);
            Lane { poller, serving: http(), pace, since, on_its_way, heard }
        };
        let lanes = clients.iter().map(lane).collect();
        let topic = Topic::new("news").unwrap();
        Self {
            hub: Hub::new(HubLimits::DEFAULT, Epoch::new(0xc1)),
            topic,
            now: Duration::ZERO,
            lanes,
        }
    }

    fn publish(&mut self, data: &str) {
        self.hub.publish(&self.topic, None, data).try_get().unwrap().unwrap();
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        for lane in &mut self.lanes {
            lane.tick(self.now);
            lane.serve(self.now, &self.hub, &self.topic);
        }
    }

    fn arrive(&mut self, client: usize, bytes: usize) {
        self.lanes[client].receive(bytes, self.now);
    }

    fn lose(&mut self, client: usize) {
        self.lanes[client].connect(self.now);
    }

    fn heard(&self, client: usize) -> &[Published] {
        &self.lanes[client].heard
    }
}

impl Lane {
    /// A fresh connection: all that was on the old one is lost, but for the client's place.
    fn connect(&mut self, now: Duration) {
        self.poller = poller(self.poller.since(), self.pace);
        self.serving = http();
        self.since = now;
        self.on_its_way.clear();
    }

    fn tick(&mut self, now: Duration) {
        self.poller.tick(now - self.since);
        self.hear(&mut [], now);
    }

    fn receive(&mut self, bytes: usize, now: Duration) {
        let n = bytes.min(self.on_its_way.len());
        let mut arrived: Vec<u8> = self.on_its_way.drain(..n).collect();
        self.hear(&mut arrived, now);
    }

    fn hear(&mut self, bytes: &mut [u8], now: Duration) {
        let mut input = Input::new(bytes);
        loop {
            match self.poller.next_event(&mut input) {
                Ok(Some(Event::Answer(answer))) => self.heard.extend(answer.events),
                Ok(Some(Event::Refused(status, why))) => panic!("refused: {status} {why}"),
                Ok(Some(Event::Closed)) | Err(_) => return self.connect(now),
                Ok(None) => return,
            }
        }
    }

    /// The server's turn: hear what the client asks, and answer or park it.
    fn serve(&mut self, now: Duration, hub: &Hub, topic: &Topic) {
        let mut bytes = self.poller.take_output().to_vec();
        let mut input = Input::new(&mut bytes);
        self.serving = match mem::replace(&mut self.serving, http()) {
            Serving::Http(mut server) => {
                server.tick(now - self.since);
                let mut question = None;
                while let Some(event) = server.next_event(&mut input).unwrap() {
                    if let Http::Request(head) = event {
                        question = Some(Question::of(&head));
                    }
                }
                match question {
                    Some(question) => question.answer(server, hub, topic),
                    None => Serving::Http(server),
                }
            }
            Serving::Parked(mut poll, mut reader) => {
                poll.tick(now - self.since);
                if let Some(batch) = read(&mut reader) {
                    poll.answer(batch.events.iter().map(|event| &**event), reader.cursor());
                }
                poll.next_event(&mut input).unwrap();
                match poll.state() {
                    State::Parked => Serving::Parked(poll, reader),
                    _ => Serving::Http(poll.into_http()),
                }
            }
        };
        let output = match &mut self.serving {
            Serving::Http(server) => server.take_output(),
            Serving::Parked(poll, _) => poll.take_output(),
        };
        self.on_its_way.extend(output.to_vec());
    }
}

/// What a client asked.
struct Question {
    start: Start,
    known: IfNoneMatch,
    wait: Option<Duration>,
}

impl Question {
    fn of(head: &RequestHead<'_>) -> Self {
        let since = head.query_value("since").unwrap();
        let start = match Since::parse(since.as_deref()).unwrap() {
            Since::Now => Start::Now,
            Since::All => Start::All,
            Since::Event(id) => Start::After(id),
        };
        let wait = head.query_value("wait").unwrap();
        let wait = wait.map(|wait| parse_wait(Some(&wait)).unwrap());
        Self { start, known: IfNoneMatch::of(head), wait }
    }

    fn answer(self, mut server: Server, hub: &Hub, topic: &Topic) -> Serving {
        let mut reader = hub.reader(topic, self.start, Queue::DEFAULT).unwrap();
        let events = read(&mut reader).map_or(Vec::new(), |batch| batch.events);
        match self.wait {
            Some(wait) if events.is_empty() => {
                let poll = LongPoll::park(server, reader.cursor(), wait);
                Serving::Parked(poll, reader)
            }
            _ => {
                let events = events.iter().map(|event| &**event);
                let next = reader.cursor();
                let answer = match self.wait {
                    Some(_) => answer_now(events, next),
                    None => answer_unless_known(&self.known, next, || answer_now(events, next)),
                };
                server.respond(answer).unwrap();
                Serving::Http(server)
            }
        }
    }
}
