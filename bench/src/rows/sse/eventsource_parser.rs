//! # eventsource-parser, in a process of Node.js                     chapter 16
//! Knows: how that process is fed and asked. Does not know: JavaScript (`bench/node/`).
//! Read before: `rows/sse/readers.rs`. Read next: nothing.

use super::streams::Prepared;
use crate::failure::Failure;
use crate::row::{Contender, Kind, Sample, Slot};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The script, and the package beside which it works.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/node/sse_parse.mjs");
const PACKAGE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/peers/node_modules/eventsource-parser");

/// What takes turns at `stream` in pieces of `piece` bytes; none, and a line that says so, where
/// there is no Node.js or the package is not installed.
///
/// # Errors
/// It was started, and then it ended.
pub fn eventsource_parser(stream: &Prepared, piece: usize) -> Result<Option<Contender>, Failure> {
    if !std::fs::exists(PACKAGE)? {
        eprintln!("eventsource-parser is left out: run npm ci --prefix tests/peers");
        return Ok(None);
    }
    let mut command = Command::new("node");
    let Ok(mut child) = command.arg(SCRIPT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
    else {
        eprintln!("eventsource-parser is left out: there is no node");
        return Ok(None);
    };
    let (Some(mut asks), Some(says)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Failure("node has no pipes".to_string()));
    };
    writeln!(asks, "{} {piece}", stream.bytes.len())?;
    asks.write_all(&stream.bytes)?;
    let mut node = Node { child, asks, says: BufReader::new(says) };
    // It counts text in units of UTF-16.
    let heard = (stream.heard.events, stream.utf16, stream.heard.last_id.clone());
    let size = stream.bytes.len() as f64;
    Ok(Some(Contender::new("npm eventsource-parser", Kind::Peer, move |slot| {
        let said = node.turn(slot)?;
        let number = |name: &str| said[name].as_u64().unwrap_or_default();
        let last_id = said["id"].as_str().unwrap_or_default().to_string();
        let done = (number("events"), number("units"), last_id);
        if done != heard {
            return Err(Failure::wrong("eventsource-parser", done, &heard));
        }
        let nanoseconds = number("microseconds").max(1) as f64 * 1000.0;
        Ok(Sample::from(number("passes") as f64 * size / nanoseconds))
    })))
}

/// The process. It ends when this is dropped.
struct Node {
    child: Child,
    asks: ChildStdin,
    says: BufReader<ChildStdout>,
}

impl Node {
    /// One line out, one line in.
    fn turn(&mut self, slot: Slot) -> Result<Value, Failure> {
        let milliseconds = if slot.smoke { 0 } else { slot.time.as_millis() };
        writeln!(self.asks, "{milliseconds}")?;
        let mut line = String::new();
        self.says.read_line(&mut line)?;
        serde_json::from_str(&line).map_err(|error| Failure(format!("node said {line:?}: {error}")))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
