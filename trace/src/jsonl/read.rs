//! # A trace, read from lines of JSON                                chapter 03
//! Knows: what a line must have, and how to say what is wrong with one. Does not know: files.
//! Read before: `trace/src/jsonl.rs`. Read next: `trace/src/pcap.rs`.

use super::VERSION;
use crate::record::{End, Record, Trace, What};
use explain::Sender;
use polling::json::{self, Map, Value};
use std::io::{self, BufRead, Read as _};
use std::time::Duration;
use std::{error, fmt};

/// The longest line that is read: 4 MiB.
pub const LINE_BYTES: u64 = 4 << 20;
/// The most bytes of lines that are read in all: 1 GiB.
pub const TRACE_BYTES: u64 = 1 << 30;

/// Why a trace could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// It could not be fetched.
    Io(io::Error),
    /// A line is not what it should be.
    Line {
        /// Which, counted from 1.
        number: u64,
        /// What is wrong with it.
        wrong: Wrong,
    },
}

/// What is wrong with a line: what was found, and what would have been right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(pub String);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot read the trace: {error}"),
            Self::Line { number, wrong } => write!(f, "line {number} of the trace: {}", wrong.0),
        }
    }
}

impl error::Error for ReadError {}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Read a trace that [`write`](super::write) has written.
///
/// # Errors
/// The first line that is not one of a trace, by its number; and those of `input`.
pub fn read(mut input: impl BufRead) -> Result<Trace, ReadError> {
    let mut trace = Trace::default();
    let (mut number, mut total) = (0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        number += 1;
        let length = input.by_ref().take(LINE_BYTES + 1).read_until(b'\n', &mut line)? as u64;
        total += length;
        let read = if length == 0 && number > 1 {
            return Ok(trace);
        } else if length > LINE_BYTES {
            Err(wrong(format!("it is longer than {LINE_BYTES} bytes, which no line of ours is")))
        } else if total > TRACE_BYTES {
            Err(wrong(format!("with it the trace has more than {TRACE_BYTES} bytes")))
        } else if number == 1 {
            title(&line).map(|title| trace.title = title)
        } else if line.trim_ascii().is_empty() {
            Ok(())
        } else {
            record(&line).map(|record| trace.records.push(record))
        };
        read.map_err(|wrong| ReadError::Line { number, wrong })?;
    }
}

fn wrong(what: impl Into<String>) -> Wrong {
    Wrong(what.into())
}

/// The members of a line that were not looked at yet.
struct Members(Map<String, Value>);

impl Members {
    fn of(line: &[u8]) -> Result<Self, Wrong> {
        match json::from_slice(line) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(wrong("it is JSON, but no object; {\"ns\":…} is right")),
            Err(error) => Err(wrong(format!("it is not JSON: {error}"))),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn value(&mut self, name: &str) -> Result<Value, Wrong> {
        self.0.remove(name).ok_or_else(|| wrong(format!("it lacks \"{name}\"")))
    }

    fn text(&mut self, name: &str) -> Result<String, Wrong> {
        match self.value(name)? {
            Value::String(text) => Ok(text),
            other => Err(wrong(format!("\"{name}\" is {other}; a text is right"))),
        }
    }

    fn number(&mut self, name: &str) -> Result<u64, Wrong> {
        let value = self.value(name)?;
        value.as_u64().ok_or_else(|| {
            wrong(format!("\"{name}\" is {value}; a whole number of at least 0 is right"))
        })
    }

    fn end(&mut self, name: &str) -> Result<Sender, Wrong> {
        match self.text(name)?.as_str() {
            "client" => Ok(Sender::Client),
            "server" => Ok(Sender::Server),
            other => {
                Err(wrong(format!("\"{name}\" is \"{other}\"; \"client\" or \"server\" is right")))
            }
        }
    }

    /// Nothing may be left: a name may be misspelt.
    fn finish(self) -> Result<(), Wrong> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(wrong(format!("\"{name}\" is not known here"))),
        }
    }
}

/// The first line: what the trace shows.
fn title(line: &[u8]) -> Result<String, Wrong> {
    let begins = || {
        wrong(format!(
            "it is not the beginning of a trace; {{\"trace\":\"wire101\",\"version\":{VERSION},…}} \
             is right"
        ))
    };
    let mut members = Members::of(line).map_err(|_| begins())?;
    if members.text("trace").ok().as_deref() != Some("wire101") {
        return Err(begins());
    }
    match members.number("version")? {
        VERSION => {}
        other => {
            return Err(wrong(format!("it is of version {other}; {VERSION} can be read here")));
        }
    }
    let title = members.text("title")?;
    members.finish()?;
    Ok(title)
}

/// Any other line.
fn record(line: &[u8]) -> Result<Record, Wrong> {
    let mut members = Members::of(line)?;
    let at = Duration::from_nanos(members.number("ns")?);
    let connection = u32::try_from(members.number("conn")?)
        .map_err(|_| wrong(format!("\"conn\" is more than {}", u32::MAX)))?;
    let what = what(&mut members)?;
    members.finish()?;
    Ok(Record { at, connection, what })
}

/// What happened: each kind is known by one of its names.
fn what(members: &mut Members) -> Result<What, Wrong> {
    if members.has("opened") {
        let Value::Object(inside) = members.value("opened")? else {
            return Err(wrong("\"opened\" must be an object with \"client\" and \"server\""));
        };
        let mut inside = Members(inside);
        let (client, server) = (inside.text("client")?, inside.text("server")?);
        inside.finish()?;
        Ok(What::Opened { client, server })
    } else if members.has("hex") {
        let from = members.end("from")?;
        let bytes = unhex(&members.text("hex")?)?;
        Ok(What::Bytes { from, bytes })
    } else if members.has("event") {
        let unread = if members.has("unread") { members.number("unread")? } else { 0 };
        Ok(What::Event { at: members.end("at")?, event: members.text("event")?, unread })
    } else if members.has("state") {
        Ok(What::State { at: members.end("at")?, state: members.text("state")? })
    } else if members.has("failed") {
        Ok(What::Failed { at: members.end("at")?, error: members.text("failed")? })
    } else if members.has("ended") {
        let from = members.end("from")?;
        let how = match members.text("ended")?.as_str() {
            "finished" => End::Finished,
            "reset" => End::Reset,
            "cut" => End::Cut,
            other => {
                let right = "\"finished\", \"reset\" or \"cut\" is right";
                return Err(wrong(format!("\"ended\" is \"{other}\"; {right}")));
            }
        };
        Ok(What::Ended { from, how })
    } else if members.has("note") {
        Ok(What::Note(members.text("note")?))
    } else {
        Err(wrong(
            "it does not say what happened; one of opened, hex, event, state, failed, ended, note \
             is right",
        ))
    }
}

/// Bytes from hexadecimal, two digits each, with spaces between or without.
fn unhex(text: &str) -> Result<Vec<u8>, Wrong> {
    let bad = || wrong("\"hex\" must have two hexadecimal digits for each byte");
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for pair in word.as_bytes().chunks(2) {
            let digit = |i: usize| pair.get(i).and_then(|digit| char::from(*digit).to_digit(16));
            let (high, low) = (digit(0).ok_or_else(bad)?, digit(1).ok_or_else(bad)?);
            bytes.push(u8::try_from(high << 4 | low).map_err(|_| bad())?);
        }
    }
    Ok(bytes)
}
