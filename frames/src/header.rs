//! # Frame header                                                    chapter 10 · RFC 6455 §5.2
//! Knows: the 2 to 14 bytes before a payload, bit by bit. Does not know: which of them are allowed.
//! Read before: `opcode.rs`. Read next: `check.rs`.

use crate::Opcode;
use wire::Parsed;

/// What stands before a frame's payload.
///
/// ```text
/// byte 0          byte 1          0, 2 or 8 bytes    0 or 4 bytes
/// F R R R opcode  M length or     length, if byte 1  masking key,
/// I S S S (4)     A 126, 127 (7)  says 126 or 127    if MASK is set
/// N V V V         S
///   1 2 3         K
/// ```
///
/// Parsing keeps every bit, and [`check`](Self::check) judges them: so a wrong header can be looked
/// at, and `encode` gives back exactly what was parsed.
///
/// ```
/// use frames::{Header, Opcode};
/// let header = Header::parse(&[0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d]).complete();
/// assert_eq!(header, Some(Header::new(true, Opcode::Text, 5, Some([0x37, 0xfa, 0x21, 0x3d]))));
/// ```
///
/// Source: RFC 6455 §5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// FIN: this frame is the last (or only) one of its message.
    pub fin: bool,
    /// RSV1: free for an extension to use.
    pub rsv1: bool,
    /// RSV2: free for an extension to use.
    pub rsv2: bool,
    /// RSV3: free for an extension to use.
    pub rsv3: bool,
    /// What the frame is.
    pub opcode: Opcode,
    /// The masking key, if MASK is set.
    pub key: Option<[u8; 4]>,
    /// How many bytes the payload has.
    pub length: u64,
    /// In how many bits the length is written.
    pub form: LengthForm,
}

/// In how many bits a payload length is written. The shortest that fits is the only right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthForm {
    /// 0 to 125: in byte 1 itself.
    Bits7,
    /// 126 to 65,535: byte 1 says 126, and two bytes follow.
    Bits16,
    /// 65,536 and more: byte 1 says 127, and eight bytes follow.
    Bits64,
}

impl LengthForm {
    /// The shortest form in which `length` can be written.
    pub const fn shortest(length: u64) -> Self {
        match length {
            0..=125 => Self::Bits7,
            126..=0xffff => Self::Bits16,
            _ => Self::Bits64,
        }
    }

    /// How many bytes the form adds behind byte 1: 0, 2 or 8.
    pub const fn extra(self) -> usize {
        match self {
            Self::Bits7 => 0,
            Self::Bits16 => 2,
            Self::Bits64 => 8,
        }
    }
}

const FIN: u8 = 0x80;
const RSV1: u8 = 0x40;
const RSV2: u8 = 0x20;
const RSV3: u8 = 0x10;
const MASK: u8 = 0x80;
const LENGTH: u8 = 0x7f;

impl Header {
    /// The longest header: 2 bytes, 8 of length, 4 of key.
    pub const MAX_SIZE: usize = 14;

    /// A header without reserved bits, its length in the shortest form.
    pub const fn new(fin: bool, opcode: Opcode, length: u64, key: Option<[u8; 4]>) -> Self {
        let form = LengthForm::shortest(length);
        Self { fin, rsv1: false, rsv2: false, rsv3: false, opcode, key, length, form }
    }

    /// How many bytes the header takes on the wire: 2 to 14.
    pub const fn size(&self) -> usize {
        2 + self.form.extra() + if self.key.is_some() { 4 } else { 0 }
    }

    /// Read a header from the start of `bytes`.
    ///
    /// It cannot fail: any 2 to 14 bytes say something. Whether they may is the question of
    /// [`check`](Self::check).
    #[inline]
    pub fn parse(bytes: &[u8]) -> Parsed<Self> {
        let Some((&[first, second], rest)) = bytes.split_first_chunk::<2>() else {
            return Parsed::Partial { needed: 2 - bytes.len() };
        };
        let (form, key_size) = match (second & LENGTH, second & MASK) {
            (127, mask) => (LengthForm::Bits64, mask >> 5),
            (126, mask) => (LengthForm::Bits16, mask >> 5),
            (_, mask) => (LengthForm::Bits7, mask >> 5),
        };
        let size = 2 + form.extra() + usize::from(key_size);
        let partial = Parsed::Partial { needed: size.saturating_sub(bytes.len()) };
        let (length, rest) = match form {
            LengthForm::Bits7 => (u64::from(second & LENGTH), rest),
            LengthForm::Bits16 => match rest.split_first_chunk::<2>() {
                Some((two, rest)) => (u64::from(u16::from_be_bytes(*two)), rest),
                None => return partial,
            },
            LengthForm::Bits64 => match rest.split_first_chunk::<8>() {
                Some((eight, rest)) => (u64::from_be_bytes(*eight), rest),
                None => return partial,
            },
        };
        let key = match (second & MASK, rest.first_chunk::<4>()) {
            (0, _) => None,
            (_, Some(key)) => Some(*key),
            (_, None) => return partial,
        };
        let value = Self {
            fin: first & FIN != 0,
            rsv1: first & RSV1 != 0,
            rsv2: first & RSV2 != 0,
            rsv3: first & RSV3 != 0,
            opcode: Opcode::from_bits(first),
            key,
            length,
            form,
        };
        Parsed::Complete { value, consumed: size }
    }

    /// Append the header to `out`, as [`parse`](Self::parse) reads it.
    #[inline(always)]
    pub fn encode(&self, out: &mut Vec<u8>) {
        let bit = |set: bool, bit: u8| if set { bit } else { 0 };
        let first = bit(self.fin, FIN)
            | bit(self.rsv1, RSV1)
            | bit(self.rsv2, RSV2)
            | bit(self.rsv3, RSV3)
            | self.opcode.bits();
        let mask = bit(self.key.is_some(), MASK);
        let [.., c, d] = self.length.to_be_bytes();
        let second = match self.form {
            LengthForm::Bits7 => d & LENGTH,
            LengthForm::Bits16 => 126,
            LengthForm::Bits64 => 127,
        };
        out.extend_from_slice(&[first, mask | second]);
        match self.form {
            LengthForm::Bits7 => {}
            LengthForm::Bits16 => out.extend_from_slice(&[c, d]),
            LengthForm::Bits64 => out.extend_from_slice(&self.length.to_be_bytes()),
        }
        if let Some(key) = self.key {
            out.extend_from_slice(&key);
        }
    }
}
