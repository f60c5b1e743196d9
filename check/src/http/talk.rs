//! # Asking and being answered, by hand                    chapter 02 · RFC 9112 §3, §6
//! Knows: a request as text, an answer as its head, its body and whether that is whole.
//! Does not know: which answer is right.
//! Read before: `raw.rs`. Read next: `http/stream.rs`, `http/requests.rs`.

use crate::raw::{Came, Head, Text};
use crate::{Miss, Visit, Wire};
use net::tokio::time::Instant;

/// The longest answer that is read.
const ANSWER_MAX: usize = 4 * 1024 * 1024;
/// What comes little by little is waited for so many times as long as what does not come at all:
/// a stream where a page was asked for would never end.
const PATIENCE: u32 = 3;

/// A connection on which requests were written.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) wire: Wire,
    /// What came and was not yet looked at.
    pub(super) came: Vec<u8>,
}

/// A whole answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
    /// True where the end of the body is not the end of the connection.
    pub(super) has_end: bool,
}

/// How the end of a body is found (RFC 9112 §6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Chunked,
    Length(usize),
    ToTheEnd,
}

impl Visit {
    /// A request as it must be, with these fields behind `Host` and the user's own.
    pub(super) fn request(&self, method: &str, target: &str, fields: &[&str]) -> String {
        let host = self.target.uri.authority();
        let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n");
        for (name, value) in &self.target.fields {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(origin) = &self.target.origin {
            request.push_str(&format!("Origin: {origin}\r\n"));
        }
        for field in fields {
            request.push_str(&format!("{field}\r\n"));
        }
        request.push_str("\r\n");
        request
    }

    /// The target of the event stream.
    pub(super) fn events(&self) -> &str {
        self.target.uri.target()
    }

    /// Write this on a new connection.
    pub(super) async fn say(&self, request: &str) -> Result<Talk, Miss> {
        let mut wire = self.connect().await?;
        wire.send(request.as_bytes()).await;
        Ok(Talk { wire, came: Vec::new() })
    }
}

impl Talk {
    /// When what comes little by little has had its time.
    fn late(&self) -> Instant {
        Instant::now() + PATIENCE * self.wire.timeout()
    }

    /// Wait for more bytes.
    pub(super) async fn more(&mut self) -> Result<(), Came<Text>> {
        match self.wire.read_some().await {
            Came::Whole(Text(bytes)) => {
                self.came.extend_from_slice(&bytes);
                Ok(())
            }
            other => Err(other),
        }
    }

    /// The head of an answer that is not interim.
    pub(super) async fn head(&mut self) -> Result<Head, Miss> {
        let (expected, late) = ("an answer of HTTP", self.late());
        loop {
            if let Some(head) = Head::read(&self.came) {
                if head.status == 0 {
                    return Err(Miss::wrong(expected, Text(self.came.clone())));
                }
                self.came.drain(..head.explained.consumed);
                if !(100..200).contains(&head.status) {
                    return Ok(head);
                }
            } else {
                if self.came.len() > ANSWER_MAX || Instant::now() > late {
                    return Err(Miss::wrong(expected, "a head without an end"));
                }
                self.more().await.map_err(|other| match self.came.is_empty() {
                    true => Miss::wrong(expected, other),
                    false => Miss::wrong(expected, format!("{}; {other}", self.text())),
                })?;
            }
        }
    }

    /// What came and was not yet looked at, to be shown.
    fn text(&self) -> Text {
        Text(self.came.clone())
    }

    /// The next answer, to a request with this method.
    pub(super) async fn answer(&mut self, method: &str) -> Result<Answer, Miss> {
        let head = self.head().await?;
        let framing = framing(&head, method)?;
        let has_end = framing != Framing::ToTheEnd;
        let body = self.body(framing).await?;
        Ok(Answer { head, body, has_end })
    }

    async fn body(&mut self, framing: Framing) -> Result<Vec<u8>, Miss> {
        let (mut body, late) = (Vec::new(), self.late());
        loop {
            match framing {
                Framing::Length(length) if self.came.len() >= length => {
                    return Ok(self.came.drain(..length).collect());
                }
                Framing::Chunked if self.chunks(&mut body)? => return Ok(body),
                _ => {}
            }
            let came = self.more().await;
            let is_enough = self.came.len() + body.len() >= ANSWER_MAX || Instant::now() > late;
            match (came, framing) {
                (Ok(()), _) if !is_enough => {}
                (Err(Came::End), Framing::ToTheEnd) => return Ok(std::mem::take(&mut self.came)),
                (Err(other), _) => return Err(Miss::wrong("the rest of the body", other)),
                (Ok(()), _) => return Err(Miss::wrong("the end of the body", "more and more")),
            }
        }
    }

    /// Take all whole chunks that came; true behind the last one.
    pub(super) fn chunks(&mut self, body: &mut Vec<u8>) -> Result<bool, Miss> {
        while !self.came.is_empty() {
            let chunk = explain::chunk(&self.came);
            if let Some(broken) = chunk.complaints.first() {
                return Err(Miss::wrong("a chunk as the rules have it", broken));
            }
            if chunk.missing > 0 {
                break;
            }
            self.came.drain(..chunk.consumed);
            match chunk.field("chunk data") {
                Some(data) => body.extend_from_slice(data.value.as_bytes()),
                None => return Ok(true),
            }
        }
        Ok(false)
    }

    /// True once the server ends the connection; what it says before does not matter.
    pub(super) async fn ends(&mut self) -> bool {
        let late = self.late();
        loop {
            match self.more().await {
                Ok(()) if self.came.len() < ANSWER_MAX && Instant::now() < late => {}
                Err(Came::End | Came::Reset) => return true,
                _ => return false,
            }
        }
    }
}

/// How the body behind `head` ends, if it answers `method`.
pub(super) fn framing(head: &Head, method: &str) -> Result<Framing, Miss> {
    let coding = head.field("transfer-encoding");
    Ok(match (coding, head.field("content-length")) {
        _ if method == "HEAD" || matches!(head.status, 204 | 304) => Framing::Length(0),
        (Some(coding), _) if coding.trim().eq_ignore_ascii_case("chunked") => Framing::Chunked,
        (Some(_), _) => Framing::ToTheEnd,
        (None, Some(length)) => match length.trim().parse() {
            Ok(length) => Framing::Length(length),
            Err(_) => return Err(Miss::wrong("a length", length)),
        },
        (None, None) => Framing::ToTheEnd,
    })
}

/// True where a list such as `Connection` or `Cache-Control` has that word.
pub(super) fn lists(head: &Head, field: &str, word: &str) -> bool {
    let list = head.field(field).unwrap_or_default();
    list.split(',').any(|item| {
        let name = item.split('=').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case(word)
    })
}
