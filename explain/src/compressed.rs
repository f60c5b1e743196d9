//! # A compressed message, explained                           chapter 12 · RFC 7692 §6.2, §7.2.2
//! Knows: how the payloads of a message become one text again. Does not know: frames, blocks, and
//! the codec in `frames/`: this is a second reading.
//! Read before: `inflate.rs`, `utf8.rs`. Read next: `frames.rs`.

use crate::huffman::Stop;
use crate::inflate::Inflater;
use crate::utf8::Utf8;
use crate::value::size;
use wire::{Cite, Limits};

/// What the sender left out behind a message: the lengths of an empty stored block.
const TAIL: [u8; 4] = [0x00, 0x00, 0xff, 0xff];

/// So many blocks are told one by one.
const TOLD: usize = 3;

/// What both ends agreed on in the opening handshake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// Compression, `permessage-deflate`; `None` where it was not agreed on.
    pub deflate: Option<Deflate>,
}

/// What was agreed on about compression. The sizes of the windows do not matter to a reader, for
/// it may keep the largest one.
///
/// Source: RFC 7692 §7.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deflate {
    /// A client's message may refer to those that it sent before.
    pub client_context_takeover: bool,
    /// A server's message may refer to those that it sent before.
    pub server_context_takeover: bool,
}

impl Default for Deflate {
    /// What holds where no parameter was agreed on: both may.
    fn default() -> Self {
        Self { client_context_takeover: true, server_context_takeover: true }
    }
}

/// A compressed message under way.
#[derive(Debug)]
pub(crate) struct Compressed {
    inflater: Inflater,
    /// The text that it becomes; `None` for bytes.
    text: Option<Utf8>,
}

/// What one payload of a compressed message did.
#[derive(Debug, Default)]
pub(crate) struct Step {
    /// In words.
    pub(crate) meaning: String,
    /// The rule that it breaks.
    pub(crate) fault: Option<(String, Cite)>,
    /// The message cannot be read on.
    pub(crate) is_over: bool,
}

impl Compressed {
    /// A message begins, which may refer to `context`.
    pub(crate) fn new(context: &[u8], is_text: bool) -> Self {
        let inflater = Inflater::new(context, Limits::DEFAULT.message_bytes, TOLD);
        Self { inflater, text: is_text.then(Utf8::default) }
    }

    /// A payload, or what came of it; `last` says that the message ends with it.
    pub(crate) fn next(&mut self, payload: &[u8], last: bool) -> Step {
        let before = self.inflater.output.len();
        let mut stop = self.inflater.push(payload);
        let (after, bit) = (self.inflater.output.len(), self.inflater.bit);
        let adds_tail = last && !self.inflater.is_at_start();
        if adds_tail && matches!(stop, Stop::Whole | Stop::Cut) {
            stop = self.inflater.push(&TAIL);
            // The tail ends the message, and says nothing.
            if stop != Stop::Whole || self.inflater.output.len() > after {
                stop = Stop::Cut;
            }
        }
        let is_whole = stop == Stop::Whole;
        let mut step = Step { meaning: self.blocks(after - before), ..Step::default() };
        if adds_tail && is_whole {
            step.meaning.push_str("; the lengths of the last block are left out");
        }
        let inflated = &self.inflater.output[before..after];
        let ends = last && is_whole;
        step.is_over = matches!(stop, Stop::Limit | Stop::Broken(..)) || last && !is_whole;
        if stop == Stop::Limit {
            step.meaning.push_str("; what is beyond 1 MiB is not read here");
        }
        if self.text.as_mut().is_some_and(|text| text.fault(inflated, ends).is_some()) {
            let what = "inflated text that is not UTF-8; the text of a whole message must be";
            step.fault = Some((what.into(), Cite::rfc6455("8.1")));
            step.is_over = true;
        } else if step.is_over && stop != Stop::Limit {
            let what = format!(
                "a compressed message that does not inflate, at bit {bit} of it: {stop}; whole \
                 blocks of DEFLATE are right"
            );
            step.fault = Some((what, Cite::rfc7692("6.2")));
        }
        step
    }

    /// The blocks that were not told yet, in words, and that this frame became `count` bytes.
    fn blocks(&mut self, count: usize) -> String {
        let (blocks, more) = self.inflater.take_blocks();
        let mut words: Vec<String> = blocks.iter().map(ToString::to_string).collect();
        if more > 0 {
            words.push(format!("{more} more"));
        }
        let blocks = if words.is_empty() { "a part of a block".into() } else { words.join(", ") };
        format!("compressed, {} inflated: {blocks}", size(count))
    }

    /// What the message became.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.inflater.output[self.inflater.begin..]
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        self.inflater.held()
    }

    /// What the next message may refer to: the end of all that was written.
    pub(crate) fn context(self) -> Vec<u8> {
        let mut output = self.inflater.output;
        output.split_off(output.len().saturating_sub(crate::inflate::WINDOW))
    }
}
