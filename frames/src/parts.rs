//! # Hearing a message part by part                                  chapter 12 · RFC 6455 §6.2
//! Knows: how bytes are passed on without being kept. Does not know: how long the message will be.
//! Read before: `receive.rs`, `unfinished.rs`. Read next: `send.rs`.

use crate::connection::Reading;
use crate::{Connection, Event, ProtocolError, Violation, mask_from};
use wire::Input;

impl Connection {
    /// True while what comes is passed on at once. A compressed message is not: it is inflated
    /// first, and is one part.
    pub(crate) fn passes_on(&self) -> bool {
        self.in_parts && !self.is_inflating()
    }

    /// Pass on what came of a data frame's payload. The outer `None`: more bytes are needed; the
    /// inner one: something came, but nothing to tell.
    pub(crate) fn read_part<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Option<Event<'i>>>, ProtocolError> {
        let Reading::Data { header, done } = &mut self.reading else { return Ok(None) };
        let left = usize::try_from(header.length - *done).unwrap_or(usize::MAX);
        let piece = input.take(left);
        if let Some(key) = header.key {
            mask_from(piece, key, *done);
        }
        *done += piece.len() as u64;
        self.received += piece.len() as u64;
        let (complete, length) = (*done == header.length, piece.len());
        let last = complete && header.fin;
        if complete {
            self.reading = Reading::default();
        }
        let Some(message) = &mut self.unfinished else { return Ok(Some(None)) };
        let part = match message.pass(piece) {
            Ok(part) => part,
            Err(at) => {
                let at = self.received - (length - at) as u64;
                return Err(self.fail(Violation::TextNotUtf8, at, input));
            }
        };
        if last {
            let ends_well =
                self.unfinished.take().is_some_and(|message| message.finish().is_some());
            if !ends_well {
                return Err(self.fail(Violation::TextEndsInsideCharacter, self.received, input));
            }
        } else if part.bytes().is_empty() {
            return Ok(complete.then_some(None));
        }
        Ok(Some(Some(Event::Part { part, last })))
    }
}
