//! # `wire101 explain --file`: what a recorded trace says            chapters 03, 10
//! Knows: whose bytes belong together, and when they end. Does not know: the formats of traces, and
//! what bytes mean.
//! Read before: `explain.rs`, `lab/src/step/file.rs`. Read next: `lab/src/narrate/mod.rs`.

use super::exit::{BAD_DATA, NO_INPUT, REFUSED, WELL, fail, printed};
use super::paint::{Ink, Paint};
use crate::narrate::{self, Detail, Narrator};
use crate::step::file::{self, FileError};
use explain::{Conversation, Sender, Unit};
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use trace::{End, Record, Trace, What};

/// In which form it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A line for each unit, and what happened to the connection.
    Lines,
    /// The same, and the bytes of each unit.
    Bytes,
    /// A line of JSON for each unit.
    Json,
}

/// Explain what was recorded in a file, and exit with 1 if a rule is broken.
pub fn run(path: &Path, form: Form) -> ExitCode {
    let trace = match file::read(path) {
        Ok(trace) => trace,
        Err(error @ FileError::Io(..)) => return fail(NO_INPUT, error),
        Err(error @ FileError::Format(..)) => return fail(BAD_DATA, error),
    };
    let mut teller = Teller::new(BufWriter::new(io::stdout().lock()), form, Paint::for_stdout());
    let told = teller.tell(&trace);
    let code = if teller.broken == 0 { WELL } else { REFUSED };
    printed(told, code)
}

/// Tells a trace, record by record.
struct Teller<W> {
    out: W,
    form: Form,
    paint: Paint,
    narrator: Narrator,
    conversations: BTreeMap<u32, Conversation>,
    /// How many units were told.
    units: u64,
    /// How many rules they break.
    broken: u64,
}

impl<W: Write> Teller<W> {
    fn new(out: W, form: Form, paint: Paint) -> Self {
        let detail = if form == Form::Bytes { Detail::Bytes } else { Detail::Lines };
        let (narrator, conversations) = (Narrator::new(paint, detail), BTreeMap::new());
        Self { out, form, paint, narrator, conversations, units: 0, broken: 0 }
    }

    /// Tell all of it.
    fn tell(&mut self, trace: &Trace) -> io::Result<()> {
        let mut end = Duration::ZERO;
        for record in &trace.records {
            end = record.at;
            self.record(record)?;
        }
        for (number, conversation) in std::mem::take(&mut self.conversations) {
            self.end(number, end, conversation)?;
        }
        if self.form != Form::Json {
            let Self { units, broken, .. } = self;
            let (ink, verdict) = match broken {
                0 => (Ink::Good, "no rule is broken".into()),
                1 => (Ink::Bad, "1 rule is broken".into()),
                n => (Ink::Bad, format!("{n} rules are broken")),
            };
            let plural = if *units == 1 { "" } else { "s" };
            let verdict = self.paint.ink(ink, format!("{units} unit{plural}; {verdict}"));
            writeln!(self.out, "\n{verdict}")?;
        }
        self.out.flush()
    }

    fn record(&mut self, record: &Record) -> io::Result<()> {
        let Record { at, connection: number, what } = record;
        match what {
            What::Opened { client, server } => {
                if let Some(before) = self.conversations.remove(number) {
                    self.end(*number, *at, before)?;
                }
                self.note(record, &format!("{client} connects to {server}"))
            }
            What::Bytes { from, bytes } => {
                let Some(first) = bytes.first() else { return Ok(()) };
                let begin = || Conversation::beginning_with(*first);
                let units =
                    self.conversations.entry(*number).or_insert_with(begin).push(*from, bytes);
                self.units(*number, *at, &units)
            }
            What::Ended { from, how } => {
                let conversation = self.conversations.get_mut(number);
                let units = conversation.map(|conversation| conversation.end(*from));
                self.units(*number, *at, &units.unwrap_or_default())?;
                let how = match how {
                    End::Finished => "ends: FIN",
                    End::Reset => "breaks off: RST",
                    End::Cut => "is cut off",
                };
                self.note(record, &format!("the {from} {how}"))
            }
            What::Failed { at, error } => self.note(record, &format!("the {at} finds: {error}")),
            What::Note(note) => self.note(record, note),
            // What an end made of the bytes is for `wire101 step --file`.
            What::Event { .. } | What::State { .. } => Ok(()),
        }
    }

    /// Nothing more was recorded of that connection.
    fn end(&mut self, number: u32, at: Duration, mut conversation: Conversation) -> io::Result<()> {
        for from in [Sender::Client, Sender::Server] {
            self.units(number, at, &conversation.end(from))?;
        }
        Ok(())
    }

    fn note(&mut self, record: &Record, note: &str) -> io::Result<()> {
        match self.form {
            Form::Json => Ok(()),
            _ => write!(self.out, "{}", self.narrator.note(record.connection, record.at, note)),
        }
    }

    fn units(&mut self, number: u32, at: Duration, units: &[Unit]) -> io::Result<()> {
        for unit in units {
            self.units += 1;
            self.broken += unit.explained.complaints.len() as u64;
            match self.form {
                Form::Json => {
                    writeln!(self.out, "{}", narrate::json(number, at, unit, None, Detail::Bytes))?;
                }
                _ => write!(self.out, "{}", self.narrator.unit(number, at, unit))?,
            }
        }
        Ok(())
    }
}
