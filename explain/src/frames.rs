//! # A stream of frames, explained                   chapters 10, 12 · RFC 6455 §5.4, RFC 7692 §6
//! Knows: which frame may follow which, and what goes over several frames: text, compression.
//! Does not know: the bits of a frame, and the codec in `frames/`: this is a second reading.
//! Read before: `frame.rs`, `compressed.rs`. Read next: `head.rs`.

use crate::compressed::{Agreed, Compressed, Deflate};
use crate::frame::Frame;
use crate::header::opcode;
use crate::utf8::Utf8;
use crate::value::size;
use crate::{Explained, Sender, Value, draft::Draft};
use wire::Cite;

const FRAGMENTS: Cite = Cite::rfc6455("5.4");

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
    frames_with(bytes, from, &Agreed::default())
}

/// The same where something was `agreed` on: RSV1 may then mark the first frame of a compressed
/// message. With the frame that ends such a message comes what it says,
/// [`Explained::inflated`].
///
/// ```
/// use explain::{Agreed, Deflate, Sender, frames_with};
/// let agreed = Agreed { deflate: Some(Deflate::default()) };
/// let hello = [0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
/// let explained = &frames_with(&hello, Sender::Server, &agreed)[0];
/// assert_eq!(explained.inflated.as_deref(), Some(&b"Hello"[..]));
/// ```
/// Source: RFC 7692 §6, §7.2.2.
pub fn frames_with(bytes: &[u8], from: Sender, agreed: &Agreed) -> Vec<Explained> {
    let mut all = Vec::new();
    let mut stream = Stream::new(from, agreed);
    let mut start = 0;
    while start < bytes.len() {
        let explained = stream.next(bytes, start);
        start += explained.consumed;
        all.push(explained);
    }
    all
}

/// One direction of a connection, from frame to frame.
#[derive(Debug)]
pub(crate) struct Stream {
    from: Sender,
    deflate: Option<Deflate>,
    message: Message,
    /// What the next compressed message may refer to; `None` where that cannot be known any more.
    context: Option<Vec<u8>>,
    is_closed: bool,
}

/// The message that the next data frame would belong to.
#[derive(Debug)]
enum Message {
    /// None is open: text or binary starts one.
    Closed,
    /// A text is open, and so far it was UTF-8.
    Text(Utf8),
    /// One is open whose bytes are not to be judged: binary, or already found at fault.
    Bytes,
    /// A compressed one is open.
    Compressed(Box<Compressed>),
}

impl Stream {
    /// Behind the opening handshake.
    pub(crate) fn new(from: Sender, agreed: &Agreed) -> Self {
        let (message, context) = (Message::Closed, Some(Vec::new()));
        Self { from, deflate: agreed.deflate, message, context, is_closed: false }
    }

    /// Explain the next frame: it begins at byte `start`.
    pub(crate) fn next(&mut self, bytes: &[u8], start: usize) -> Explained {
        if self.is_closed {
            return discarded(bytes, start);
        }
        let mut frame = Frame::read(bytes, start, self.from, self.deflate.is_some());
        self.message = self.follow(&mut frame);
        self.is_closed = frame.header.opcode == Some(opcode::CLOSE);
        frame.finish()
    }

    /// Not all of the last frame was looked at. Its message is no longer judged; if that `was
    /// compressed`, the next ones may refer to what was not seen.
    pub(crate) fn lose(&mut self, was_compressed: bool) {
        if matches!(self.message, Message::Text(_) | Message::Compressed(_)) {
            self.message = Message::Bytes;
        }
        if was_compressed && self.takes_over() {
            self.context = None;
        }
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        let message = match &self.message {
            Message::Compressed(message) => message.held(),
            _ => 0,
        };
        self.context.as_ref().map_or(0, Vec::len) + message
    }

    /// One step: which message is open behind this frame?
    fn follow(&mut self, frame: &mut Frame<'_>) -> Message {
        let message = std::mem::replace(&mut self.message, Message::Closed);
        let Some(opcode) = frame.header.opcode else { return message };
        let is_compressed = frame.header.rsv1 && self.deflate.is_some();
        let open = match (opcode, message) {
            (opcode::CONTINUATION, before) => {
                if matches!(before, Message::Closed) {
                    let what = "a continuation, but no message is open; text or binary starts one";
                    frame.complain_of_opcode(what, FRAGMENTS);
                }
                if is_compressed {
                    let what = "a continuation with RSV1; only the first frame of a message has it";
                    frame.complain_of_opcode(what, Cite::rfc7692("6.1"));
                }
                before
            }
            (opcode::TEXT | opcode::BINARY, before) => {
                if !matches!(before, Message::Closed) {
                    let what = "a new message before the last one ended; a continuation is right";
                    frame.complain_of_opcode(what, FRAGMENTS);
                }
                let is_text = opcode == opcode::TEXT;
                match (is_compressed, &self.context) {
                    (true, Some(context)) => {
                        Message::Compressed(Compressed::new(context, is_text).into())
                    }
                    (true, None) => {
                        let why = "compressed, and refers to a message that could not be read";
                        frame.say_compressed(why.into());
                        Message::Bytes
                    }
                    (false, _) if is_text => Message::Text(Utf8::default()),
                    (false, _) => Message::Bytes,
                }
            }
            // Control frames may stand between the fragments of a message.
            (_, unchanged) => return unchanged,
        };
        let open = self.read_on(frame, open);
        if frame.header.fin == Some(true) { Message::Closed } else { open }
    }

    /// The frame's payload goes on with the message.
    fn read_on(&mut self, frame: &mut Frame<'_>, message: Message) -> Message {
        match message {
            Message::Text(mut text) => match frame.check_text(&mut text) {
                true => Message::Text(text),
                false => Message::Bytes,
            },
            Message::Compressed(mut compressed) => {
                let is_over = frame.inflate(&mut compressed);
                if is_over || frame.ends_message() {
                    self.context = self.context_behind(*compressed, is_over);
                    return Message::Bytes;
                }
                Message::Compressed(compressed)
            }
            unchanged => unchanged,
        }
    }

    /// May a message refer to those before?
    fn takes_over(&self) -> bool {
        self.deflate.is_some_and(|deflate| match self.from {
            Sender::Client => deflate.client_context_takeover,
            Sender::Server => deflate.server_context_takeover,
        })
    }

    /// What the next message may refer to, behind one that ended or could not be read.
    fn context_behind(&self, compressed: Compressed, is_lost: bool) -> Option<Vec<u8>> {
        match (self.takes_over(), is_lost) {
            (false, _) => Some(Vec::new()),
            (true, false) => Some(compressed.context()),
            (true, true) => None,
        }
    }
}

/// What comes after a Close frame.
pub(crate) fn discarded(bytes: &[u8], start: usize) -> Explained {
    let mut draft = Draft::new(bytes, start);
    let rest = draft.rest();
    let value = Value::Bytes(rest.to_vec());
    let meaning = "came after the Close frame: the receiver discards it";
    draft.bytes("discarded data", rest.len(), value, meaning, Cite::rfc6455("1.4"));
    draft.finish(format!("{} after the Close frame", size(rest.len())), 0)
}
