//! # Open files                                                      chapter 15
//! Knows: how many sockets this process may open. Does not know: who opens them.
//! Read before: nothing. Read next: `serve.rs`.

use std::io;

/// Allow this process as many open files as the system lets it have, and say how many.
///
/// Each connection is one open file. Systems begin with 256 or 1,024 for the sake of old programs
/// that cannot count further, and let a program ask for more.
///
/// # Errors
/// The system refused; the number that was allowed before still holds.
#[cfg(unix)]
pub fn allow_all() -> io::Result<u64> {
    rlimit::increase_nofile_limit(u64::MAX)
}

/// Here sockets are not counted among the open files.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn allow_all() -> io::Result<u64> {
    Ok(u64::MAX)
}
