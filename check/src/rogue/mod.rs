//! # Rogues: peers that misbehave on command                         chapter 00
//! Knows: which there are, what each does, and the rule that it breaks or uses.
//! Does not know: how a script is played.
//! Read before: `lib.rs`. Read next: `rogue/script.rs`, `rogue/answers.rs`.
//!
//! A rogue is a script: bytes to send, waits, and when to stop. No codec has a part in it, for a
//! codec would refuse to write most of this.

mod answers;
mod clients;
mod event_streams;
mod frames;
mod heads;
mod play;
mod script;
mod serve;

pub use play::{Bounds, End, Seen, play};
pub use script::{Piece, Place, Step};
pub use serve::{To, call, serve};

use wire::Cite;

/// Which side of a connection a rogue takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It waits for clients, to show what they do.
    Server,
    /// It calls a server.
    Client,
}

/// One peer that misbehaves, or does what is rare and yet right.
#[derive(Clone, Copy, Debug)]
pub struct Rogue {
    /// Its name on the command line.
    pub name: &'static str,
    /// Which side it takes.
    pub side: Side,
    /// What it does, in one sentence.
    pub does: &'static str,
    /// What a good peer makes of it.
    pub good: &'static str,
    /// True where no rule is broken: a good peer must bear it.
    pub legal: bool,
    /// The rule that it breaks; of a legal one, the rule that allows it.
    pub rule: Cite,
    /// What it does, step by step.
    pub steps: &'static [Step],
}

/// All of them, by family: first the servers, then the clients.
pub fn all() -> impl Iterator<Item = &'static Rogue> {
    let families = [answers::ALL, frames::ALL, heads::ALL, event_streams::ALL, clients::ALL];
    families.into_iter().flatten()
}

/// The one of that name on that side.
pub fn find(name: &str, side: Side) -> Option<&'static Rogue> {
    all().find(|rogue| rogue.name == name && rogue.side == side)
}
