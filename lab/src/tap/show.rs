//! # Show: what passes, explained as it passes                       chapter 03
//! Knows: when a connection began and ended, and whose explanation belongs to which. Does not know:
//! what the bytes mean; `explain` does.
//! Read before: `desk.rs`, `explain/src/conversation.rs`. Read next: `lab/src/narrate/mod.rs`.

use super::desk::RecordTo;
use crate::commands::paint::Paint;
use crate::decode::Object;
use crate::narrate::{self, Detail, Narrator, object};
use explain::{Conversation, Unit};
use std::collections::HashMap;
use std::io::{self, Write};
use trace::{End, Record, Sender, What};

/// In which form it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Connections alone.
    Connections,
    /// A line for each unit.
    Lines,
    /// The same, and its bytes.
    Bytes,
    /// A line of JSON for each.
    Json,
}

/// Shows what happens, line by line.
#[derive(Debug)]
pub struct Show<W> {
    out: W,
    form: Form,
    /// Show this connection alone.
    only: Option<u32>,
    /// Has told nothing: each connection has one of its own.
    narrator: Narrator,
    open: HashMap<u32, Open>,
}

/// A connection that has not ended.
#[derive(Debug)]
struct Open {
    conversation: Conversation,
    narrator: Narrator,
    /// How many bytes the client and the server have said.
    said: [u64; 2],
    /// How many sides have ended.
    ended: u8,
}

impl<W: Write> Show<W> {
    /// Show on `out`.
    pub fn new(out: W, form: Form, only: Option<u32>, paint: Paint) -> Self {
        let detail = if form == Form::Bytes { Detail::Bytes } else { Detail::Lines };
        let narrator = Narrator::new(paint, detail);
        Self { out, form, only, narrator, open: HashMap::new() }
    }

    /// Cut the lines to the window, if standard output is a terminal.
    #[must_use]
    pub fn fitting(mut self) -> Self {
        self.narrator = self.narrator.fitting();
        self
    }

    fn units(&mut self, record: &Record, units: &[Unit]) -> io::Result<()> {
        let Record { at, connection, .. } = *record;
        let Some(open) = self.open.get_mut(&connection) else { return Ok(()) };
        for unit in units {
            match self.form {
                Form::Connections => {}
                Form::Json => writeln!(
                    self.out,
                    "{}",
                    narrate::json(connection, at, unit, None, Detail::Bytes)
                )?,
                Form::Lines | Form::Bytes => {
                    let lines = open.narrator.unit(connection, at, unit);
                    self.out.write_all(lines.as_bytes())?;
                }
            }
        }
        Ok(())
    }

    /// Something about the connection itself: in words, or as a `kind` with what belongs to it.
    fn say(
        &mut self,
        record: &Record,
        words: &str,
        kind: &str,
        more: impl FnOnce(&mut Object<'_>),
    ) -> io::Result<()> {
        let Record { at, connection, .. } = record;
        if self.form != Form::Json {
            let line = self.narrator.note(*connection, *at, words);
            return self.out.write_all(line.as_bytes());
        }
        writeln!(self.out, "{}", object(*connection, *at, kind, more))
    }

    fn opened(&mut self, record: &Record, client: &str, server: &str) -> io::Result<()> {
        let (conversation, narrator) = (Conversation::new(), self.narrator.clone());
        let open = Open { conversation, narrator, said: [0; 2], ended: 0 };
        self.open.insert(record.connection, open);
        let words = format!("opened: the client {client}, the server {server}");
        self.say(record, &words, "opened", |object| {
            object.text("client", client).text("server", server);
        })
    }

    fn bytes(&mut self, record: &Record, from: Sender, bytes: &[u8]) -> io::Result<()> {
        let Some(open) = self.open.get_mut(&record.connection) else { return Ok(()) };
        open.said[side(from)] += bytes.len() as u64;
        if self.form == Form::Connections {
            return Ok(());
        }
        let units = open.conversation.push(from, bytes);
        self.units(record, &units)
    }

    fn ended(&mut self, record: &Record, from: Sender, how: End) -> io::Result<()> {
        let Some(open) = self.open.get_mut(&record.connection) else { return Ok(()) };
        let (units, said) = (open.conversation.end(from), open.said);
        open.ended += 1;
        let is_over = open.ended == 2 || how == End::Reset;
        self.units(record, &units)?;
        let (words, name) = match how {
            End::Finished => (format!("the {from} ends: FIN"), "finished"),
            End::Reset => (format!("the {from} breaks off: RST"), "reset"),
            End::Cut => (format!("the tap cuts off the {from}"), "cut"),
        };
        self.say(record, &words, "ended", |object| {
            object.text("from", &from.to_string()).text("how", name);
        })?;
        if is_over {
            self.open.remove(&record.connection);
            let [client, server] = said;
            let words = format!("over: {client} B from the client, {server} B from the server");
            self.say(record, &words, "over", |object| {
                object.number("client_bytes", client).number("server_bytes", server);
            })?;
        }
        Ok(())
    }
}

impl<W: Write + Send> RecordTo for Show<W> {
    fn name(&self) -> String {
        "standard output".into()
    }

    fn record(&mut self, record: &Record) -> io::Result<()> {
        if self.only.is_some_and(|only| only != record.connection) {
            return Ok(());
        }
        match &record.what {
            What::Opened { client, server } => self.opened(record, client, server),
            What::Bytes { from, bytes } => self.bytes(record, *from, bytes),
            What::Ended { from, how } => self.ended(record, *from, *how),
            What::Note(note) => self.say(record, note, "note", |object| {
                object.text("text", note);
            }),
            // A tap has no end of its own, so it hears no events.
            What::Event { .. } | What::State { .. } | What::Failed { .. } => Ok(()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn side(of: Sender) -> usize {
    match of {
        Sender::Client => 0,
        Sender::Server => 1,
    }
}
