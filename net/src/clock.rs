//! # The clock                                                       chapter 03
//! Knows: what time it is. Does not know: why one asks.
//! Read before: `wire/src/protocol.rs`. Read next: `entropy.rs`.

use std::time::{Duration, SystemTime};

/// The time since 1970-01-01T00:00:00Z, or zero if the clock is set before it.
pub fn unix_time() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}
