//! # Arguments of `wire101 bench`, as they are written               chapter 16
//! Knows: sizes, times, transports and targets. Does not know: what is done with them.
//! Read before: `arguments.rs`. Read next: `bench.rs`.

use super::arguments::seconds;
use crate::bench::schedule::LABEL_BYTES;
use crate::tally::Transport;
use std::time::Duration;

/// The largest event: a poller takes an answer of 1 MiB, in which there are names and ids besides.
const SIZE_MAX: usize = 512 * 1024;

/// A size in bytes, as 16 or 64KiB.
pub(super) fn size(text: &str) -> Result<usize, String> {
    let wrong = || format!("it must be like 16 or 64KiB: from {LABEL_BYTES} bytes to 512KiB");
    let (digits, unit) = match text.strip_suffix("KiB") {
        Some(digits) => (digits, 1024),
        None => (text, 1),
    };
    let number: usize = digits.trim().parse().map_err(|_| wrong())?;
    let size = number.checked_mul(unit).filter(|size| (LABEL_BYTES..=SIZE_MAX).contains(size));
    size.ok_or_else(wrong)
}

/// A time, as 3, 3s, 0.5 or 500ms: from a millisecond to a minute.
pub(super) fn interval(text: &str) -> Result<Duration, String> {
    let wrong = || "it must be like 3s or 500ms: from 1ms to 60s".to_string();
    let time = match text.strip_suffix("ms") {
        Some(digits) => seconds(digits).map(|time| time / 1000),
        None => seconds(text.strip_suffix('s').unwrap_or(text)),
    };
    let time = time.map_err(|_| wrong())?;
    let fits = (Duration::from_millis(1)..=Duration::from_secs(60)).contains(&time);
    if fits { Ok(time) } else { Err(wrong()) }
}

/// A transport by its name; hyphens or underscores, as you like.
pub(super) fn transport(text: &str) -> Result<Transport, String> {
    let name = text.replace('-', "_").to_ascii_lowercase();
    let named = Transport::ALL.into_iter().find(|transport| transport.name() == name);
    named.ok_or_else(|| "it must be polling, long-polling, streaming, sse or websocket".into())
}

/// The target of a request: a path, and perhaps a query.
pub(super) fn target(text: &str) -> Result<String, String> {
    if text.starts_with('/') && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text.into());
    }
    Err("it should be like /poll".into())
}
