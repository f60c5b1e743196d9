//! # The header of a frame, explained                                chapter 10 · RFC 6455 §5.2
//! Knows: the 2 to 14 bytes before a payload, and the rules that they can break.
//! Does not know: the payload, and the codec in `frames/`: this is a second reading.
//! Read before: `draft.rs`. Read next: `frame.rs`.

use crate::draft::Draft;
use crate::{Sender, Value};
use std::ops::Range;
use wire::Cite;

const FRAMING: Cite = Cite::rfc6455("5.2");
const MASKING: Cite = Cite::rfc6455("5.1");
const CONTROL: Cite = Cite::rfc6455("5.5");
const COMPRESSED: Cite = Cite::rfc7692("6.1");

/// The opcodes that RFC 6455 defines.
pub(crate) mod opcode {
    pub(crate) const CONTINUATION: u64 = 0x0;
    pub(crate) const TEXT: u64 = 0x1;
    pub(crate) const BINARY: u64 = 0x2;
    pub(crate) const CLOSE: u64 = 0x8;
    pub(crate) const PING: u64 = 0x9;
    pub(crate) const PONG: u64 = 0xA;

    /// The word for an opcode.
    pub(crate) fn word(opcode: u64) -> &'static str {
        match opcode {
            CONTINUATION => "continuation",
            TEXT => "text",
            BINARY => "binary",
            CLOSE => "close",
            PING => "ping",
            PONG => "pong",
            0x3..=0x7 => "reserved for data",
            _ => "reserved for control",
        }
    }
}

/// A header as far as it came. What did not come is `None`, and then so is all behind it.
#[derive(Debug, Default)]
pub(crate) struct Header {
    pub(crate) fin: Option<bool>,
    pub(crate) rsv1: bool,
    pub(crate) opcode: Option<u64>,
    pub(crate) opcode_bits: Range<usize>,
    pub(crate) masked: Option<bool>,
    pub(crate) length: Option<u64>,
    pub(crate) key: Option<[u8; 4]>,
    /// How many bytes the header has, as far as we know.
    pub(crate) size: u64,
}

impl Header {
    /// Read field by field. Where the bytes end, each further step finds nothing and adds nothing.
    /// `deflate` says that RSV1 may mark a compressed message.
    pub(crate) fn read(draft: &mut Draft<'_>, from: Sender, deflate: bool) -> Self {
        let mut header = Self { size: 2, ..Self::default() };
        header.first_byte(draft, deflate);
        header.mask(draft, from);
        header.length(draft);
        header.key(draft);
        header
    }

    /// All of it came.
    pub(crate) fn is_whole(&self) -> bool {
        self.length.is_some() && self.masked == Some(self.key.is_some())
    }

    fn first_byte(&mut self, draft: &mut Draft<'_>, deflate: bool) {
        let fin = draft.number("FIN", 1, FRAMING, |fin| match fin {
            1 => "ends its message".into(),
            _ => "more of its message comes".into(),
        });
        self.fin = fin.map(|fin| fin == 1);
        let names = if deflate { &["RSV2", "RSV3"][..] } else { &["RSV1", "RSV2", "RSV3"] };
        if deflate {
            let rsv1 = draft.number("RSV1", 1, COMPRESSED, |rsv1| match rsv1 {
                1 => "begins a compressed message".into(),
                _ => "begins no compressed message".into(),
            });
            self.rsv1 = rsv1 == Some(1);
        }
        for &name in names {
            if draft.number(name, 1, FRAMING, |_| "for extensions".into()) == Some(1) {
                let what = format!("{name} is 1; without an extension that uses it, 0 is right");
                draft.complain(draft.last_bits(), what, FRAMING);
            }
        }
        self.opcode = draft.number("opcode", 4, FRAMING, |code| opcode::word(code).into());
        self.opcode_bits = draft.last_bits();
        if let Some(code @ (0x3..=0x7 | 0xB..)) = self.opcode {
            let what = format!("opcode {code} is reserved; 0, 1, 2, 8, 9 and 10 are defined");
            draft.complain(draft.last_bits(), what, FRAMING);
        }
        if self.is_control() && self.fin == Some(false) {
            let what = "a control frame with FIN 0; it is never fragmented, FIN 1 is right";
            // Only the opcode tells that FIN is wrong.
            draft.complain(self.opcode_bits.clone(), what, CONTROL);
        }
        if self.is_control() && self.rsv1 {
            let what = "a control frame with RSV1; only messages are compressed, RSV1 0 is right";
            draft.complain(self.opcode_bits.clone(), what, COMPRESSED);
        }
    }

    /// An opcode with its highest bit set: the defined ones and the reserved ones.
    fn is_control(&self) -> bool {
        self.opcode.is_some_and(|opcode| opcode >= 0x8)
    }

    fn mask(&mut self, draft: &mut Draft<'_>, from: Sender) {
        let mask = draft.number("MASK", 1, MASKING, |mask| match mask {
            1 => "masked: a key follows".into(),
            _ => "not masked".into(),
        });
        self.masked = mask.map(|mask| mask == 1);
        let what = match (from, self.masked) {
            (Sender::Client, Some(false)) => "a client's frame without a mask; MASK 1 is right",
            (Sender::Server, Some(true)) => "a server's frame with a mask; MASK 0 is right",
            _ => return,
        };
        draft.complain(draft.last_bits(), what, MASKING);
    }

    fn length(&mut self, draft: &mut Draft<'_>) {
        let code = draft.number("payload length", 7, FRAMING, |code| match code {
            126 => "stands in the next 2 bytes".into(),
            127 => "stands in the next 8 bytes".into(),
            _ => "bytes of payload".into(),
        });
        if self.is_control() && code > Some(125) {
            let what = "a control frame longer than 125 bytes; 0 to 125 is right";
            draft.complain(draft.last_bits(), what, CONTROL);
        }
        let code_bits = draft.last_bits();
        match code {
            Some(126) => self.extended_length(draft, code_bits, 2, 126),
            Some(127) => self.extended_length(draft, code_bits, 8, 65_536),
            _ => self.length = code,
        }
    }

    /// Read the length from `size` more bytes, as `form` says: the right form for lengths of
    /// `least` and more.
    fn extended_length(&mut self, draft: &mut Draft<'_>, form: Range<usize>, size: u8, least: u64) {
        let name = "extended payload length";
        self.size += u64::from(size);
        let width = usize::from(size) * 8;
        self.length = draft.number(name, width, FRAMING, |_| "bytes of payload".into());
        let Some(length) = self.length else { return };
        let bits = draft.last_bits();
        if length >> 63 == 1 {
            let what = "the most significant bit of the length is 1; 0 is right";
            draft.complain(bits.start..bits.start + 1, what, FRAMING);
        }
        if length < least {
            let what = format!("length {length} in {size} more bytes; the shortest form is right");
            draft.complain(form, what, FRAMING);
        }
    }

    fn key(&mut self, draft: &mut Draft<'_>) {
        if self.masked != Some(true) {
            return;
        }
        self.size += 4;
        if self.length.is_none() {
            return;
        }
        let (name, cite) = ("masking key", Cite::rfc6455("5.3"));
        let Some(&key) = draft.rest().first_chunk::<4>() else {
            draft.cut_short(name, 4, cite);
            return;
        };
        let meaning = "XORed to the payload, byte i mod 4 of it to byte i";
        draft.bytes(name, 4, Value::Bytes(key.to_vec()), meaning, cite);
        self.key = Some(key);
    }
}
