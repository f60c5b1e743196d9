//! # The desk of a listener                                          chapter 06
//! Knows: each byte that went over its connections, what it cost, and how events are shown.
//! Does not know: when to come back.
//! Read before: `heard.rs`, `net/src/onlooker.rs`, `lab/src/narrate/json.rs`. Read next:
//! `source.rs`.

use super::heard::{Event, Heard};
use crate::commands::paint::{Ink, Paint};
use crate::decode::Object;
use crate::narrate::{self, Detail, Narrator, escape, object, seconds};
use explain::{Conversation, Kind, Sender, Unit};
use net::onlooker::Seen;
use net::tokio::time::Instant;
use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Sizes of blocks whose event was not heard yet; more are not kept.
const SIZES_MAX: usize = 10_000;
/// As much of the body of a refusal is shown.
const BODY_BYTES: usize = 1024;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Events.
    pub events: usize,
    /// How often it was lost, and came back.
    pub reconnections: u32,
    /// Connections.
    pub connections: u32,
    /// Heads of answers.
    pub answers: u64,
    /// Bytes to the server, of all connections, inside TLS where there is TLS.
    pub sent: u64,
    /// Bytes from it.
    pub received: u64,
}

/// Where all comes together: it is shared with the onlooker of the connections.
#[derive(Clone, Debug)]
pub struct Desk(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    json: bool,
    bytes: bool,
    paint: Paint,
    narrator: Narrator,
    conversation: Conversation,
    began: Instant,
    totals: Totals,
    /// The same, when the last event was shown.
    before: Totals,
    /// The answer is an event stream: what it cost is said block by block.
    has_blocks: bool,
    /// It is polling: an event is told behind the answers that brought it.
    polls: bool,
    sizes: VecDeque<u64>,
    body: Vec<u8>,
    /// Standard output was closed: nobody looks.
    is_gone: bool,
}

impl Desk {
    /// Show lines, or JSON; the bytes too, or not.
    pub fn new(json: bool, bytes: bool) -> Self {
        let paint = Paint::for_stdout();
        Self(Arc::new(Mutex::new(Inner {
            json,
            bytes,
            paint,
            narrator: Narrator::new(paint, Detail::Bytes).fitting(),
            conversation: Conversation::new(),
            began: Instant::now(),
            totals: Totals::default(),
            before: Totals::default(),
            has_blocks: false,
            polls: false,
            sizes: VecDeque::new(),
            body: Vec::new(),
            is_gone: false,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes went over a connection, or one began.
    pub fn see(&self, seen: Seen<'_>) {
        self.lock().see(seen);
    }

    /// From now on it is polling: each answer is told, and what it cost.
    pub fn polls(&self) {
        self.lock().polls = true;
    }

    /// How many bytes the block had whose event is heard now.
    pub fn block_size(&self) -> Option<u64> {
        self.lock().sizes.pop_front()
    }

    /// What the last body began with, for who was refused: a sentence of the server.
    pub fn body(&self) -> Option<String> {
        let body = String::from_utf8_lossy(&self.lock().body).trim().to_string();
        (!body.is_empty()).then(|| escape(&body))
    }

    /// True when nobody reads what is shown.
    pub fn is_gone(&self) -> bool {
        self.lock().is_gone
    }

    /// What was counted so far.
    pub fn totals(&self) -> Totals {
        self.lock().totals
    }

    /// Show what was heard. Why it is over is said on standard error where that is no success.
    pub fn show(&self, heard: &Heard) {
        self.lock().show(heard);
    }

    /// Show what it all came to.
    pub fn sum_up(&self) {
        self.lock().sum_up();
    }
}

impl Inner {
    fn see(&mut self, seen: Seen<'_>) {
        let (from, bytes) = match seen {
            Seen::Opened => {
                self.totals.connections += 1;
                self.conversation = Conversation::new();
                self.sizes.clear();
                return;
            }
            Seen::Sent(bytes) => {
                self.totals.sent += bytes.len() as u64;
                (Sender::Client, bytes)
            }
            Seen::Received(bytes) => {
                self.totals.received += bytes.len() as u64;
                (Sender::Server, bytes)
            }
        };
        for unit in self.conversation.push(from, bytes) {
            self.unit(&unit);
        }
    }

    fn unit(&mut self, unit: &Unit) {
        match unit.kind {
            Kind::ResponseHead => {
                self.totals.answers += 1;
                self.has_blocks = is_event_stream(&unit.bytes);
                self.body.clear();
            }
            Kind::Events if has_data(&unit.bytes) && self.sizes.len() < SIZES_MAX => {
                self.sizes.push_back(unit.size());
            }
            Kind::Body if !self.has_blocks => {
                self.body = unit.bytes.iter().copied().take(BODY_BYTES).collect();
            }
            _ => {}
        }
        // What an event stream travelled in is told by its blocks.
        let is_told_already = self.has_blocks && matches!(unit.kind, Kind::Chunk | Kind::Body);
        if !self.bytes || is_told_already {
            return;
        }
        let (connection, at) = (self.totals.connections, self.began.elapsed());
        let line = if self.json {
            narrate::json(connection, at, unit, None, Detail::Bytes)
        } else {
            self.narrator.unit(connection, at, unit)
        };
        self.write(&line);
    }

    fn show(&mut self, heard: &Heard) {
        let at = self.began.elapsed();
        match heard {
            Heard::Event(_) => {
                self.totals.events += 1;
                self.show_answers();
            }
            Heard::Lost(..) => self.totals.reconnections += 1,
            Heard::Open(_) | Heard::Note(_) | Heard::Over(_) => {}
        }
        if self.json {
            let line = json_of(self.totals.connections, at, heard);
            return self.write(&line);
        }
        let time = format!("{:>9.4} s", at.as_secs_f64());
        let time = self.paint.ink(Ink::Quiet, time);
        let line = match heard {
            Heard::Open(media_type) => {
                format!("{time}  {}  {media_type}", self.paint.ink(Ink::Good, "open"))
            }
            Heard::Event(event) => {
                let Event { id, kind, data, size } = event;
                let id = id.as_deref().map_or(String::new(), |id| format!("  {id:?}"));
                let kind = kind.as_deref().unwrap_or("message");
                let kind = self.paint.ink(Ink::Server, format!("{kind:?}"));
                let size = size.map_or(String::new(), |size| format!("  {size} B"));
                format!("{time}  event{id}  {kind}  {data:?}{}", self.paint.ink(Ink::Quiet, size))
            }
            Heard::Note(text) => format!("{time}  note  {text}"),
            Heard::Lost(why, wait) => {
                let lost = self.paint.ink(Ink::Bad, "lost");
                format!("{time}  {lost}  {why}; again in {:.1} s", wait.as_secs_f64())
            }
            Heard::Over(over) => {
                format!("{time}  {}  {}", self.paint.ink(Ink::Strong, "over"), over.why())
            }
        };
        self.write(&line);
    }

    /// The answers since the last event, and what they cost: if there are any, and this is polling.
    fn show_answers(&mut self) {
        let (now, before) = (self.totals, self.before);
        self.before = now;
        let answers = now.answers - before.answers;
        let (sent, received) = (now.sent - before.sent, now.received - before.received);
        if answers == 0 || !self.polls {
            return;
        }
        let at = self.began.elapsed();
        let line = if self.json {
            object(now.connections, at, "answer", |object| {
                object.number("answers", answers).number("sent", sent);
                object.number("received", received);
            })
        } else {
            let text = format!("answers: {answers}; {received} B came, {sent} B were sent");
            format!("{:>9.4} s  {}", at.as_secs_f64(), self.paint.ink(Ink::Quiet, text))
        };
        self.write(&line);
    }

    fn sum_up(&mut self) {
        let Totals { events, reconnections, connections, answers, sent, received } = self.totals;
        let at = self.began.elapsed();
        let line = if self.json {
            object(connections, at, "summary", |object| {
                object.number("events", events as u64).number("connections", connections.into());
                object.number("reconnections", reconnections.into()).number("answers", answers);
                object.number("sent", sent).number("received", received);
            })
        } else {
            format!(
                "events: {events}; bytes that came: {received}, that were sent: {sent}; \
                 connections: {connections}; reconnections: {reconnections}; {:.1} s",
                at.as_secs_f64()
            )
        };
        self.write(&line);
    }

    fn write(&mut self, line: &str) {
        let mut out = io::stdout().lock();
        let written = writeln!(out, "{}", line.trim_end_matches('\n')).and_then(|()| out.flush());
        self.is_gone |= written.is_err();
    }
}

fn json_of(connection: u32, at: Duration, heard: &Heard) -> String {
    let object = |kind: &str, members: &dyn Fn(&mut Object<'_>)| {
        object(connection, at, kind, |object| members(object))
    };
    match heard {
        Heard::Open(media_type) => object("open", &|object| {
            object.text("media_type", media_type);
        }),
        Heard::Event(Event { id, kind, data, size }) => object("event", &|object| {
            object.optional("id", id.as_deref()).optional("type", kind.as_deref());
            object.text("data", data);
            match size {
                Some(size) => object.number("size", *size),
                None => object.null("size"),
            };
        }),
        Heard::Note(text) => object("note", &|object| {
            object.text("text", text);
        }),
        Heard::Lost(why, wait) => object("lost", &|object| {
            object.text("text", why);
            seconds(object, "retry_in", *wait);
        }),
        Heard::Over(over) => object("over", &|object| {
            object.text("text", over.why());
        }),
    }
}

/// The head says that what follows is an event stream.
fn is_event_stream(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let types = head.lines().filter_map(|line| line.strip_prefix("content-type:"));
    types.into_iter().any(|value| value.trim_start().starts_with("text/event-stream"))
}

/// A block that makes an event has a field `data`, whatever it says (WHATWG HTML §9.2.6).
fn has_data(block: &[u8]) -> bool {
    let block = block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block);
    block
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .any(|line| line.split(|&byte| byte == b':').next() == Some(b"data"))
}
