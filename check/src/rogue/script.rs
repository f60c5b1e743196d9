//! # What a rogue can do, as data                                    chapter 00
//! Knows: steps, and the bytes that they send. Does not know: sockets.
//! Read before: `rogue/mod.rs`. Read next: `rogue/play.rs`, `rogue/answers.rs`.

use std::time::Duration;

/// One step of a script.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Wait for a head of HTTP, to its empty line.
    Head,
    /// Send all this in one write.
    Send(&'static [Piece]),
    /// Send this byte by byte, with this pause behind each.
    Drip(&'static [Piece], Duration),
    /// Send this again and again: so often, unless [`crate::rogue::Bounds::count`] says otherwise.
    Flood(&'static [Piece], u32),
    /// Do nothing for so long, but read.
    Wait(Duration),
    /// Read until the peer ends its side, or the time is up.
    Listen,
    /// Read no more than one byte at a time, with this pause behind each.
    Sip(Duration),
    /// Neither read nor write until the time is up: gone without a word.
    Vanish,
    /// End with a reset: what is on its way is lost.
    Reset,
}

/// Some bytes.
#[derive(Clone, Copy, Debug)]
pub enum Piece {
    /// These.
    Bytes(&'static [u8]),
    /// These, so often in a row.
    Times(&'static [u8], usize),
    /// Where it was called: the target, as in a request line.
    Target,
    /// Whom it calls: the authority, as in `Host`.
    Authority,
    /// The value of `Sec-WebSocket-Accept` for the key that was asked with.
    Accept,
}

/// What the pieces need to know about this one connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The target, as in a request line.
    pub target: String,
    /// The authority, as in `Host`.
    pub authority: String,
    /// The key that the client asked with, if it did.
    pub key: Option<String>,
}

impl Place {
    /// Learn from a head that came: the key of an opening handshake.
    pub fn learn(&mut self, head: &[u8]) {
        let head = String::from_utf8_lossy(head);
        let fields = head.lines().filter_map(|line| line.split_once(':'));
        let mut keys = fields.filter(|(name, _)| name.eq_ignore_ascii_case("Sec-WebSocket-Key"));
        self.key = keys.next().map(|(_, key)| key.trim().to_string());
    }

    /// The pieces as bytes.
    pub fn bytes(&self, pieces: &[Piece]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Bytes(these) => bytes.extend_from_slice(these),
                Piece::Times(these, times) => bytes.extend(these.repeat(*times)),
                Piece::Target => bytes.extend_from_slice(self.target.as_bytes()),
                Piece::Authority => bytes.extend_from_slice(self.authority.as_bytes()),
                Piece::Accept => {
                    let key = self.key.as_deref().unwrap_or_default();
                    bytes.extend_from_slice(handshake::accept_key(key).as_bytes());
                }
            }
        }
        bytes
    }
}
