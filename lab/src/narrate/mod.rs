//! # Narrate: units of a conversation as lines                       chapter 10
//! Knows: one line a unit: when, from whom, what, how large, what it says.
//! Does not know: where the units come from, and what their bytes mean.
//! Read before: `explain/src/conversation/unit.rs`. Read next: `meaning.rs`, `json.rs`.

mod frame;
pub mod json;
mod meaning;
mod safe;

pub use frame::Frame;
pub use json::json;
pub(crate) use json::{object, seconds};
pub(crate) use safe::{columns, cut, escape, fill, width, wrap};

use crate::commands::paint::{Ink, Paint, window};
use explain::{Kind, Layer, Sender, Unit, Value};
use std::collections::BTreeMap;
use std::time::Duration;

/// How wide a line may be, unless it is said.
const WIDTH: usize = 100;
/// A line is never narrower: what is before the meaning must have room.
const WIDTH_MIN: usize = 60;

/// How much is told of a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// One line.
    #[default]
    Lines,
    /// The line, and below it the table of its bytes.
    Bytes,
}

/// Tells the units of connections, line by line.
///
/// ```
/// use explain::{Agreed, Conversation, Sender};
/// use lab::commands::paint::Paint;
/// use lab::narrate::{Detail, Narrator};
/// use std::time::Duration;
///
/// let mut conversation = Conversation::websocket(Agreed::default());
/// let mut narrator = Narrator::new(Paint::PLAIN, Detail::Lines);
/// let hi = [0x81, 0x82, 0, 0, 0, 0, b'h', b'i'];
/// let unit = &conversation.push(Sender::Client, &hi)[0];
/// let line = narrator.unit(1, Duration::from_micros(1200), unit);
/// assert_eq!(line, "#1     0.0012 s  → text 8 B  \"hi\"  masked with 00 00 00 00\n");
/// ```
#[derive(Clone, Debug)]
pub struct Narrator {
    paint: Paint,
    detail: Detail,
    width: usize,
    /// Of each message that is open, how many frames there were.
    fragments: BTreeMap<(u32, bool), u64>,
}

impl Narrator {
    /// One for lines of 100 columns.
    pub fn new(paint: Paint, detail: Detail) -> Self {
        Self { paint, detail, width: WIDTH, fragments: BTreeMap::new() }
    }

    /// Cut what is said to lines of so many columns, but no fewer than 60.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns.max(WIDTH_MIN);
        self
    }

    /// Cut what is said to the window, if standard output is a terminal.
    #[must_use]
    pub fn fitting(self) -> Self {
        match window() {
            Some((columns, _)) => self.width(columns),
            None => self,
        }
    }

    /// The lines of a unit, each with its line end: what it is, then the rules that it breaks,
    /// then its bytes if they are wanted. `at` is the time since the beginning.
    pub fn unit(&mut self, connection: u32, at: Duration, unit: &Unit) -> String {
        let fragment = self.fragment(connection, unit);
        let (arrow, ink) = match unit.from {
            Sender::Client => ("→", Ink::Client),
            Sender::Server => ("←", Ink::Server),
        };
        let begin = self.begin(connection, at);
        let inside = if unit.layer == Layer::Inside { "└ " } else { "" };
        let what = format!("{inside}{} {} B", meaning::what(unit, fragment), unit.size());
        let room = self.width.saturating_sub(begin.chars().count() + what.chars().count() + 4);
        let mut says = meaning::says(unit, room);
        if !says.is_empty() {
            says.insert_str(0, "  ");
        }
        let quiet = self.paint.ink(Ink::Quiet, &begin);
        let mut lines =
            format!("{quiet}{}{says}\n", self.paint.ink(ink, format!("{arrow} {what}")));
        self.complaints(unit, &mut lines);
        if self.detail == Detail::Bytes {
            self.bytes(unit, &mut lines);
        }
        lines
    }

    /// A line that says something about a connection: that it began, how it ended, what was done to
    /// it.
    pub fn note(&self, connection: u32, at: Duration, text: &str) -> String {
        let begin = self.begin(connection, at);
        let text = safe::cut(text, self.width.saturating_sub(begin.chars().count() + 2));
        format!("{}· {text}\n", self.paint.ink(Ink::Quiet, begin))
    }

    /// `#1     0.0012 s  `.
    fn begin(&self, connection: u32, at: Duration) -> String {
        format!("{:<4} {:>8.4} s  ", format!("#{connection}"), at.as_secs_f64())
    }

    fn complaints(&self, unit: &Unit, lines: &mut String) {
        for complaint in &unit.explained.complaints {
            let text = format!("not legal: {} ({})", complaint.what, complaint.cite);
            for line in safe::wrap(&text, self.width - INDENT.len()) {
                *lines += &format!("{INDENT}{}\n", self.paint.ink(Ink::Bad, line));
            }
        }
    }

    fn bytes(&self, unit: &Unit, lines: &mut String) {
        let table = unit.explained.text(&unit.bytes).to_string();
        // The title and the complaints stand in the lines above.
        let rows = table.lines().skip_while(|line| !line.starts_with("bytes"));
        for row in rows.take_while(|row| !row.is_empty()) {
            *lines += &format!("  {}\n", safe::escape(row));
        }
    }

    /// Which frame of its message this is; 0 if the message has one only, or it is no frame of one.
    fn fragment(&mut self, connection: u32, unit: &Unit) -> u64 {
        let number = |name| match unit.explained.field(name).map(|field| &field.value) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        };
        let key = (connection, unit.from == Sender::Client);
        match (number("opcode"), number("FIN")) {
            (Some(0..=2), Some(_)) if unit.kind != Kind::Frame => 0,
            (Some(0), Some(fin)) => {
                let Some(before) = self.fragments.remove(&key) else { return 0 };
                if fin == 0 {
                    self.fragments.insert(key, before + 1);
                }
                before + 1
            }
            (Some(1 | 2), Some(0)) => {
                self.fragments.insert(key, 1);
                1
            }
            _ => 0,
        }
    }
}

/// Below the beginning of a line.
const INDENT: &str = "                  ";
