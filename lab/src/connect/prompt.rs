//! # Standard input, line by line                                    chapter 00
//! Knows: that lines are typed, or come from a pipe, and end. Does not know: what they mean.
//! Read before: `order.rs`. Read next: `session.rs`.

use net::tokio::sync::mpsc::{Receiver, channel};
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::thread;

/// Lines that wait to be carried out; who writes more waits.
const LINES_WAITING: usize = 64;
/// The longest line; one that is longer is the last.
const LINE_BYTES: u64 = 64 << 20;

/// One line of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A line, without its end.
    Text(String),
    /// A line that is no text, for it is not UTF-8.
    NoText,
    /// The input cannot be read on, for this reason.
    Unreadable(String),
}

/// True when somebody types, and looks at the screen: then there is a prompt, and a line that is
/// not understood is no reason to end.
pub fn is_typed() -> bool {
    io::stdin().is_terminal()
}

/// The lines of standard input, read by a thread of its own: it may wait for a line for ever, and
/// is not waited for.
pub fn lines() -> Receiver<Line> {
    let (tell, lines) = channel(LINES_WAITING);
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let line = match read_line(&mut input) {
                Ok(Some(line)) => String::from_utf8(line).map_or(Line::NoText, Line::Text),
                Ok(None) => return,
                Err(error) => Line::Unreadable(error.to_string()),
            };
            let is_last = matches!(line, Line::Unreadable(_));
            if tell.blocking_send(line).is_err() || is_last {
                return;
            }
        }
    });
    lines
}

fn read_line(input: &mut impl io::BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    input.take(LINE_BYTES).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    match line.strip_suffix(b"\n") {
        Some(text) => Ok(Some(text.strip_suffix(b"\r").unwrap_or(text).to_vec())),
        None if line.len() as u64 == LINE_BYTES => {
            Err(io::Error::other(format!("a line of more than {LINE_BYTES} bytes")))
        }
        None => Ok(Some(line)),
    }
}
