//! # The blocks of an event stream                                   chapter 10 · WHATWG HTML §9.2
//! Knows: content that comes in pieces, cut where an empty line is. Does not know: how the pieces
//! came, and the codec in `sse/`: this is a second reading.
//! Read before: `unknown.rs`. Read next: `messages.rs`.

use crate::conversation::ends::{BlockEnd, Found};
use crate::conversation::kept::Kept;
use crate::event_stream::{self, Pending};
use crate::{Explained, Value};

/// An event stream, cut into blocks as it comes.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    /// The end of the block that has begun.
    end: BlockEnd,
    /// That block.
    block: Kept,
    pending: Pending,
    /// A block was explained before.
    begun: bool,
}

impl Blocks {
    /// More of the content came. Returns the blocks that ended.
    pub(crate) fn push(&mut self, mut bytes: &[u8], limit: usize) -> Vec<(Explained, Kept)> {
        let mut blocks = Vec::new();
        while let Found::End(n) = self.end.scan(bytes) {
            let (own, rest) = bytes.split_at(n);
            self.block.add(own, limit);
            blocks.extend(self.finish());
            bytes = rest;
        }
        self.block.add(bytes, limit);
        blocks
    }

    /// So many bytes of the content were not kept.
    pub(crate) fn skip(&mut self, count: u64) {
        self.block.skip(count);
    }

    /// The end of the block that has begun, to cut the wire there.
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Found {
        self.end.scan(bytes)
    }

    /// Explain a block that was cut from the wire with [`scan`](Self::scan).
    pub(crate) fn explain(&mut self, block: Kept) -> (Explained, Kept) {
        self.end = BlockEnd::default();
        let first = !std::mem::replace(&mut self.begun, true);
        let (explained, events) = event_stream::read(&block.bytes, first, &mut self.pending);
        self.pending.give_up();
        let missing = explained.missing.saturating_sub(block.skipped);
        let title = title(&explained, events, &block);
        (Explained { title, missing, ..explained }, block)
    }

    /// The block that has begun, if there is one: the content is over, or the block is whole.
    pub(crate) fn finish(&mut self) -> Option<(Explained, Kept)> {
        let block = std::mem::take(&mut self.block);
        (block.size() > 0).then(|| self.explain(block))
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        self.block.bytes.len() + self.pending.held()
    }
}

/// One line that says what a block is.
fn title(explained: &Explained, events: usize, block: &Kept) -> String {
    let is_event = |value: &&Value| matches!(value, Value::Event { .. });
    let event = explained.fields.iter().map(|field| &field.value).find(is_event);
    let is_comment = explained.fields.iter().any(|field| field.name == "comment");
    let is_retry = explained.fields.iter().any(|field| field.name == "retry");
    match event {
        Some(Value::Event { .. }) if events == 1 => "Event".into(),
        _ if block.skipped > 0 => "A block of an event stream, longer than is kept".into(),
        _ if explained.missing > 0 => "The beginning of an event".into(),
        _ if is_retry => "Reconnection time".into(),
        _ if is_comment => "Comment".into(),
        _ => "A block that dispatches nothing".into(),
    }
}
