//! # Talk: a dialogue with a protocol                                chapter 00
//! Knows: who says what, in which order, and how to tell it when it goes wrong.
//! Does not know: which protocol is talking.
//! Read before: `report.rs`. Read next: any file of `tests/`.

use crate::{Log, Report, hex, to_hex};
use std::fmt::Display;
use std::time::Duration;
use wire::{Cite, Input, Output, Protocol};

/// A scripted conversation with one protocol in virtual time.
///
/// ```text
/// let mut talk = Talk::with("a server, open", server, |log, event| log.event(event));
/// talk.peer_sends("89 82 | 00 00 00 00 | 68 69");   // ping "hi"
/// talk.we_send("8a 02 | 68 69");                     // pong "hi"
/// talk.nothing_else_happens();
/// ```
pub struct Talk<P: Protocol, N> {
    protocol: P,
    note: N,
    log: Log,
    heard: usize,
    output: Output,
    sent: usize,
    error: Option<P::Error>,
    error_expected: bool,
    input: Vec<u8>,
    report: Report,
}

impl<P, N> Talk<P, N>
where
    P: Protocol,
    P::Error: Display + Clone,
    N: FnMut(&mut Log, P::Event<'_>),
{
    /// Begin with `protocol`, described by `setting`; `note` writes an event into the log.
    pub fn with(setting: &str, protocol: P, note: N) -> Self {
        let mut report = Report::default();
        report.step(setting);
        let (log, output, input) = (Log::default(), Output::default(), Vec::new());
        Self {
            protocol,
            note,
            log,
            heard: 0,
            output,
            sent: 0,
            error: None,
            error_expected: false,
            input,
            report,
        }
    }

    /// The protocol: call its own methods between two steps.
    pub fn protocol(&mut self) -> &mut P {
        &mut self.protocol
    }

    /// Note in words what the test did through [`protocol`](Self::protocol).
    pub fn we_do<R>(&mut self, what: &str, act: impl FnOnce(&mut P) -> R) -> R {
        self.report.step(format!("we {what}"));
        let result = act(&mut self.protocol);
        self.drain(&mut []);
        result
    }

    /// The peer sends these bytes (spaced hex, see [`hex()`]).
    pub fn peer_sends(&mut self, text: &str) {
        self.report.step(format!("peer sends   {text}"));
        self.peer_sends_bytes(&hex(text));
    }

    /// The peer sends this text as it is.
    pub fn peer_sends_text(&mut self, text: &str) {
        self.report.step(format!("peer sends   {text:?}"));
        self.peer_sends_bytes(text.as_bytes());
    }

    /// The peer sends no more.
    pub fn peer_ends(&mut self) {
        self.report.step("peer ends its side");
        self.protocol.receive_eof();
        self.drain(&mut []);
    }

    /// The clock moves to `now`, counted from the start of the connection.
    pub fn time_is(&mut self, now: Duration) {
        self.report.step(format!("the clock shows {now:?}"));
        self.protocol.tick(now);
        self.drain(&mut []);
    }

    /// We send exactly these bytes next (spaced hex).
    pub fn we_send(&mut self, text: &str) {
        self.expect_output(&hex(text), text);
    }

    /// We send exactly this text next.
    pub fn we_send_text(&mut self, text: &str) {
        self.expect_output(text.as_bytes(), &format!("{text:?}"));
    }

    /// The next event, as its `Debug` text.
    pub fn we_hear(&mut self, event: &str) {
        let found = self.log.lines().get(self.heard).cloned();
        self.heard += 1;
        if found.as_deref() == Some(event) {
            self.report.step(format!("we hear      {event}"));
        } else {
            self.report.step(format!("we should hear {event}"));
            let error = self.error.as_ref().map(|error| format!("the error: {error}"));
            let found = found.or(error).unwrap_or_else(|| "nothing".into());
            self.report.difference(event, found);
            self.report.fail();
        }
    }

    /// The protocol fails: its text begins with `text`, and it cites `rule`. Returns the error.
    pub fn fails_with(&mut self, text: &str, rule: Cite) -> P::Error {
        self.report.step(format!("it should fail: {text}"));
        self.error_expected = true;
        self.report.rule(rule.to_string());
        let found = self.error.as_ref().map_or("no error".into(), ToString::to_string);
        if !found.starts_with(text) || !found.contains(&rule.to_string()) {
            self.report.difference(format!("{text} ({rule})"), found);
            self.report.bytes(&self.input, None);
            self.report.fail();
        }
        self.error.clone().unwrap_or_else(|| self.report.fail())
    }

    /// We end our side of the stream.
    pub fn we_end(&mut self) {
        self.report.step("we end our side");
        self.gather();
        if !self.output.is_end() {
            self.report.difference("the output ends", "it stays open");
            self.report.fail();
        }
    }

    /// No event, no byte, no error is left over.
    pub fn nothing_else_happens(&mut self) {
        self.report.step("nothing else should happen");
        self.gather();
        let bytes = self.output.to_vec();
        let rest = &bytes[self.sent.min(bytes.len())..];
        let events = self.log.lines().get(self.heard..).unwrap_or_default().join("; ");
        let error = self.error.as_ref().filter(|_| !self.error_expected);
        let error = error.map(ToString::to_string).unwrap_or_default();
        if !rest.is_empty() || !events.is_empty() || !error.is_empty() {
            let found = format!("sent [{}], heard [{events}], error [{error}]", to_hex(rest));
            self.report.difference("silence", found);
            self.report.fail();
        }
    }

    fn peer_sends_bytes(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
        self.drain(&mut bytes.to_vec());
    }

    fn drain(&mut self, bytes: &mut [u8]) {
        let mut input = Input::new(bytes);
        loop {
            match self.protocol.next_event(&mut input) {
                Ok(Some(event)) => (self.note)(&mut self.log, event),
                Ok(None) => break,
                Err(error) => {
                    self.error = Some(error);
                    break;
                }
            }
        }
        self.gather();
    }

    fn gather(&mut self) {
        self.output.append(self.protocol.take_output());
    }

    fn expect_output(&mut self, expected: &[u8], text: &str) {
        self.gather();
        let bytes = self.output.to_vec();
        let found = &bytes[self.sent.min(bytes.len())..];
        if found.starts_with(expected) {
            self.report.step(format!("we send      {text}"));
        } else {
            self.report.step(format!("we should send {text}"));
            let at = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
            self.report.bytes(found, Some(at));
            self.report.difference(
                format!("{}  b\"{}\"", to_hex(expected), expected.escape_ascii()),
                format!("{}  b\"{}\"", to_hex(found), found.escape_ascii()),
            );
            self.report.fail();
        }
        self.sent += expected.len();
    }
}
