//! # One direction of a conversation                                 chapter 10
//! Knows: which unit comes next, and what it tells about the one after it.
//! Does not know: how a unit's end is found (`ends.rs`), what its bytes mean.
//! Read before: `messages.rs`. Read next: `http.rs`.

use crate::conversation::blocks::Blocks;
use crate::conversation::ends::{ChunkEnd, Found, FrameEnd, HeadEnd, Opened, Opening};
use crate::conversation::exchange::{Exchange, Switched};
use crate::conversation::kept::Kept;
use crate::conversation::messages::Messages;
use crate::conversation::unknown::Why;
use crate::{Explained, Kind, Layer, Sender, Unit};

/// One direction.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) from: Sender,
    pub(crate) limit: usize,
    /// Where the unit that has begun begins.
    at: u64,
    /// That unit, as far as it came.
    pub(crate) kept: Kept,
    pub(crate) state: State,
    /// What comes is an event stream.
    pub(crate) blocks: Option<Blocks>,
    /// Nothing more comes.
    pub(crate) ended: bool,
}

/// What comes now.
#[derive(Debug)]
pub(crate) enum State {
    Head(Opening, HeadEnd),
    /// So much content is to come; until the stream ends, if there is no number.
    Body(Option<u64>),
    Chunk(ChunkEnd),
    /// Nobody can tell before the answer has come.
    Waiting,
    Frame(FrameEnd, Messages),
    /// Are these the first such bytes?
    Unknown(Why, bool),
}

impl Way {
    pub(crate) fn new(from: Sender, limit: usize) -> Self {
        let state = State::Head(Opening::new(from), HeadEnd::default());
        let kept = Kept::default();
        Self { from, limit, at: 0, kept, state, blocks: None, ended: false }
    }

    pub(crate) fn keep_at_most(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// More came. Returns how much of it was read: where the server answered, the client's side may
    /// know how to go on, and does so first.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        exchange: &mut Exchange,
        units: &mut Vec<Unit>,
    ) -> usize {
        if self.ended && !matches!(self.state, State::Unknown(Why::AfterEnd, _)) {
            self.give_up(Why::AfterEnd, units);
        }
        let mut read = 0;
        while let Some(rest @ [_, ..]) = bytes.get(read..) {
            match self.scan(rest, exchange) {
                Ok(Found::More) => {
                    self.kept.add(rest, self.limit);
                    return bytes.len();
                }
                Ok(Found::End(n)) => {
                    self.kept.add(rest.get(..n).unwrap_or_default(), self.limit);
                    read += n;
                    self.finish(exchange, units);
                    if std::mem::take(&mut exchange.was_answered) {
                        break;
                    }
                }
                Err(why) => {
                    if self.from == Sender::Client {
                        exchange.begin_request(); // The server may answer it all the same.
                    }
                    self.give_up(why, units);
                }
            }
        }
        read
    }

    /// The answer that was waited for may have come, or both sides switched to another protocol.
    pub(crate) fn wake(&mut self, exchange: &mut Exchange, units: &mut Vec<Unit>) {
        let goes_on = match self.state {
            State::Waiting => !exchange.waits || exchange.switched.is_some(),
            State::Head(..) => exchange.switched.is_some(),
            _ => false,
        };
        if goes_on && self.kept.skipped == 0 {
            let kept = std::mem::take(&mut self.kept);
            self.next_head(exchange);
            let ended = std::mem::take(&mut self.ended);
            self.push(&kept.bytes, exchange, units);
            if ended {
                self.end(exchange, units);
            }
        }
    }

    /// Nothing more comes: explain what was unfinished, as such.
    pub(crate) fn end(&mut self, exchange: &mut Exchange, units: &mut Vec<Unit>) {
        self.ended = true;
        if matches!(self.state, State::Waiting) {
            return; // What waits is understood when the answer comes.
        }
        if self.kept.size() > 0 {
            self.finish(exchange, units);
        }
        if let Some(mut blocks) = self.blocks.take() {
            let block = blocks.finish();
            self.inside(Kind::Events, block, units);
        }
    }

    /// Nobody will answer any more: what waits is not understood.
    pub(crate) fn stop_waiting(&mut self, units: &mut Vec<Unit>) {
        if matches!(self.state, State::Waiting) {
            self.give_up(Why::NotAnswered, units);
        }
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        let inside = match &self.state {
            State::Frame(_, messages) => messages.held(),
            _ => 0,
        };
        self.kept.bytes.len() + inside + self.blocks.as_ref().map_or(0, Blocks::held)
    }

    /// How far does the unit reach that has begun?
    fn scan(&mut self, bytes: &[u8], exchange: &mut Exchange) -> Result<Found, Why> {
        match &mut self.state {
            State::Head(opening, end) => {
                let opened = opening.scan(bytes);
                let may_begin = self.from == Sender::Client || exchange.expects_answer();
                match opened {
                    Opened::Not => {}
                    Opened::Maybe | Opened::Other if !may_begin => return Err(Why::NotAsked),
                    Opened::Other => return Err(Why::NotHttp),
                    Opened::Maybe if self.from == Sender::Client => exchange.begin_request(),
                    Opened::Maybe => {}
                }
                Ok(end.scan(bytes))
            }
            State::Body(left) => {
                let most = left.map_or(bytes.len(), |left| {
                    usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()))
                });
                let own = bytes.get(..most).unwrap_or_default();
                let found = self.blocks.as_mut().map_or(Found::More, |blocks| blocks.scan(own));
                let n = if let Found::End(n) = found { n } else { most };
                *left = left.map(|left| left.saturating_sub(n as u64));
                Ok(if *left == Some(0) { Found::End(n) } else { found })
            }
            State::Chunk(end) => Ok(end.scan(bytes)),
            State::Waiting if self.kept.bytes.len() + bytes.len() > self.limit => Err(Why::TooMuch),
            State::Waiting => Ok(Found::More),
            State::Frame(end, _) => Ok(end.scan(bytes)),
            State::Unknown(..) => Ok(Found::End(bytes.len())),
        }
    }

    /// The unit that has begun is whole, or nothing more of it comes.
    fn finish(&mut self, exchange: &mut Exchange, units: &mut Vec<Unit>) {
        let limit = self.limit;
        match &mut self.state {
            State::Head(..) => self.finish_head(exchange, units),
            State::Body(left) => {
                let over = *left == Some(0);
                let missing = left.unwrap_or(0);
                self.finish_body(missing, units);
                if over {
                    self.blocks = None;
                    self.next_head(exchange);
                }
            }
            State::Chunk(_) => self.finish_chunk(exchange, units),
            State::Waiting => {}
            State::Frame(end, messages) => {
                *end = FrameEnd::default();
                let placed = messages.read(&self.kept, limit);
                if placed.closes {
                    self.state = State::Unknown(Why::AfterClose, true);
                }
                self.wire(Kind::Frame, placed.explained, units);
                self.inside(Kind::Message, placed.message, units);
            }
            State::Unknown(why, first) => {
                let explained = why.explain(&self.kept.bytes, *first);
                *first = false;
                self.wire(Kind::Unknown, explained, units);
            }
        }
    }

    /// A message of HTTP is over: what begins now?
    pub(crate) fn next_head(&mut self, exchange: &Exchange) {
        self.state = match exchange.switched {
            Some(switched) => return self.switch(switched),
            None if exchange.waits && self.from == Sender::Client => State::Waiting,
            None => State::Head(Opening::new(self.from), HeadEnd::default()),
        };
    }

    /// Another protocol begins.
    pub(crate) fn switch(&mut self, to: Switched) {
        self.state = match to {
            Switched::WebSocket(agreed) => {
                State::Frame(FrameEnd::default(), Messages::new(self.from, &agreed))
            }
            Switched::Other => State::Unknown(Why::AnotherProtocol, true),
        };
    }

    /// Nothing from here on can be read: neither what is kept, nor what comes.
    fn give_up(&mut self, why: Why, units: &mut Vec<Unit>) {
        let mut first = true;
        if self.kept.size() > 0 {
            let explained = why.explain(&self.kept.bytes, first);
            self.wire(Kind::Unknown, explained, units);
            first = false;
        }
        self.state = State::Unknown(why, first);
    }

    /// Hand out what is kept as a unit.
    pub(crate) fn wire(&mut self, kind: Kind, explained: Explained, units: &mut Vec<Unit>) {
        let kept = std::mem::take(&mut self.kept);
        let at = self.at;
        self.at = at.saturating_add(kept.size());
        let Kept { bytes, skipped } = kept;
        let (from, layer) = (self.from, Layer::Wire);
        units.push(Unit { from, at, kind, layer, bytes, explained, skipped });
    }

    /// Hand out what was made of the wire units so far.
    pub(crate) fn inside(
        &self,
        kind: Kind,
        made: Option<(Explained, Kept)>,
        units: &mut Vec<Unit>,
    ) {
        let Some((explained, Kept { bytes, skipped })) = made else { return };
        let last = units.iter().rev().find(|unit| unit.from == self.from);
        let at = last.map_or(self.at, |unit| unit.at);
        let (from, layer) = (self.from, Layer::Inside);
        units.push(Unit { from, at, kind, layer, bytes, explained, skipped });
    }
}
