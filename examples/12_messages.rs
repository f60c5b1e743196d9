//! # Two ends of a connection, in memory                             chapter 12 · RFC 6455 §5 to §7
//! Knows: a message in three frames with a ping between them, then closing. Knows no sockets.
//! Read before: `10_frame_header.rs`. Read next: `frames/src/closing.rs`.
//!
//! ```text
//! cargo run --example 12_messages
//! ```

// Break here first: frames::header::Header::check_with
use frames::{CloseCode, Connection, Event, Header, Kind, Message, Opcode};
use std::error::Error;
use wire::{Input, Limits, Protocol};

fn main() -> Result<(), Box<dyn Error>> {
    let mut keys = 0;
    let mut client = Connection::client(Limits::DEFAULT, move || {
        keys += 1; // to be read, not to be used: a real key must not be guessed
        [keys; 4]
    });
    let mut server = Connection::server(Limits::DEFAULT);

    println!("1. The client sends a message in three parts, and a ping before the last");
    client.send_text_part("One message, ", false)?;
    client.send_text_part("three frames, ", false)?;
    client.ping(b"still there?")?;
    client.send_text_part("one ping.", true)?;
    carry("client", &mut client, "server", &mut server)?;

    println!("2. The server had answered the ping before the message was whole");
    carry("server", &mut server, "client", &mut client)?;

    println!("3. The server answers in one frame");
    server.send_text("Heard.")?;
    carry("server", &mut server, "client", &mut client)?;

    println!("4. The client closes");
    client.close(CloseCode::NORMAL, "bye")?;
    carry("client", &mut client, "server", &mut server)?;

    println!("5. The server answers with the same code, and ends the stream first");
    carry("server", &mut server, "client", &mut client)?;
    carry("client", &mut client, "server", &mut server)?;
    println!("   client {:?}, server {:?}", client.state(), server.state());
    Ok(())
}

/// The four steps that `net` does over a socket, over a slice: what `from` wants written is read by
/// `to`.
fn carry(
    from_name: &str,
    from: &mut Connection,
    to_name: &str,
    to: &mut Connection,
) -> Result<(), Box<dyn Error>> {
    let output = from.take_output();
    let mut bytes = output.to_vec();
    print_frames(from_name, &bytes);
    let mut input = Input::new(&mut bytes);
    while let Some(event) = to.next_event(&mut input)? {
        let told = match event {
            Event::Message(Message::Text(text)) => format!("{:?} {text:?}", Kind::Text),
            event => format!("{event:?}"),
        };
        println!("   {to_name} hears  {told}");
    }
    if output.is_end() {
        println!("   {from_name} ends its side");
        to.receive_eof();
    }
    Ok(())
}

fn print_frames(name: &str, mut bytes: &[u8]) {
    while let Some(header) = Header::parse(bytes).complete() {
        let (head, rest) = bytes.split_at(header.size());
        let (payload, rest) = rest.split_at(header.length as usize);
        let fin = if header.fin { "FIN" } else { "..." };
        let opcode = if header.opcode == Opcode::Continuation {
            "more".into()
        } else {
            format!("{:?}", header.opcode).to_lowercase()
        };
        println!("   {name} sends  {fin} {opcode:<6} {} | {}", hex(head), hex(payload));
        bytes = rest;
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
