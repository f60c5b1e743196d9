//! # What happens, as a line of JSON                                 chapter 10 · RFC 8259
//! Knows: one object for each thing, with the same members whichever command tells it.
//! Does not know: where the line goes.
//! Read before: `mod.rs`, `frame.rs`. Read next: `safe.rs`.
//!
//! ```text
//! {"connection": 1, "at": seconds, "kind": "request head" | "frame" | … , what belongs to it}
//! ```

use super::Detail;
use super::frame::Frame;
use crate::decode::Object;
use explain::{Kind, Layer, Unit};
use frames::{CloseBody, Opcode};
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

/// The members of every object of `--json`, for the help of those commands that tell connections.
pub const HELP: &str = "\
JSON:
With --json each line is one object: connection (counted from 1), at (in seconds), kind, and what
belongs to it. Bytes are of kind request head, response head, body, chunk, events, frame, message or
unknown; they have: from (client or server), layer (wire; or inside, for what was put together or
inflated of the lines before), begin (how many bytes went before it), size, skipped (how many of its
last bytes were not kept), and what they say: lines; opcode, fin, rsv1, masked, length; code and
reason; text or hex, or of much len and sha256; complaints, if rules are broken; bytes and explained
where bytes are shown.";

/// An object that is written when all its members are, without a line end. Nothing in it acts on a
/// terminal.
pub(crate) fn object(
    connection: u32,
    at: Duration,
    kind: &str,
    members: impl FnOnce(&mut Object<'_>),
) -> String {
    let mut out = Vec::new();
    let mut object = Object::begin(&mut out);
    object.number("connection", connection.into());
    seconds(&mut object, "at", at);
    object.text("kind", kind);
    members(&mut object);
    object.end();
    escape(&String::from_utf8_lossy(&out))
}

/// A time, in seconds.
pub(crate) fn seconds(object: &mut Object<'_>, name: &str, time: Duration) {
    // Writing into memory cannot fail.
    let _ = write!(object.name(name), "{:.6}", time.as_secs_f64());
}

/// A unit; a pong with the round trip of the ping that it answers, where that is known.
pub fn json(
    connection: u32,
    at: Duration,
    unit: &Unit,
    round_trip: Option<Duration>,
    detail: Detail,
) -> String {
    object(connection, at, kind(unit.kind), |object| {
        object.text("from", &unit.from.to_string()).text("layer", layer(unit.layer));
        object.number("begin", unit.at).number("size", unit.size()).number("skipped", unit.skipped);
        says(object, unit);
        if let Some(trip) = round_trip {
            seconds(object, "round_trip", trip);
        }
        if !unit.explained.complaints.is_empty() {
            let complaints = unit.explained.complaints.iter().map(ToString::to_string);
            object.texts("complaints", &complaints.collect::<Vec<_>>());
        }
        if detail == Detail::Bytes {
            object.hex("bytes", &unit.bytes);
            let _ = write!(object.name("explained"), "{}", unit.explained.json());
        }
    })
}

/// What it says, short.
fn says(object: &mut Object<'_>, unit: &Unit) {
    match (unit.kind, Frame::of(unit)) {
        (Kind::RequestHead | Kind::ResponseHead, _) => {
            let head = String::from_utf8_lossy(&unit.bytes);
            let lines = head.lines().filter(|line| !line.is_empty()).map(String::from);
            object.texts("lines", &lines.collect::<Vec<_>>());
        }
        (_, Some(frame)) => of_frame(object, &frame, unit.skipped > 0),
        (Kind::Message, _) => {
            let is_text = unit.explained.title.starts_with("Message (text)");
            content(object, &unit.bytes, is_text, unit.skipped > 0);
        }
        _ => content(object, &unit.bytes, true, unit.skipped > 0),
    }
}

fn of_frame(object: &mut Object<'_>, Frame { header, payload }: &Frame, is_cut: bool) {
    object.text("opcode", opcode(header.opcode)).flag("fin", header.fin);
    object.flag("rsv1", header.rsv1).flag("masked", header.key.is_some());
    object.number("length", header.length);
    match (header.opcode, CloseBody::parse(payload)) {
        (Opcode::Close, Ok(body)) => {
            object.number("code", body.code.value().into()).text("reason", body.reason);
        }
        // What is compressed is no text yet.
        (opcode, _) => {
            let may_be_text = opcode != Opcode::Binary && !header.rsv1;
            content(object, payload, may_be_text, is_cut);
        }
    }
}

/// Text as text, other bytes in hexadecimal; long ones as their length and digest. Of what is not
/// there as a whole, nothing: neither length nor digest would be true.
fn content(object: &mut Object<'_>, bytes: &[u8], may_be_text: bool, is_cut: bool) {
    match std::str::from_utf8(bytes) {
        _ if is_cut => return,
        Ok(text) if may_be_text => object.text_payload(text),
        _ => object.payload(bytes),
    };
}

fn opcode(opcode: Opcode) -> &'static str {
    match opcode {
        Opcode::Continuation => "continuation",
        Opcode::Text => "text",
        Opcode::Binary => "binary",
        Opcode::Close => "close",
        Opcode::Ping => "ping",
        Opcode::Pong => "pong",
        Opcode::Reserved(_) => "reserved",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::RequestHead => "request head",
        Kind::ResponseHead => "response head",
        Kind::Body => "body",
        Kind::Chunk => "chunk",
        Kind::Events => "events",
        Kind::Frame => "frame",
        Kind::Message => "message",
        Kind::Unknown => "unknown",
    }
}

fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Wire => "wire",
        Layer::Inside => "inside",
    }
}

/// What a terminal would not show as itself, as JSON writes it: `\u202e`. Such a character can
/// stand in a string only.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut units = [0; 2];
    for char in line.chars() {
        match char {
            ' '..='~' => out.push(char),
            _ if char.escape_debug().len() == 1 => out.push(char),
            _ => {
                for unit in char.encode_utf16(&mut units) {
                    // Writing into memory cannot fail.
                    _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out
}
