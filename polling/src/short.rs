//! # Short polling                                                   chapter 04 · RFC 6202 §1
//! Knows: the answer that is given at once. Does not know: when the client will ask again.
//! Read before: `answer.rs`. Read next: `long.rs`.

use crate::answer::{write_answer, write_encoded_answer};
use http1::Response;
use std::sync::LazyLock;
use wire::{Bytes, EventId, Published};

/// The answer to a poll, with the events that there are, or with none.
///
/// An empty answer is a success (200): it tells the client where it stands. It must not be kept
/// by a cache, which would answer the next poll with old news (RFC 6202 §5.6).
pub fn answer_now<'e>(events: impl IntoIterator<Item = &'e Published>, next: EventId) -> Response {
    let mut body = Vec::new();
    write_answer(events, next, &mut body);
    answer_written(body)
}

/// The same, with events that are written already, each by [`write_event`](crate::write_event).
pub fn answer_encoded(events: &[Bytes], next: EventId) -> Response {
    let mut body = Vec::new();
    write_encoded_answer(events, next, &mut body);
    answer_written(body)
}

/// The same, with a body that is written already: all who ask from one place are told the same.
pub fn answer_written(body: impl Into<Bytes>) -> Response {
    /// What all answers have in common, checked once.
    static HEAD: LazyLock<Response> = LazyLock::new(|| {
        let head = Response::new(200).field("Content-Type", "application/json");
        head.field("Cache-Control", "no-store")
    });
    Response::like(&HEAD, body)
}
