//! # Scenarios: the end, in order and not                            chapter 14 · RFC 6455 §7
//! Knows: the closing handshake; a frame that breaks a rule. Does not know: other ends.
//! Read before: `frames/src/closing.rs`, `frames/src/goodbye.rs`. Read next:
//! `step/scenarios/deflate.rs`.

use super::Scenario;
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage};
use ::frames::CloseCode;
use trace::Sender::{Client, Server};

/// Two Close frames, then the end of the stream.
pub(super) const CLOSE: Scenario = Scenario {
    name: "close",
    about: "Each end sends one Close frame; then the server ends the stream, and the client.",
    live: true,
    play: close,
    notes: CLOSE_NOTES,
};

/// A reserved bit.
pub(super) const BAD_FRAME: Scenario = Scenario {
    name: "bad-frame",
    about: "A reserved opcode: the receiver says 1002 and looks at nothing that comes behind it.",
    live: true,
    play: bad_frame,
    notes: BAD_FRAME_NOTES,
};

fn close(stage: &mut Stage) -> Played {
    let (mut client, mut server) = stage.websocket()?;
    client.close(CloseCode::NORMAL, "bye")?;
    server.send_text("one last word")?;
    stage.carry((Server, &mut server), &mut client, |_, _| {})?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    stage.carry((Server, &mut server), &mut client, |_, _| {})?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})
}

const CLOSE_NOTES: &[Note] = &[
    Note {
        on: "client hears Message",
        title: "The client has said goodbye, and still hears what was on its way",
        code: at("frames/src/closing.rs", "step_of"),
        question: "What if it threw messages away from its own Close frame on?",
        answer: "What the server had sent before it knew would be lost, in order or not.",
    },
    Note {
        on: "server hears Closed",
        title: "The Close frame: code 1000 in two bytes, then a reason in UTF-8",
        code: at("frames/src/close_body.rs", "parse"),
        question: "What if its payload were a single byte?",
        answer: "Half a code: the server must fail with 1002 (§5.5.1).",
    },
    Note {
        on: "client hears Closed",
        title: "The server answers with the same code, and ends the stream first",
        code: at("frames/src/goodbye.rs", "peer_closed"),
        question: "Why does the server end the TCP connection first?",
        answer: "Who ends first is left in TIME_WAIT: a server can bear that better (§7.1.1).",
    },
    Note {
        on: "client ends its side",
        title: "The client ends its side too: a clean close, 1000 at both ends",
        code: at("frames/src/goodbye.rs", "stream_ended"),
        question: "What would the page hear if the stream ended without a Close frame?",
        answer: "1006, a code that never travels, and wasClean false.",
    },
];

fn bad_frame(stage: &mut Stage) -> Played {
    let (mut client, mut server) = stage.websocket()?;
    // Opcode 3 is reserved; behind it comes a good ping.
    stage.forge(Client, b"\x83\x80\0\0\0\0", &mut server, |_, _| {})?;
    stage.forge(Client, b"\x89\x80\0\0\0\0", &mut server, |_, _| {})?;
    stage.carry((Server, &mut server), &mut client, |_, _| {})?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})
}

const BAD_FRAME_NOTES: &[Note] = &[
    Note {
        on: "server finds",
        title: "Opcode 3 is reserved for data frames that nobody has defined: the server fails",
        code: at("frames/src/check.rs", "check_with"),
        question: "What if the server passed over it, as if it knew better?",
        answer: "A later standard could never use the opcode: somebody would be ignoring it.",
    },
    Note {
        on: "(ping)",
        title: "A good ping behind it: nothing that comes now is looked at any more",
        code: at("frames/src/goodbye.rs", "stop_reading"),
        question: "What if the server answered the ping all the same?",
        answer: "After an error nothing can be trusted to be where it seems to begin (§7.1.7).",
    },
    Note {
        on: "client hears Closed",
        title: "1002, protocol error; for the client this is an orderly end with a bad code",
        code: at("frames/src/goodbye.rs", "fail"),
        question: "What can the client's author learn from 1002 alone?",
        answer: "Only that a rule was broken. Which one, a tap or this walk shows.",
    },
    Note {
        on: "client ends its side",
        title: "Both sides are closed",
        code: at("frames/src/goodbye.rs", "happens"),
        question: "What if the client never ended its side?",
        answer: "The server would wait, but not for ever: `Limits::close_time`.",
    },
];
