//! # Scenarios: is the other there?                                  chapter 13 · RFC 6455 §5.5.2
//! Knows: a ping with its pong, and a peer that says nothing. Does not know: clocks; time is told.
//! Read before: `frames/src/liveness.rs`. Read next: `step/scenarios/closing.rs`.

use super::Scenario;
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage};
use std::time::Duration;
use trace::Sender::{Client, Server};

/// A ping, and the pong that brings its payload back.
pub(super) const PING: Scenario = Scenario {
    name: "ping",
    about: "A ping is answered by a pong with the same payload; a pong by nothing.",
    live: true,
    play: ping,
    notes: PING_NOTES,
};

/// Twenty seconds of silence, a question, twenty more.
pub(super) const LIVENESS: Scenario = Scenario {
    name: "liveness",
    about: "A peer that vanished: asked after 20 s of silence, given up 20 s later.",
    live: false,
    play: liveness,
    notes: LIVENESS_NOTES,
};

fn ping(stage: &mut Stage) -> Played {
    let (mut client, mut server) = stage.websocket()?;
    client.ping(b"hi")?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    stage.carry((Server, &mut server), &mut client, |_, _| {})?;
    client.pong(b"unasked")?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})
}

const PING_NOTES: &[Note] = &[
    Note {
        on: "server hears Ping",
        title: "A ping: a control frame, 125 bytes of payload at most, never fragmented",
        code: at("frames/src/receive.rs", "control"),
        question: "Can a page in a browser send one?",
        answer: "No: the WebSocket API has no ping. A browser only answers those of a server.",
    },
    Note {
        on: "client hears Pong",
        title: "The pong brings the same bytes back, unmasked, for a server sends it",
        code: at("frames/src/pongs.rs", "answer_ping"),
        question: "What if the server answered with an empty pong?",
        answer: "The client could not tell which of its pings was heard, nor measure the way.",
    },
    Note {
        on: "server hears Pong",
        title: "A pong that nobody asked for: allowed, and answered by nothing",
        code: at("frames/src/round_trip.rs", "pong"),
        question: "What if a pong were answered by a pong?",
        answer: "Two such ends would send pongs to each other for ever.",
    },
];

fn liveness(stage: &mut Stage) -> Played {
    let (mut client, mut server) = stage.websocket()?;
    client.send_text("here")?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    // From now on the client hears and says nothing: its cable is cut.
    let silence = Duration::from_secs(20);
    stage.wait(silence, &mut server, |_, _| {});
    stage.lose(Server, &mut server);
    stage.wait(silence, &mut server, |_, _| {});
    // One more look at what may have come, as whoever drives it does.
    stage.wait(Duration::ZERO, &mut server, |_, _| {});
    stage.lose(Server, &mut server);
    Ok(())
}

const LIVENESS_NOTES: &[Note] = &[
    Note {
        on: "server hears Message",
        title: "The last sign of life: any byte is one, it need not be a pong",
        code: at("frames/src/liveness.rs", "hear"),
        question: "What if only pongs counted?",
        answer: "A client that talks all the time would be asked all the time.",
    },
    Note {
        on: "waiting for a pong",
        title: "20 s later: not a byte came. The server asks",
        code: at("frames/src/deadlines.rs", "look_at_the_peer"),
        question: "Why not rely on TCP?",
        answer: "TCP says nothing while nobody writes; with keep-alive it says it after hours.",
    },
    Note {
        on: "server finds",
        title: "20 s more: no answer. The server gives the connection up",
        code: at("frames/src/liveness.rs", "due"),
        question: "What if it were the server that had slept, with its lid closed?",
        answer: "The pong would lie in the socket: so it looks once more before it gives up.",
    },
];
