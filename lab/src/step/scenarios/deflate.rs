//! # Scenario: messages compressed                                   chapter 12 · RFC 7692
//! Knows: what is agreed, two messages with one memory, and one that stays as it is. Does not
//! know: how DEFLATE works.
//! Read before: `handshake/src/deflate.rs`, `frames/src/deflate/mod.rs`. Read next:
//! `step/scenarios/polling.rs`.

use super::Scenario;
use crate::step::note::{Note, at};
use crate::step::stage::{Played, Stage};
use ::frames::{Deflate, Role};
use ::handshake::client::{Connect, Step as Answer};
use ::handshake::deflate::{Offer, Policy};
use ::handshake::server::{Reading, Step as Question};
use trace::Sender::{Client, Server};
use wire::Limits;

/// The offer, the answer, the same text twice.
pub(super) const DEFLATE: Scenario = Scenario {
    name: "deflate",
    about: "Compression is agreed on; the second time, the same text is a few bytes.",
    live: true,
    play: deflate,
    notes: NOTES,
};

const TEXT: &str = "the same words, the same words, and the same words again";

fn deflate(stage: &mut Stage) -> Played {
    stage.connect()?;
    let connect = Connect::new("server.example.com", "/chat").deflate(Offer::plain());
    let (request, waiting) = connect.start(stage.nonce())?;
    let read = stage.hand(Client, &request)?;
    let Question::Asked { asked, .. } = Reading::new(Limits::DEFAULT).receive(&read)? else {
        return Err("the scenario expected a whole request".into());
    };
    let policy = Policy::default().server_context_takeover().client_context_takeover();
    let agreed = asked.deflate(&policy);
    let accepted = asked.accept_with(None, agreed)?;
    let read = stage.hand(Server, &accepted.answer)?;
    let Answer::Open(open) = waiting.receive(&read)? else {
        return Err("the scenario expected a whole answer".into());
    };
    let agreed = open.deflate.ok_or("the scenario expected compression")?;
    // Short texts too, for this once: by default they go as they are.
    let all = |role| Deflate { threshold: 0, ..net::deflate(agreed, role) };
    let client = stage.websocket_client().with_deflate(all(Role::Client));
    let server = stage.websocket_server().with_deflate(all(Role::Server));
    let mut client = stage.watch(client, Client);
    let mut server = stage.watch(server, Server);
    for _ in 0..2 {
        client.send_text(TEXT)?;
        stage.carry((Client, &mut client), &mut server, |_, _| {})?;
    }
    client.send_text_uncompressed(TEXT)?;
    stage.carry((Client, &mut client), &mut server, |_, _| {})
}

const NOTES: &[Note] = &[
    Note {
        on: "client writes",
        title: "The client offers permessage-deflate",
        code: at("handshake/src/client/connect.rs", "start"),
        question: "What if it compressed without having asked?",
        answer: "RSV1 would be set with no extension agreed on: the server must fail, 1002.",
    },
    Note {
        on: "server writes",
        title: "The server accepts it, with no word of `no_context_takeover`",
        code: at("handshake/src/deflate/policy.rs", "agree"),
        question: "What does that cost?",
        answer: "Each end keeps up to 32 KiB of text for each direction, for as long as it lives.",
    },
    Note {
        on: "server hears Message",
        title: "RSV1 is set: the payload is compressed, and its tail 00 00 ff ff left out",
        code: at("frames/src/deflate/mod.rs", "write_message"),
        question: "What if the reader inflated it without a limit?",
        answer: "A few kilobytes can become gigabytes. Here it ends at `Limits::message_bytes`.",
    },
    Note {
        on: "server hears Message",
        title: "The same text again: it refers to the message before, and is a few bytes",
        code: at("frames/src/deflate/history.rs", "push"),
        question: "What if a secret and a stranger's text are compressed together?",
        answer: "The length tells whether they have words in common (as CRIME and BREACH did).",
    },
    Note {
        on: "server hears Message",
        title: "RSV1 is not set: any message may still go as it is",
        code: at("frames/src/deflate/mod.rs", "send_text_uncompressed"),
        question: "When is that wise?",
        answer: "For what is short, or compressed already, as pictures are.",
    },
];
