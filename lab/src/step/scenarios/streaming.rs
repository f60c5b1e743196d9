//! # Scenario: an answer that does not end                           chapter 05 · RFC 6202 §3
//! Knows: chunks, a heartbeat, the proper end. Does not know: event streams.
//! Read before: `polling/src/stream.rs`. Read next: `step/scenarios/listener.rs`.

use super::Scenario;
use super::polling::{event, http_server};
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage};
use ::polling::{Ndjson, Stream};
use http1::{Client as HttpClient, Request};
use std::time::Duration;
use trace::Sender::{Client, Server};
use wire::Limits;

/// Lines of JSON in chunks.
pub(super) const STREAM: Scenario = Scenario {
    name: "stream",
    about: "One answer in chunks that goes on and on: an event, a heartbeat, the proper end.",
    live: false,
    play: stream,
    notes: NOTES,
};

/// After so much silence, a heartbeat is sent.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(15);

fn stream(stage: &mut Stage) -> Played {
    stage.connect()?;
    let mut client = stage.watch(HttpClient::new(Limits::DEFAULT), Client);
    let mut server = stage.watch(http_server(), Server);
    client.request(Request::get("/stream", "example.com"))?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    let mut stream = server.try_map(|http| Stream::open(http, Ndjson, HEARTBEAT))?;
    stage.carry((Server, &mut stream), &mut client, |_, _| {})?;
    stream.deliver([&event(8, "news")]);
    stage.carry((Server, &mut stream), &mut client, |_, _| {})?;
    stage.wait(HEARTBEAT, &mut stream, |_, _| {});
    stage.carry((Server, &mut stream), &mut client, |_, _| {})?;
    stream.finish();
    stage.carry((Server, &mut stream), &mut client, |_, _| {})
}

const NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "A plain GET: nothing in it says that the answer will not end",
        code: at("http1/src/client.rs", "request"),
        question: "What if the client's library waits for whole answers?",
        answer: "It hears nothing for ever. It must hand out the body as it comes.",
    },
    Note {
        on: "server writes",
        title: "The head goes out at once: a body in chunks, of a length that nobody knows",
        code: at("polling/src/stream.rs", "open"),
        question: "What if the head waited for the first event?",
        answer: "The client could not tell a quiet stream from a dead server.",
    },
    Note {
        on: "server writes: Chunk",
        title: "An empty line in a chunk: there are proxies that wait for a first byte of body",
        code: at("polling/src/stream.rs", "write_opening"),
        question: "What if the proxy buffers more than that?",
        answer: "Events come late, in heaps. X-Accel-Buffering asks nginx to stay out.",
    },
    Note {
        on: "server writes: Chunk",
        title: "An event: one line of JSON, here in a chunk of its own",
        code: at("http1/src/server_answer.rs", "send_chunk_with"),
        question: "What if the client took each chunk for one event?",
        answer: "It would break behind a proxy, which may cut the chunks anew: count lines.",
    },
    Note {
        on: "server writes: Chunk",
        title: "15 s of silence: a heartbeat, one line end and nothing else",
        code: at("polling/src/stream.rs", "tick"),
        question: "Whom does it serve?",
        answer: "Proxies, which end what is idle; and the server, whose write finds the dead.",
    },
    Note {
        on: "last chunk",
        title: "The chunk of size 0: the end was meant, and nothing is missing",
        code: at("http1/src/server_answer.rs", "finish"),
        question: "What if the server just closed the connection?",
        answer: "The client could not tell the end from a cut, and must treat it as one.",
    },
];
