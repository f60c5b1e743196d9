//! # Probe: one question to a peer                               chapter 16
//! Knows: what a probe says about itself, and in which words it is judged. Does not know: sockets.
//! Read before: `wire/src/cite.rs`. Read next: `outcome.rs`, `visit.rs`.

use crate::Visit;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use wire::Cite;

/// One question to a peer: what is done to it, what must come, and why anybody should care.
#[derive(Clone, Copy, Debug)]
pub struct Probe {
    /// `W-204`: W for a WebSocket server, H for HTTP and event streams, C for a WebSocket client.
    pub id: &'static str,
    /// Under which heading it stands.
    pub group: Group,
    /// How much a miss weighs.
    pub level: Level,
    /// What must be, as a sentence about the peer.
    pub title: &'static str,
    /// The rule.
    pub cite: Cite,
    /// Why it matters, in one sentence.
    pub why: &'static str,
    /// How to mend it.
    pub hint: &'static str,
    /// Ask, and judge what came.
    pub run: for<'v> fn(&'v Visit) -> Running<'v>,
}

/// A probe that is being run.
pub type Running<'v> = Pin<Box<dyn Future<Output = Judged> + Send + 'v>>;

/// What a probe finds: all is right, or [`Miss`].
pub type Judged = Result<(), Miss>;

/// Why a probe did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// The peer did something else than the rule says.
    Wrong {
        /// What would have been right.
        expected: String,
        /// What was found.
        found: String,
    },
    /// It cannot be judged here, and why.
    Skip(String),
}

impl Miss {
    /// The peer did something else.
    pub fn wrong(expected: impl fmt::Display, found: impl fmt::Display) -> Self {
        Self::Wrong { expected: expected.to_string(), found: found.to_string() }
    }

    /// It cannot be judged here.
    pub fn skip(why: impl fmt::Display) -> Self {
        Self::Skip(why.to_string())
    }
}

/// A heading of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// One word for the command line.
    pub slug: &'static str,
    /// The heading.
    pub title: &'static str,
}

/// How much a miss weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// The standard demands it: a miss fails the whole. (Where it demands something of who writes,
    /// and does not say what who reads must do about a breach, to fail the connection is demanded
    /// if the bytes have no lawful meaning, as a stray continuation; not if they have one, as a
    /// length in too long a form.)
    Must,
    /// The standard recommends it: a miss costs a point.
    Should,
    /// No standard says it, but who serves others needs it: a miss costs a point. The rule that is
    /// named is the nearest.
    Craft,
    /// The standard permits both: what was found is information.
    May,
    /// The standard is silent: what was found is information.
    Note,
}

impl Level {
    /// True where a miss counts in the score.
    pub fn is_judged(self) -> bool {
        matches!(self, Self::Must | Self::Should | Self::Craft)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::Craft => "CRAFT",
            Self::May => "MAY",
            Self::Note => "NOTE",
        })
    }
}
