//! # Scenarios: the opening handshake                                chapters 08, 09 · RFC 6455 §4
//! Knows: a question that is answered with 101, and two that are refused. Does not know: frames.
//! Read before: `handshake/src/client.rs`, `handshake/src/server.rs`. Read next:
//! `step/scenarios/frames.rs`.
//!
//! The states of a handshake are types, not a `Protocol`: the scenario says which one it holds.

use super::Scenario;
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage};
use ::handshake::client::{Connect, Step as Answer, Waiting};
use ::handshake::server::{Reading, Step as Question};
use std::error::Error;
use trace::Sender::{Client, Server};
use trace::{End, What};
use wire::{Input, Limits, Protocol as _};

/// A question in two reads, and 101 with a frame right behind it.
pub(super) const HANDSHAKE: Scenario = Scenario {
    name: "handshake",
    about: "From HTTP to WebSocket: the request, the key and its answer, and a frame behind it.",
    live: true,
    play: handshake,
    notes: HANDSHAKE_NOTES,
};

/// A wrong version, then a key of the wrong length.
pub(super) const REFUSED: Scenario = Scenario {
    name: "refused",
    about: "Two requests that ask wrongly: each is answered by HTTP, with a sentence.",
    live: true,
    play: refused,
    notes: REFUSED_NOTES,
};

fn state(stage: &Stage, at: trace::Sender, state: &str) {
    stage.write(What::State { at, state: state.into() });
}

fn handshake(stage: &mut Stage) -> Played {
    stage.connect()?;
    let connect = Connect::new("server.example.com", "/chat").origin("http://example.com");
    let (request, waiting) = connect.start(stage.nonce())?;
    let reading = Reading::new(Limits::DEFAULT);
    let reading = reading.origins(::handshake::OriginPolicy::only(["http://example.com"])?);
    state(stage, Client, "Waiting: it may send no frame yet");
    state(stage, Server, "Reading the request");
    let (first, second) = request.split_at(100);
    let read = stage.hand(Client, first)?;
    let Question::Reading(reading) = reading.receive(&read)? else { return Err(slip()) };
    let read = stage.hand(Client, second)?;
    let Question::Asked { asked, .. } = reading.receive(&read)? else { return Err(slip()) };
    state(stage, Server, "Asked: the client wants a WebSocket, and asked by the rules");
    let accepted = asked.accept(None)?;
    state(stage, Server, "Accepted: OPEN as soon as the 101 is written");
    let mut server = stage.websocket_server();
    server.send_text("welcome")?;
    let head = accepted.answer.len();
    let mut written = accepted.answer;
    written.extend(server.take_output().to_vec());
    let read = stage.hand(Server, &written)?;
    open(stage, waiting, &read, head)
}

/// The client reads the 101 and the frame that came with it.
fn open(stage: &Stage, waiting: Waiting, read: &[u8], head: usize) -> Played {
    let Answer::Open(open) = waiting.receive(read)? else { return Err(slip()) };
    let left = open.leftover.len();
    let kept = format!("OPEN, and {left} bytes behind the head are frames already");
    state(stage, Client, &kept);
    if left + head != read.len() {
        return Err(slip());
    }
    let mut leftover = open.leftover;
    let mut client = stage.websocket_client();
    if let Some(event) = client.next_event(&mut Input::new(&mut leftover))? {
        stage.write(What::Event { at: Client, event: format!("{event:?}"), unread: 0 });
    }
    Ok(())
}

fn slip() -> Box<dyn Error> {
    "the scenario expected another state".into()
}

const HANDSHAKE_NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "The first 100 bytes of a GET: not a head yet, so nothing is decided",
        code: at("handshake/src/server.rs", "receive"),
        question: "What if the server parsed what came, without its end?",
        answer: "It would miss fields that are still on their way: the key perhaps, or Origin.",
    },
    Note {
        on: "Asked",
        title: "The empty line: the head is whole, and all that RFC 6455 asks for is in it",
        code: at("handshake/src/server/asked.rs", "from_request_of"),
        question: "What if the server did not look at Origin?",
        answer: "Any page could open a WebSocket with its visitor's cookies, and read along.",
    },
    Note {
        on: "server writes",
        title: "101: the answer to the key proves that the server understood the question",
        code: at("handshake/src/key.rs", "accept_key"),
        question: "What if Sec-WebSocket-Accept were the key itself?",
        answer: "A server that echoes fields without knowing WebSocket would seem to accept.",
    },
    Note {
        on: "client hears Message",
        title: "Behind the empty line there are frames already: 9 bytes that must be kept",
        code: at("handshake/src/client.rs", "receive"),
        question: "What would break if the bytes behind the head were thrown away?",
        answer: "The first message of a quick server is lost, sometimes: it depends on the reads.",
    },
];

const WRONG_VERSION: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\n\
    Upgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n";

fn refused(stage: &mut Stage) -> Played {
    ask(stage, WRONG_VERSION)?;
    let version = WRONG_VERSION.replace("Version: 8", "Version: 13");
    ask(stage, &version.replace("dGhlIHNhbXBsZSBub25jZQ==", "dG9vIHNob3J0"))
}

/// Ask on a connection of its own; the server refuses.
fn ask(stage: &mut Stage, request: &str) -> Played {
    stage.connect()?;
    state(stage, Server, "Reading the request");
    let read = stage.hand(Client, request.as_bytes())?;
    let Err(error) = Reading::new(Limits::DEFAULT).receive(&read) else { return Err(slip()) };
    stage.write(What::Failed { at: Server, error: error.to_string() });
    // The HTTP server writes the answer, as to any other request.
    let mut http = super::polling::http_server();
    let mut bytes = read;
    wire::feed::drain(&mut http, &mut Input::new(&mut bytes), &mut |_, _| {})?;
    http.respond(error.violation.answer())?;
    let output = http.take_output();
    stage.hand(Server, &output.to_vec())?;
    if output.is_end() {
        stage.write(What::Ended { from: Server, how: End::Finished });
    }
    Ok(())
}

const REFUSED_NOTES: &[Note] = &[
    Note {
        on: "server finds",
        title: "A version that is not 13",
        code: at("handshake/src/server/asked.rs", "from_request_of"),
        question: "What if the server accepted, for the versions are so much alike?",
        answer: "Version 8 has other rules for closing and for Origin: the ends would disagree.",
    },
    Note {
        on: "server writes",
        title: "The refusal is plain HTTP, and names the version that would be right",
        code: at("handshake/src/violation.rs", "answer"),
        question: "What if the server just closed the connection?",
        answer: "The developer sees `connection failed`, and searches in the wrong place.",
    },
    Note {
        on: "server finds",
        title: "A key that is not 16 bytes in base64",
        code: at("handshake/src/key.rs", "decode_key"),
        question: "Is the key a secret?",
        answer: "No. It is there so that an answer is fresh, and not from a cache.",
    },
];
