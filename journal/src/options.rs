//! # Options of the log on disk                                      chapter 15
//! Knows: how much is kept, and when a write counts as safe. Does not know: how it is written.
//! Read before: `lib.rs`. Read next: `error.rs`.

use hub::HubLimits;

/// When what was written counts as safe, and its publisher is told so.
///
/// | | each commit | to the system |
/// |---|---|---|
/// | the program is killed, or panics | nothing is lost | nothing is lost |
/// | the machine loses its power, or its kernel stops | nothing is lost | the last seconds may be |
/// | a commit costs | one wait for the disk | one write to memory |
///
/// What was lost with the machine is never passed over in silence: a log that was not flushed when
/// the machine went down begins a new epoch, so that each client is told that it missed something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flush {
    /// A commit waits until the disk says that it has it (`fsync`). Those who publish at the same
    /// time share one wait.
    #[default]
    EachCommit,
    /// A commit waits until the operating system has it, which writes it to the disk some seconds
    /// later.
    ToSystem,
}

/// What can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Bounds on the topics and on the log of each: those of the hub that is filled from here.
    pub limits: HubLimits,
    /// When a write is safe.
    pub flush: Flush,
    /// Events that may wait to be written: 10,000. Who comes then is refused.
    pub waiting_events: usize,
    /// Bytes that may wait to be written, as `wire::Published::weight` counts: 8 MiB.
    pub waiting_bytes: usize,
}

impl Options {
    /// The defaults named above, and [`Flush::EachCommit`].
    pub const DEFAULT: Self = Self {
        limits: HubLimits::DEFAULT,
        flush: Flush::EachCommit,
        waiting_events: 10_000,
        waiting_bytes: 8 * 1024 * 1024,
    };
}

impl Default for Options {
    fn default() -> Self {
        Self::DEFAULT
    }
}
