//! # The figure: an explanation as boxes of bits                     chapter 10 · RFC 6455 §5.2
//! Knows: 32 bits a row, two columns a bit, as the RFC draws them. Does not know: any format.
//! Read before: `explained.rs`, `columns.rs`. Read next: the chapter.

use crate::columns::{centre, wrap};
use crate::{Explained, Field};
use std::fmt;
use std::ops::Range;

/// Bits in a row.
const ROW: usize = 32;

/// An [`Explained`] as the RFC's figure: 32 bits a row, drawn from the fields. A value stands at
/// the foot of its box. Of a field of many rows the middle ones are left out.
///
/// Made by [`Explained::boxes`].
#[derive(Clone, Copy, Debug)]
pub struct Boxes<'e> {
    pub(crate) explained: &'e Explained,
}

/// The part of a field that lies in one row.
#[derive(Debug)]
struct Piece<'e> {
    field: &'e Field,
    /// Its bits, counted from the beginning of the row.
    bits: Range<usize>,
    part: Part,
}

/// Which part of its field a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The first: it has the name and the value.
    First,
    /// A further one.
    Further,
    /// It stands for so many rows that are not drawn.
    LeftOut(usize),
}

impl fmt::Display for Boxes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, " 0                   1                   2                   3")?;
        writeln!(f, " 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1")?;
        let rows = rows(&self.explained.fields);
        let mut above: &[Piece<'_>] = &[];
        for row in &rows {
            writeln!(f, "{}", rule(above, row))?;
            boxes(f, row)?;
            above = row;
        }
        writeln!(f, "{}", rule(above, &[]))
    }
}

/// Cut the fields into rows.
fn rows(fields: &[Field]) -> Vec<Vec<Piece<'_>>> {
    let start = fields.first().map_or(0, |field| field.bits.start);
    let mut rows: Vec<Vec<Piece<'_>>> = Vec::new();
    for field in fields {
        let (mut at, end) = (field.bits.start - start, field.bits.end - start);
        let mut part = Part::First;
        while at < end {
            let column = at % ROW;
            let whole_rows = (end - at).div_ceil(ROW);
            let mut length = (end - at).min(ROW - column);
            if part == Part::Further && whole_rows > 2 {
                part = Part::LeftOut(whole_rows - 1);
                length = ROW;
                at += (whole_rows - 2) * ROW;
            }
            if column == 0 {
                rows.push(Vec::new());
            }
            if let Some(row) = rows.last_mut() {
                row.push(Piece { field, bits: column..column + length, part });
            }
            at += length;
            part = Part::Further;
        }
    }
    rows
}

/// The line between two rows: none where one field goes on from one to the other.
fn rule(above: &[Piece<'_>], below: &[Piece<'_>]) -> String {
    let mut line = String::new();
    for bit in 0..=ROW {
        let is_edge = |row: &[Piece<'_>]| {
            row.iter().any(|piece| piece.bits.start == bit || piece.bits.end == bit)
        };
        let (over, under) = (at(above, bit), at(below, bit));
        let dash = match (over, under) {
            (None, None) => ' ',
            (Some(over), Some(under)) if std::ptr::eq(over, under) => ' ',
            _ => '-',
        };
        let before = line.chars().last();
        line.push(match (is_edge(above) || is_edge(below), before) {
            (true, _) => '+',
            (false, Some('-')) => '-',
            (false, _) => dash,
        });
        line.push(dash);
    }
    line.trim_end().to_owned()
}

/// The field that has this bit in a row.
fn at<'e>(row: &[Piece<'e>], bit: usize) -> Option<&'e Field> {
    row.iter().find(|piece| piece.bits.contains(&bit)).map(|piece| piece.field)
}

/// Write the boxes of one row, as high as the highest.
fn boxes(f: &mut fmt::Formatter<'_>, row: &[Piece<'_>]) -> fmt::Result {
    let labels: Vec<Vec<String>> = row.iter().map(Piece::label).collect();
    let height = labels.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..height {
        for (piece, label) in row.iter().zip(&labels) {
            let is_foot = line + 1 == height;
            let text = match label.split_last() {
                Some((foot, _)) if is_foot => foot.as_str(),
                Some((_, name)) => name.get(line).map_or("", String::as_str),
                None => "",
            };
            write!(f, "|{}", centre(text, piece.width()))?;
        }
        writeln!(f, "|")?;
    }
    Ok(())
}

impl Piece<'_> {
    /// The columns inside the box.
    fn width(&self) -> usize {
        self.bits.len() * 2 - 1
    }

    /// The lines of the name, and as the last one the value. In a box that is too narrow for a
    /// word the name is written downwards.
    fn label(&self) -> Vec<String> {
        let name = self.field.name;
        match self.part {
            Part::LeftOut(rows) => vec![format!("{rows} rows are not drawn")],
            Part::Further => wrap(&format!("{name}, continued"), self.width()),
            Part::First => {
                let is_narrow = name.split(' ').any(|word| word.len() > self.width());
                let mut lines = if is_narrow {
                    name.chars().map(String::from).collect()
                } else {
                    wrap(name, self.width())
                };
                lines.push(self.field.value.to_string());
                lines
            }
        }
    }
}
