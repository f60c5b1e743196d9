//! # Outcome: what a probe sent, what came, and the verdict      chapter 16
//! Knows: bytes in the order in which they went, cut where they are many. Does not know: why.
//! Read before: `probe.rs`. Read next: `raw.rs`, `report.rs`.

use crate::{Judged, Miss};
use explain::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// More bytes of one piece are counted, but not kept.
const KEPT: usize = 4096;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it must be.
    Pass,
    /// Not as it must be.
    Fail,
    /// It cannot be judged here, and why.
    Skipped(String),
}

/// What a probe sent, what came, and the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What was found.
    pub verdict: Verdict,
    /// What would have been right; empty unless it failed.
    pub expected: String,
    /// What was found instead; empty unless it failed.
    pub found: String,
    /// All that went over its connections.
    pub exchange: Vec<Piece>,
}

impl Outcome {
    /// What the probe judged, and what was written down meanwhile.
    pub fn new(judged: Judged, exchange: Vec<Piece>) -> Self {
        let (verdict, expected, found) = match judged {
            Ok(()) => (Verdict::Pass, String::new(), String::new()),
            Err(Miss::Wrong { expected, found }) => (Verdict::Fail, expected, found),
            Err(Miss::Skip(why)) => (Verdict::Skipped(why), String::new(), String::new()),
        };
        Self { verdict, expected, found, exchange }
    }
}

/// Something that went over a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Which of the probe's connections: 1, 2, …
    pub connection: u32,
    /// Who did it.
    pub from: Sender,
    /// What.
    pub what: What,
}

/// What went over a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Bytes: what one call wrote, or all that came until we wrote again.
    Bytes {
        /// The first of them.
        kept: Vec<u8>,
        /// How many there were.
        length: u64,
    },
    /// It ended its direction.
    End,
    /// The connection was destroyed.
    Reset,
}

/// The record of a probe, shared by its connections.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// Who is judged.
    peer: Sender,
    pieces: Arc<Mutex<Vec<Piece>>>,
}

impl Record {
    /// A new one, about this peer.
    pub(crate) fn about(peer: Sender) -> Self {
        Self { peer, pieces: Arc::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Piece>> {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Write down bytes. What comes in several reads is one piece; what is sent is not.
    pub(crate) fn bytes(&self, connection: u32, from: Sender, bytes: &[u8]) {
        let mut pieces = self.lock();
        let last = pieces.iter_mut().rev().find(|piece| piece.connection == connection);
        let added = bytes.len() as u64;
        match last {
            Some(Piece { from: who, what: What::Bytes { kept, length }, .. })
                if *who == from && from == self.peer =>
            {
                let room = KEPT.saturating_sub(kept.len());
                kept.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
                *length += added;
            }
            _ => {
                let kept = bytes.get(..KEPT).unwrap_or(bytes).to_vec();
                let what = What::Bytes { kept, length: added };
                pieces.push(Piece { connection, from, what });
            }
        }
    }

    /// Write down an end.
    pub(crate) fn end(&self, connection: u32, from: Sender, what: What) {
        self.lock().push(Piece { connection, from, what });
    }

    /// All that was written down; the record begins anew.
    pub(crate) fn take(&self) -> Vec<Piece> {
        std::mem::take(&mut *self.lock())
    }
}
