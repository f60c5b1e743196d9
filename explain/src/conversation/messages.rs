//! # Frames in their place, and the messages that they make          chapter 10 · RFC 6455 §5.4
//! Knows: which message a frame belongs to, and when it is whole. Does not know: how frames are
//! cut from the stream, and the codec in `frames/`: this is a second reading.
//! Read before: `blocks.rs`, `frames.rs`. Read next: `way.rs`.

use crate::conversation::kept::Kept;
use crate::draft::Draft;
use crate::frames::Stream;
use crate::header::opcode;
use crate::value::size;
use crate::{Agreed, Explained, Sender, Value};
use wire::Cite;

/// The frames of one direction, one after another.
#[derive(Debug)]
pub(crate) struct Messages {
    stream: Stream,
    /// Messages may be compressed.
    deflates: bool,
    open: Option<Open>,
}

/// A message that has begun.
#[derive(Debug)]
struct Open {
    is_text: bool,
    is_compressed: bool,
    frames: u64,
    /// The payloads, as they were sent.
    content: Kept,
}

/// A frame, explained in its place.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) explained: Explained,
    /// The message that it ends, if that is more than the frame itself.
    pub(crate) message: Option<(Explained, Kept)>,
    /// It is a Close frame: what follows is discarded.
    pub(crate) closes: bool,
}

impl Messages {
    pub(crate) fn new(from: Sender, agreed: &Agreed) -> Self {
        Self { stream: Stream::new(from, agreed), deflates: agreed.deflate.is_some(), open: None }
    }

    /// The next frame, or what is kept of it.
    pub(crate) fn read(&mut self, kept: &Kept, limit: usize) -> Placed {
        let mut explained = self.stream.next(&kept.bytes, 0);
        explained.missing = explained.missing.saturating_sub(kept.skipped);
        let closes = number(&explained, "opcode") == Some(opcode::CLOSE);
        let message = self.collect(&mut explained, kept.skipped, limit);
        Placed { explained, message, closes }
    }

    /// Put the payload of a data frame to its message. Returns the message that ends with it.
    fn collect(
        &mut self,
        frame: &mut Explained,
        skipped: u64,
        limit: usize,
    ) -> Option<(Explained, Kept)> {
        match number(frame, "opcode")? {
            code @ (opcode::TEXT | opcode::BINARY) => {
                let is_compressed = self.deflates && number(frame, "RSV1") == Some(1);
                let (is_text, content) = (code == opcode::TEXT, Kept::default());
                self.open = Some(Open { is_text, is_compressed, frames: 0, content });
            }
            opcode::CONTINUATION => {}
            // Control frames, and what has no meaning, belong to no message.
            _ => return None,
        }
        let open = self.open.as_mut()?;
        let payload = frame.field("payload data").map(|field| field.value.as_bytes());
        open.frames += 1;
        open.content.add(payload.unwrap_or_default(), limit);
        open.content.skip(skipped);
        if skipped > 0 || (open.is_compressed && open.content.skipped > 0) {
            self.stream.lose(open.is_compressed);
        }
        let is_whole = number(frame, "FIN") == Some(1) && frame.missing == 0;
        let message = self.open.take_if(|_| is_whole)?;
        let inflated = frame.inflated.take();
        match message.is_compressed {
            true => inflated.map(|bytes| message.inflate(&bytes, limit)),
            false => (message.frames > 1).then(|| message.join()),
        }
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        let open = self.open.as_ref().map_or(0, |open| open.content.bytes.len());
        self.stream.held() + open
    }
}

impl Open {
    /// The message, put together from its frames.
    fn join(self) -> (Explained, Kept) {
        let meaning = format!("put together from {} frames", self.frames);
        let explained = self.explain(&self.content, meaning, Cite::rfc6455("5.4"));
        (explained, self.content)
    }

    /// The message, inflated to these bytes.
    fn inflate(self, bytes: &[u8], limit: usize) -> (Explained, Kept) {
        let mut inflated = Kept::default();
        inflated.add(bytes, limit);
        let size = size(self.content.size());
        let meaning = match self.frames {
            1 => format!("inflated from {size}"),
            frames => format!("inflated from {size} in {frames} frames"),
        };
        let explained = self.explain(&inflated, meaning, Cite::rfc7692("6.2"));
        (explained, inflated)
    }

    fn explain(&self, content: &Kept, meaning: String, cite: Cite) -> Explained {
        let mut draft = Draft::new(&content.bytes, 0);
        let (kind, value) = match self.is_text {
            true => ("text", Value::text_or_bytes(&content.bytes)),
            false => ("binary", Value::Bytes(content.bytes.clone())),
        };
        let title = format!("Message ({kind}) of {}, {meaning}", size(content.size()));
        draft.bytes("message", content.bytes.len(), value, meaning, cite);
        draft.finish(title, 0)
    }
}

/// What a field says, if it is a number.
fn number(explained: &Explained, name: &str) -> Option<u64> {
    match explained.field(name)?.value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}
