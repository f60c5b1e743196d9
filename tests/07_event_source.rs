//! # EventSource, without a network                                 chapter 07 · WHATWG §9.2.2 to 4
//! Knows: what is asked, told and waited for, whatever the network does. Does not know: sockets,
//! how a stream is decoded (`06_sse_wire.rs`).
//! Read before: `sse/src/event_source/mod.rs`. Read next: `07_reconnect.rs`.

use sse::EventSource;
use sse::event_source::{
    End, Event, FIELDS, Location, Options, REDIRECTS_MAX, ReadyState, Request, Response, Step, Why,
};
use std::time::Duration;
use wire::{Backoff, Input, Limits};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);
const URL: &str = "http://example.com/news";
const STREAM: &str = "text/event-stream";

/// What is told, in words that are short to write.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Open,
    Message(String, String, String),
    Error(Why, Option<Duration>),
}

/// An event of the type `message`.
fn message(data: &str, last_event_id: &str) -> Told {
    Told::Message("message".into(), data.into(), last_event_id.into())
}

fn again(why: Why, after: Duration) -> Option<Told> {
    Some(Told::Error(why, Some(after)))
}

fn for_good(why: Why) -> Option<Told> {
    Some(Told::Error(why, None))
}

fn tell(event: Event<'_>) -> Told {
    match event {
        Event::Open => Told::Open,
        Event::Message { event, data, last_event_id } => {
            Told::Message(event.into(), data.into(), last_event_id.into())
        }
        Event::Error { why, retry_in } => Told::Error(why, retry_in),
    }
}

/// An EventSource, and a network and a clock that do as they are told. The dice fall high.
struct World {
    source: EventSource,
    now: Duration,
}

impl World {
    fn new(options: Options) -> Self {
        Self { source: EventSource::new(URL, options), now: Duration::ZERO }
    }

    /// The request that is due now, and no other behind it.
    #[track_caller]
    fn request(&mut self) -> Request {
        let Step::Request(request) = self.source.next_step() else { panic!("no request is due") };
        assert_eq!(self.source.next_step(), Step::AwaitResponse);
        request
    }

    /// The last event ID of the request that is due now.
    #[track_caller]
    fn asks_with(&mut self) -> Option<String> {
        self.request().last_event_id.map(|id| String::from_utf8(id).unwrap())
    }

    fn answer(&mut self, status: u16, content_type: Option<&str>) -> Option<Told> {
        let content_type = content_type.map(str::as_bytes);
        let head = Response { status, content_type, location: None };
        self.source.responded(&head, self.now, u64::MAX).map(tell)
    }

    fn redirect(&mut self, status: u16, location: Location<'_>) -> Option<Told> {
        let head = Response { status, content_type: None, location: Some(location) };
        self.source.responded(&head, self.now, u64::MAX).map(tell)
    }

    /// A request, and a stream that answers it.
    #[track_caller]
    fn open(&mut self) {
        self.request();
        assert_eq!(self.answer(200, Some(STREAM)), Some(Told::Open));
    }

    fn hear(&mut self, body: &str) -> Vec<Told> {
        let mut body = body.as_bytes().to_vec();
        let mut input = Input::new(&mut body);
        let mut told = Vec::new();
        while let Some(event) = self.source.received(&mut input, self.now) {
            told.push(tell(event));
        }
        assert!(input.is_empty());
        told
    }

    fn end(&mut self, how: End) -> Option<Told> {
        self.source.ended(how, self.now, u64::MAX).map(tell)
    }

    fn pass(&mut self, time: Duration) -> Option<Told> {
        self.now += time;
        self.source.tick(self.now, u64::MAX).map(tell)
    }

    /// Wait until the next attempt is due: how long it was.
    #[track_caller]
    fn wait(&mut self) -> Duration {
        let Step::WaitUntil(until) = self.source.next_step() else { panic!("nothing to wait for") };
        assert_eq!(self.source.deadline(), Some(until));
        let wait = until - self.now;
        if let Some(early) = wait.checked_sub(Duration::from_nanos(1)) {
            assert_eq!(self.pass(early), None);
            assert_eq!(self.source.next_step(), Step::WaitUntil(until), "it is too early");
            self.now -= early;
        }
        assert_eq!(self.pass(wait), None);
        wait
    }

    /// Lose the connection, and wait for the next attempt.
    #[track_caller]
    fn lose(&mut self) -> Duration {
        assert!(matches!(self.end(End::NetworkError), Some(Told::Error(_, Some(_)))));
        self.wait()
    }

    /// Nothing is asked or told any more, whatever happens.
    #[track_caller]
    fn is_closed_for_good(&mut self) {
        assert_eq!(self.source.ready_state(), ReadyState::Closed);
        assert_eq!((self.source.next_step(), self.source.deadline()), (Step::Closed, None));
        assert_eq!(self.answer(200, Some(STREAM)), None);
        assert_eq!(self.hear("data: late\n\n"), []);
        assert_eq!(self.end(End::NetworkError), None);
        assert_eq!(self.pass(HOUR), None);
        assert_eq!((self.source.next_step(), self.source.deadline()), (Step::Closed, None));
    }
}

fn world() -> World {
    World::new(Options::default())
}

/// The request, and what answers mean.
#[path = "07_event_source/answers.rs"]
mod whatwg_s09_2_2_answers;

/// Where a redirect leads, and who goes along.
#[path = "07_event_source/redirects.rs"]
mod whatwg_s09_2_2_redirects;

/// Announce, reestablish, fail, close.
#[path = "07_event_source/lives.rs"]
mod whatwg_s09_2_3_processing;

/// The place in the stream, from life to life.
#[path = "07_event_source/places.rs"]
mod whatwg_s09_2_4_last_event_id;

/// What the standard leaves open.
#[path = "07_event_source/choices.rs"]
mod our_choices;

/// For all deeds, and all ways to cut a stream.
#[path = "07_event_source/laws.rs"]
mod laws_of_an_event_source;
