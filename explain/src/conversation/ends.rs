//! # Where a unit ends                                               chapter 10
//! Knows: how the end of a head, a chunk, a frame and a block is found, looking at each byte once.
//! Does not know: what the unit means.
//! Read before: `unit.rs`. Read next: `exchange.rs`.

use crate::Sender;
use crate::start_line::is_token_byte;

/// What a scan of more bytes found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// All of them belong to the unit, and it is not whole.
    More,
    /// The unit ends behind so many of them.
    End(usize),
}

/// The line of HTTP that we are in, as far as it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Begun {
    #[default]
    Nothing,
    Cr,
    Text,
}

/// The search for the empty line behind which a head, or a trailer section, ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeadEnd {
    line: Begun,
    /// Empty lines do not count before the first other line.
    counts: bool,
}

impl HeadEnd {
    /// That of a trailer section: its first line may be the empty one.
    pub(crate) const TRAILERS: Self = Self { line: Begun::Nothing, counts: true };

    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Found {
        for (i, byte) in bytes.iter().enumerate() {
            self.line = match (byte, self.line) {
                (b'\n', Begun::Nothing | Begun::Cr) if self.counts => return Found::End(i + 1),
                (b'\n', before) => {
                    self.counts |= before == Begun::Text;
                    Begun::Nothing
                }
                (b'\r', Begun::Nothing) => Begun::Cr,
                _ => Begun::Text,
            };
        }
        Found::More
    }
}

/// The first characters of a head, by which HTTP is told from anything else.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    from: Sender,
    matched: usize,
}

/// What the first characters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// Nothing yet: there were only line ends.
    Not,
    /// It may be a head.
    Maybe,
    /// It is none.
    Other,
}

impl Opening {
    pub(crate) fn new(from: Sender) -> Self {
        Self { from, matched: 0 }
    }

    /// A request begins with a method, a response with a version.
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Opened {
        const VERSION: &[u8] = b"HTTP/";
        for byte in bytes {
            let fits = match (self.from, self.matched) {
                (_, 0) if matches!(byte, b'\r' | b'\n') => continue,
                (Sender::Client, 0) => is_token_byte(byte),
                (Sender::Client, _) => break,
                (Sender::Server, n) if n < VERSION.len() => VERSION.get(n) == Some(byte),
                (Sender::Server, _) => break,
            };
            if !fits {
                return Opened::Other;
            }
            self.matched += 1;
        }
        if self.matched == 0 { Opened::Not } else { Opened::Maybe }
    }
}

/// The search for the end of a chunk.
#[derive(Clone, Debug)]
pub(crate) enum ChunkEnd {
    /// In the line with the size: it ends there, and then the size is known.
    Size,
    /// In the data, of which so much is to come.
    Data(u64),
    /// In the line end behind the data: has its CR come?
    LineEnd(bool),
    /// Behind the last chunk.
    Trailers(HeadEnd),
    /// It was no line end that stood behind the data.
    Broken,
}

impl ChunkEnd {
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Found {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let rest = bytes.get(at..).unwrap_or_default();
            match self {
                Self::Size => {
                    let end = rest.iter().position(|&byte| byte == b'\n');
                    return end.map_or(Found::More, |end| Found::End(at + end + 1));
                }
                Self::Data(left) => {
                    let n = usize::try_from(*left).map_or(rest.len(), |left| left.min(rest.len()));
                    *left -= n as u64;
                    at += n;
                    if *left == 0 {
                        *self = Self::LineEnd(false);
                    }
                }
                Self::LineEnd(false) if byte == b'\r' => {
                    *self = Self::LineEnd(true);
                    at += 1;
                }
                Self::LineEnd(_) => {
                    if byte != b'\n' {
                        *self = Self::Broken;
                    }
                    return Found::End(at + 1);
                }
                Self::Trailers(end) => {
                    return match end.scan(rest) {
                        Found::End(n) => Found::End(at + n),
                        Found::More => Found::More,
                    };
                }
                Self::Broken => return Found::End(at),
            }
        }
        Found::More
    }
}

/// The search for the end of a frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameEnd {
    header: Vec<u8>,
    /// What is to come, once the header says so.
    left: Option<u64>,
}

impl FrameEnd {
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Found {
        let mut at = 0;
        while self.left.is_none() {
            let Some(&byte) = bytes.get(at) else { return Found::More };
            self.header.push(byte);
            at += 1;
            self.left = payload_length(&self.header);
        }
        let left = self.left.unwrap_or(0);
        let rest = (bytes.len() - at) as u64;
        self.left = Some(left.saturating_sub(rest));
        match usize::try_from(left) {
            Ok(left) if left <= bytes.len() - at => Found::End(at + left),
            _ => Found::More,
        }
    }
}

/// The length of the payload, if these bytes are a whole header.
fn payload_length(header: &[u8]) -> Option<u64> {
    let (&[_, second], rest) = header.split_first_chunk::<2>()?;
    let (length, size) = match second & 0x7f {
        126 => (u16::from_be_bytes(*rest.first_chunk()?).into(), 2),
        127 => (u64::from_be_bytes(*rest.first_chunk()?), 8),
        length => (length.into(), 0),
    };
    let key = if second & 0x80 == 0 { 0 } else { 4 };
    (rest.len() == size + key).then_some(length)
}

/// The search for the empty line that ends a block of an event stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlockEnd {
    /// The line has text, so its end does not end the block.
    has_text: bool,
    /// The last byte was a CR: a LF behind it belongs to it.
    after_cr: bool,
    /// That CR ended an empty line.
    is_over: bool,
}

impl BlockEnd {
    /// The block may end before the first of `bytes`: a CR that nothing followed yet ended it.
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Found {
        for (i, &byte) in bytes.iter().enumerate() {
            let ends_cr = std::mem::take(&mut self.after_cr);
            if self.is_over {
                return Found::End(i + usize::from(byte == b'\n'));
            }
            match byte {
                b'\n' if ends_cr => {}
                b'\n' if !self.has_text => return Found::End(i + 1),
                b'\n' => self.has_text = false,
                b'\r' => {
                    self.is_over = !self.has_text;
                    self.has_text = false;
                    self.after_cr = true;
                }
                _ => self.has_text = true,
            }
        }
        Found::More
    }
}
