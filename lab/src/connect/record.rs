//! # What happens, as one line of JSON                               chapter 10
//! Knows: the members of what only a WebSocket's user tells. Does not know: units; `narrate` does.
//! Read before: `lab/src/narrate/json.rs`. Read next: `screen.rs`.

use crate::narrate::object;
use frames::{Closed, Who};
use std::time::Duration;

/// There is one connection only.
pub const CONNECTION: u32 = 1;

/// A note, or why all is over.
pub fn said(kind: &str, at: Duration, text: &str) -> String {
    object(CONNECTION, at, kind, |object| {
        object.text("text", text);
    })
}

/// The server is reached; nothing was said yet.
pub fn opened(at: Duration, client: &str, server: &str) -> String {
    object(CONNECTION, at, "opened", |object| {
        object.text("client", client).text("server", server);
    })
}

/// The WebSocket is open.
pub fn open(at: Duration, subprotocol: Option<&str>, deflate: bool) -> String {
    object(CONNECTION, at, "open", |object| {
        object.optional("subprotocol", subprotocol).flag("deflate", deflate);
    })
}

/// The WebSocket is closed.
pub fn closed(at: Duration, closed: &Closed) -> String {
    let by = if closed.by == Who::Us { "us" } else { "peer" };
    object(CONNECTION, at, "closed", |object| {
        object.number("code", closed.code.value().into()).text("reason", &closed.reason);
        object.text("by", by).flag("clean", closed.clean);
    })
}
