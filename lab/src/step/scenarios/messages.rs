//! # Scenarios: messages of several frames                           chapter 12 · RFC 6455 §5.4
//! Knows: a text in fragments with a ping between; a character over two frames, and a wrong one.
//! Does not know: how a frame looks.
//! Read before: `frames/src/unfinished.rs`. Read next: `step/scenarios/liveness.rs`.

use super::Scenario;
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage};
use trace::Sender::{Client, Server};

/// A message in three frames, with a ping before the last.
pub(super) const FRAGMENTS: Scenario = Scenario {
    name: "fragments",
    about: "A message in three frames with a ping between them: four frames, one message.",
    live: true,
    play: fragments,
    notes: FRAGMENTS_NOTES,
};

/// Text is UTF-8 as a whole, not frame by frame.
pub(super) const UTF8: Scenario = Scenario {
    name: "utf8",
    about: "A character that is cut by two frames is good; a byte that is no text is 1007.",
    live: true,
    play: utf8,
    notes: UTF8_NOTES,
};

fn fragments(stage: &mut Stage) -> Played {
    let (mut client, mut server) = stage.websocket()?;
    client.send_text_part("One message, ", false)?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    client.send_text_part("three frames, ", false)?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    client.ping(b"there?")?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    stage.carry((Server, &mut server), &mut client, |_, _| {})?;
    client.send_text_part("one ping.", true)?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})
}

const FRAGMENTS_NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "The first fragment: opcode text, FIN 0. Nothing may be delivered yet",
        code: at("frames/src/receive.rs", "begin"),
        question: "What if the server delivered it as a message?",
        answer: "The application would hear three messages where the client sent one.",
    },
    Note {
        on: "client writes",
        title: "The second: opcode 0 says that it goes on with the message before it",
        code: at("frames/src/unfinished.rs", "push"),
        question: "What if it had opcode text again?",
        answer: "A second message inside of the first: the server must fail with 1002 (§5.4).",
    },
    Note {
        on: "server hears Ping",
        title: "A ping in the middle: control frames may stand between fragments",
        code: at("frames/src/receive.rs", "control"),
        question: "What if the server kept one buffer for all payloads?",
        answer: "`there?` would stand in the middle of the text. Control frames need their own.",
    },
    Note {
        on: "server writes",
        title: "The pong goes out at once, while the message is still unfinished",
        code: at("frames/src/pongs.rs", "answer_ping"),
        question: "What if the pong waited for the end of the message?",
        answer: "A long upload would look dead: the client would give the server up.",
    },
    Note {
        on: "server hears Message",
        title: "FIN 1: the message is complete, and delivered in one piece",
        code: at("frames/src/receive.rs", "end_data"),
        question: "What if a client never sent FIN 1?",
        answer: "Without a limit it would fill the memory; here it is 1009, or 1008 by time.",
    },
];

fn utf8(stage: &mut Stage) -> Played {
    let (mut client, mut server) = stage.websocket()?;
    // A text of two fragments, 41 c3 | a9, masked with a key of zeros: it can be read in the hex.
    stage.forge(Client, b"\x01\x82\0\0\0\0A\xc3", &mut server, |_, _| {})?;
    stage.forge(Client, b"\x80\x81\0\0\0\0\xa9", &mut server, |_, _| {})?;
    // 41, and a byte that begins no character.
    stage.forge(Client, b"\x01\x82\0\0\0\0A\xff", &mut server, |_, _| {})?;
    stage.carry((Server, &mut server), &mut client, |_, _| {})
}

const UTF8_NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "`A`, and the first byte of `é`: the fragment ends inside a character",
        code: at("frames/src/utf8.rs", "next"),
        question: "What if each fragment were checked by itself?",
        answer: "This good message would be refused: only the whole must be UTF-8 (§8.1).",
    },
    Note {
        on: "server hears Message",
        title: "The second byte of `é` in the next frame: the text is whole",
        code: at("frames/src/unfinished.rs", "finish"),
        question: "What if the message ended before this byte?",
        answer: "It would end inside a character, and the server must fail with 1007.",
    },
    Note {
        on: "server finds",
        title: "ff begins no character: found at this byte, without waiting for the end",
        code: at("frames/src/unfinished.rs", "push"),
        question: "What if the server put U+FFFD in its place?",
        answer: "Both ends would hold different texts and not know it. It must fail (§8.1).",
    },
    Note {
        on: "server writes",
        title: "1007: the code that says what was wrong",
        code: at("frames/src/violation.rs", "close_code"),
        question: "Why not 1002, as for other broken rules?",
        answer: "The frame was right, its content was not: §7.4.1 has 1007 for that.",
    },
];
