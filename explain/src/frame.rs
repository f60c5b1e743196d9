//! # One frame, explained                                            chapter 10 · RFC 6455 §5
//! Knows: a header, a payload, and the rules that a frame can break alone.
//! Does not know: the frames around it, and the codec in `frames/`: this is a second reading.
//! Read before: `header.rs`. Read next: `close.rs`, `frames.rs`.

use crate::compressed::Compressed;
use crate::draft::{Draft, bits};
use crate::header::{Header, opcode};
use crate::utf8::Utf8;
use crate::{Explained, Sender, Value, close};
use wire::Cite;

/// Explain the frame at the beginning of `bytes`, alone: as if no extension was agreed, and
/// without asking whether it may stand there (that is for [`frames`](crate::frames())).
///
/// ```text
/// | FIN | RSV1 RSV2 RSV3 | opcode 4 | MASK | length 7 | +16 or +64 | masking key 32 | payload
/// ```
/// ```
/// use explain::{Sender, Value, frame};
/// let hello = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
/// let explained = frame(&hello, Sender::Client);
/// assert_eq!(explained.field("payload data").unwrap().value, Value::Text("Hello".into()));
/// assert!(explained.complaints.is_empty());
/// let forged = frame(&hello, Sender::Server);
/// assert_eq!(forged.complaints[0].cite.to_string(), "RFC 6455 §5.1");
/// ```
/// Source: RFC 6455 §5.2.
pub fn frame(bytes: &[u8], from: Sender) -> Explained {
    let mut frame = Frame::read(bytes, 0, from, false);
    if frame.header.opcode == Some(opcode::TEXT) {
        frame.check_text(&mut Utf8::default());
    }
    frame.finish()
}

/// A frame, as far as it came.
#[derive(Debug)]
pub(crate) struct Frame<'b> {
    draft: Draft<'b>,
    from: Sender,
    pub(crate) header: Header,
    /// The payload, unmasked.
    payload: Vec<u8>,
    /// The first bit of the payload.
    payload_at: usize,
    /// How many bytes there are from the first one of this frame to the end of the slice.
    came: u64,
    /// The compressed message that it ends, inflated.
    inflated: Option<Vec<u8>>,
}

impl<'b> Frame<'b> {
    /// Read the frame that begins at byte `start`; `deflate` says that messages may be compressed.
    pub(crate) fn read(bytes: &'b [u8], start: usize, from: Sender, deflate: bool) -> Self {
        let mut draft = Draft::new(bytes, start);
        let came = draft.rest().len() as u64;
        let header = Header::read(&mut draft, from, deflate);
        let payload_at = draft.at();
        let (payload, inflated) = (Vec::new(), None);
        let mut frame = Self { draft, from, header, payload, payload_at, came, inflated };
        if frame.header.is_whole() {
            frame.read_payload();
        }
        frame
    }

    fn read_payload(&mut self) {
        let rest = self.draft.rest();
        let length = self.length();
        let came = usize::try_from(length).map_or(rest.len(), |length| length.min(rest.len()));
        let key = self.header.key.unwrap_or_default();
        let masked = rest.iter().take(came).enumerate();
        self.payload = masked.map(|(i, byte)| byte ^ key[i % 4]).collect();
        let value = match self.header.opcode {
            Some(opcode::CLOSE) => return close::body(&mut self.draft, &self.payload, length),
            Some(opcode::BINARY) => Value::Bytes(self.payload.clone()),
            _ => Value::text_or_bytes(&self.payload),
        };
        let (meaning, section) = self.payload_meaning();
        self.draft.bytes("payload data", came, value, meaning, Cite::rfc6455(section));
    }

    fn payload_meaning(&self) -> (String, &'static str) {
        let (what, section) = match self.header.opcode {
            Some(opcode::TEXT) => ("text in UTF-8", "5.6"),
            Some(opcode::BINARY) => ("bytes for the application", "5.6"),
            Some(opcode::CONTINUATION) => ("goes on with the message", "5.4"),
            Some(opcode::PING) => ("a pong brings it back", "5.5.2"),
            Some(opcode::PONG) => ("what the ping brought", "5.5.3"),
            _ => ("of unknown use", "5.2"),
        };
        let unmasked = if self.header.key.is_some() { ", unmasked" } else { "" };
        (format!("{what}{unmasked}{}", self.cut()), section)
    }

    fn cut(&self) -> String {
        match self.missing() {
            0 => String::new(),
            _ => format!("; cut short: {} of {} bytes", self.payload.len(), self.length()),
        }
    }

    /// Judge the payload as the next piece of a text. False when it cannot be UTF-8.
    pub(crate) fn check_text(&mut self, text: &mut Utf8) -> bool {
        let last = self.ends_message();
        let Some(at) = text.fault(&self.payload, last) else { return true };
        let what = "text that is not UTF-8; the text of a whole message must be";
        self.complain_of_payload(at, what, Cite::rfc6455("8.1"));
        false
    }

    /// Inflate the payload as the next piece of a compressed message. True when nothing more can
    /// be read of that message.
    pub(crate) fn inflate(&mut self, message: &mut Compressed) -> bool {
        if !self.header.is_whole() {
            return false;
        }
        let step = message.next(&self.payload, self.ends_message());
        self.say_compressed(step.meaning);
        if let Some((what, cite)) = step.fault {
            self.complain_of_payload(0, &what, cite);
        } else if self.ends_message() && !step.is_over {
            self.inflated = Some(message.bytes().to_vec());
        }
        step.is_over
    }

    /// It is the last one of its message, and came whole.
    pub(crate) fn ends_message(&self) -> bool {
        self.header.fin == Some(true) && self.header.is_whole() && self.missing() == 0
    }

    /// Its payload is compressed; `how` says the rest.
    pub(crate) fn say_compressed(&mut self, how: String) {
        let meaning = format!("{how}{}", self.cut());
        let payload = Value::Bytes(self.payload.clone());
        self.draft.reword(self.payload_at, payload, meaning, Cite::rfc7692("6.2"));
    }

    /// Complain about the payload from its byte `at` on.
    fn complain_of_payload(&mut self, at: usize, what: &str, cite: Cite) {
        let mut wrong = self.payload_at + bits(at)..self.payload_at + bits(self.payload.len());
        if wrong.is_empty() {
            // An empty frame ends the message too early: the end of its header does.
            wrong = self.draft.last_bits();
        }
        self.draft.complain(wrong, what, cite);
    }

    /// Complain that this frame may not stand where it stands.
    pub(crate) fn complain_of_opcode(&mut self, what: &str, cite: Cite) {
        self.draft.complain(self.header.opcode_bits.clone(), what, cite);
    }

    fn length(&self) -> u64 {
        self.header.length.unwrap_or(0)
    }

    /// How many bytes of this frame did not come, at least.
    fn missing(&self) -> u64 {
        let whole = u128::from(self.header.size) + u128::from(self.length());
        u64::try_from(whole.saturating_sub(self.came.into())).unwrap_or(u64::MAX)
    }

    pub(crate) fn finish(self) -> Explained {
        let (from, missing) = (self.from, self.missing());
        let title = match self.header.opcode.filter(|_| self.header.is_whole()) {
            None => format!("The beginning of a frame from a {from}"),
            Some(code) => {
                let word = opcode::word(code);
                let (size, length) = (self.header.size, self.length());
                format!("Frame from a {from} ({word}): {size} bytes of header, {length} of payload")
            }
        };
        Explained { inflated: self.inflated, ..self.draft.finish(title, missing) }
    }
}
