//! # What cannot be read                                             chapter 10
//! Knows: why nothing behind some place can be read. Does not know: how it came to that.
//! Read before: `framing.rs`. Read next: `blocks.rs`.

use crate::draft::{Draft, bits};
use crate::frames::discarded;
use crate::value::size;
use crate::{Explained, Value};
use wire::Cite;

/// Why nothing behind some place can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It does not begin as HTTP does.
    NotHttp,
    /// It is an answer, and nothing was asked.
    NotAsked,
    /// The head does not tell where its message ends.
    BrokenHead,
    /// A chunk does not end where it should.
    BrokenChunk,
    /// The two sides agreed on a protocol that is not read here.
    AnotherProtocol,
    /// It stands behind a Close frame.
    AfterClose,
    /// A limit of this reader: too much came while an answer was waited for.
    TooMuch,
    /// The answer that would tell never came.
    NotAnswered,
    /// The stream had ended.
    AfterEnd,
}

impl Why {
    /// Explain bytes; `first` if they are the first ones that cannot be read.
    pub(crate) fn explain(self, bytes: &[u8], first: bool) -> Explained {
        if self == Self::AfterClose {
            return discarded(bytes, 0);
        }
        let mut draft = Draft::new(bytes, 0);
        let (meaning, cite) = self.meaning();
        let value = Value::Bytes(bytes.to_vec());
        let all = draft.bytes("unknown data", bytes.len(), value, meaning, cite);
        if let Some(what) = self.complaint().filter(|_| first && !all.is_empty()) {
            draft.complain(0..bits(1), what, cite);
        }
        draft.finish(format!("{}, not read", size(bytes.len())), 0)
    }

    fn meaning(self) -> (&'static str, Cite) {
        match self {
            Self::NotHttp => ("not HTTP", Cite::rfc9112("2.2")),
            Self::NotAsked => ("no request was made that it could answer", Cite::rfc9112("9.2")),
            Self::BrokenHead => {
                ("the head before it does not say where its message ends", Cite::rfc9112("6.3"))
            }
            Self::BrokenChunk => {
                ("the chunk before it does not say where it ends", Cite::rfc9112("7.1"))
            }
            Self::AnotherProtocol => ("another protocol", Cite::rfc9110("7.8")),
            Self::AfterClose => ("came after the Close frame", Cite::rfc6455("1.4")),
            Self::TooMuch => ("too much to be kept until the answer", Cite::rfc9112("9.3.2")),
            Self::NotAnswered => ("the answer that would tell never came", Cite::rfc9110("7.8")),
            Self::AfterEnd => ("came after the end", Cite::rfc9112("9.6")),
        }
    }

    /// The rule that the first byte breaks, if the units before did not say.
    fn complaint(self) -> Option<&'static str> {
        match self {
            Self::NotHttp => Some("this begins no message of HTTP; a method or a version is right"),
            Self::NotAsked => Some("an answer to no request; a server waits for a request"),
            _ => None,
        }
    }
}
