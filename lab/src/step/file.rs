//! # A trace in a file                                               chapter 03
//! Knows: two formats, and how to tell them apart. Does not know: what is in them.
//! Read before: `trace/src/jsonl.rs`, `trace/src/pcap.rs`. Read next: `step/steps.rs`.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use trace::{Trace, jsonl, pcap};

/// Why a file is of no use.
#[derive(Debug)]
pub enum FileError {
    /// It cannot be read or written.
    Io(PathBuf, io::Error),
    /// It holds no trace.
    Format(PathBuf, Box<dyn Error>),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Format(path, error) => {
                write!(f, "{} is no trace: {error}", path.display())
            }
        }
    }
}

impl Error for FileError {}

/// Read lines of JSON, which begin with a brace, or packets, which do not.
///
/// # Errors
/// [`FileError`].
pub fn read(path: &Path) -> Result<Trace, FileError> {
    let unread = |error| FileError::Io(path.into(), error);
    let mut input = BufReader::new(File::open(path).map_err(unread)?);
    let first = input.fill_buf().map_err(unread)?.first().copied();
    let bad = |error: Box<dyn Error>| FileError::Format(path.into(), error);
    let trace = match first {
        Some(b'{') => jsonl::read(input).map_err(|error| bad(error.into())),
        _ => pcap::read(input).map_err(|error| bad(error.into())),
    };
    let mut trace = trace?;
    if trace.title.is_empty() {
        trace.title = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    }
    Ok(trace)
}

/// Write packets if the name ends so (`.pcap`), else lines of JSON.
///
/// # Errors
/// [`FileError::Io`].
pub fn write(trace: &Trace, path: &Path) -> Result<(), FileError> {
    let written = File::create(path).and_then(|file| {
        let mut out = BufWriter::new(file);
        match path.extension() {
            Some(ending) if ending == "pcap" => pcap::write(trace, Duration::ZERO, &mut out)?,
            _ => jsonl::write(trace, &mut out)?,
        }
        out.flush()
    });
    written.map_err(|error| FileError::Io(path.into(), error))
}
