//! # Draft: an explanation being written                             chapter 10
//! Knows: how far we are in the bytes, so that fields tile them. Does not know: any format.
//! Read before: `value.rs`. Read next: `frame.rs`.

use crate::{Complaint, Explained, Field, Value};
use std::ops::Range;
use wire::Cite;

/// An explanation being written, from left to right.
///
/// Each field begins where the last one ended and never reaches beyond the bytes; an empty one is
/// left out. So the fields tile the bytes, whatever the readers of the formats do.
#[derive(Debug)]
pub(crate) struct Draft<'b> {
    bytes: &'b [u8],
    /// The first byte that this explanation is about.
    start: usize,
    /// The next bit.
    at: usize,
    fields: Vec<Field>,
    complaints: Vec<Complaint>,
}

impl<'b> Draft<'b> {
    /// Begin at byte number `start` of `bytes`.
    pub(crate) fn new(bytes: &'b [u8], start: usize) -> Self {
        let start = start.min(bytes.len());
        Self { bytes, start, at: bits(start), fields: Vec::new(), complaints: Vec::new() }
    }

    /// The whole bytes that are not yet explained.
    pub(crate) fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at.div_ceil(8)..).unwrap_or_default()
    }

    /// How many bytes were explained.
    pub(crate) fn consumed(&self) -> usize {
        self.at / 8 - self.start
    }

    /// The next `width` bits as a number, most significant bit first, if they are all there.
    pub(crate) fn peek(&self, width: usize) -> Option<u64> {
        let mut number = 0;
        for bit in self.at..self.at + width {
            let byte = self.bytes.get(bit / 8)?;
            number = number << 1 | u64::from(byte >> (7 - bit % 8) & 1);
        }
        Some(number)
    }

    /// Write down a field of `width` bits. Returns the bits that it got.
    pub(crate) fn field(
        &mut self,
        name: &'static str,
        width: usize,
        value: Value,
        meaning: impl Into<String>,
        cite: Cite,
    ) -> Range<usize> {
        let bits = self.at..self.at.saturating_add(width).min(bits(self.bytes.len()));
        self.at = bits.end;
        if !bits.is_empty() {
            let meaning = meaning.into();
            self.fields.push(Field { name, bits: bits.clone(), value, meaning, cite });
        }
        bits
    }

    /// Write down a field of `count` bytes.
    pub(crate) fn bytes(
        &mut self,
        name: &'static str,
        count: usize,
        value: Value,
        meaning: impl Into<String>,
        cite: Cite,
    ) -> Range<usize> {
        self.field(name, bits(count), value, meaning, cite)
    }

    /// Read a number of `width` bits and write it down as a field that means what `say` says.
    /// If it did not come whole, what came is written down, and there is no number.
    pub(crate) fn number(
        &mut self,
        name: &'static str,
        width: usize,
        cite: Cite,
        say: impl FnOnce(u64) -> String,
    ) -> Option<u64> {
        let number = self.peek(width);
        match number {
            Some(number) => self.field(name, width, Value::Number(number), say(number), cite),
            None => self.cut_short(name, width / 8, cite),
        };
        number
    }

    /// Write down the beginning of a field of which not all `count` bytes came.
    pub(crate) fn cut_short(
        &mut self,
        name: &'static str,
        count: usize,
        cite: Cite,
    ) -> Range<usize> {
        let rest = self.rest();
        let meaning = format!("cut short: {} of {count} bytes", rest.len());
        self.bytes(name, rest.len(), Value::Bytes(rest.to_vec()), meaning, cite)
    }

    /// The next bit.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The bits of the last field; where the next one would begin, if there is none.
    pub(crate) fn last_bits(&self) -> Range<usize> {
        self.fields.last().map_or(self.at..self.at, |field| field.bits.clone())
    }

    /// Say again what the last field says, if it is the one that begins at bit `start`.
    pub(crate) fn reword(&mut self, start: usize, value: Value, meaning: String, cite: Cite) {
        if let Some(field) = self.fields.last_mut().filter(|field| field.bits.start == start) {
            (field.value, field.meaning, field.cite) = (value, meaning, cite);
        }
    }

    /// Complain about some bits.
    pub(crate) fn complain(&mut self, bits: Range<usize>, what: impl Into<String>, cite: Cite) {
        self.complaints.push(Complaint { bits, what: what.into(), cite });
    }

    /// The explanation is written.
    pub(crate) fn finish(mut self, title: String, missing: u64) -> Explained {
        self.complaints.sort_by_key(|complaint| complaint.bits.start);
        let consumed = self.consumed();
        let Self { fields, complaints, .. } = self;
        Explained { title, fields, complaints, consumed, missing, inflated: None }
    }
}

/// How many bits `count` bytes have.
pub(crate) fn bits(count: usize) -> usize {
    count.saturating_mul(8)
}
