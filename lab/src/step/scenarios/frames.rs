//! # Scenarios: a frame, and its mask                        chapters 10, 11 · RFC 6455 §5.2, §5.3
//! Knows: one frame whole and in pieces; one text masked twice. Does not know: messages of several
//! frames.
//! Read before: `frames/src/header.rs`, `frames/src/mask.rs`. Read next:
//! `step/scenarios/messages.rs`.

use super::Scenario;
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage};
use trace::Sender::{Client, Server};

/// One frame there, one back; then one that comes in three pieces.
pub(super) const FRAME: Scenario = Scenario {
    name: "frame",
    about: "Every bit of a frame; then the same frame, cut anywhere by TCP.",
    live: true,
    play: frame,
    notes: FRAME_NOTES,
};

/// The same text twice, under two keys; and once unmasked.
pub(super) const MASK: Scenario = Scenario {
    name: "mask",
    about: "One text under two keys is two different rows of bytes; without a key it is refused.",
    live: true,
    play: mask,
    notes: MASK_NOTES,
};

fn frame(stage: &mut Stage) -> Played {
    let (mut client, mut server) = stage.websocket()?;
    client.send_text("Hello")?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    server.send_text("Hello")?;
    stage.carry((Server, &mut server), &mut client, |_, _| {})?;
    client.send_text("Hello")?;
    stage.carry_cut((Client, &mut client), &mut server, &[1, 8], |_, _| {})
}

const FRAME_NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "A client's frame: 2 bytes of header, 4 of masking key, then the text",
        code: at("frames/src/receive.rs", "whole_frame"),
        question: "What if the server read the length as all 8 bits of the second byte?",
        answer: "0x85 is 133: it would wait for 128 bytes more, for ever. The top bit is MASK.",
    },
    Note {
        on: "server writes",
        title: "The same text from a server: no mask, so it can be read in the hex",
        code: at("frames/src/send.rs", "write_frame"),
        question: "What if the server masked its frames as well?",
        answer: "The client must fail the connection with 1002 (RFC 6455 §5.1).",
    },
    Note {
        on: "client writes",
        title: "One byte came: a read is not a frame",
        code: at("frames/src/header_reader.rs", "next_in_pieces"),
        question: "What if code took each read from the socket for one frame?",
        answer: "It would work on a quiet desk, and fail on a busy network: TCP keeps no borders.",
    },
    Note {
        on: "client writes",
        title: "The header is whole, of the payload there are two bytes",
        code: at("frames/src/receive.rs", "begin"),
        question: "What if the unmasking began with the key's first byte in each read?",
        answer: "The text would turn to noise behind every cut: the key goes on from byte to byte.",
    },
    Note {
        on: "server hears Message",
        title: "The last bytes: now there is a message, the same as before",
        code: at("frames/src/receive.rs", "end_data"),
        question: "What if the pieces were kept until the connection ends?",
        answer: "An idle connection would cost its largest message. Here it holds nothing.",
    },
];

fn mask(stage: &mut Stage) -> Played {
    let (mut client, mut server) = stage.websocket()?;
    client.send_text("same text")?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    client.send_text("same text")?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    stage.forge(Client, b"\x81\x09same text", &mut server, |_, _| {})?;
    stage.carry((Server, &mut server), &mut client, |_, _| {})
}

const MASK_NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "Each byte of the payload was XORed with a byte of the key in front of it",
        code: at("frames/src/mask.rs", "mask_from"),
        question: "Is this encryption?",
        answer: "No: the key stands in the frame. It keeps a page from choosing bytes on the wire.",
    },
    Note {
        on: "client writes",
        title: "The same text, a new key: other bytes",
        code: at("frames/src/mask.rs", "mask"),
        question: "What if a client used one key for all frames?",
        answer: "A page could work out what to send so that a proxy sees a request of its choice.",
    },
    Note {
        on: "server finds",
        title: "A frame without a mask: the server must not read it",
        code: at("frames/src/check.rs", "check_with"),
        question: "What if the server were kind and read it all the same?",
        answer: "Clients that do not mask would go unnoticed, and proxies would be attacked again.",
    },
    Note {
        on: "server writes",
        title: "It says why: a Close frame with 1002, and ends its side",
        code: at("frames/src/goodbye.rs", "fail"),
        question: "What if it just closed the socket?",
        answer: "The client would see 1006, which says only that something went wrong.",
    },
];
