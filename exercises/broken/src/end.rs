//! # How a connection ends                                           chapter 14 · RFC 6455 §7
//! Knows: the four ways to end. Does not know: who says so.
//! Read before: `socket.rs`. Read next: `server.rs`.

use std::io;

/// An answer by HTTP that is not the one that the client hoped for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `400 Bad Request`
    pub status: &'static str,
    /// One sentence for the person who looks at it.
    pub why: &'static str,
    /// Further lines of the head, each with its end of line.
    pub fields: &'static str,
}

impl Refusal {
    /// A refusal without further fields.
    pub fn new(status: &'static str, why: &'static str) -> Self {
        Self { status, why, fields: "" }
    }
}

/// Why no more is read.
#[derive(Debug)]
pub enum End {
    /// The request was not one for us.
    Refused(Refusal),
    /// The peer broke a rule of WebSocket: it hears this close code, and why.
    Broken(u16, &'static str),
    /// The peer said Close: this payload goes back.
    Closed(Vec<u8>),
    /// Nobody is there any more.
    Gone(io::Error),
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Gone(error)
    }
}

impl From<Refusal> for End {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
