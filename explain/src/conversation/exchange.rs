//! # What both directions must know                                  chapter 10 · RFC 9112 §9.3.2
//! Knows: which requests wait for their answers, and whether the connection speaks another
//! protocol now. Does not know: bytes.
//! Read before: `ends.rs`. Read next: `framing.rs`.

use crate::Agreed;
use std::collections::VecDeque;

/// More requests than these are not kept while no answer comes.
const ASKED_MAX: usize = 4096;

/// What of a request its answer depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// HEAD: its answer has no body.
    pub(crate) is_head: bool,
    /// CONNECT: behind a good answer there is a tunnel.
    pub(crate) is_connect: bool,
    /// It asks for another protocol: what the client says next depends on the answer.
    pub(crate) upgrades: bool,
}

/// What the connection speaks instead of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switched {
    /// WebSocket.
    WebSocket(Agreed),
    /// Something that is not read here.
    Other,
}

/// What both directions must know.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    /// The requests that were not answered, the oldest first.
    asked: VecDeque<Asked>,
    /// The client is inside the head of a request.
    asking: bool,
    /// That request was answered before its head was whole.
    answered_early: bool,
    /// An upgrade was asked for and not answered.
    pub(crate) waits: bool,
    /// An answer has just come: the client's side may know how to go on.
    pub(crate) was_answered: bool,
    /// HTTP is over.
    pub(crate) switched: Option<Switched>,
}

impl Exchange {
    /// A request begins.
    pub(crate) fn begin_request(&mut self) {
        self.asking = true;
    }

    /// Its head is whole. False when there are too many that nobody answers.
    pub(crate) fn ask(&mut self, asked: Asked) -> bool {
        self.asking = false;
        if std::mem::take(&mut self.answered_early) {
            return true;
        }
        self.waits |= asked.upgrades;
        self.asked.push_back(asked);
        self.asked.len() <= ASKED_MAX
    }

    /// May a response come now?
    pub(crate) fn expects_answer(&self) -> bool {
        !self.asked.is_empty() || (self.asking && !self.answered_early)
    }

    /// The request that the next response is about; a server may refuse one whose head is not
    /// whole, and then nothing is known of it.
    pub(crate) fn asked(&self) -> Asked {
        self.asked.front().copied().unwrap_or_default()
    }

    /// The final response to that request has come.
    pub(crate) fn answer(&mut self) {
        self.was_answered = true;
        match self.asked.pop_front() {
            Some(asked) => self.waits &= !asked.upgrades,
            None => self.answered_early = true,
        }
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        self.asked.len() * size_of::<Asked>()
    }
}
