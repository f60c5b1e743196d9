//! # What can be wrong with permessage-deflate                 chapter 08 · RFC 7692 §5, §7.1
//! Knows: each rule that an offer or an answer can break. Does not know: how it was found out.
//! Read before: `deflate/offer.rs`. Read next: `violation.rs`.

use crate::violation::brief;
use std::fmt;
use wire::Cite;

/// A rule of the negotiation is broken. In an offer, the server declines it and goes on; in an
/// answer, the client fails the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A parameter that is none of the four.
    ParameterUnknown(String),
    /// A parameter came twice.
    ParameterTwice(String),
    /// A value that is none of 8 to 15, or missing, or beside a parameter that has none.
    ValueInvalid(String),
    /// The answer has more than one element for permessage-deflate.
    AnsweredTwice,
    /// `server_no_context_takeover` was asked for, and is not in the answer.
    ServerKeepsContext,
    /// The answer lacks `server_max_window_bits`, or has more than was asked for.
    ServerWindowTooLarge {
        /// What was asked for.
        asked: u8,
        /// What the answer says.
        found: Option<u8>,
    },
    /// `client_max_window_bits` is in the answer, and was not in the offer.
    ClientWindowNotOffered,
    /// `client_max_window_bits` is larger than what was offered.
    ClientWindowTooLarge {
        /// What was offered.
        offered: u8,
        /// What the answer says.
        found: u8,
    },
    /// We would have to compress with this window, and cannot.
    WindowUnsupported(u8),
}

impl Violation {
    /// The rule's id in the registry of requirements. A rule that both an offer and an answer can
    /// break goes by its id for answers, for only there it is an error.
    pub fn rule(&self) -> &'static str {
        self.source().1
    }

    fn source(&self) -> (&'static str, &'static str) {
        match self {
            Self::ParameterUnknown(_) => ("7", "PMD-7-08"),
            Self::ValueInvalid(_) => ("7", "PMD-7-09"),
            Self::ParameterTwice(_) => ("7", "PMD-7-10"),
            Self::WindowUnsupported(_) => ("7", "PMD-7-11"),
            Self::AnsweredTwice => ("5", "PMD-5-13"),
            Self::ServerKeepsContext => ("7.1.1.1", "PMD-7.1.1.1-06"),
            Self::ServerWindowTooLarge { .. } => ("7.1.2.1", "PMD-7.1.2.1-05"),
            Self::ClientWindowNotOffered => ("7.1.2.2", "PMD-7.1.2.2-05"),
            Self::ClientWindowTooLarge { .. } => ("7.1.2.2", "PMD-7.1.2.2-06"),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("permessage-deflate: ")?;
        match self {
            Self::ParameterUnknown(name) => {
                write!(f, "{:?} is no parameter of it; there are four others", brief(name))
            }
            Self::ParameterTwice(name) => write!(f, "{name} came twice; once is right"),
            Self::ValueInvalid(found) => write!(
                f,
                "{:?} is malformed; a window is 8 to 15, and a takeover parameter has no value",
                brief(found)
            ),
            Self::AnsweredTwice => f.write_str("the answer has it twice; one offer is chosen"),
            Self::ServerKeepsContext => {
                f.write_str("server_no_context_takeover was asked for; the answer must have it")
            }
            Self::ServerWindowTooLarge { asked, found: None } => {
                write!(f, "server_max_window_bits is missing; it must be {asked} or less")
            }
            Self::ServerWindowTooLarge { asked, found: Some(found) } => {
                write!(f, "server_max_window_bits is {found}; it must be {asked} or less")
            }
            Self::ClientWindowNotOffered => {
                f.write_str("client_max_window_bits came, and was not offered")
            }
            Self::ClientWindowTooLarge { offered, found } => {
                write!(f, "client_max_window_bits is {found}; it must be {offered} or less")
            }
            Self::WindowUnsupported(bits) => {
                write!(f, "a window of {bits} bits is asked of us; we compress with 9 to 15")
            }
        }
    }
}

impl wire::Violation for Violation {
    fn cite(&self) -> Cite {
        Cite::rfc7692(self.source().0)
    }
}
