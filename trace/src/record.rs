//! # What is written down                                            chapter 03
//! Knows: what can happen on a connection. Does not know: who watches, and who reads it.
//! Read before: `explain/src/explained.rs`. Read next: `recorder.rs`.

use explain::Sender;
use std::time::Duration;

/// What happened, in order, on one connection or on several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// What it shows, in a few words.
    pub title: String,
    /// What happened, one after another.
    pub records: Vec<Record>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When, since the trace began.
    pub at: Duration,
    /// On which connection, counted from 1.
    pub connection: u32,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The connection began.
    Opened {
        /// The client's address, or its name.
        client: String,
        /// The server's.
        server: String,
    },
    /// Bytes went over the wire, as they were written.
    Bytes {
        /// Who wrote them.
        from: Sender,
        /// All of them.
        bytes: Vec<u8>,
    },
    /// One end made an event of what came.
    Event {
        /// Which end.
        at: Sender,
        /// What it heard.
        event: String,
        /// How many of the bytes that had come it had not read yet.
        unread: u64,
    },
    /// One end is in another state than before.
    State {
        /// Which end.
        at: Sender,
        /// The new one, in the words of its standard.
        state: String,
    },
    /// One end found that the other broke a rule.
    Failed {
        /// Which end found it.
        at: Sender,
        /// The rule, and where it is written.
        error: String,
    },
    /// One end will write no more.
    Ended {
        /// Which.
        from: Sender,
        /// How it ended.
        how: End,
    },
    /// What a teacher says here.
    Note(String),
}

/// How one direction of a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// In order: a FIN.
    Finished,
    /// A reset.
    Reset,
    /// Somebody between cut it.
    Cut,
}
