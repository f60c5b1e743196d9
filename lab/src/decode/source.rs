//! # The bytes of a case                                             chapter 01
//! Knows: bytes that are written down, and bytes that are written once and come many times.
//! Does not know: where they are cut.
//! Read before: `fields.rs`, `hex.rs`. Read next: `cuts.rs`.

use super::fields::{BadLine, Fields};
use super::hex;
use polling::json::Value;

/// The most bytes of one case, repetitions counted: 256 MiB.
pub const CASE_BYTES: usize = 256 << 20;

/// As many repetitions are copied at once as fit into this.
const AT_ONCE: usize = 64 << 10;

/// The bytes of a case, in order, made as they are read: a million fragments take no more memory
/// than one.
#[derive(Clone, Debug, Default)]
pub struct Source {
    parts: Vec<Part>,
    /// How many bytes are left.
    left: usize,
    /// The part that is read, and how many of its bytes were.
    part: usize,
    done: usize,
}

/// Some bytes, and how often they come.
#[derive(Clone, Debug)]
struct Part {
    bytes: Vec<u8>,
    times: usize,
}

impl Source {
    /// Take `hex` or `parts`.
    ///
    /// # Errors
    /// Neither is there, or both; one of them is wrong; there are more than [`CASE_BYTES`].
    pub fn of(fields: &mut Fields) -> Result<Self, BadLine> {
        let hex = bytes(fields)?;
        let parts = fields.objects("parts")?;
        let parts = match (hex, parts) {
            (Some(bytes), None) => vec![Part { bytes, times: 1 }],
            (None, Some(parts)) => parts.into_iter().map(Part::of).collect::<Result<_, _>>()?,
            (None, None) => {
                return Err(fields.missing("hex", "a text of hexadecimal digits; or give parts"));
            }
            (Some(_), Some(_)) => {
                return Err(BadLine("both hex and parts are there; give one of them".into()));
            }
        };
        let mut left = 0usize;
        for part in &parts {
            let more = part.bytes.len().checked_mul(part.times);
            left = more
                .and_then(|more| left.checked_add(more))
                .filter(|&sum| sum <= CASE_BYTES)
                .ok_or_else(|| {
                    BadLine(format!("more than {CASE_BYTES} bytes; a case has at most so many"))
                })?;
        }
        Ok(Self { parts, left, part: 0, done: 0 })
    }

    /// How many bytes are left.
    pub fn len(&self) -> usize {
        self.left
    }

    /// True when none is left.
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// Append the next `n` bytes to `out`, or all that are left if fewer.
    pub fn read(&mut self, n: usize, out: &mut Vec<u8>) {
        let mut wanted = n.min(self.left);
        self.left -= wanted;
        out.reserve(wanted);
        while wanted > 0
            && let Some(part) = self.parts.get(self.part)
        {
            let length = part.bytes.len();
            let rest = length * part.times - self.done;
            if rest == 0 {
                (self.part, self.done) = (self.part + 1, 0);
                continue;
            }
            let at = self.done % length;
            let most = wanted.min(rest);
            let before = out.len();
            if at == 0 && most >= 2 * length {
                let times = (most / length).min((AT_ONCE / length).max(1));
                out.extend_from_slice(&part.bytes.repeat(times));
            } else {
                out.extend_from_slice(&part.bytes[at..length.min(at + most)]);
            }
            let copied = out.len() - before;
            self.done += copied;
            wanted -= copied;
        }
    }
}

impl Part {
    fn of(mut fields: Fields) -> Result<Self, BadLine> {
        let right = "a text of hexadecimal digits";
        let bytes = bytes(&mut fields)?.ok_or_else(|| fields.missing("hex", right))?;
        let times = fields.number("times")?.unwrap_or(1);
        fields.finish();
        Ok(Self { bytes, times })
    }
}

/// Take `hex`.
fn bytes(fields: &mut Fields) -> Result<Option<Vec<u8>>, BadLine> {
    let Some(text) = fields.text("hex")? else { return Ok(None) };
    hex::decode(&text).map(Some).map_err(|at| {
        let right = match at {
            at if at == text.len() => "an even number of digits: two for each byte".into(),
            at => format!("hexadecimal digits alone (see position {at})"),
        };
        fields.wrong("hex", &Value::String(text), &right)
    })
}
