//! # The table: an explanation as text                               chapter 10
//! Knows: six columns, together 100 wide. Does not know: any format.
//! Read before: `explained.rs`, `columns.rs`. Read next: `boxes.rs`.

use crate::columns::{pad, wrap};
use crate::value::{hex, size};
use crate::{Explained, Field, Value};
use std::fmt;

/// As wide as the table may be.
const COLUMNS: usize = 100;
/// The columns: bytes, bits, field, value, meaning, source; two spaces between them.
const WIDTHS: [usize; 6] = [11, 9, 14, 15, 26, 15];
/// The same for fields of whole bytes only, which need no bits.
const WIDTHS_OF_BYTES: [usize; 6] = [11, 0, 14, 28, 23, 16];

/// An [`Explained`] as a table, one row a field, then the complaints, then what is missing.
///
/// Made by [`Explained::text`]. Long values and long bytes are cut; a source that is blank is the
/// one above.
#[derive(Clone, Copy, Debug)]
pub struct Text<'e> {
    pub(crate) explained: &'e Explained,
    pub(crate) bytes: &'e [u8],
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explained { title, fields, complaints, missing, inflated, .. } = self.explained;
        writeln!(f, "{title}")?;
        let has_bits = fields.iter().any(|field| !is_whole_bytes(field));
        let widths = if has_bits { WIDTHS } else { WIDTHS_OF_BYTES };
        if !fields.is_empty() {
            let names = ["bytes", "bits", "field", "value", "meaning", "source"];
            writeln!(f)?;
            row(f, widths, names.map(str::to_owned))?;
        }
        let mut source = String::new();
        for field in fields {
            let cite = field.cite.to_string();
            let shown = if cite == source { String::new() } else { cite.clone() };
            source = cite;
            let (bytes, bits) = self.bytes_and_bits(field);
            let value = field.value.to_string();
            let cells = [bytes, bits, field.name.to_owned(), value, field.meaning.clone(), shown];
            row(f, widths, cells)?;
        }
        writeln!(f)?;
        for complaint in complaints {
            for (i, line) in wrap(&complaint.to_string(), COLUMNS - 2).iter().enumerate() {
                writeln!(f, "{} {line}", if i == 0 { '!' } else { ' ' })?;
            }
        }
        if let Some(message) = inflated {
            let said = Value::text_or_bytes(message);
            for line in wrap(&format!("Inflated, {}: {said}", size(message.len())), COLUMNS) {
                writeln!(f, "{line}")?;
            }
        }
        match (missing, complaints.is_empty()) {
            (0, true) => writeln!(f, "No rule is broken."),
            (0, false) => Ok(()),
            (1, _) => writeln!(f, "Cut short: at least 1 more byte is needed."),
            (n, _) => writeln!(f, "Cut short: at least {n} more bytes are needed."),
        }
    }
}

impl Text<'_> {
    /// The bytes of a field in hex, eight at most, with the end of long ones; for bits, their byte
    /// once, and the place of the bits in it.
    fn bytes_and_bits(&self, field: &Field) -> (String, String) {
        let (from, to) = (field.bits.start, field.bits.end);
        let bytes = self.bytes.get(from / 8..to.div_ceil(8)).unwrap_or_default();
        if !is_whole_bytes(field) {
            let byte = bytes.first().copied().unwrap_or_default();
            let shown = if from.is_multiple_of(8) { hex(&[byte]) } else { String::new() };
            return (shown, bits_of(byte, from % 8..from % 8 + field.bits.len()));
        }
        let shown = match bytes {
            [first @ .., _, _] if bytes.len() > 8 => {
                let first = first.get(..4).unwrap_or(first);
                let last = bytes.get(bytes.len() - 2..).unwrap_or_default();
                format!("{} .. .. {}", hex(first), hex(last))
            }
            _ => hex(bytes),
        };
        (shown, String::new())
    }
}

/// It begins and ends where a byte does.
pub(crate) fn is_whole_bytes(field: &Field) -> bool {
    field.bits.start.is_multiple_of(8) && field.bits.end.is_multiple_of(8)
}

/// The bits of `byte` in a range as digits, the others as dots: `.... 0001`.
pub(crate) fn bits_of(byte: u8, range: std::ops::Range<usize>) -> String {
    let mut shown = String::new();
    for bit in 0..8 {
        if bit == 4 {
            shown.push(' ');
        }
        let is_set = byte >> (7 - bit) & 1 == 1;
        shown.push(match (range.contains(&bit), is_set) {
            (false, _) => '.',
            (true, false) => '0',
            (true, true) => '1',
        });
    }
    shown
}

/// Write one row, as many lines as its longest cell has.
fn row(f: &mut fmt::Formatter<'_>, widths: [usize; 6], cells: [String; 6]) -> fmt::Result {
    let used = widths.iter().zip(&cells).filter(|(width, _)| **width > 0);
    let cells: Vec<(usize, Vec<String>)> =
        used.map(|(&width, cell)| (width, wrap(cell, width))).collect();
    let height = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
    for i in 0..height {
        let texts = cells.iter().map(|(width, lines)| pad(lines.get(i).map_or("", |l| l), *width));
        writeln!(f, "{}", texts.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}
