//! # A case of a response                                            chapter 08 · RFC 6455 §4.1
//! Knows: what our client makes of the head that answers it. Does not know: why.
//! Read before: `request.rs`. Read next: nothing.

use super::answer::Object;
use super::cuts::Pieces;
use super::deflate;
use super::fields::{BadLine, Fields};
use handshake::client::{Connect, Open, Step, Waiting};
use handshake::{ProtocolError, decode_key};
use http1::ResponseHead;
use polling::json::Value;
use wire::{Limits, Parsed};

/// Judge the response in `hex` as our client does that sent `key` and the offers, and write the
/// verdict.
///
/// # Errors
/// A member is wrong or unknown.
pub fn decode(mut fields: Fields, answer: &mut Object<'_>) -> Result<(), BadLine> {
    let mut waiting = waiting(&mut fields)?;
    let eof = fields.flag("eof")?.unwrap_or(false);
    let mut pieces = Pieces::of(&mut fields)?;
    fields.finish();

    // Interim answers may take as much as one head, and the head that counts as much again.
    let beginning = pieces.beginning(2 * Limits::DEFAULT.head_bytes);
    let mut piece = Vec::new();
    while pieces.next(&mut piece) {
        match waiting.receive(&piece) {
            Ok(Step::Waiting(still)) => waiting = still,
            Ok(Step::Open(open)) => {
                accept(&open, open.leftover.len() + pieces.left(), answer);
                return Ok(());
            }
            Err(error) => {
                reject(&error, status(&beginning), answer);
                return Ok(());
            }
        }
    }
    // The head of a refusal decides, however much of its body is still to come.
    let status = status(&beginning);
    if eof || status.is_some() {
        reject(&waiting.receive_eof(), status, answer);
    } else {
        answer.text("verdict", "incomplete");
    }
    Ok(())
}

/// The client, after its request.
fn waiting(fields: &mut Fields) -> Result<Waiting, BadLine> {
    const RIGHT: &str = "the Sec-WebSocket-Key that was sent: the base64 of 16 bytes";
    let key = fields.text("key")?.ok_or_else(|| fields.missing("key", RIGHT))?;
    if decode_key(&key).is_none() {
        return Err(fields.wrong("key", &Value::String(key), RIGHT));
    }
    let mut connect = Connect::new("localhost", "/");
    for name in fields.texts("subprotocols")?.unwrap_or_default() {
        connect = connect.subprotocol(&name);
    }
    for offer in deflate::offers(fields)? {
        connect = connect.deflate(offer);
    }
    Ok(connect.awaiting(&key))
}

fn accept(open: &Open, leftover: usize, answer: &mut Object<'_>) {
    answer.text("verdict", "accept").optional("subprotocol", open.subprotocol.as_deref());
    deflate::write(open.deflate, answer);
    answer.number("leftover", leftover as u64);
}

fn reject(error: &ProtocolError, status: Option<u16>, answer: &mut Object<'_>) {
    answer.text("verdict", "reject");
    match status {
        Some(status) => answer.number("http_status", status.into()),
        None => answer.null("http_status"),
    };
    answer
        .text("rule", error.violation.rule())
        .text("cite", &error.cite().to_string())
        .text("text", &error.violation.to_string());
}

/// The status of the answer that counts, if its head can be read: the first that is not interim.
fn status(mut bytes: &[u8]) -> Option<u16> {
    loop {
        let mut head = bytes.to_vec();
        let Ok(Parsed::Complete { value, consumed }) =
            ResponseHead::parse(&mut head, &Limits::DEFAULT)
        else {
            return None;
        };
        match value.status() {
            100 | 102..=199 => bytes = &bytes[consumed..],
            status => return Some(status),
        }
    }
}
