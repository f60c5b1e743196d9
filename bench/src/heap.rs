//! # Heap: kept, once taken                                          chapter 16
//! Knows: how the system's allocator is told to keep what is freed. Does not know: who takes it.
//! Read before: `failure.rs`. Read next: `main.rs`.
//!
//! The allocator of glibc gives large pieces back to the system, or keeps them, as it happens; who
//! takes one that was given back pays for each of its pages anew. In a short turn that is luck, and
//! it can be more than the work. So the bench tells it, in its environment, to keep what it has;
//! its servers, whose memory is measured, are told nothing.

use crate::failure::Failure;
use std::env;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// What glibc reads at the start of a process.
pub const TOLD: [(&str, &str); 2] =
    [("MALLOC_MMAP_THRESHOLD_", "33554432"), ("MALLOC_TRIM_THRESHOLD_", "4294967296")];

/// Begin this process anew with a heap that is kept, unless it was begun so.
///
/// # Errors
/// The process cannot be begun anew.
pub fn keep() -> Result<(), Failure> {
    if TOLD.iter().all(|(name, value)| env::var(name).is_ok_and(|told| told == *value)) {
        return Ok(());
    }
    let mut command = Command::new(env::current_exe()?);
    // Only an error comes back.
    Err(command.args(env::args_os().skip(1)).envs(TOLD).exec().into())
}
