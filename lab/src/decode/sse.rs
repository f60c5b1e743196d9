//! # A case of an event stream                                       chapter 06 · WHATWG §9.2.6
//! Knows: what a body told, and what it left for the next one. Does not know: the rules.
//! Read before: `cuts.rs`, `answer.rs`. Read next: nothing.

use super::ANSWER_BYTES;
use super::answer::Object;
use super::cuts::Pieces;
use super::fields::{BadLine, Fields};
use sse::{Decoder, Event, ProtocolError};
use wire::{Input, Limits, Protocol as _};

/// Decode `hex` as the body of an event stream, and write what came of it.
///
/// # Errors
/// A member is wrong or unknown, or the answer would be too long.
pub fn decode(mut fields: Fields, answer: &mut Object<'_>) -> Result<(), BadLine> {
    let mut limits = Limits::DEFAULT;
    limits.line_bytes = fields.number("max_line_bytes")?.unwrap_or(limits.line_bytes);
    limits.event_bytes = fields.number("max_event_bytes")?.unwrap_or(limits.event_bytes);
    limits.id_bytes = fields.number("max_id_bytes")?.unwrap_or(limits.id_bytes);
    let last_event_id = fields.text("last_event_id")?.unwrap_or_default();
    let eof = fields.flag("eof")?.unwrap_or(false);
    let pieces = Pieces::of(&mut fields)?;
    fields.finish();

    let mut decoder = Decoder::resume(limits, &last_event_id);
    let events = answer.name("events");
    events.push(b'[');
    let heard = hear(&mut decoder, pieces, events);
    events.push(b']');
    if events.len() > ANSWER_BYTES {
        return Err(BadLine(format!("the answer would be longer than {ANSWER_BYTES} bytes")));
    }
    if eof {
        decoder.receive_eof();
    }
    answer.text("last_event_id", decoder.last_event_id());
    match decoder.reconnection_time().map(|time| u64::try_from(time.as_millis())) {
        Some(Ok(milliseconds)) => answer.number("reconnection_time_ms", milliseconds),
        _ => answer.null("reconnection_time_ms"),
    };
    if let Err(error) = heard {
        let mut fail = Object::begin(answer.name("fail"));
        fail.text("cite", &error.cite().to_string())
            .number("at", error.offset)
            .text("text", &error.violation.to_string());
        fail.end();
    }
    Ok(())
}

/// Write each event behind the bracket in `out`, to the end of `pieces` or the first broken limit.
fn hear(decoder: &mut Decoder, mut pieces: Pieces, out: &mut Vec<u8>) -> Result<(), ProtocolError> {
    let (mut piece, mut first) = (Vec::new(), true);
    while out.len() <= ANSWER_BYTES && pieces.next(&mut piece) {
        let mut input = Input::new(&mut piece);
        while let Some(heard) = decoder.next_event(&mut input)? {
            let Event::Message { event, data, last_event_id } = heard else { continue };
            if out.len() > ANSWER_BYTES {
                break;
            }
            if !first {
                out.push(b',');
            }
            first = false;
            let mut told = Object::begin(out);
            told.text("type", &event).text("data", &data).text("lastEventId", &last_event_id);
            told.end();
        }
    }
    Ok(())
}
