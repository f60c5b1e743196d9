//! # A stream of frames, explained                                   chapter 10 · RFC 6455 §5.4
//! Knows: which frame may follow which, and text that goes over several frames.
//! Does not know: the bits of a frame, and the codec in `frames/`: this is a second reading.
//! Read before: `frame.rs`. Read next: `head.rs`.

use crate::frame::Frame;
use crate::header::opcode;
use crate::utf8::Utf8;
use crate::{Explained, Sender, Value, draft::Draft};
use wire::Cite;

const FRAGMENTS: Cite = Cite::rfc6455("5.4");

/// The message that the next data frame would belong to.
#[derive(Debug)]
enum Message {
    /// None is open: text or binary starts one.
    Closed,
    /// A text is open, and so far it was UTF-8.
    Text(Utf8),
    /// One is open whose bytes are not to be judged: binary, or text already found at fault.
    Bytes,
}

/// Explain all frames of one direction of a connection, from its first byte after the handshake.
///
/// The bits of all fields count from the beginning of `bytes`, so the fields of all explanations
/// together tile them. What comes after a Close frame is one field: the receiver discards it.
///
/// ```
/// use explain::{Sender, frames};
/// let stream = [0x01, 0x03, b'H', b'e', b'l', 0x89, 0x00, 0x80, 0x02, b'l', b'o'];
/// let explained = frames(&stream, Sender::Server); // "Hel", a ping in between, "lo"
/// assert_eq!(explained.len(), 3);
/// assert!(explained.iter().all(|frame| frame.complaints.is_empty()));
/// ```
/// Source: RFC 6455 §5.4.
pub fn frames(bytes: &[u8], from: Sender) -> Vec<Explained> {
    let mut all = Vec::new();
    let mut message = Message::Closed;
    let mut start = 0;
    while start < bytes.len() {
        let mut frame = Frame::read(bytes, start, from);
        message = follow(message, &mut frame);
        let closes = frame.header.opcode == Some(opcode::CLOSE);
        let explained = frame.finish();
        start += explained.consumed;
        all.push(explained);
        if closes && start < bytes.len() {
            all.push(discarded(bytes, start));
            break;
        }
    }
    all
}

/// One step: which message is open behind this frame?
fn follow(message: Message, frame: &mut Frame<'_>) -> Message {
    let Some(opcode) = frame.header.opcode else { return message };
    let open = match (opcode, message) {
        (opcode::CONTINUATION, Message::Closed) => {
            let what = "a continuation, but no message is open; text or binary starts one";
            frame.complain_of_opcode(what, FRAGMENTS);
            Message::Closed
        }
        (opcode::CONTINUATION, Message::Text(begun)) => text(frame, begun),
        (opcode::CONTINUATION, open @ Message::Bytes) => open,
        (opcode::TEXT | opcode::BINARY, before) => {
            if !matches!(before, Message::Closed) {
                let what = "a new message before the last one ended; a continuation is right";
                frame.complain_of_opcode(what, FRAGMENTS);
            }
            if opcode == opcode::TEXT { text(frame, Utf8::default()) } else { Message::Bytes }
        }
        // Control frames may stand between the fragments of a message.
        (_, unchanged) => return unchanged,
    };
    if frame.header.fin == Some(true) { Message::Closed } else { open }
}

/// The frame's payload goes on with `text`.
fn text(frame: &mut Frame<'_>, mut text: Utf8) -> Message {
    if frame.check_text(&mut text) { Message::Text(text) } else { Message::Bytes }
}

/// What comes after a Close frame.
fn discarded(bytes: &[u8], start: usize) -> Explained {
    let mut draft = Draft::new(bytes, start);
    let rest = draft.rest();
    let value = Value::Bytes(rest.to_vec());
    let meaning = "came after the Close frame: the receiver discards it";
    draft.bytes("discarded data", rest.len(), value, meaning, Cite::rfc6455("1.4"));
    draft.finish(format!("{} bytes after the Close frame", rest.len()), 0)
}
