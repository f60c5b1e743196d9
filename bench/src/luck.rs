//! # Luck: what is taken out of the figures                          chapter 16
//! Knows: how the system's library is told to keep what is freed, and how to copy.
//! Does not know: who takes memory, and who copies.
//! Read before: `failure.rs`. Read next: `main.rs`.
//!
//! Two things of glibc can be more than the work that is measured, and are luck. It gives large
//! pieces of memory back to the system, or keeps them, as it happens; who takes one that was given
//! back pays for each of its pages anew. And it copies more than some two thousand bytes with one
//! instruction (`rep movsb`), which on some processors is seven times slower where the two places
//! lie at certain distances. So the bench tells it, in its environment, to keep what it has and to
//! copy as it copies little. Its servers copy so, too; but their memory is measured, and nobody
//! tells them what to keep.

use crate::failure::Failure;
use std::env;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// What glibc reads at the start of a process: what to keep.
pub const KEEP: [(&str, &str); 2] =
    [("MALLOC_MMAP_THRESHOLD_", "33554432"), ("MALLOC_TRIM_THRESHOLD_", "4294967296")];

/// What it reads there, too: how to copy.
const COPY: (&str, &str) = ("GLIBC_TUNABLES", "glibc.cpu.x86_rep_movsb_threshold=1073741824");

/// Begin this process anew without that luck, unless it was begun so.
///
/// # Errors
/// The process cannot be begun anew.
pub fn leave_out() -> Result<(), Failure> {
    let told = || KEEP.into_iter().chain([COPY]);
    if told().all(|(name, value)| env::var(name).is_ok_and(|told| told == value)) {
        return Ok(());
    }
    let mut command = Command::new(env::current_exe()?);
    // Only an error comes back.
    Err(command.args(env::args_os().skip(1)).envs(told()).exec().into())
}
