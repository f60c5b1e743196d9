//! # A trace as lines of JSON                                        chapter 03
//! Knows: one object a line, in the order in which things happened. Does not know: files.
//! Read before: `record.rs`. Read next: `jsonl/read.rs`.
//!
//! ```text
//! {"trace":"wire101","version":1,"title":"a ping"}
//! {"ns":0,"conn":1,"opened":{"client":"127.0.0.1:50000","server":"127.0.0.1:80"}}
//! {"ns":1200000,"conn":1,"from":"client","hex":"89 80 37 fa 21 3d"}
//! {"ns":1200000,"conn":1,"at":"server","event":"Ping([])"}
//! {"ns":1200000,"conn":1,"at":"server","event":"Ping([])","unread":6}
//! {"ns":1200000,"conn":1,"at":"server","state":"OPEN"}
//! {"ns":1200000,"conn":1,"at":"server","failed":"a client's frame without a mask"}
//! {"ns":1300000,"conn":1,"from":"server","ended":"finished"}
//! {"ns":1300000,"conn":1,"note":"That was all."}
//! ```

mod read;

pub use read::{LINE_BYTES, ReadError, TRACE_BYTES, Wrong, read};

use crate::record::{End, Record, Trace, What};
use explain::Sender;
use polling::json::Value;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The version of the format.
pub const VERSION: u64 = 1;

/// Bytes of one record beyond these go into further records: 256 KiB. So no line is longer than a
/// reader takes.
pub const RECORD_BYTES: usize = 256 << 10;

/// Write all of a trace.
///
/// # Errors
/// Those of `out`.
pub fn write(trace: &Trace, out: impl Write) -> io::Result<()> {
    let mut writer = Writer::new(out, &trace.title)?;
    trace.records.iter().try_for_each(|record| writer.record(record))?;
    writer.flush()
}

/// Writes a trace record by record, as things happen.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
}

impl<W: Write> Writer<W> {
    /// Begin with the line that says what it is.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(mut out: W, title: &str) -> io::Result<Self> {
        let title = text(title);
        writeln!(out, "{{\"trace\":\"wire101\",\"version\":{VERSION},\"title\":{title}}}")?;
        Ok(Self { out })
    }

    /// Write one record: one line, or several if it has very many bytes.
    ///
    /// # Errors
    /// Those of the file.
    pub fn record(&mut self, record: &Record) -> io::Result<()> {
        let Record { at, connection, what } = record;
        let begin = format!("{{\"ns\":{},\"conn\":{connection},", at.as_nanos());
        let rest = match what {
            What::Opened { client, server } => {
                let (client, server) = (text(client), text(server));
                format!("\"opened\":{{\"client\":{client},\"server\":{server}}}")
            }
            What::Bytes { from, bytes } if bytes.len() > RECORD_BYTES => {
                for piece in bytes.chunks(RECORD_BYTES) {
                    let what = What::Bytes { from: *from, bytes: piece.to_vec() };
                    self.record(&Record { at: *at, connection: *connection, what })?;
                }
                return Ok(());
            }
            What::Bytes { from, bytes } => {
                format!("\"from\":\"{from}\",\"hex\":\"{}\"", hex(bytes))
            }
            What::Event { at, event, unread: 0 } => at_end(*at, "event", event),
            What::Event { at, event, unread } => {
                format!("{},\"unread\":{unread}", at_end(*at, "event", event))
            }
            What::State { at, state } => at_end(*at, "state", state),
            What::Failed { at, error } => at_end(*at, "failed", error),
            What::Ended { from, how } => {
                format!("\"from\":\"{from}\",\"ended\":\"{}\"", word(*how))
            }
            What::Note(note) => format!("\"note\":{}", text(note)),
        };
        writeln!(self.out, "{begin}{rest}}}")
    }

    /// Hand on what was written.
    ///
    /// # Errors
    /// Those of the file.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn at_end(at: Sender, name: &str, said: &str) -> String {
    format!("\"at\":\"{at}\",\"{name}\":{}", text(said))
}

/// A text of JSON, in its quotes.
fn text(text: &str) -> String {
    Value::from(text).to_string()
}

/// How an end is called.
fn word(how: End) -> &'static str {
    match how {
        End::Finished => "finished",
        End::Reset => "reset",
        End::Cut => "cut",
    }
}

/// Bytes as spaced hexadecimal.
fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(3 * bytes.len());
    for (i, byte) in bytes.iter().enumerate() {
        let space = if i == 0 { "" } else { " " };
        // `fmt::Write` for a `String` cannot fail.
        _ = write!(hex, "{space}{byte:02x}");
    }
    hex
}
