//! # Lines: reading a stream of JSON lines                           chapter 05 · RFC 6202 §3.2
//! Knows: where a line ends, wherever the chunks were cut. Does not know: HTTP.
//! Read before: `stream.rs`. Read next: `poller.rs`.

use crate::answer::{BadAnswer, parse_event};
use std::mem;
use wire::Published;

/// Puts the lines of an `application/x-ndjson` stream together again.
///
/// ```
/// let mut lines = polling::Lines::new(1024);
/// let mut heard = Vec::new();
/// for piece in [r#"{"id":"c1-7","eve"#, "nt\":\"message\",\"data\":\"hi\"}\n\n"] {
///     lines.receive(piece.as_bytes(), |event| heard.push(event.id.number))?;
/// }
/// assert_eq!(heard, [7]); // the empty line was a heartbeat
/// # Ok::<(), polling::BadAnswer>(())
/// ```
#[derive(Debug)]
pub struct Lines {
    /// The beginning of a line whose end has not come yet.
    begun: Vec<u8>,
    line_bytes_max: usize,
    failed: Option<BadAnswer>,
}

impl Lines {
    /// A fresh one; a line of more than `line_bytes_max` bytes (its end not counted) is refused.
    pub fn new(line_bytes_max: usize) -> Self {
        Self { begun: Vec::new(), line_bytes_max, failed: None }
    }

    /// Take what came, and hear each event that it completes. Empty lines are heartbeats.
    ///
    /// # Errors
    /// [`BadAnswer`]: a line is too long, or is not an event. From then on, the same error.
    pub fn receive(
        &mut self,
        bytes: &[u8],
        mut hear: impl FnMut(Published),
    ) -> Result<(), BadAnswer> {
        if self.failed.is_none() {
            let heard = bytes.split_inclusive(|&byte| byte == b'\n').try_for_each(|piece| {
                self.piece(piece)?.into_iter().for_each(&mut hear);
                Ok(())
            });
            if let Err(bad) = heard {
                self.begun = Vec::new();
                self.failed = Some(bad);
            }
        }
        self.failed.clone().map_or(Ok(()), Err)
    }

    /// Take a piece of one line: its event, if this is the end of it.
    fn piece(&mut self, piece: &[u8]) -> Result<Option<Published>, BadAnswer> {
        let (text, is_end) = match piece.strip_suffix(b"\n") {
            Some(text) => (text, true),
            None => (piece, false),
        };
        let most = self.line_bytes_max;
        if text.len() > most - self.begun.len() {
            return Err(BadAnswer(format!("a line is longer than {most} bytes")));
        }
        if is_end && self.begun.is_empty() {
            return event(text); // it came whole: read where it lies
        }
        self.begun.extend_from_slice(text);
        if is_end { event(&mem::take(&mut self.begun)) } else { Ok(None) }
    }

    /// How many bytes of an unfinished line are kept.
    pub fn held(&self) -> usize {
        self.begun.len()
    }
}

/// The event of a whole line, if it is not a heartbeat.
fn event(line: &[u8]) -> Result<Option<Published>, BadAnswer> {
    if line.trim_ascii().is_empty() { Ok(None) } else { parse_event(line).map(Some) }
}
