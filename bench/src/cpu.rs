//! # CPU: clocks and cores                                           chapter 16
//! Knows: how much processor time a thread or a process took, and where it may run.
//! Does not know: what it did in that time.
//! Read before: `failure.rs`. Read next: `micro.rs`, `process.rs`.

use crate::failure::Failure;
use rustix::thread::{CpuSet, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};
use std::fs;
use std::thread::available_parallelism;
use std::time::Duration;

/// The core on which servers run.
pub const SERVER_CORE: usize = 0;
/// The core on which the load and everything in memory runs.
pub const LOAD_CORE: usize = 1;

/// How much processor time this thread took so far.
pub fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::from_secs(seconds) + Duration::from_nanos(u64::try_from(time.tv_nsec).unwrap_or(0))
}

/// Keep this thread, and those that it starts, on one core; on a machine with one core, do
/// nothing.
///
/// # Errors
/// The core is not ours to use.
pub fn pin(core: usize) -> Result<(), Failure> {
    if available_parallelism()?.get() <= core.max(1) {
        return Ok(());
    }
    let mut cores = CpuSet::new();
    cores.set(core);
    Ok(sched_setaffinity(None, &cores)?)
}

/// How much processor time all threads of process `pid` took so far, from the scheduler's own
/// account.
///
/// # Errors
/// There is no such process.
pub fn process_time(pid: u32) -> Result<Duration, Failure> {
    let mut total = 0;
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        // A thread that ended meanwhile has no file any more.
        let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
        let first = text.split_whitespace().next().and_then(|word| word.parse::<u64>().ok());
        total += first.ok_or_else(|| Failure(format!("schedstat says {text:?}")))?;
    }
    Ok(Duration::from_nanos(total))
}

/// The memory that process `pid` shares with nobody, in bytes.
///
/// # Errors
/// There is no such process.
pub fn private_bytes(pid: u32) -> Result<u64, Failure> {
    kilobytes(&fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?, "Private_Dirty:")
}

/// The memory of process `pid` that is in the machine's, in bytes.
///
/// # Errors
/// There is no such process.
pub fn resident_bytes(pid: u32) -> Result<u64, Failure> {
    kilobytes(&fs::read_to_string(format!("/proc/{pid}/status"))?, "VmRSS:")
}

/// The number behind `name`, which the system writes in units of 1,024 bytes.
fn kilobytes(text: &str, name: &str) -> Result<u64, Failure> {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    number.map(|number| number * 1024).ok_or_else(|| Failure(format!("no {name} in:\n{text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_a_thread_that_works_takes_time_and_its_process_at_least_as_much() {
        let before = thread_time();
        let sum = (0..3_000_000u64).map(std::hint::black_box).sum::<u64>();
        assert_eq!(sum, 4_499_998_500_000);
        let took = thread_time() - before;
        assert!(took > Duration::ZERO);
        assert!(process_time(std::process::id()).unwrap() >= took / 2);
    }

    #[test]
    fn example_memory_is_read_in_bytes() {
        assert_eq!(kilobytes("A: 1 kB\nVmRSS:\t   12 kB\n", "VmRSS:"), Ok(12_288));
        assert!(kilobytes("A: 1 kB\n", "VmRSS:").is_err());
        assert!(resident_bytes(std::process::id()).unwrap() > 100_000);
    }
}
