//! # A head arrives in three pieces                                  chapter 02 · RFC 9112 §2–4
//! Knows: what a server knows after each piece, and what it answers. Does not know: sockets.
//! Read before: `http1/src/head_search.rs`. Read next: `http1/src/server.rs`.
//!
//! Run it: `cargo run --example 02_http_head`

// Break here first: http1::head_search::HeadSearch::look

use http1::{Event, RequestHead, Response, Server};
use std::error::Error;
use std::time::Duration;
use wire::{Input, Limits, Protocol};

/// TCP cuts where it likes: inside a version, and between the CR and the LF of the last line.
const PIECES: [&str; 3] =
    ["GET /now?city=K%C3%B6ln HTTP", "/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r", "\n"];

fn main() -> Result<(), Box<dyn Error>> {
    // The moment at which the connection begins is an argument: Sun, 06 Nov 1994 08:49:37 GMT.
    let mut server = Server::new(Limits::DEFAULT, Duration::from_secs(784_111_777));
    for (i, piece) in PIECES.iter().enumerate() {
        println!("{}. the client sends {} bytes", i + 1, piece.len());
        print_bytes(piece.as_bytes());
        let mut bytes = piece.as_bytes().to_vec();
        let mut input = Input::new(&mut bytes);
        while let Some(event) = server.next_event(&mut input)? {
            act(&mut server, event)?;
        }
        println!("   kept for later: {} bytes\n", server.held());
    }

    println!("{}. the server answers", PIECES.len() + 1);
    for line in server.take_output().to_vec().split_inclusive(|&byte| byte == b'\n') {
        print_bytes(line);
    }
    Ok(())
}

/// What the application does about an event.
fn act(server: &mut Server, event: Event<'_>) -> Result<(), Box<dyn Error>> {
    match event {
        Event::Request(head) => explain(&head)?,
        Event::Data(data) => println!("   a part of the body: {} bytes", data.len()),
        Event::End => {
            println!("   the request is complete");
            server.respond(Response::new(200).text("ten to nine"))?;
        }
        Event::Closed => println!("   the client sends no more"),
    }
    Ok(())
}

/// What the head says.
fn explain(head: &RequestHead<'_>) -> Result<(), Box<dyn Error>> {
    println!("   method     {}", head.method());
    println!("   path       {}", head.path());
    println!("   query      {:?}", head.query());
    println!("   city       {:?}", head.query_value("city")?);
    println!("   version    {:?}", head.version());
    for (name, value) in head.fields().iter() {
        println!("   field      {name} = {}", value.escape_ascii());
    }
    println!("   body       {:?}", head.body());
    println!("   stays open {}", head.keep_alive());
    Ok(())
}

/// Sixteen bytes a line, in hex and as text.
fn print_bytes(bytes: &[u8]) {
    for row in bytes.chunks(16) {
        let hex: String = row.iter().map(|byte| format!("{byte:02x} ")).collect();
        println!("   {hex:<48}|{}|", row.escape_ascii());
    }
}
