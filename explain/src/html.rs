//! # An explanation as HTML                                          chapter 10 · WHATWG HTML
//! Knows: a table with a caption, what is long folded, and rules that are named in words.
//! Does not know: any format, colours, or the page around it.
//! Read before: `text.rs`. Read next: the chapter.

use crate::text::{bits_of, is_whole_bytes};
use crate::value::{hex, short};
use crate::{Complaint, Explained, Field, Value};
use std::fmt;
use wire::Cite;

/// More bytes than this are folded.
const SHOWN_BYTES: usize = 8;

/// An [`Explained`] as an element of HTML, with nothing but structure: a page may paint it by the
/// one class, and what it says needs no paint. Every text of the bytes is escaped.
///
/// Made by [`Explained::html`].
#[derive(Clone, Copy, Debug)]
pub struct Html<'e> {
    pub(crate) explained: &'e Explained,
    pub(crate) bytes: &'e [u8],
}

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explained { title, fields, complaints, missing, inflated, .. } = self.explained;
        writeln!(f, "<section class=\"explained\">")?;
        writeln!(f, "<table>\n<caption>{}</caption>", Escaped(title))?;
        writeln!(f, "<thead>\n<tr>")?;
        for name in ["bytes", "bits", "field", "value", "meaning", "source"] {
            writeln!(f, "<th scope=\"col\">{name}</th>")?;
        }
        writeln!(f, "</tr>\n</thead>\n<tbody>")?;
        for field in fields {
            self.row(f, field)?;
        }
        writeln!(f, "</tbody>\n</table>")?;
        if let Some(message) = inflated {
            write!(f, "<p>Inflated, {} bytes: ", message.len())?;
            value(f, &Value::text_or_bytes(message))?;
            writeln!(f, "</p>")?;
        }
        if complaints.is_empty() {
            writeln!(f, "<p>No rule is broken.</p>")?;
        } else {
            rules(f, complaints)?;
        }
        match missing {
            0 => {}
            1 => writeln!(f, "<p>Cut short: at least 1 more byte is needed.</p>")?,
            n => writeln!(f, "<p>Cut short: at least {n} more bytes are needed.</p>")?,
        }
        writeln!(f, "</section>")
    }
}

impl Html<'_> {
    fn row(&self, f: &mut fmt::Formatter<'_>, field: &Field) -> fmt::Result {
        let (from, to) = (field.bits.start, field.bits.end);
        let bytes = self.bytes.get(from / 8..to.div_ceil(8)).unwrap_or_default();
        write!(f, "<tr>\n<td>")?;
        match is_whole_bytes(field) {
            true => write!(f, "{}</td>\n<td>", Folded(bytes))?,
            false => {
                let byte = bytes.first().copied().unwrap_or_default();
                let bits = bits_of(byte, from % 8..from % 8 + field.bits.len());
                write!(f, "<code>{}</code></td>\n<td><code>{bits}</code>", hex(&[byte]))?;
            }
        }
        write!(f, "</td>\n<th scope=\"row\">{}</th>\n<td>", Escaped(field.name))?;
        value(f, &field.value)?;
        let (meaning, source) = (Escaped(&field.meaning), Source(field.cite));
        writeln!(f, "</td>\n<td>{meaning}</td>\n<td>{source}</td>\n</tr>")
    }
}

/// The broken rules, as a list.
fn rules(f: &mut fmt::Formatter<'_>, complaints: &[Complaint]) -> fmt::Result {
    writeln!(f, "<ul>")?;
    for complaint in complaints {
        let (byte, what, source) =
            (complaint.byte(), Escaped(&complaint.what), Source(complaint.cite));
        writeln!(f, "<li><strong>broken rule</strong>, byte {byte}: {what} ({source})</li>")?;
    }
    writeln!(f, "</ul>")
}

/// A value: short as it is, long with the whole behind its beginning.
fn value(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    let shown = value.to_string();
    match value {
        Value::Bytes(bytes) => write!(f, "{}", Folded(bytes)),
        Value::Text(text) if text.len() > shown.len() => {
            let (shown, text) = (Escaped(&shown), Escaped(text));
            write!(f, "<details><summary>{shown}</summary><pre>{text}</pre></details>")
        }
        _ => write!(f, "{}", Escaped(&shown)),
    }
}

/// Bytes in hex; many are folded behind the first ones.
struct Folded<'b>(&'b [u8]);

impl fmt::Display for Folded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.get(..SHOWN_BYTES) {
            Some(first) if first.len() < self.0.len() => {
                let (all, count) = (hex(self.0), self.0.len());
                write!(f, "<details><summary><code>{}</code> … {count} bytes", hex(first))?;
                write!(f, "</summary><code>{all}</code></details>")
            }
            _ if self.0.is_empty() => Ok(()),
            _ => write!(f, "<code>{}</code>", hex(self.0)),
        }
    }
}

/// A link to the section of a standard.
struct Source(Cite);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<a href=\"{}\">{}</a>", Escaped(&self.0.url()), self.0)
    }
}

/// A text in which no character means anything to HTML. A line end stays; other controls, which
/// HTML may not have, are written as in Rust.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            match char {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\n' => f.write_str("\n")?,
                _ if char.is_control() => f.write_str(&short(char.encode_utf8(&mut [0; 4])))?,
                _ => write!(f, "{char}")?,
            }
        }
        Ok(())
    }
}
