//! # Scenario: coming back to an event stream                        chapter 07 · WHATWG §9.2.3
//! Knows: a cut, the wait, Last-Event-ID, the log behind it. Does not know: how a client is put
//! together.
//! Read before: `step/scenarios/sse.rs`, `hub/src/cursor.rs`. Read next: `step/code.rs`.

use super::Scenario;
use super::listener::Listener;
use super::polling::{EPOCH, http_server};
use super::streaming::HEARTBEAT;
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage, Watched};
use ::polling::Stream;
use http1::{Event, RequestHead};
use hub::{Hub, HubLimits, Queue, Reader, Start, Topic};
use net::event_stream::{EventStream, EventStreamFormat};
use std::error::Error;
use std::time::Duration;
use trace::Sender::{Client, Server};

/// The connection is cut, and the stream goes on where it was.
pub(super) const RECONNECT: Scenario = Scenario {
    name: "reconnect",
    about: "The cable is cut: the client waits, comes back with Last-Event-ID, and misses nothing.",
    live: false,
    play: reconnect,
    notes: NOTES,
};

fn reconnect(stage: &mut Stage) -> Played {
    let topic = Topic::new("main")?;
    let hub = Hub::new(HubLimits::DEFAULT, EPOCH);
    stage.connect()?;
    let mut client = stage.watch(Listener::new(), Client);
    let (mut stream, mut reader) = listen(stage, &mut client, &hub, &topic)?;
    drop(hub.publish(&topic, None, "heard"));
    deliver(stage, &mut stream, &mut reader, &mut client)?;
    drop(stream);
    stage.cut();
    stage.wait(Duration::ZERO, &mut client, |_, _| {});
    client.lost();
    stage.wait(Duration::ZERO, &mut client, |_, _| {});
    drop(hub.publish(&topic, None, "missed"));
    drop(hub.publish(&topic, None, "missed too"));
    let wait = client.due().saturating_sub(stage.now());
    stage.wait(wait, &mut client, |_, _| {});
    stage.connect()?;
    *client.watch_mut() = stage.recorder(Client);
    let (mut stream, mut reader) = listen(stage, &mut client, &hub, &topic)?;
    deliver(stage, &mut stream, &mut reader, &mut client)
}

/// Ask for the stream on a connection that begins now; the server opens it, and a reader of the
/// log for it, from the place on that the request names.
fn listen(
    stage: &mut Stage,
    client: &mut Watched<Listener>,
    hub: &Hub,
    topic: &Topic,
) -> Result<(Watched<EventStream>, Reader), Box<dyn Error>> {
    client.ask(stage.now())?;
    let mut server = stage.watch(http_server(), Server);
    let mut start = Start::Now;
    stage.carry((Client, client), &mut server, |_, event| {
        if let Event::Request(head) = event {
            start = place(&head);
        }
    })?;
    let mut stream = server.try_map(|http| Stream::open(http, EventStreamFormat, HEARTBEAT))?;
    stage.carry((Server, &mut stream), client, |_, _| {})?;
    Ok((stream, hub.reader(topic, start, Queue::DEFAULT)?))
}

/// What the request says in Last-Event-ID.
fn place(head: &RequestHead<'_>) -> Start {
    let id = head.fields().single("Last-Event-ID").ok().flatten();
    match id.map(|id| String::from_utf8_lossy(id).parse()) {
        None => Start::Now,
        Some(Ok(id)) => Start::After(id),
        Some(Err(_)) => Start::Lost,
    }
}

/// Deliver what the log has.
fn deliver(
    stage: &mut Stage,
    stream: &mut Watched<EventStream>,
    reader: &mut Reader,
    client: &mut Watched<Listener>,
) -> Played {
    if let Some(batch) = reader.try_next(usize::MAX, usize::MAX)? {
        stream.deliver(batch.events.iter().map(|event| &**event));
    }
    stage.carry((Server, stream), client, |_, _| {})
}

const NOTES: &[Note] = &[
    Note {
        on: "client hears Message",
        title: "An event with its id: the client remembers `c1-1`",
        code: at("sse/src/decoder.rs", "dispatch"),
        question: "What if the server sent no ids?",
        answer: "The client would come back without a place, and what it missed is lost.",
    },
    Note {
        on: "the connection is cut",
        title: "The cable is cut, in the middle of a chunked body",
        code: at("sse/src/event_source/mod.rs", "ended"),
        question: "What becomes of half an event that had come?",
        answer: "It is dropped: without its empty line it may have been cut short.",
    },
    Note {
        on: "a request is due",
        title: "3 s later (the reconnection time) the next attempt is due",
        code: at("sse/src/event_source/reconnection.rs", "wait"),
        question: "What if 10,000 clients lost the same server?",
        answer: "All come back in the same moment. A random share of the wait spreads them.",
    },
    Note {
        on: "client writes",
        title: "A new connection, and the request says where it was: Last-Event-ID",
        code: at("sse/src/event_source/mod.rs", "request"),
        question: "Does the server have to look at it?",
        answer: "Nothing forces it. Then the ids were for nothing.",
    },
    Note {
        on: "client hears Message",
        title: "The log goes on behind `c1-1`: nothing is lost, nothing comes twice",
        code: at("hub/src/cursor.rs", "new"),
        question: "What if the log does not reach back so far?",
        answer: "It must be said, or the client shows old things as new: see `reset`.",
    },
];
