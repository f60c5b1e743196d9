//! # The last word on bytes that were explained                      chapters 02, 10
//! Knows: who may send them, and what a receiver must do. Does not know: how they are read.
//! Read before: `explain_parts.rs`. Read next: `explain/src/lib.rs`.

use super::explain_input::Form;
use super::explain_parts::Part;
use explain::{Complaint, Explained, Sender};
use std::fmt;

/// What is said of all the bytes together.
#[derive(Clone, Debug)]
pub struct Verdict {
    form: Form,
    /// Who sent them, as far as is known.
    pub from: Sender,
    /// What a single message says, where there is just one.
    says: Option<String>,
    /// The source of the first broken rule.
    broken: Option<String>,
    /// A bit is set that compression would explain.
    would_deflate: bool,
    /// The head speaks of chunks, and behind it is none.
    lacks_chunks: bool,
    /// Of frames: the bit came that tells who may send them.
    tells_sender: bool,
    /// How many bytes are missing, at least.
    pub missing: u64,
    /// How many bytes behind the head or the body were not explained.
    pub rest: usize,
}

impl Verdict {
    /// Of the `parts` of `bytes`.
    pub fn of(form: Form, from: Sender, parts: &[Part<'_>], bytes: &[u8], deflate: bool) -> Self {
        let all: Vec<&Explained> = parts.iter().map(|part| &part.explained).collect();
        let broken = all.iter().find_map(|explained| explained.complaints.first());
        let is_rsv1 = |what: &str| what.starts_with("RSV1");
        let own = parts.iter().filter(|part| !part.is_inside);
        let consumed: usize = own.map(|part| part.explained.consumed).sum();
        let says = match all[..] {
            [one] => {
                let plain = one.field("payload data").map(|field| field.value.to_string());
                let inflated = one
                    .inflated
                    .as_ref()
                    .map(|bytes| format!("\"{}\"", String::from_utf8_lossy(bytes).escape_debug()));
                inflated.or(plain.filter(|value| value.starts_with('"')))
            }
            _ => None,
        };
        Self {
            form,
            from,
            says,
            broken: broken.map(|complaint| complaint.cite.to_string()),
            would_deflate: !deflate && broken.is_some_and(|complaint| is_rsv1(&complaint.what)),
            lacks_chunks: form == Form::Head && broken.is_some_and(is_no_chunk),
            tells_sender: all.iter().any(|explained| explained.field("MASK").is_some()),
            missing: all.last().map_or(0, |explained| explained.missing),
            rest: bytes.len().saturating_sub(consumed),
        }
    }

    /// No rule is broken.
    pub fn is_legal(&self) -> bool {
        self.broken.is_none()
    }

    /// What a receiver must do with what breaks the rule of `source`.
    fn must(&self, source: &str) -> String {
        match (self.form, self.from) {
            (Form::Frames, _) => match source {
                "RFC 6455 §8.1" => "fail the connection with 1007 (RFC 6455 §7.4.1)".into(),
                "RFC 7692 §6.2" => {
                    "fail the connection (RFC 7692 §6.2); 1007 is a code for it".into()
                }
                _ => "fail the connection with 1002 (RFC 6455 §7.4.1)".into(),
            },
            (_, Sender::Client) => "answer 400 and close the connection (RFC 9112 §2.2)".into(),
            (_, Sender::Server) => "close the connection, and use nothing of it".into(),
        }
    }
}

/// It is about a chunk size that is none.
fn is_no_chunk(complaint: &Complaint) -> bool {
    complaint.what.starts_with("a chunk size")
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.broken {
            write!(f, "not legal here ({source}): the receiver must {}", self.must(source))?;
            if self.would_deflate {
                f.write_str("; if compression was agreed on, try: --deflate")?;
            }
            if self.lacks_chunks {
                f.write_str("; if this is from curl, it took the chunks apart: add --raw to it")?;
            }
            return Ok(());
        }
        let (from, to) = match self.from {
            Sender::Client => ("client", "server"),
            Sender::Server => ("server", "client"),
        };
        if let Some(says) = &self.says {
            write!(f, "{says}: ")?;
        }
        match self.missing {
            0 => {}
            1 => f.write_str("cut short by 1 byte at least; what came is ")?,
            n => write!(f, "cut short by {n} bytes at least; what came is ")?,
        }
        match self.form {
            Form::Frames if self.tells_sender => {
                write!(f, "ok from a {from}; a {from} must refuse it from a {to} (RFC 6455 §5.1)")?;
            }
            Form::Frames => f.write_str("ok")?,
            Form::Events => f.write_str("ok; an event stream cannot be wrong")?,
            Form::Head | Form::Chunks => write!(f, "ok from a {from}")?,
        }
        match self.rest {
            0 => Ok(()),
            1 => f.write_str("; 1 more byte is behind it, and was not explained"),
            n => write!(f, "; {n} more bytes are behind it, and were not explained"),
        }
    }
}
