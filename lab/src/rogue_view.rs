//! # A rogue's connection, as lines                                  chapter 00
//! Knows: which side the rogue is, and how much of a flood is worth a line.
//! Does not know: the rogue, and what the bytes mean.
//! Read before: `check/src/rogue/play.rs`, `narrate/mod.rs`. Read next: `commands/rogue.rs`.

use crate::commands::paint::Paint;
use crate::narrate::{Detail, Narrator};
use check::rogue::{End, Seen, Side};
use explain::{Conversation, Sender, Unit};
use std::time::Duration;

/// The most lines in a row for one direction; what is more is counted.
const LINES: u32 = 8;

/// What is said of one connection.
#[derive(Debug)]
pub struct View {
    narrator: Narrator,
    number: u32,
    rogue: Sender,
    conversation: Conversation,
    /// Who spoke last, how many lines were said of it, and what was not said: pieces and bytes.
    last: Option<Sender>,
    said: u32,
    unsaid: (u64, u64),
}

impl View {
    /// For the connection of that number.
    pub fn new(paint: Paint, number: u32, rogue: Side) -> Self {
        let rogue = match rogue {
            Side::Client => Sender::Client,
            Side::Server => Sender::Server,
        };
        let narrator = Narrator::new(paint, Detail::Lines);
        let conversation = Conversation::new();
        Self { narrator, number, rogue, conversation, last: None, said: 0, unsaid: (0, 0) }
    }

    /// The lines for what is seen now; often none.
    pub fn see(&mut self, at: Duration, seen: Seen<'_>) -> String {
        match seen {
            Seen::Begun => self.note(at, "begins"),
            Seen::Sent(bytes) => self.bytes(at, self.rogue, bytes),
            Seen::Came(bytes) => self.bytes(at, self.peer(), bytes),
            Seen::PeerEnded => {
                let units = self.conversation.end(self.peer());
                let lines = self.units(at, self.peer(), units) + &self.flush(at);
                lines + &self.note(at, "the peer ended its side")
            }
            Seen::Ended(end) => {
                let mut lines = String::new();
                for from in [self.rogue, self.peer()] {
                    let units = self.conversation.end(from);
                    lines += &self.units(at, from, units);
                }
                let how = match end {
                    End::Both => "over: both sides ended it".into(),
                    End::Peer => "over: the peer ended its side".into(),
                    End::Reset => "over: the rogue reset it".into(),
                    End::Lost(why) => format!("over: the peer reset it, or it was lost ({why})"),
                    End::TimeUp => "over: the time was up (--seconds)".into(),
                };
                lines + &self.flush(at) + &self.note(at, &how)
            }
        }
    }

    fn peer(&self) -> Sender {
        match self.rogue {
            Sender::Client => Sender::Server,
            Sender::Server => Sender::Client,
        }
    }

    /// What these bytes complete. What they only begin is said too: who drips would seem silent.
    fn bytes(&mut self, at: Duration, from: Sender, bytes: &[u8]) -> String {
        let units = self.conversation.push(from, bytes);
        if !units.is_empty() {
            return self.units(at, from, units);
        }
        let who = if from == self.rogue { "the rogue" } else { "the peer" };
        let text = format!("{who} sends {} B, and nothing is whole yet", bytes.len());
        let line = self.note(at, &text);
        self.say(at, from, line, bytes.len() as u64)
    }

    fn units(&mut self, at: Duration, from: Sender, units: Vec<Unit>) -> String {
        let mut lines = String::new();
        for unit in units {
            let line = self.narrator.unit(self.number, at, &unit);
            lines += &self.say(at, from, line, unit.size());
        }
        lines
    }

    /// Say this line, or count it where there were many.
    fn say(&mut self, at: Duration, from: Sender, line: String, bytes: u64) -> String {
        let mut lines = String::new();
        if self.last != Some(from) {
            lines = self.flush(at);
            self.last = Some(from);
        }
        if self.said < LINES {
            self.said += 1;
            return lines + &line;
        }
        self.unsaid = (self.unsaid.0 + 1, self.unsaid.1.saturating_add(bytes));
        lines
    }

    /// Say how much was not said.
    fn flush(&mut self, at: Duration) -> String {
        let (pieces, bytes) = std::mem::take(&mut self.unsaid);
        self.said = 0;
        match pieces {
            0 => String::new(),
            _ => self.note(at, &format!("... and {bytes} B more, in {pieces} pieces")),
        }
    }

    fn note(&self, at: Duration, what: &str) -> String {
        self.narrator.note(self.number, at, what)
    }
}
