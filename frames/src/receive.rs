//! # Receiving                                                       chapter 12 · RFC 6455 §6.2
//! Knows: how bytes become events, one state and one `match` a step. Does not know: how to answer.
//! Read before: `connection.rs`. Read next: `send.rs`.

use crate::connection::{BegunControl, Reading};
use crate::deflate::most_compressed;
use crate::unfinished::Unfinished;
use crate::{
    Connection, Event, Header, Kind, Message, Opcode, ProtocolError, Violation, mask, mask_from,
    utf8,
};
use std::mem;
use wire::{Input, Payload};

/// So much of a large payload is unmasked, checked and copied at once: it stays in the nearest
/// cache meanwhile.
const STEP_BYTES: usize = 8 * 1024;

impl Connection {
    /// Go on until something happened or the input is empty.
    #[inline(always)]
    pub(crate) fn receive<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        match self.ordinary_frame(input) {
            Some((Kind::Binary, payload)) => {
                Ok(Some(Event::Message(Message::Binary(Payload::Lent(payload)))))
            }
            Some((Kind::Text, payload)) => self.whole_text(payload, input),
            None if input.is_empty() && self.is_between_messages() => Ok(None),
            None => self.receive_with_care(input),
        }
    }

    /// The same for every frame, ordinary or not.
    #[inline(never)]
    fn receive_with_care<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        loop {
            let heard = match &mut self.reading {
                Reading::Header(reader) => {
                    let before = input.len();
                    let header = reader.next(input);
                    self.received += (before - input.len()) as u64;
                    let Some(header) = header else { return self.judge_begun(input) };
                    if let Err(error) = self.judge(&header) {
                        return Err(self.fail(error.violation, error.offset, input));
                    }
                    if self.is_lent(&header, input) {
                        return self.whole_frame(header, input);
                    }
                    self.begin(header);
                    continue;
                }
                Reading::Data { .. } => match self.passes_on() {
                    true => match self.read_part(input)? {
                        Some(event) => Ok(event),
                        None => return Ok(None),
                    },
                    false => match self.read_data(input)? {
                        true => self.end_data(input),
                        false => return Ok(None),
                    },
                },
                Reading::Control(_) => {
                    let Some((header, body)) = self.read_control(input) else { return Ok(None) };
                    self.control(header, Payload::Joined(body), input)
                }
                Reading::Nothing(last) => {
                    input.take_all();
                    let event = last.as_mut().map_err(|error| error.clone())?.take();
                    return Ok(event.map(Event::Closed));
                }
            };
            if !matches!(heard, Ok(None)) {
                return heard;
            }
        }
    }

    /// The beginning of a header came: is it wrong already?
    fn judge_begun<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        let Reading::Header(reader) = &self.reading else { return Ok(None) };
        let (fragmented, deflate) = (self.unfinished.is_some(), self.deflate.is_some());
        let begun = reader.begun();
        let start = self.received - begun.len() as u64;
        let begun = Header::check_begun(begun, self.role(), fragmented, deflate);
        let judged = begun.and_then(|begun| begun.map_or(Ok(()), |header| self.has_room(&header)));
        match judged {
            Ok(()) => Ok(None),
            Err(error) => Err(self.fail(error.violation, start + error.offset, input)),
        }
    }

    /// A header came: may it, and is there room for what it announces? The offset counts from the
    /// first byte of the connection.
    #[inline]
    fn judge(&self, header: &Header) -> Result<(), ProtocolError> {
        let (fragmented, deflate) = (self.unfinished.is_some(), self.deflate.is_some());
        let judged = header.check_with(self.role(), fragmented, deflate);
        judged.and_then(|()| self.has_room(header)).map_err(|error| {
            let start = self.received - header.size() as u64;
            ProtocolError { offset: start + error.offset, ..error }
        })
    }

    /// True for a frame that is an event by itself and lies whole in the input.
    #[inline]
    fn is_lent(&self, header: &Header, input: &Input<'_>) -> bool {
        let alone = match header.opcode {
            Opcode::Text | Opcode::Binary => header.fin && !header.rsv1 && !self.in_parts,
            opcode => opcode.is_control(),
        };
        alone && header.length <= input.len() as u64
    }

    /// Such a frame: its payload is unmasked where it lies, and lent.
    #[inline]
    fn whole_frame<'i>(
        &mut self,
        header: Header,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        let payload = input.take(usize::try_from(header.length).unwrap_or(usize::MAX));
        self.received += header.length;
        if let Some(key) = header.key {
            mask(payload, key);
        }
        match header.opcode {
            Opcode::Text => self.whole_text(payload, input),
            Opcode::Binary => Ok(Some(Event::Message(Message::Binary(Payload::Lent(payload))))),
            _ => self.control(header, Payload::Lent(payload), input),
        }
    }

    /// The payload of a frame begins, and will come in pieces or is a piece itself.
    fn begin(&mut self, header: Header) {
        let kind = match header.opcode {
            Opcode::Continuation => None,
            Opcode::Text => Some(Kind::Text),
            Opcode::Binary => Some(Kind::Binary),
            _ => {
                let begun = BegunControl { header, body: Vec::new() };
                self.reading = Reading::Control(Box::new(begun));
                return;
            }
        };
        if let Some(kind) = kind {
            self.unfinished = Some(Box::new(Unfinished::new(kind)));
            if header.rsv1 {
                self.begin_inflating();
            }
            self.message_begins();
        }
        self.reading = Reading::Data { header, done: 0 };
    }

    /// May the data frame come that `header` announces? Decided before a byte of it is held; the
    /// length is in byte 1.
    #[inline]
    fn has_room(&self, header: &Header) -> Result<(), ProtocolError> {
        let too_long = |violation| Err(ProtocolError { violation, offset: 1 });
        if header.opcode.is_control() {
            return Ok(());
        }
        if header.length > self.limits.frame_bytes as u64 {
            return too_long(Violation::FrameTooLong { limit: self.limits.frame_bytes });
        }
        let room = if header.rsv1 || self.is_inflating() {
            most_compressed(self.limits.message_bytes)
        } else if self.in_parts {
            return Ok(());
        } else {
            let so_far = self.unfinished.as_ref().map_or(0, |message| message.held());
            self.limits.message_bytes.saturating_sub(so_far)
        };
        if header.length > room as u64 {
            return too_long(Violation::MessageTooLong { limit: self.limits.message_bytes });
        }
        Ok(())
    }

    /// A text in one frame in one read.
    #[inline]
    fn whole_text<'i>(
        &mut self,
        payload: &'i [u8],
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        match utf8::whole(payload) {
            Ok(text) => Ok(Some(Event::Message(Message::Text(text.into())))),
            Err(at) if at == payload.len() => {
                Err(self.fail(Violation::TextEndsInsideCharacter, self.received, input))
            }
            Err(at) => {
                let at = self.received - (payload.len() - at) as u64;
                Err(self.fail(Violation::TextNotUtf8, at, input))
            }
        }
    }

    /// A message that is complete.
    #[inline]
    fn complete<'i>(&self, message: Message<'i>) -> Event<'i> {
        match self.in_parts {
            false => Event::Message(message),
            true => Event::Part { part: message, last: true },
        }
    }

    /// Take what came of a data frame's payload. True when it is complete.
    fn read_data(&mut self, input: &mut Input<'_>) -> Result<bool, ProtocolError> {
        let is_inflating = self.is_inflating();
        let Reading::Data { header, done } = &mut self.reading else { return Ok(false) };
        let (header, before) = (*header, *done);
        let left = usize::try_from(header.length - before).unwrap_or(usize::MAX);
        let piece = input.take(left);
        *done += piece.len() as u64;
        let complete = *done == header.length;
        if let Some(message) = self.unfinished.as_mut().filter(|_| !is_inflating) {
            // All the rest, if it is the last and half of it came; else what came.
            let all = header.fin && left / 2 <= piece.len();
            message.reserve(if all { left } else { piece.len() }, self.limits.message_bytes);
        }
        // Step by step: what was unmasked is copied while it is near.
        let start = self.received - before;
        for step in piece.chunks_mut(STEP_BYTES) {
            if let Some(key) = header.key {
                mask_from(step, key, self.received - start);
            }
            self.received += step.len() as u64;
            if let Err(error) = self.keep(step, start) {
                return Err(self.fail(error.violation, error.offset, input));
            }
        }
        Ok(complete)
    }

    /// Append a piece to the message under way, or what it inflates to. The payload of its frame
    /// began at byte `start` of the connection.
    fn keep(&mut self, piece: &[u8], start: u64) -> Result<(), ProtocolError> {
        if let Some(inflated) = self.inflate(piece) {
            return inflated.map_err(|violation| ProtocolError { violation, offset: start });
        }
        let Some(message) = &mut self.unfinished else { return Ok(()) };
        message.push(piece, self.limits.message_bytes).map_err(|at| ProtocolError {
            violation: Violation::TextNotUtf8,
            offset: self.received - (piece.len() - at) as u64,
        })
    }

    /// A data frame is complete, and perhaps its message.
    fn end_data<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Event<'i>>, ProtocolError> {
        let Reading::Data { header, .. } = mem::take(&mut self.reading) else { return Ok(None) };
        if !header.fin {
            return Ok(None);
        }
        self.message_ends();
        if let Err(violation) = self.end_inflating() {
            return Err(self.fail(violation, self.received - header.length, input));
        }
        match self.unfinished.take().map(|message| message.finish()) {
            Some(Some(message)) => Ok(Some(self.complete(message))),
            Some(None) => Err(self.fail(Violation::TextEndsInsideCharacter, self.received, input)),
            None => Ok(None),
        }
    }

    /// Take what came of a control frame's payload. Returns the frame when it is complete.
    fn read_control(&mut self, input: &mut Input<'_>) -> Option<(Header, Vec<u8>)> {
        let Reading::Control(begun) = &mut self.reading else { return None };
        let BegunControl { header, ref mut body } = **begun;
        let left = usize::try_from(header.length).ok()?.saturating_sub(body.len());
        let piece = input.take(left);
        self.received += piece.len() as u64;
        if let Some(key) = header.key {
            mask_from(piece, key, body.len() as u64);
        }
        body.extend_from_slice(piece);
        if body.len() as u64 != header.length {
            return None;
        }
        let body = mem::take(body);
        self.reading = Reading::default();
        Some((header, body))
    }

    /// A control frame is complete.
    fn control<'i>(
        &mut self,
        header: Header,
        payload: Payload<'i>,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        match header.opcode {
            Opcode::Ping => {
                self.answer_ping(&payload);
                Ok(Some(Event::Ping(payload)))
            }
            Opcode::Pong => {
                self.trips.pong(&payload, self.now);
                Ok(Some(Event::Pong(payload)))
            }
            _ => self.peer_closed(&payload, input).map(Some),
        }
    }
}
