//! # Faults: what may go wrong between a client and a server         chapter 03
//! Knows: which faults there are, and in which direction each works. Does not know: how.
//! Read before: `mod.rs`. Read next: `line.rs`, `change.rs`.

use super::line::Pace;
use std::time::Duration;
use trace::Sender;

/// Whose bytes a fault works on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Those of the client.
    Client,
    /// Those of the server.
    Server,
    /// Those of both, each direction by itself.
    #[default]
    Both,
}

impl Way {
    /// True if it works on what this side sends.
    pub fn includes(self, from: Sender) -> bool {
        match self {
            Self::Both => true,
            Self::Client => from == Sender::Client,
            Self::Server => from == Sender::Server,
        }
    }
}

/// What shall go wrong on every connection. The default: nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Whose bytes are split, delayed, slowed, cut and frozen.
    pub from: Way,
    /// Pass on at most so many bytes at a time.
    pub split: Option<usize>,
    /// Pass on each piece later by this much.
    pub delay: Duration,
    /// Pass on at most so many bytes a second.
    pub rate: Option<u64>,
    /// Cut the connection when so many bytes were passed on.
    pub cut_after: Option<u64>,
    /// Cut the connection so long after it began.
    pub cut_time: Option<Duration>,
    /// Cut in order, with a FIN, and not with a reset.
    pub fin: bool,
    /// So long after the connection began, pass on nothing more, and do not say so.
    pub freeze: Option<Duration>,
    /// Hold the answers back until so many bytes of one are there, or all of it.
    pub buffer: Option<usize>,
    /// Leave out what asks for another protocol.
    pub drop_upgrade: bool,
}

impl Faults {
    /// When the bytes of this side may go on.
    pub fn pace(&self, from: Sender) -> Pace {
        if !self.from.includes(from) {
            return Pace::default();
        }
        Pace {
            split: self.split,
            delay: self.delay,
            rate: self.rate,
            cut_after: self.cut_after,
            freeze: self.freeze,
        }
    }
}
