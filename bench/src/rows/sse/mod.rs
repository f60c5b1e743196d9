//! # Event streams: what it costs to read and to write them          chapter 16
//! Knows: what must have been heard when a stream was read. Does not know: who reads it.
//! Read before: `row.rs`, `micro.rs`. Read next: `streams.rs`, `parse.rs`.

mod eventsource_parser;
mod large;
mod parse;
mod readers;
mod streams;

pub use large::row as large;
pub use parse::row as parse;

/// What was heard of a stream: enough to see that nothing was lost, doubled or cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// How many events were dispatched.
    pub events: u64,
    /// How many bytes their data has, all in all.
    pub bytes: u64,
    /// The last event ID behind all of them.
    pub last_id: String,
}

impl Heard {
    /// One event more, with this data.
    fn event(&mut self, data: &str) {
        self.events += 1;
        self.bytes += data.len() as u64;
    }

    /// All of it in one number.
    fn tally(&self) -> u64 {
        let both = self.events.wrapping_mul(1_000_003).wrapping_add(self.bytes);
        let add = |sum: u64, byte: u8| sum.wrapping_mul(31).wrapping_add(u64::from(byte));
        self.last_id.bytes().fold(both, add)
    }
}
