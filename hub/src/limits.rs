//! # Limits of the hub                                               chapter 15
//! Knows: how much the hub may keep. Does not know: how much one reader may leave unread.
//! Read before: `topic.rs`. Read next: `draft.rs`; for one reader, `queue.rs`.

/// Bounds on what a [`Hub`](crate::Hub) keeps. Every number is a default to change.
///
/// At most `topics * log_bytes` of events are kept in all: 512 MiB with the defaults, if every
/// topic is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HubLimits {
    /// Topics that exist at the same time: 64. A topic that has held an event exists for as long
    /// as the hub does, so names that strangers choose need the caller's permission first.
    pub topics: usize,
    /// The text of one event, counted as JSON writes it: 1 MiB without 1 KiB. A client of ours
    /// takes a line, a message or an answer of 1 MiB, and with all that stands around this text it
    /// is no longer.
    pub text_bytes: usize,
    /// Events that the log of one topic keeps: 10,000. The oldest are dropped first, and the
    /// newest is always kept, so 0 means 1.
    pub log_events: usize,
    /// Bytes that the log of one topic keeps, counted by `wire::Published::weight`: 8 MiB.
    /// A heavier event is refused.
    pub log_bytes: usize,
    /// Bytes of encodings that are kept for the newest events of one topic, beside the log:
    /// 256 KiB; half of it for those of older events. Those of the newest event are kept whatever
    /// they weigh.
    pub encoded_bytes: usize,
}

impl HubLimits {
    /// The defaults named above.
    pub const DEFAULT: Self = Self {
        topics: 64,
        text_bytes: 1024 * 1024 - 1024,
        log_events: 10_000,
        log_bytes: 8 * 1024 * 1024,
        encoded_bytes: 256 * 1024,
    };
}

impl Default for HubLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
