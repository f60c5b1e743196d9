//! # Scenarios: polling, short and long                              chapters 04, 05 · RFC 6202 §2
//! Knows: a poller and the server that answers it, at once or when there is news.
//! Does not know: streams.
//! Read before: `polling/src/poller.rs`, `polling/src/long.rs`. Read next:
//! `step/scenarios/streaming.rs`.

use super::Scenario;
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage, Watched};
use ::polling::{IfNoneMatch, LongPoll, Pace, Poller, Since, answer_now, answer_unless_known};
use http1::{Event, Server as Http};
use std::time::Duration;
use trace::Sender::{Client, Server};
use wire::{Epoch, Limits, Published};

/// An empty poll, the same again with a tag, then one with an event.
pub(super) const POLL: Scenario = Scenario {
    name: "poll",
    about: "Asking every two seconds; 304 says `nothing new` without a body.",
    live: false,
    play: poll,
    notes: POLL_NOTES,
};

/// A request that waits for the event, and one that waits in vain.
pub(super) const LONG_POLL: Scenario = Scenario {
    name: "long-poll",
    about: "The server holds the request until there is news, or until its time is up.",
    live: false,
    play: long_poll,
    notes: LONG_POLL_NOTES,
};

/// The log's first life.
pub(super) const EPOCH: Epoch = Epoch::new(0xc1);

pub(super) fn event(number: u64, data: &str) -> Published {
    Published { id: EPOCH.at(number), event: "message".into(), data: data.into() }
}

pub(super) fn http_server() -> Http {
    // 2026-01-01, for the Date field.
    Http::new(Limits::DEFAULT, Duration::from_secs(1_767_225_600))
}

const INTERVAL: Duration = Duration::from_secs(2);

fn poll(stage: &mut Stage) -> Played {
    stage.connect()?;
    let since = Since::Event(EPOCH.at(7));
    let poller =
        Poller::new("example.com", "/poll", since, Pace::Every(INTERVAL), Limits::DEFAULT)?;
    let mut client = stage.watch(poller, Client);
    let mut server = stage.watch(http_server(), Server);
    ask(stage, &mut client, &mut server, &[])?;
    stage.wait(INTERVAL, &mut client, |_, _| {});
    ask(stage, &mut client, &mut server, &[])?;
    stage.wait(INTERVAL, &mut client, |_, _| {});
    ask(stage, &mut client, &mut server, &[event(8, "news")])
}

/// One question, answered with `events`.
fn ask(
    stage: &mut Stage,
    client: &mut Watched<Poller>,
    server: &mut Watched<Http>,
    events: &[Published],
) -> Played {
    let next = events.last().map_or(EPOCH.at(7), |event| event.id);
    let mut known = IfNoneMatch::default();
    stage.carry((Client, client), server, |server, heard| match heard {
        Event::Request(head) => known = IfNoneMatch::of(&head),
        Event::End => {
            let answer = answer_unless_known(&known, next, || answer_now(events, next));
            // An answer is owed, so it can be given.
            let _owed = server.respond(answer);
        }
        Event::Data(_) | Event::Closed => {}
    })?;
    stage.carry((Server, server), client, |_, _| {})
}

const POLL_NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "The poll names its place in the log: what comes behind `c1-7`?",
        code: at("polling/src/poller.rs", "target"),
        question: "What if it asked for `the latest` instead?",
        answer: "Of two events between two polls it would hear the second only.",
    },
    Note {
        on: "status 200",
        title: "Nothing new: an answer all the same, with a tag that names it",
        code: at("polling/src/answer.rs", "write_answer"),
        question: "What if a cache kept this answer?",
        answer: "The next poll would be told old news by the cache: hence `no-store`.",
    },
    Note {
        on: "→ waits for the answer",
        title: "Two seconds later it is time to ask again",
        code: at("polling/src/poller.rs", "tick"),
        question: "Who decides how old news can become?",
        answer: "The client, by its interval: for ten times fresher news, ten times the requests.",
    },
    Note {
        on: "client writes",
        title: "The same question, with the tag in If-None-Match",
        code: at("polling/src/poller.rs", "question"),
        question: "How old is an event when it is heard?",
        answer: "Up to the interval: two seconds here, one on average.",
    },
    Note {
        on: "status 304",
        title: "304 Not Modified: a head, and no byte of a body",
        code: at("polling/src/unchanged.rs", "answer_unless_known"),
        question: "What does an empty poll still cost?",
        answer: "Two heads: some 300 bytes to say nothing, for each client, every two seconds.",
    },
    Note {
        on: "client hears Answer(Answer { events: [Published",
        title: "There is an event: it comes with its id, and `next` is the new place",
        code: at("polling/src/poller.rs", "hear"),
        question: "What if the connection is lost in the middle of this answer?",
        answer: "The place moves only behind a whole answer: the client asks the same again.",
    },
];

fn long_poll(stage: &mut Stage) -> Played {
    stage.connect()?;
    let wait = Duration::from_secs(25);
    let since = Since::Event(EPOCH.at(7));
    let poller =
        Poller::new("example.com", "/long-poll", since, Pace::Waiting(wait), Limits::DEFAULT)?;
    let mut client = stage.watch(poller, Client);
    let mut server = stage.watch(http_server(), Server);
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    let mut parked = server.map(|http| LongPoll::park(http, EPOCH.at(7), wait));
    stage.look(Server, &parked);
    stage.wait(Duration::from_secs(3), &mut parked, |_, _| {});
    let news = event(8, "news");
    parked.answer([&news], news.id);
    stage.carry((Server, &mut parked), &mut client, |_, _| {})?;
    let mut server = parked.map(LongPoll::into_http);
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    let mut parked = server.map(|http| LongPoll::park(http, news.id, wait));
    stage.look(Server, &parked);
    stage.wait(wait, &mut parked, |_, _| {});
    stage.carry((Server, &mut parked), &mut client, |_, _| {})
}

const LONG_POLL_NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "The request says how long it may be held: wait=25",
        code: at("polling/src/poller.rs", "question"),
        question: "What if the server held it for ever?",
        answer: "A proxy between would end it first, with a 504 that looks like a fault.",
    },
    Note {
        on: "→ parked",
        title: "There is no news: the request is parked, and nothing is written",
        code: at("polling/src/long.rs", "park"),
        question: "What does a parked request cost?",
        answer: "A connection and its state; with a thread for each, a thread.",
    },
    Note {
        on: "server writes",
        title: "3 s later there is an event: the parked request is answered with it",
        code: at("polling/src/long.rs", "answer"),
        question: "What happens to an event that comes before the next request?",
        answer: "It waits in the log, and the next request, which names its place, hears it.",
    },
    Note {
        on: "client writes",
        title: "The client asks again at once, from its new place",
        code: at("polling/src/poller.rs", "hear"),
        question: "How many requests does an event cost?",
        answer: "One each. Where events are many, a stream is cheaper.",
    },
    Note {
        on: "answered without events",
        title: "25 s without news: the time is up",
        code: at("polling/src/long.rs", "tick"),
        question: "Is this an error?",
        answer: "No: it is a 200 with no events, and the client asks again.",
    },
    Note {
        on: "server writes",
        title: "The empty answer: the client's place stays",
        code: at("polling/src/short.rs", "answer_now"),
        question: "What if it were a 204 without a body?",
        answer: "It could not say `next`: a client without a place would never get one.",
    },
];
