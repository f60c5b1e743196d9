//! # Scenario: an event stream                                       chapter 06 · WHATWG §9.2
//! Knows: the request, lines, events. Does not know: how a client is put together.
//! Read before: `step/scenarios/listener.rs`. Read next: `step/scenarios/reconnect.rs`.

use super::Scenario;
use super::listener::Listener;
use super::polling::{event, http_server};
use super::streaming::HEARTBEAT;
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage};
use ::polling::Stream;
use net::event_stream::EventStreamFormat;
use trace::Sender::{Client, Server};
use wire::Published;

/// The request, the head, two events.
pub(super) const SSE: Scenario = Scenario {
    name: "sse",
    about: "An event stream: lines of text in an answer that does not end.",
    live: true,
    play: sse,
    notes: SSE_NOTES,
};

fn sse(stage: &mut Stage) -> Played {
    stage.connect()?;
    let mut client = stage.watch(Listener::new(), Client);
    client.ask(stage.now())?;
    let mut server = stage.watch(http_server(), Server);
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    let mut stream = server.try_map(|http| Stream::open(http, EventStreamFormat, HEARTBEAT))?;
    stage.carry((Server, &mut stream), &mut client, |_, _| {})?;
    stream.deliver([&event(8, "two\nlines")]);
    stage.carry((Server, &mut stream), &mut client, |_, _| {})?;
    let joined = Published { event: "joined".into(), ..event(9, "Ada") };
    stream.deliver([&joined]);
    stage.carry((Server, &mut stream), &mut client, |_, _| {})?;
    stream.finish();
    stage.carry((Server, &mut stream), &mut client, |_, _| {})
}

const SSE_NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "A GET that accepts text/event-stream: all of it is plain HTTP",
        code: at("sse/src/event_source/mod.rs", "request"),
        question: "Can a page add a field of its own, for a password?",
        answer: "Not with EventSource: its requests are fixed. Cookies go along, or use fetch.",
    },
    Note {
        on: "HTTP response head",
        title: "200 and the media type text/event-stream: that is what opens a stream",
        code: at("sse/src/event_source/mod.rs", "responded"),
        question: "What if the media type were text/plain?",
        answer: "The EventSource fails for good: an error event, and it does not come back.",
    },
    Note {
        on: "server writes: Chunk of 3 bytes",
        title: "Right behind the head a comment, which nobody hears, so that a body begins",
        code: at("net/src/event_stream.rs", "write_opening"),
        question: "Who needs it?",
        answer: "Proxies and libraries that show nothing of an answer before its body begins.",
    },
    Note {
        on: "client hears Message",
        title: "Two lines of data are one event: the line ends join them, the empty line sends",
        code: at("sse/src/decoder.rs", "dispatch"),
        question: "What if the server wrote the data as it is, with its LF in it?",
        answer: "The second line would be a field with an unknown name, and be lost.",
    },
    Note {
        on: "client hears Message",
        title: "An event of a type of its own: only listeners for `joined` hear it",
        code: at("sse/src/decoder.rs", "interpret"),
        question: "What hears a page that has set `onmessage` alone?",
        answer: "Nothing: `message` is the type of events without an `event` line.",
    },
    Note {
        on: "client hears Error",
        title: "The stream ends in order. An EventSource comes back all the same",
        code: at("sse/src/event_source/mod.rs", "reestablish"),
        question: "How does a server tell it to stay away?",
        answer: "By a status: 204, or any but 200 and the redirects, and it does not ask again.",
    },
];
