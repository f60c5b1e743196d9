//! # The scenarios                                                   chapter 03
//! Knows: their names, and what each shows. Does not know: how a step of them looks.
//! Read before: `step/stage.rs`, `step/note.rs`. Read next: `step/scenarios/frames.rs`.
//!
//! A scenario plays real protocols against each other, or one of them against forged bytes, and
//! leaves a trace. What is said at its steps is written beside it.

mod closing;
mod deflate;
mod frames;
mod handshake;
mod listener;
mod liveness;
mod messages;
mod polling;
mod reconnect;
mod sse;
mod streaming;

use super::note::Note;
use super::stage::{Played, Stage};
use super::steps::Steps;
use std::error::Error;
use trace::Trace;

/// One scenario.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it shows, in one sentence.
    pub about: &'static str,
    /// Whether real sockets can carry it: those that wait for long run in virtual time alone.
    pub live: bool,
    /// Play it.
    pub play: fn(&mut Stage) -> Played,
    /// What is said at its steps.
    pub notes: &'static [Note],
}

/// All of them, in the order in which they are best looked at.
pub const ALL: &[Scenario] = &[
    handshake::HANDSHAKE,
    handshake::REFUSED,
    frames::FRAME,
    frames::MASK,
    messages::FRAGMENTS,
    messages::UTF8,
    liveness::PING,
    liveness::LIVENESS,
    closing::CLOSE,
    closing::BAD_FRAME,
    deflate::DEFLATE,
    polling::POLL,
    polling::LONG_POLL,
    streaming::STREAM,
    sse::SSE,
    reconnect::RECONNECT,
];

/// The one of that name.
pub fn find(name: &str) -> Option<&'static Scenario> {
    ALL.iter().find(|scenario| scenario.name == name)
}

impl Scenario {
    /// Play it in memory and virtual time: the same trace each time.
    ///
    /// # Errors
    /// A slip in the scenario.
    pub fn trace(&self) -> Result<Trace, Box<dyn Error>> {
        let mut stage = Stage::new(self.name);
        (self.play)(&mut stage)?;
        Ok(stage.trace())
    }

    /// Play it over sockets of this machine, with real randomness and time.
    ///
    /// # Errors
    /// No sockets can be had.
    pub fn live_trace(&self) -> Result<Trace, Box<dyn Error>> {
        let mut stage = Stage::live(self.name);
        (self.play)(&mut stage)?;
        Ok(stage.trace())
    }

    /// The steps of a trace of it, with what is said at them, and the notes that belong to none.
    pub fn steps(&self, trace: &Trace) -> (Steps, Vec<&'static Note>) {
        Steps::of(trace).with_notes(self.notes)
    }
}
