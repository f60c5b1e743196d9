//! # A request for a WebSocket, written by hand                  chapter 16 · RFC 6455 §4.1
//! Knows: the lines of a good request, and how to change one. Does not know: answers.
//! Read before: `target.rs`. Read next: `ws/talk.rs`.

use crate::{Kind, Target};

/// The key of the example in RFC 6455 §1.3.
pub const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
/// What its server answers.
pub const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// The lines of a request, each without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The request line, then the fields.
    pub lines: Vec<String>,
}

impl Request {
    /// A good request. The user's own fields stand last.
    pub fn new(target: &Target) -> Self {
        debug_assert_eq!(target.kind, Kind::WebSocket);
        let mut lines = vec![
            format!("GET {} HTTP/1.1", target.uri.target()),
            format!("Host: {}", target.uri.authority()),
            "Upgrade: websocket".into(),
            "Connection: Upgrade".into(),
            format!("Sec-WebSocket-Key: {KEY}"),
            "Sec-WebSocket-Version: 13".into(),
        ];
        lines.extend(target.origin.iter().map(|origin| format!("Origin: {origin}")));
        let offered = target.subprotocol.iter();
        lines.extend(offered.map(|offered| format!("Sec-WebSocket-Protocol: {offered}")));
        lines.extend(target.fields.iter().map(|(name, value)| format!("{name}: {value}")));
        Self { lines }
    }

    /// Put another line in the place of the one that begins so; without one, strike it out.
    pub fn change(mut self, begins: &str, line: Option<&str>) -> Self {
        let at = self.lines.iter().position(|line| line.starts_with(begins));
        match (at, line) {
            (Some(at), Some(line)) => self.lines[at] = line.into(),
            (Some(at), None) => _ = self.lines.remove(at),
            (None, _) => {}
        }
        self
    }

    /// One line more, in front of the other fields.
    pub fn first(mut self, line: impl Into<String>) -> Self {
        self.lines.insert(1, line.into());
        self
    }

    /// One line more, behind the other fields.
    pub fn last(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// As bytes, with the empty line.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = self.lines.join("\r\n");
        text.push_str("\r\n\r\n");
        text.into_bytes()
    }
}
