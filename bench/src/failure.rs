//! # Failure: a figure that would be worth nothing                   chapter 16
//! Knows: that work was not done, or could not be begun. Does not know: how fast it was.
//! Read before: `lib.rs`. Read next: `row.rs`.

use std::fmt;
use std::io;

/// Why a slot has no figure: the work was not done as asked, or something it needs failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);

impl Failure {
    /// What was done is not what had to be done.
    pub fn wrong(what: &str, done: impl fmt::Debug, asked: impl fmt::Debug) -> Self {
        Self(format!("{what}: {done:?} was done, {asked:?} was asked"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<rustix::io::Errno> for Failure {
    fn from(error: rustix::io::Errno) -> Self {
        Self(error.to_string())
    }
}
