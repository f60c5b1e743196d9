//! # Bytes, piece by piece                                           chapters 02, 10
//! Knows: which bytes of a write are one piece, and what is not whole. Does not know: what they
//! mean, and where a piece ends; `explain` does.
//! Read before: `explain/src/conversation.rs`. Read next: `step/steps.rs`.

use explain::{Conversation, Explained, Kind, Layer, Sender, Unit};

/// Of a piece that is not whole, so many bytes are explained.
const BEGUN_MAX: usize = 4096;

/// A piece of what was written: a head, a body, a chunk, a frame.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Who wrote it.
    pub from: Sender,
    /// What its bytes say.
    pub explained: Explained,
    /// What was put together of it and of those before it: an event, a message.
    pub inside: Vec<Explained>,
    /// Where it ends in the bytes of the write.
    pub until: usize,
    /// False where the rest of it is still to come.
    pub whole: bool,
}

/// Both directions of one connection.
#[derive(Debug, Default)]
pub struct Pieces {
    conversation: Option<Conversation>,
    client: Direction,
    server: Direction,
    /// Frames are spoken.
    frames: bool,
}

/// What was seen of one direction.
#[derive(Debug, Default)]
struct Direction {
    /// How many bytes were written.
    written: u64,
    /// How many of them belong to whole pieces.
    whole: u64,
    /// The beginning of those that do not.
    begun: Vec<u8>,
}

impl Pieces {
    /// Take what was written. There is one piece at least, unless nothing was written.
    pub fn push(&mut self, from: Sender, bytes: &[u8]) -> Vec<Piece> {
        let Some(first) = bytes.first() else { return Vec::new() };
        // A trace may begin behind the opening handshake; a head begins with a capital letter.
        let conversation = self.conversation.get_or_insert_with(|| {
            self.frames = !first.is_ascii_uppercase();
            Conversation::beginning_with(*first)
        });
        let units = conversation.push(from, bytes);
        let before = self.direction(from).written;
        self.direction(from).written += bytes.len() as u64;
        let mut pieces: Vec<Piece> = Vec::new();
        for unit in units {
            self.frames |= is_switch(&unit);
            match pieces.last_mut() {
                Some(piece) if unit.layer == Layer::Inside => piece.inside.push(unit.explained),
                _ => {
                    let end = unit.at.saturating_add(unit.size());
                    self.direction(unit.from).whole = end;
                    let mine = end.saturating_sub(before).try_into().unwrap_or(bytes.len());
                    let until = if unit.from == from { mine } else { 0 };
                    pieces.push(whole(unit, until));
                }
            }
        }
        pieces.extend(self.begun(from, bytes));
        pieces
    }

    fn direction(&mut self, from: Sender) -> &mut Direction {
        match from {
            Sender::Client => &mut self.client,
            Sender::Server => &mut self.server,
        }
    }

    /// What of these bytes, the last that were written, is no whole piece yet.
    fn begun(&mut self, from: Sender, bytes: &[u8]) -> Option<Piece> {
        let frames = self.frames;
        let direction = self.direction(from);
        let open = direction.written.saturating_sub(direction.whole);
        let open = usize::try_from(open).unwrap_or(usize::MAX);
        if open <= bytes.len() {
            direction.begun.clear();
        }
        let new = bytes.get(bytes.len().saturating_sub(open)..).unwrap_or_default();
        let room = BEGUN_MAX.saturating_sub(direction.begun.len());
        direction.begun.extend_from_slice(new.get(..room.min(new.len())).unwrap_or_default());
        let explained = match direction.begun.first()? {
            _ if frames => explain::frame(&direction.begun, from),
            first if first.is_ascii_uppercase() => explain::http_head(&direction.begun),
            _ => part_of_body(open),
        };
        let (until, inside) = (bytes.len(), Vec::new());
        Some(Piece { from, explained, inside, until, whole: false })
    }
}

fn whole(unit: Unit, until: usize) -> Piece {
    let Unit { from, explained, .. } = unit;
    Piece { from, explained, inside: Vec::new(), until, whole: true }
}

/// Is this the head behind which frames are spoken?
fn is_switch(unit: &Unit) -> bool {
    unit.kind == Kind::ResponseHead && unit.bytes.starts_with(b"HTTP/1.1 101")
}

/// Of a body that is under way nothing can be said.
fn part_of_body(count: usize) -> Explained {
    let title = format!("{count} bytes of a body that is not whole");
    let (fields, complaints) = (Vec::new(), Vec::new());
    Explained { title, fields, complaints, consumed: count, missing: 1, inflated: None }
}
