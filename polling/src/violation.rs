//! # What a polled server can get wrong                              chapter 04 · RFC 6202 §5
//! Knows: each rule that an answer can break. Does not know: how it was found out.
//! Read before: `answer.rs`. Read next: `poller.rs`.

use std::fmt;
use wire::Cite;

/// The server broke a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// Of HTTP; or it ended the stream inside an answer.
    Http(http1::Violation),
    /// Its answer is longer than `wire::Limits::body_bytes`.
    AnswerTooLong,
    /// Its answer did not come in `wire::Limits::body_time` and the time that it was given to
    /// wait.
    AnswerTooLate,
    /// Its answer is not what was agreed.
    NotAnAnswer(String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(violation) => violation.fmt(f),
            Self::AnswerTooLong => f.write_str("the answer is too long; send fewer events at once"),
            Self::AnswerTooLate => f.write_str("the answer took too long; send it sooner"),
            Self::NotAnAnswer(why) => f.write_str(why),
        }
    }
}

impl wire::Violation for Violation {
    fn cite(&self) -> Cite {
        match self {
            Self::Http(violation) => violation.cite(),
            Self::AnswerTooLong => Cite::ours("body_bytes"),
            Self::AnswerTooLate => Cite::ours("body_time"),
            Self::NotAnAnswer(_) => Cite::rfc6202("5.4"),
        }
    }
}
