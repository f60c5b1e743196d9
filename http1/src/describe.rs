//! # Where a connection is, in words                                 chapter 02 · RFC 9112 §9
//! Knows: what each end waits for, and what is unfinished. Does not know: who asks.
//! Read before: `server.rs`, `client.rs`. Read next: `wire/src/tap.rs`.

use crate::body::Body;
use crate::client::{self, Client};
use crate::head_reader::HeadReader;
use crate::server::{Reading, Server, Writing};

impl Server {
    /// `has the whole request, owes its answer`.
    pub(crate) fn words(&self) -> String {
        let reading = match &self.reading {
            Reading::Head(reader) => head(reader, "a request"),
            Reading::Body(content) => body(content, "request"),
            Reading::Answer => "has the whole request".into(),
            Reading::Switched => "switched protocols".into(),
            Reading::Over => "nothing more is read".into(),
            Reading::Failed(error) => {
                format!("failed with {}", error.violation.status())
            }
        };
        let mut words = vec![reading];
        match self.writing {
            Writing::Owed(asked) if asked.waits => {
                words.push("owes 100 Continue and the answer".into());
            }
            Writing::Owed(_) => words.push("owes its answer".into()),
            Writing::Streaming { chunked: true, .. } => {
                words.push("in the middle of its answer, in chunks".into());
            }
            Writing::Streaming { .. } => words.push("in the middle of its answer".into()),
            Writing::Done => words.push("has answered already".into()),
            Writing::Ended => words.push("has ended its side".into()),
            Writing::Nothing => {}
        }
        if !self.held.is_empty() {
            words.push(format!("{} behind it wait", bytes(self.held.len())));
        }
        words.join(", ")
    }
}

impl Client {
    /// `waits for a response`.
    pub(crate) fn words(&self) -> String {
        match &self.reading {
            client::Reading::Idle => "idle".into(),
            client::Reading::Head(reader) => head(reader, "a response"),
            client::Reading::Body(content) => body(content, "response"),
            client::Reading::Switching | client::Reading::Switched => "switched protocols".into(),
            client::Reading::Over => "nothing more is read".into(),
            client::Reading::Failed(_) => "failed".into(),
        }
    }
}

fn head(reader: &HeadReader, of: &str) -> String {
    match (reader.held(), reader.is_begun()) {
        (0, false) => format!("waits for {of}"),
        (held, _) => format!("has {} of the head of {of}", bytes(held)),
    }
}

fn body(body: &Body, of: &str) -> String {
    match body {
        Body::Length { left: 0 } => format!("has the whole {of}"),
        Body::Length { left } => format!("waits for {left} more bytes of the {of}'s body"),
        Body::Chunked(_) => format!("reads the {of}'s body, in chunks"),
        Body::UntilClose => format!("reads the {of}'s body until the connection ends"),
    }
}

fn bytes(count: usize) -> String {
    if count == 1 { "1 byte".into() } else { format!("{count} bytes") }
}
