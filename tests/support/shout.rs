//! # Shout: a whole protocol in forty lines                          chapter 03
//! Knows: lines; it answers each in capitals. Does not know: sockets, clocks.
//! Read before: `wire/src/protocol.rs`. Read next: `tests/03_sans_io.rs`.

use std::mem;
use std::time::Duration;
use wire::{Input, Output, Payload, Protocol};

/// How long it waits for a line before it asks.
pub const SILENCE: Duration = Duration::from_secs(30);

/// Answers each line in capitals; `bye` ends the conversation, and a line with a digit breaks its
/// one rule. After 30 s of silence it asks whether anybody is there, once.
#[derive(Debug, Default)]
pub struct Shout {
    begun: Vec<u8>,
    output: Output,
    asked: bool,
    broken: bool,
}

/// A digit is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDigits;

impl std::fmt::Display for NoDigits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a line holds a digit; letters only")
    }
}

impl Protocol for Shout {
    type Event<'i> = Payload<'i>;
    type Error = NoDigits;

    fn next_event<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Payload<'i>>, NoDigits> {
        if self.broken {
            input.take_all();
            return Err(NoDigits);
        }
        let Some(end) = input.peek().iter().position(|&byte| byte == b'\n') else {
            self.begun.extend_from_slice(input.take_all()); // unfinished: keep it
            return Ok(None);
        };
        let came = input.take(end + 1);
        let line = if self.begun.is_empty() {
            Payload::Lent(came) // whole: lend it
        } else {
            self.begun.extend_from_slice(came);
            Payload::Joined(mem::take(&mut self.begun))
        };
        if line.iter().any(u8::is_ascii_digit) {
            self.broken = true;
            self.output.push_slice(b"NO DIGITS\n");
            self.output.end();
            input.take_all();
            return Err(NoDigits);
        }
        self.output.push_slice(&line.to_ascii_uppercase());
        if *line == *b"bye\n" {
            self.output.end();
        }
        Ok(Some(line))
    }

    fn receive_eof(&mut self) {
        self.output.end();
    }

    fn take_output(&mut self) -> Output {
        mem::take(&mut self.output)
    }

    fn deadline(&self) -> Option<Duration> {
        (!self.asked).then_some(SILENCE)
    }

    fn tick(&mut self, now: Duration) {
        if !self.asked && now >= SILENCE {
            self.asked = true;
            self.output.push_slice(b"ANYBODY THERE?\n");
        }
    }

    fn held(&self) -> usize {
        self.begun.len()
    }

    fn shut_down(&mut self) {
        self.output.push_slice(b"GOODBYE\n");
        self.output.end();
    }
}
