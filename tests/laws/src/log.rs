//! # Log: events in words                                            chapter 00
//! Knows: what was heard, as lines to compare. Does not know: which protocol said it.
//! Read before: nothing. Read next: `protocol.rs`.

use std::fmt::Debug;

/// What was heard from a protocol, one line an event.
///
/// Some events are pieces of one thing (a body that comes in parts): where the cuts fall is up to
/// the network, so [`piece`](Self::piece) joins what belongs together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    lines: Vec<String>,
    open: Option<(&'static str, Vec<u8>)>,
}

impl Log {
    /// Something happened.
    pub fn event(&mut self, event: impl Debug) {
        self.seal();
        self.lines.push(format!("{event:?}"));
    }

    /// A further part of a thing named `of`.
    pub fn piece(&mut self, of: &'static str, bytes: &[u8]) {
        match &mut self.open {
            Some((name, joined)) if *name == of => joined.extend_from_slice(bytes),
            _ => {
                self.seal();
                self.open = Some((of, bytes.to_vec()));
            }
        }
    }

    /// All lines so far.
    pub fn lines(&mut self) -> &[String] {
        self.seal();
        &self.lines
    }

    fn seal(&mut self) {
        if let Some((of, bytes)) = self.open.take() {
            self.lines.push(format!("{of} b\"{}\"", bytes.escape_ascii()));
        }
    }
}
