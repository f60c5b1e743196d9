//! # Files of what happened                                          chapter 03
//! Knows: the two kinds of file that the tap writes. Does not know: how either is laid out.
//! Read before: `desk.rs`, `trace/src/jsonl.rs`, `trace/src/pcap.rs`. Read next: `show.rs`.

use super::desk::RecordTo;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use trace::{Record, jsonl, pcap};

/// A trace as lines of JSON.
#[derive(Debug)]
pub struct TraceFile {
    path: PathBuf,
    writer: jsonl::Writer<BufWriter<File>>,
}

/// A capture as other programs read it.
#[derive(Debug)]
pub struct PcapFile {
    path: PathBuf,
    writer: pcap::Writer<BufWriter<File>>,
}

impl TraceFile {
    /// Write to a file of this name; what was in it is lost.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn create(path: &Path, title: &str) -> io::Result<Self> {
        let file = BufWriter::new(File::create(path)?);
        Ok(Self { path: path.into(), writer: jsonl::Writer::new(file, title)? })
    }
}

impl PcapFile {
    /// Write to a file of this name; what was in it is lost. The trace begins now.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::new(File::create(path)?);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self { path: path.into(), writer: pcap::Writer::new(file, now)? })
    }
}

impl RecordTo for TraceFile {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.writer.record(record)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl RecordTo for PcapFile {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.writer.record(record)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
