//! # The messages that every real peer has to carry                  chapter 12
//! Knows: `tests/peers/messages.tsv`, which the scripts beside it read too. Does not know: peers.
//! Read before: `lib.rs`. Read next: `tests/real_parts.rs`.

use frames::Kind;

/// The table as it stands in its file.
pub const TABLE: &str = include_str!("../../peers/messages.tsv");

/// One message, and how it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What is special about it.
    pub name: &'static str,
    /// Text or binary.
    pub kind: Kind,
    /// All of it.
    pub payload: Vec<u8>,
    /// In how many fragments it is sent, about equally long.
    pub fragments: usize,
}

/// Read [`TABLE`]. A row that cannot be read is left out: a test counts them.
pub fn table() -> Vec<Message> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(row).collect()
}

fn row(line: &'static str) -> Option<Message> {
    let mut cells = line.split('\t');
    let (name, kind) = (cells.next()?, cells.next()?);
    let (unit, times) = (cells.next()?, cells.next()?.parse().ok()?);
    let fragments = cells.next()?.parse().ok()?;
    let (kind, payload) = match kind {
        "text" => (Kind::Text, unit.repeat(times).into_bytes()),
        "binary" => (Kind::Binary, hex(unit)?.repeat(times)),
        _ => return None,
    };
    Some(Message { name, kind, payload, fragments })
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let at = (0..text.len()).step_by(2);
    at.map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect()
}

impl Message {
    /// The text, if it is text.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.payload).ok().filter(|_| self.kind == Kind::Text)
    }

    /// Send it on `socket`, in its fragments.
    ///
    /// # Errors
    /// The connection is not open any more.
    pub fn send(&self, socket: &mut frames::Connection) -> Result<(), frames::UsageError> {
        let parts = self.parts();
        for (i, part) in parts.iter().enumerate() {
            let last = i + 1 == parts.len();
            match (self.kind, std::str::from_utf8(part)) {
                (Kind::Text, Ok(part)) => socket.send_text_part(part, last)?,
                (Kind::Text, Err(_)) => return Err(frames::UsageError::TextNotUtf8),
                (Kind::Binary, _) => socket.send_binary_part(part, last)?,
            }
        }
        Ok(())
    }

    /// The payload in its fragments; text is cut between characters.
    pub fn parts(&self) -> Vec<&[u8]> {
        let mut rest = &self.payload[..];
        let mut parts = Vec::new();
        for left in (1..=self.fragments).rev() {
            let mut at = rest.len() / left;
            while self.text().is_some() && rest.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
                at += 1;
            }
            let (part, behind) = rest.split_at(at);
            parts.push(part);
            rest = behind;
        }
        parts
    }
}
