//! # A direction that speaks HTTP                                    chapter 10 · RFC 9112 §6
//! Knows: what a head, a body, a chunk tell about what comes next. Does not know: how their ends
//! are found, and the codec in `http1/`: this is a second reading.
//! Read before: `framing.rs`, `way.rs`. Read next: `conversation.rs`.

use crate::conversation::blocks::Blocks;
use crate::conversation::ends::{ChunkEnd, HeadEnd};
use crate::conversation::exchange::Exchange;
use crate::conversation::framing::{self, Follows};
use crate::conversation::kept::Kept;
use crate::conversation::unknown::Why;
use crate::conversation::way::{State, Way};
use crate::draft::Draft;
use crate::{Explained, Kind, Sender, Unit, Value, chunk, head, value};
use wire::Cite;

impl Way {
    /// The head is whole, or nothing more of it comes.
    pub(crate) fn finish_head(&mut self, exchange: &mut Exchange, units: &mut Vec<Unit>) {
        let mut head = head::read(&self.kept.bytes);
        let is_whole = head.explained.missing == 0;
        let was_cut = self.kept.skipped > 0;
        if was_cut {
            head.explained.missing = 0;
        }
        let is_cut = was_cut || !is_whole;
        let follows = match self.from {
            _ if is_cut => Follows::Unknown(Why::BrokenHead),
            Sender::Client if exchange.ask(framing::asked(&head)) => framing::behind_request(&head),
            Sender::Client => Follows::Unknown(Why::TooMuch),
            Sender::Server => {
                let follows = framing::behind_response(&head, exchange.asked());
                if !framing::is_interim(&head) {
                    exchange.answer();
                }
                follows
            }
        };
        let kind = match self.from {
            Sender::Client => Kind::RequestHead,
            Sender::Server => Kind::ResponseHead,
        };
        let is_stream = self.from == Sender::Server && framing::is_event_stream(&head);
        let has_body =
            matches!(follows, Follows::Length(_) | Follows::Chunks | Follows::UntilClose);
        self.blocks = (is_stream && has_body).then(Blocks::default);
        self.wire(kind, head.explained, units);
        match follows {
            Follows::Head => self.next_head(exchange),
            Follows::Length(length) => self.state = State::Body(Some(length)),
            Follows::UntilClose => self.state = State::Body(None),
            Follows::Chunks => self.state = State::Chunk(ChunkEnd::Size),
            Follows::Unknown(why) => self.state = State::Unknown(why, true),
            Follows::Switch(to) => {
                exchange.switched = Some(to);
                self.next_head(exchange);
            }
        }
    }

    /// The content is whole, or a block of it is, or so much is `missing`.
    pub(crate) fn finish_body(&mut self, missing: u64, units: &mut Vec<Unit>) {
        let Kept { bytes, skipped } = self.kept.clone();
        let size = self.kept.size();
        let mut draft = Draft::new(&bytes, 0);
        let value = Value::text_or_bytes(&bytes);
        draft.bytes("content", bytes.len(), value, "content", Cite::rfc9112("6"));
        let explained = draft.finish(format!("{} of content", value::size(size)), 0);
        match &mut self.blocks {
            None => self.wire(Kind::Body, Explained { missing, ..explained }, units),
            Some(blocks) => {
                let block = Some(blocks.explain(Kept { bytes, skipped }));
                self.wire(Kind::Body, explained, units);
                self.inside(Kind::Events, block, units);
            }
        }
    }

    /// The first line of a chunk is whole, and its size is known; or all of it is whole.
    pub(crate) fn finish_chunk(&mut self, exchange: &mut Exchange, units: &mut Vec<Unit>) {
        let mut explained = chunk::chunk(&self.kept.bytes);
        let size = match explained.field("chunk size").map(|field| &field.value) {
            Some(Value::Number(size)) => Some(*size),
            _ => None,
        };
        let was_cut = self.kept.skipped > 0;
        let State::Chunk(end) = &mut self.state else { return };
        if let (ChunkEnd::Size, Some(size), false) = (&end, size, was_cut || self.ended) {
            *end = match size {
                0 => ChunkEnd::Trailers(HeadEnd::TRAILERS),
                size => ChunkEnd::Data(size),
            };
            return;
        }
        let is_last = matches!(end, ChunkEnd::Trailers(_));
        let is_broken = matches!(end, ChunkEnd::Size | ChunkEnd::Broken);
        *end = ChunkEnd::Size;
        explained.missing = explained.missing.saturating_sub(self.kept.skipped);
        let content = explained.field("chunk data").map(|field| field.bits.clone());
        let content = content.map_or(0..0, |bits| bits.start / 8..bits.end / 8);
        let content = self.kept.bytes.get(content).unwrap_or_default().to_vec();
        let skipped = size.filter(|_| was_cut).unwrap_or(0).saturating_sub(content.len() as u64);
        // A byte that should not be there was looked at, and is not a part of the chunk.
        let behind = match was_cut {
            true => Vec::new(),
            false => self.kept.bytes.split_off(explained.consumed.min(self.kept.bytes.len())),
        };
        self.wire(Kind::Chunk, explained, units);
        self.chunk_content(&content, skipped, is_last, units);
        if is_last {
            self.next_head(exchange);
        } else if is_broken {
            self.state = State::Unknown(Why::BrokenChunk, true);
        }
        if !behind.is_empty() {
            self.push(&behind, exchange, units);
        }
    }

    /// The data of a chunk is over, and so is the content behind the last chunk.
    fn chunk_content(
        &mut self,
        content: &[u8],
        skipped: u64,
        is_last: bool,
        units: &mut Vec<Unit>,
    ) {
        let Some(mut blocks) = self.blocks.take() else { return };
        let mut ended = blocks.push(content, self.limit);
        if is_last {
            ended.extend(blocks.finish());
        } else {
            blocks.skip(skipped);
            self.blocks = Some(blocks);
        }
        for block in ended {
            self.inside(Kind::Events, Some(block), units);
        }
    }
}
