//! # What the user sees of a connection                              chapter 10
//! Knows: one line for each unit, as text or as JSON, and which pong answers which ping.
//! Does not know: what a unit says; `narrate` and `record.rs` do.
//! Read before: `head.rs`, `record.rs`, `lab/src/narrate/mod.rs`. Read next: `session.rs`.

use super::head::{self, Row};
use super::record::{self, CONNECTION};
use crate::commands::paint::{Ink, Paint};
use crate::narrate::{self, Detail, Frame, Narrator};
use crate::tap::desk::RecordTo as _;
use crate::tap::files::TraceFile;
use explain::{Conversation, Kind, Layer, Sender, Unit};
use frames::{Closed, Opcode, Who};
use net::tokio::time::Instant;
use std::collections::VecDeque;
use std::fmt::{self, Debug, Display};
use std::io::{self, Write as _};
use std::time::Duration;
use trace::{Log, Recorder, What};
use wire::Watch;

/// Pings whose pong may still come; of more, the oldest is forgotten.
const PINGS_MAX: usize = 100;
/// Where the meaning of a line of a head begins.
const MEANING_COLUMN: usize = 60;

/// Shows everything that happens on one connection.
pub struct Screen {
    json: bool,
    detail: Detail,
    /// Somebody types here: there is a prompt below the last line.
    is_typed: bool,
    paint: Paint,
    narrator: Narrator,
    conversation: Conversation,
    began: Instant,
    heard_at: Instant,
    is_open: bool,
    log: Option<Log>,
    /// Where the log is written to as it goes, or why it cannot be.
    file: io::Result<Option<TraceFile>>,
    /// Writes down what goes on, once it is open.
    recorder: Option<Recorder>,
    key: Option<String>,
    /// Our pings without an answer: what they say, and when they were sent.
    pings: VecDeque<(Vec<u8>, Instant)>,
    /// Standard output was closed: nobody looks.
    is_gone: bool,
}

impl Debug for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Screen").field("is_open", &self.is_open).finish_non_exhaustive()
    }
}

impl Screen {
    /// Show lines, or JSON; the bytes too, or not.
    pub fn new(json: bool, bytes: bool, is_typed: bool) -> Self {
        let paint = Paint::for_stdout();
        let now = Instant::now();
        let detail = if bytes { Detail::Bytes } else { Detail::Lines };
        Self {
            json,
            detail,
            is_typed: is_typed && !json,
            paint,
            narrator: Narrator::new(paint, detail).fitting(),
            conversation: Conversation::new(),
            began: now,
            heard_at: now,
            is_open: false,
            log: None,
            file: Ok(None),
            recorder: None,
            key: None,
            pings: VecDeque::new(),
            is_gone: false,
        }
    }

    /// Write down what happens, too, as it happens.
    pub fn record(&mut self, file: TraceFile) {
        self.log = Some(Log::default());
        self.file = Ok(Some(file));
    }

    /// Nothing more will happen: write down the rest.
    ///
    /// # Errors
    /// Not all could be written down; what comes behind the error is left out.
    pub fn recorded(&mut self) -> io::Result<()> {
        self.write_down();
        std::mem::replace(&mut self.file, Ok(None)).map(drop)
    }

    fn write_down(&mut self) {
        let (Some(log), Ok(Some(file))) = (&self.log, &mut self.file) else { return };
        let records = log.take();
        let written = records.iter().try_for_each(|record| file.record(record));
        if let Err(error) = written.and_then(|()| file.flush()) {
            (self.file, self.log, self.recorder) = (Err(error), None, None);
        }
    }

    fn log(&self, what: What) {
        if let Some(log) = &self.log {
            log.add(self.now(), CONNECTION, what);
        }
    }

    /// When the last byte came.
    pub fn heard_at(&self) -> Instant {
        self.heard_at
    }

    /// True when nobody reads what is shown.
    pub fn is_gone(&self) -> bool {
        self.is_gone
    }

    /// The server is reached, from this address at that one: time begins.
    pub fn reached(&mut self, client: String, server: String) {
        self.began = Instant::now();
        let line = record::opened(Duration::ZERO, &client, &server);
        self.log(What::Opened { client, server });
        if self.json {
            self.line(&line);
        }
    }

    /// The answer was the right one.
    pub fn opened(&mut self, subprotocol: Option<&str>, deflate: bool) {
        let at = self.began.elapsed();
        self.is_open = true;
        self.recorder =
            self.log.as_ref().map(|log| Recorder::new(log, CONNECTION, Sender::Client, at));
        if self.json {
            return self.line(&record::open(at, subprotocol, deflate));
        }
        let mut text = format!("open after {:.1} ms", at.as_secs_f64() * 1000.0);
        if let Some(name) = subprotocol {
            text.push_str(&format!(", speaking {name}"));
        }
        if deflate {
            text.push_str(", messages may be compressed");
        }
        if self.is_typed {
            text.push_str("; type a text, or /help");
        }
        self.line(&self.paint.ink(Ink::Good, text).to_string());
    }

    /// How it ended, told behind all that was still said.
    fn closed(&mut self, closed: &Closed) {
        if self.json {
            return self.line(&record::closed(self.began.elapsed(), closed));
        }
        let by = if closed.by == Who::Us { "by us" } else { "by the server" };
        let how = if closed.clean { "closed" } else { "lost" };
        let mut text = format!("{how} {by}: {}", closed.code);
        if !closed.reason.is_empty() {
            text.push_str(&format!(" {:?}", closed.reason));
        }
        self.line(&self.paint.ink(Ink::Strong, text).to_string());
    }

    /// Something for the user.
    pub fn say(&mut self, text: &str) {
        if self.json { self.line(&record::said("note", self.now(), text)) } else { self.line(text) }
    }

    /// Why all is over; as text it is said on standard error.
    pub fn tell_failure(&mut self, why: &str) {
        if self.json {
            self.line(&record::said("failed", self.now(), why));
        }
    }

    /// Nothing more will come: show what is unfinished, and how it was closed.
    pub fn end(&mut self, closed: Option<&Closed>) {
        for from in [Sender::Client, Sender::Server] {
            for unit in self.conversation.end(from) {
                self.unit(&unit);
            }
        }
        if let Some(closed) = closed {
            self.closed(closed);
        }
        if self.is_typed {
            self.is_typed = false;
            self.write("\r\x1b[K");
        }
    }

    /// The place where the next line is typed.
    pub fn prompt(&mut self) {
        if self.is_typed && self.is_open {
            self.write("> ");
        }
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn push(&mut self, from: Sender, bytes: &[u8]) {
        match (&mut self.recorder, from) {
            (None, _) => self.log(What::Bytes { from, bytes: bytes.to_vec() }),
            (Some(recorder), Sender::Client) => recorder.sent(bytes),
            (Some(recorder), Sender::Server) => recorder.received(bytes),
        }
        self.write_down();
        for unit in self.conversation.push(from, bytes) {
            self.unit(&unit);
        }
    }

    fn unit(&mut self, unit: &Unit) {
        let trip = self.round_trip(unit);
        if self.json {
            let line = narrate::json(CONNECTION, self.now(), unit, trip, self.detail);
            return self.line(&line);
        }
        match unit.kind {
            Kind::RequestHead | Kind::ResponseHead => self.head(unit),
            // The body of a refusal: it is said with the reason for the end.
            Kind::Body | Kind::Chunk if unit.layer == Layer::Wire && !self.is_open => {}
            _ => {
                let told = self.narrator.unit(CONNECTION, self.now(), unit);
                let (line, below) = told.trim_end().split_once('\n').unwrap_or((&told, ""));
                let trip = trip.map_or(String::new(), |trip| {
                    let text = format!("round trip {:.1} ms", trip.as_secs_f64() * 1000.0);
                    format!("  {}", self.paint.ink(Ink::Good, text))
                });
                let line = format!("{}{trip}", line.trim_end());
                self.line(&line);
                if !below.is_empty() {
                    self.line(below);
                }
            }
        }
    }

    /// The head of the question or of the answer, with what each line means.
    fn head(&mut self, unit: &Unit) {
        let (arrow, ink) = match unit.from {
            Sender::Client => ("→", Ink::Client),
            Sender::Server => ("←", Ink::Server),
        };
        for Row { line, meaning } in head::rows(unit, self.key.as_deref()) {
            let gap = " ".repeat(MEANING_COLUMN.saturating_sub(line.chars().count()).max(2));
            let (line, meaning) = (self.paint.ink(ink, line), self.paint.ink(Ink::Quiet, meaning));
            self.line(format!("{arrow} {line}{gap}{meaning}").trim_end());
            if unit.from == Sender::Client && self.key.is_none() {
                self.key = key_of(unit);
            }
        }
        for complaint in &unit.explained.complaints {
            self.line(&self.paint.ink(Ink::Bad, format!("  wrong: {complaint}")).to_string());
        }
    }

    /// Note a ping; of a pong, how long its ping took there and back.
    fn round_trip(&mut self, unit: &Unit) -> Option<Duration> {
        let Frame { header, payload } = Frame::of(unit)?;
        match (unit.from, header.opcode) {
            (Sender::Client, Opcode::Ping) => {
                self.pings.push_back((payload, Instant::now()));
                if self.pings.len() > PINGS_MAX {
                    self.pings.pop_front();
                }
                None
            }
            // A pong answers all pings before its own, too (RFC 6455 §5.5.3).
            (Sender::Server, Opcode::Pong) => {
                let i = self.pings.iter().position(|(asked, _)| *asked == payload)?;
                let (_, sent) = self.pings.drain(..=i).next_back()?;
                Some(sent.elapsed())
            }
            _ => None,
        }
    }

    /// One line (or several), above the prompt.
    fn line(&mut self, text: &str) {
        let prompt = self.is_typed && self.is_open;
        let (before, after) = if prompt { ("\r\x1b[K", "> ") } else { ("", "") };
        self.write(&format!("{before}{}\n{after}", text.trim_end_matches('\n')));
    }

    fn write(&mut self, text: &str) {
        let mut out = io::stdout().lock();
        if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
            self.is_gone = true;
        }
    }
}

/// The key of our question.
fn key_of(unit: &Unit) -> Option<String> {
    let rows = head::rows(unit, None);
    let named = rows.iter().filter_map(|row| row.line.split_once(':'));
    let mut keys = named.filter(|(name, _)| name.eq_ignore_ascii_case("Sec-WebSocket-Key"));
    keys.next().map(|(_, value)| value.trim().to_string())
}

impl Watch for Screen {
    const SEES_INSIDE: bool = true;

    fn received(&mut self, bytes: &[u8]) {
        self.heard_at = Instant::now();
        self.push(Sender::Server, bytes);
    }

    fn sent(&mut self, bytes: &[u8]) {
        self.push(Sender::Client, bytes);
    }

    // What goes on inside is for the record alone.

    fn ticked(&mut self, now: Duration) {
        self.recorder.iter_mut().for_each(|recorder| recorder.ticked(now));
    }

    fn event(&mut self, event: &dyn Debug, unread: usize) {
        self.recorder.iter_mut().for_each(|recorder| recorder.event(event, unread));
    }

    fn failed(&mut self, error: &dyn Display) {
        self.recorder.iter_mut().for_each(|recorder| recorder.failed(error));
    }

    fn state(&mut self, state: String) {
        self.recorder.iter_mut().for_each(|recorder| recorder.state(state.clone()));
    }

    fn ended(&mut self) {
        self.recorder.iter_mut().for_each(Recorder::ended);
    }
}
