//! # From HTTP to WebSocket                                        chapter 08 · RFC 6455 §1.3, §4
//! Knows: the handshake that the RFC itself shows, and the first frame behind it. Does not know:
//! frames (chapter 10).
//! Read before: `handshake/src/lib.rs`. Read next: `tests/09_refusing.rs`.

// Break here first: handshake::key::accept_key
//
// cargo run --example 08_handshake

use handshake::client::{Connect, Step as Answered};
use handshake::server::{Reading, Step as Read};
use handshake::{GUID, OriginPolicy, accept_key, digest_key, encode_key};
use std::error::Error;
use wire::Limits;

/// The nonce of RFC 6455 §1.3. A real one is thrown by dice, anew for each connection.
const NONCE: [u8; 16] = *b"the sample nonce";

fn main() -> Result<(), Box<dyn Error>> {
    println!("1. THE KEY: 16 bytes as 24 characters\n");
    let key = encode_key(NONCE);
    show("nonce", &NONCE);
    println!("   base64      {key}\n");

    println!("2. THE CLIENT ASKS\n");
    let (request, waiting) = Connect::new("server.example.com", "/chat")
        .origin("http://example.com")
        .subprotocol("chat")
        .subprotocol("superchat")
        .start(NONCE)?;
    lines(&request);

    println!("3. THE SERVER READS, here in pieces of 100 bytes\n");
    let origins = OriginPolicy::only(["http://example.com"])?;
    let mut step = Read::Reading(Reading::new(Limits::DEFAULT).origins(origins));
    for piece in request.chunks(100) {
        let Read::Reading(reading) = step else { return Err("it was whole already".into()) };
        step = reading.receive(piece)?; // takes `reading` away, and gives the next state
        let whole = matches!(step, Read::Asked { .. });
        println!("   {} bytes: {}", piece.len(), if whole { "Asked" } else { "Reading" });
    }
    let Read::Asked { asked, .. } = step else { return Err("it should be whole".into()) };
    println!("   it offers {:?}, and comes from {:?}\n", asked.subprotocols(), asked.origin());

    println!("4. THE ANSWER TO THE KEY: anybody can compute it; it is no secret\n");
    println!("   key ++ GUID {key}{GUID}");
    show("SHA-1", &digest_key(&key));
    println!("   base64      {}\n", accept_key(&key));

    println!("5. THE SERVER ACCEPTS\n");
    let accepted = asked.accept(Some("chat"))?;
    lines(&accepted.answer);

    println!("6. THE CLIENT JUDGES: the first frame came in the same packet\n");
    let packet = [accepted.answer.as_slice(), b"\x81\x05Hello"].concat();
    let Answered::Open(open) = waiting.receive(&packet)? else { return Err("cut short".into()) };
    println!("   open, speaking {:?}", open.subprotocol);
    show("left over", &open.leftover);
    println!("   no HTTP any more: kept for chapter 10");
    Ok(())
}

/// Each line of a head: its bytes, and its text.
fn lines(head: &[u8]) {
    for line in head.split_inclusive(|&byte| byte == b'\n') {
        for row in line.chunks(16) {
            println!("   {:<47}  {}", laws::to_hex(row), row.escape_ascii());
        }
        println!("   {:>49}{}\n", "-> ", meaning(line));
    }
}

fn meaning(line: &[u8]) -> &'static str {
    match line.split(|&byte| byte == b':' || byte == b' ').next().unwrap_or_default() {
        b"GET" => "always GET, never with a body",
        b"Host" => "whom it asks",
        b"Upgrade" => "the protocol to change to",
        b"Connection" => "Upgrade counts for this connection alone",
        b"Sec-WebSocket-Key" => "the question",
        b"Sec-WebSocket-Version" => "the only version there is",
        b"Origin" => "the page that asks: a browser cannot lie here",
        b"Sec-WebSocket-Protocol" => "what is spoken on top: offered, then chosen",
        b"HTTP/1.1" => "from the empty line on, no HTTP",
        b"Sec-WebSocket-Accept" => "the answer to the question",
        _ => "the empty line: the head is whole",
    }
}

fn show(label: &str, bytes: &[u8]) {
    println!("   {label:<11} {}", laws::to_hex(bytes));
}
