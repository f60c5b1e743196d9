//! # Nine lines, three events                                        chapter 06 · WHATWG §9.2.6
//! Knows: a short event stream. Does not know: how its bytes came here.
//! Read before: `sse/src/field.rs`. Read next: `sse/src/decoder.rs`.

// Break here first: sse::field::Field::parse
//
// cargo run --example 06_sse_wire

use sse::field::{Field, Name};
use sse::{Decoder, Event, ProtocolError, UsageError, encode};
use wire::{Input, Limits, Protocol};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stream = write()?;
    read(&stream)?;
    Ok(())
}

/// Three events as a server writes them.
fn write() -> Result<Vec<u8>, UsageError> {
    let mut out = Vec::new();
    encode::write_event(&mut out, Some("7"), None, "one\ntwo")?;
    encode::write_event(&mut out, None, Some("tick"), " 3")?;
    encode::write_event(&mut out, None, None, "")?;
    Ok(out)
}

/// One line at a time: its bytes, what they mean, and what the decoder makes of it.
fn read(stream: &[u8]) -> Result<(), ProtocolError> {
    let mut decoder = Decoder::new(Limits::DEFAULT);
    for (i, line) in stream.split_inclusive(|&byte| byte == b'\n').enumerate() {
        println!("line {}   {}", i + 1, laws::to_hex(line));
        println!("         {}", meaning(&line[..line.len() - 1]));
        let mut bytes = line.to_vec();
        let mut input = Input::new(&mut bytes);
        while let Some(event) = decoder.next_event(&mut input)? {
            println!("         => {}", in_words(&event));
        }
        println!("         bytes kept: {}\n", decoder.held());
    }
    println!("to reconnect: Last-Event-ID: {}", decoder.last_event_id());
    Ok(())
}

fn meaning(line: &[u8]) -> String {
    if line.is_empty() {
        return "the empty line: send on what was gathered".into();
    }
    let field = Field::parse(line);
    let value = String::from_utf8_lossy(&line[field.value_at..]);
    match field.name {
        Name::Comment => format!("a comment: {value:?}"),
        Name::Data => format!("one more line of data: {value:?}"),
        Name::Event => format!("the type of this event: {value:?}"),
        Name::Id => format!("the last event ID from the next empty line on: {value:?}"),
        Name::Retry => format!("the reconnection time in milliseconds: {value:?}"),
        Name::Other => "a name that the standard does not know: ignored".into(),
    }
}

fn in_words(event: &Event<'_>) -> String {
    match event {
        Event::Message { event, data, last_event_id } => {
            format!("event {event:?}, data {data:?}, last event ID {last_event_id:?}")
        }
        Event::Retry(time) => format!("reconnect after {time:?}"),
        Event::Comment(text) => format!("comment {text:?}"),
    }
}
