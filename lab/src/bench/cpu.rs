//! # CPU: what a process took                                        chapter 16
//! Knows: the scheduler's account of a process, on Linux. Does not know: what the process did.
//! Read before: nothing. Read next: `mod.rs`.

use std::fs;
use std::time::Duration;

/// How much processor time all threads of process `pid` took so far, to the nanosecond; `None`
/// where there is no such process, or the system does not tell.
///
/// A thread that ended is not counted any more: ask while the process has all of its threads.
pub fn process_time(pid: u32) -> Option<Duration> {
    let mut total = 0;
    for task in fs::read_dir(format!("/proc/{pid}/task")).ok()? {
        let text = fs::read_to_string(task.ok()?.path().join("schedstat"));
        let first = text.ok().and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
        total += first.unwrap_or(0);
    }
    Some(Duration::from_nanos(total))
}
