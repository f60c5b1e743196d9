//! # What can go wrong with a disk                                   chapter 15
//! Knows: why a log cannot be opened or written, and what its owner can do. Does not know: peers.
//! Read before: `options.rs`. Read next: `file.rs`.

use std::path::PathBuf;
use std::{error, fmt, io};

/// Why the log cannot be opened. Nothing was changed, but for an empty folder that may be new.
#[derive(Debug)]
pub enum OpenError {
    /// The folder or the file in it cannot be made, read or written.
    Unreachable(PathBuf, io::Error),
    /// Another process has it open.
    InUse(PathBuf),
    /// The file is no log, or the log of another program.
    Foreign(PathBuf),
    /// The log was written by a program that is newer than this one.
    Newer(PathBuf, String),
    /// The file is a log that was damaged: cut off, or changed by something else.
    Damaged(PathBuf, String),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(path, error) => {
                write!(
                    f,
                    "cannot open the log {}: {error}\n  \
                     it must be a folder that this program may write to",
                    path.display()
                )
            }
            Self::InUse(path) => write!(
                f,
                "another process has the log {} open\n  \
                 end it, or name another folder: a log has one writer",
                path.display()
            ),
            Self::Foreign(path) => write!(
                f,
                "{} is not a log of this program; it was left as it is\n  name another folder",
                path.display()
            ),
            Self::Newer(path, format) => write!(
                f,
                "the log {} has the format {format:?}; this program knows {FORMAT:?}\n  \
                 use the program that wrote it, or name another folder",
                path.display()
            ),
            Self::Damaged(path, how) => write!(
                f,
                "the log {} is damaged: {how}\n  \
                 put back a copy, or move the file away to begin a new log",
                path.display()
            ),
        }
    }
}

impl error::Error for OpenError {}

/// The format that this program writes.
pub(crate) const FORMAT: &str = "1";

/// The log could not be written: the disk is full, or fails. Nothing of the batch was kept.
#[derive(Debug)]
pub struct WriteError(pub(crate) StoreError);

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the log cannot be written: {}", self.0.0)
    }
}

impl error::Error for WriteError {}

/// What the store says. Boxed, for it is large, and goes through many hands.
#[derive(Debug)]
pub(crate) struct StoreError(pub(crate) Box<redb::Error>);

impl<E: Into<redb::Error>> From<E> for StoreError {
    fn from(error: E) -> Self {
        Self(Box::new(error.into()))
    }
}
