//! # Change: what a proxy makes of what it passes on                 chapter 09 · RFC 9110 §7.6
//! Knows: how to leave out an upgrade, and how to hold an answer back. Does not know: when the
//! bytes go on.
//! Read before: `messages.rs`, `upgrade.rs`. Read next: `session.rs`.

use super::Faults;
use super::messages::{Messages, Part};
use super::upgrade::without_upgrade;
use http1::{BodyLength, RequestHead, ResponseHead};
use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use wire::{Limits, Parsed};

/// So many requests may wait for their answers; what comes behind them is taken for GET.
const ASKED_MAX: usize = 1000;

/// The methods of the requests that were not answered yet.
#[derive(Clone, Debug, Default)]
struct Asked(Arc<Mutex<VecDeque<String>>>);

/// What is done to one direction.
#[derive(Debug)]
pub enum Change {
    /// Nothing: what comes goes on, whatever it is.
    None,
    /// Requests are read, for their methods, and may be rewritten.
    Requests(Requests),
    /// Answers are held back.
    Responses(Responses),
}

/// What shall go on now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What the proxy did.
    pub notes: Vec<String>,
}

/// The client's direction.
#[derive(Debug)]
pub struct Requests {
    messages: Messages,
    drops_upgrade: bool,
    asked: Asked,
}

/// The server's direction.
#[derive(Debug)]
pub struct Responses {
    messages: Messages,
    most: usize,
    held: Vec<u8>,
    /// In how many pieces it came.
    pieces: usize,
    asked: Asked,
}

/// What these faults do to the client's direction, and to the server's.
pub fn both(faults: &Faults) -> (Change, Change) {
    let asked = Asked::default();
    let (messages, drops_upgrade) = (Messages::default(), faults.drop_upgrade);
    let up = match (faults.buffer, drops_upgrade) {
        (None, false) => Change::None,
        _ => Change::Requests(Requests { messages, drops_upgrade, asked: asked.clone() }),
    };
    let down = faults.buffer.map_or(Change::None, |most| {
        let (messages, held) = (Messages::default(), Vec::new());
        Change::Responses(Responses { messages, most, held, pieces: 0, asked })
    });
    (up, down)
}

impl Change {
    /// These bytes came.
    pub fn push(&mut self, bytes: &[u8]) -> Changed {
        match self {
            Self::None => Changed { bytes: bytes.to_vec(), notes: Vec::new() },
            Self::Requests(requests) => requests.push(bytes),
            Self::Responses(responses) => responses.push(bytes),
        }
    }

    /// No more comes: what was held goes on.
    pub fn end(&mut self) -> Changed {
        let mut changed = Changed::default();
        match self {
            Self::None => {}
            Self::Requests(requests) => changed.bytes = requests.messages.unfinished(),
            Self::Responses(responses) => {
                responses.held.extend(responses.messages.unfinished());
                responses.release("the end of the stream", &mut changed);
            }
        }
        changed
    }
}

impl Requests {
    fn push(&mut self, bytes: &[u8]) -> Changed {
        let (asked, mut changed) = (&self.asked, Changed::default());
        for part in self.messages.push(bytes, |head| asked.request(head)) {
            match part {
                Part::Head(head) if self.drops_upgrade => match without_upgrade(&head) {
                    Some(rest) => {
                        changed.bytes.extend(rest);
                        changed.notes.push("the tap left out what asks for an upgrade".into());
                    }
                    None => changed.bytes.extend(head),
                },
                Part::Head(bytes) | Part::Body(bytes) | Part::Other(bytes) => {
                    changed.bytes.extend(bytes);
                }
                Part::End => {}
            }
        }
        changed
    }
}

impl Responses {
    fn push(&mut self, bytes: &[u8]) -> Changed {
        let (asked, mut changed) = (&self.asked, Changed::default());
        self.pieces += 1;
        for part in self.messages.push(bytes, |head| asked.answer(head)) {
            match part {
                Part::Head(bytes) | Part::Body(bytes) => self.held.extend(bytes),
                Part::End => self.release("its end", &mut changed),
                // No answer, so none is held.
                Part::Other(bytes) => {
                    self.release("another protocol", &mut changed);
                    changed.bytes.extend(bytes);
                }
            }
            if self.held.len() >= self.most {
                self.release("the buffer was full", &mut changed);
            }
        }
        changed
    }

    fn release(&mut self, why: &str, changed: &mut Changed) {
        let held = mem::take(&mut self.held);
        if mem::take(&mut self.pieces) > 1 && !held.is_empty() {
            let length = held.len();
            changed.notes.push(format!("the tap held back {length} B of an answer until {why}"));
        }
        changed.bytes.extend(held);
    }
}

impl Asked {
    /// A request: its method is remembered, and the length of its body told.
    fn request(&self, head: &[u8]) -> Option<BodyLength> {
        let mut head = head.to_vec();
        let parsed = RequestHead::parse(&mut head, &Limits::DEFAULT).ok()?;
        let Parsed::Complete { value, .. } = parsed else { return None };
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() < ASKED_MAX {
            asked.push_back(value.method().to_string());
        }
        Some(value.body())
    }

    /// An answer: how long its body is, which also depends on the request. Behind a switch of
    /// protocols is no HTTP.
    fn answer(&self, head: &[u8]) -> Option<BodyLength> {
        let mut head = head.to_vec();
        let parsed = ResponseHead::parse(&mut head, &Limits::DEFAULT).ok()?;
        let Parsed::Complete { value, .. } = parsed else { return None };
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match value.status() {
            101 => None,
            100..=199 => Some(BodyLength::None),
            _ => Some(value.body(&asked.pop_front().unwrap_or_default())),
        }
    }
}
