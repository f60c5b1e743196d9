//! # Lines of bytes                                                  chapter 10
//! Knows: how a line of HTTP ends, and how one of an event stream ends.
//! Does not know: what the lines say.
//! Read before: nothing. Read next: `head.rs`, `event_stream.rs`.

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Carriage return and line feed.
    CrLf,
    /// A line feed alone.
    Lf,
    /// A carriage return alone.
    Cr,
    /// Nothing yet: the bytes end before the line does.
    Missing,
}

impl End {
    fn len(self) -> usize {
        match self {
            Self::CrLf => 2,
            Self::Lf | Self::Cr => 1,
            Self::Missing => 0,
        }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CrLf => "CR LF",
            Self::Lf => "LF",
            Self::Cr => "CR",
            Self::Missing => "nothing",
        }
    }
}

/// A line and its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'b> {
    /// The line, without its end.
    pub(crate) text: &'b [u8],
    /// Its end.
    pub(crate) end: End,
}

impl<'b> Line<'b> {
    /// The first line of HTTP: a line feed ends it, and a carriage return before that belongs to
    /// the end.
    pub(crate) fn of_http(bytes: &'b [u8]) -> Self {
        let Some(at) = bytes.iter().position(|&byte| byte == b'\n') else {
            return Self { text: bytes, end: End::Missing };
        };
        let text = &bytes[..at];
        match text.strip_suffix(b"\r") {
            Some(text) => Self { text, end: End::CrLf },
            None => Self { text, end: End::Lf },
        }
    }

    /// The first line of an event stream: CR LF, LF or CR end it, whichever comes first.
    pub(crate) fn of_event_stream(bytes: &'b [u8]) -> Self {
        let Some(at) = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else {
            return Self { text: bytes, end: End::Missing };
        };
        let (text, rest) = bytes.split_at(at);
        let end = match rest {
            [b'\r', b'\n', ..] => End::CrLf,
            [b'\r', ..] => End::Cr,
            _ => End::Lf,
        };
        Self { text, end }
    }

    /// How many bytes it has, with its end.
    pub(crate) fn len(&self) -> usize {
        self.text.len() + self.end.len()
    }
}
