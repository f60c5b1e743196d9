//! # A step on the screen                                            chapter 03
//! Knows: which parts a screen has, and what colour they are. Does not know: keys.
//! Read before: `step/steps.rs`, `step/layout.rs`. Read next: `step/walker.rs`.

use super::code;
use super::layout::{COLUMNS, rows};
use super::pieces::Piece;
use super::steps::{Happened, Step, Steps, Wrote};
use crate::commands::paint::{Ink, Paint};
use crate::narrate::{cut, escape, fill, width, wrap};
use explain::{Explained, Field};
use trace::Sender;

/// How wide the names of the parts are.
const NAME: usize = 9;
/// How wide the parts are.
const PART: usize = COLUMNS - NAME - 1;
/// Of more fields than these, only the first are shown.
const FIELDS_MAX: usize = 14;
/// The keys, in the first line.
const KEYS: &str = "n next  b back  c code  h hint  ? all keys  q quit";

/// Step `index` of `steps`. The hint is shown if it is wanted, the keys too.
pub fn screen(steps: &Steps, index: usize, paint: Paint, show: Show) -> String {
    let Some(step) = steps.steps.get(index) else { return "nothing happened\n".into() };
    let mut page = Page { paint, text: String::new() };
    page.head(steps, index, show);
    page.title(step);
    page.part("time", &[time(step)]);
    if let Some((client, server)) = &step.opened {
        page.part("opens", &wrap(&format!("{client} connects to {server}"), PART));
    }
    if let Some(wrote) = &step.wrote {
        page.wrote(wrote);
    }
    for happened in &step.happened {
        page.happened(happened);
    }
    for said in &step.said {
        page.part("note", &wrap(said, PART));
    }
    let rules: Vec<String> = step.rules().iter().map(ToString::to_string).collect();
    if !rules.is_empty() {
        page.part("rules", &listed(&rules));
    }
    if let Some(place) = code::place_of(step) {
        page.part("code", &[place.to_string()]);
    }
    if let Some(note) = &step.note {
        page.ask(note.question, note.answer, show);
    }
    page.text
}

/// These, one behind another; no line is broken within one.
fn listed(items: &[String]) -> Vec<String> {
    let last = items.len().saturating_sub(1);
    let mark = |(i, item): (usize, &String)| format!("{item}{}", if i < last { " ·" } else { "" });
    let marked: Vec<String> = items.iter().enumerate().map(mark).collect();
    fill(marked.iter().map(String::as_str), PART)
}

/// What of a screen is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Show {
    /// The keys that may be pressed.
    pub keys: bool,
    /// The answer to the question.
    pub answer: bool,
}

fn time(step: &Step) -> String {
    let connection = step.connection;
    format!("{:.3} s, connection {connection}", step.at.as_secs_f64())
}

/// A screen that is being written.
#[derive(Debug)]
struct Page {
    paint: Paint,
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn head(&mut self, steps: &Steps, index: usize, show: Show) {
        let title = cut(&steps.title, COLUMNS / 2);
        let left = format!("{title} · step {} of {}", index + 1, steps.steps.len());
        let room = COLUMNS.saturating_sub(width(&left));
        match show.keys {
            true if room > KEYS.len() => {
                self.line(&format!(
                    "{left}{}",
                    self.paint.ink(Ink::Quiet, format!("{KEYS:>room$}"))
                ));
            }
            _ => self.line(&left),
        }
    }

    fn title(&mut self, step: &Step) {
        for line in wrap(&step.title(), COLUMNS) {
            let line = self.paint.ink(Ink::Strong, line).to_string();
            self.line(&line);
        }
        self.line("");
    }

    /// A part with its name before the first line.
    fn part(&mut self, name: &str, lines: &[String]) {
        self.part_in(None, name, lines);
    }

    fn part_in(&mut self, ink: Option<Ink>, name: &str, lines: &[String]) {
        for (i, line) in lines.iter().enumerate() {
            let name = format!("{:>NAME$}", if i == 0 { name } else { "" });
            let name = self.paint.ink(Ink::Quiet, name);
            let line = escape(line);
            let line = match ink {
                Some(ink) => format!("{name} {}", self.paint.ink(ink, line)),
                None => format!("{name} {line}"),
            };
            self.line(&line);
        }
    }

    fn wrote(&mut self, wrote: &Wrote) {
        let Piece { from, explained, inside, until, whole } = &wrote.piece;
        let (to, ink) = match from {
            Sender::Client => (Sender::Server, Ink::Client),
            Sender::Server => (Sender::Client, Ink::Server),
        };
        let count = wrote.bytes.len();
        let mut heading = format!("{from} → {to}, {count} byte{}", plural(count));
        if *until < count {
            heading.push_str(&format!(", read up to byte {until}"));
        }
        self.part("bytes", &[heading]);
        self.part_in(Some(ink), "", &rows(&wrote.bytes, *until));
        self.explained("is", explained);
        for made in inside {
            self.explained("in it", made);
        }
        if !whole {
            let missing = explained.missing.max(1);
            let line = format!("at least {missing} more byte{} must come", plural(missing));
            self.part("missing", &[line]);
        }
    }

    fn explained(&mut self, name: &str, explained: &Explained) {
        self.part(name, &wrap(&explained.title, PART));
        for line in fields(&explained.fields) {
            self.part("", &[line]);
        }
        for complaint in &explained.complaints {
            self.part_in(Some(Ink::Bad), "wrong", &wrap(&complaint.to_string(), PART));
        }
    }

    fn happened(&mut self, happened: &Happened) {
        match happened {
            Happened::Heard(at, event) => {
                self.part("event", &wrap(&format!("{at} hears {event}"), PART));
            }
            Happened::State(at, before, state) if before.is_empty() => {
                self.part("state", &wrap(&format!("{at}: {state}"), PART));
            }
            Happened::State(at, before, state) => {
                self.part("state", &wrap(&format!("{at}: {before}"), PART));
                self.part("", &wrap(&format!("→ {state}"), PART));
            }
            Happened::Failed(..) => {
                self.part_in(Some(Ink::Bad), "fails", &wrap(&happened.line(), PART));
            }
            Happened::Ended(..) => self.part("end", &[happened.line()]),
        }
    }

    fn ask(&mut self, question: &str, answer: &str, show: Show) {
        self.line("");
        for line in wrap(question, COLUMNS - 2) {
            self.line(&format!("  {line}"));
        }
        match show.answer {
            true => {
                for line in wrap(answer, COLUMNS - 4) {
                    let line = self.paint.ink(Ink::Good, line).to_string();
                    self.line(&format!("    {line}"));
                }
            }
            false => self.line("    (h for a hint)"),
        }
    }
}

fn plural(count: impl TryInto<u64>) -> &'static str {
    if count.try_into().is_ok_and(|count: u64| count == 1) { "" } else { "s" }
}

/// The fields, a line for each; bits of one byte and the next stand together.
fn fields(fields: &[Field]) -> Vec<String> {
    let is_whole = |bit: usize| bit.is_multiple_of(8);
    let is_bits = |field: &Field| !is_whole(field.bits.start) || !is_whole(field.bits.end);
    let mut lines = Vec::new();
    let mut left = fields;
    while let [first, ..] = left {
        let run = left.iter().take_while(|field| is_bits(field)).count();
        let (now, behind) = left.split_at(run.max(1));
        left = behind;
        if lines.len() == FIELDS_MAX {
            lines.push(format!("and {} fields more", now.len() + left.len()));
            break;
        }
        if run > 0 {
            let bits = now.iter().map(|bits| format!("{} {}", bits.name, bits.value));
            lines.extend(listed(&bits.collect::<Vec<_>>()));
        } else {
            lines.push(field(first));
        }
    }
    lines
}

fn field(field: &Field) -> String {
    let value = escape(&field.value.to_string());
    let shown = if value.is_empty() { field.name.into() } else { value };
    let room = PART.saturating_sub(width(&shown) + 3);
    match (field.meaning.as_str(), room) {
        ("", _) => cut(&shown, PART),
        (_, 0..12) => cut(&shown, PART),
        (meaning, room) => format!("{shown}   {}", cut(meaning, room)),
    }
}
