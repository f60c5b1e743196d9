//! # Report: how a failure is printed                                chapter 00
//! Knows: steps, bytes, a caret, a rule. Does not know: what failed.
//! Read before: `hex.rs`. Read next: `talk.rs`.

use crate::to_hex;
use std::fmt::{self, Write as _};

/// A failure, told so that a reader sees what happened without a debugger: the numbered steps so
/// far, the bytes with a caret under the offending one, and the rule.
#[derive(Clone, Debug, Default)]
pub struct Report {
    steps: Vec<String>,
    bytes: Vec<u8>,
    caret: Option<usize>,
    expected: String,
    found: String,
    rule: String,
}

impl Report {
    /// One more step was done.
    pub fn step(&mut self, step: impl Into<String>) {
        self.steps.push(step.into());
    }

    /// The bytes in question; the caret stands under number `at`.
    pub fn bytes(&mut self, bytes: &[u8], at: Option<usize>) {
        self.bytes = bytes.to_vec();
        self.caret = at;
    }

    /// What should have come, and what came.
    pub fn difference(&mut self, expected: impl Into<String>, found: impl Into<String>) {
        self.expected = expected.into();
        self.found = found.into();
    }

    /// The rule that decides it, with its section.
    pub fn rule(&mut self, rule: impl Into<String>) {
        self.rule = rule.into();
    }

    /// Fail the test with this report.
    ///
    /// # Panics
    /// Always: that is what it is for.
    pub fn fail(&self) -> ! {
        panic!("{self}")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed after these steps\n")?;
        for (i, step) in self.steps.iter().enumerate() {
            writeln!(f, "  {:2}. {step}", i + 1)?;
        }
        if !self.bytes.is_empty() {
            // Sixteen bytes a line, and the caret below its own line.
            for (row, chunk) in self.bytes.chunks(16).enumerate() {
                writeln!(f, "      {}", to_hex(chunk))?;
                if let Some(at) = self.caret.filter(|at| at / 16 == row) {
                    writeln!(f, "      {}^^ byte {at}", " ".repeat(at % 16 * 3))?;
                }
            }
        }
        let mut tail = String::new();
        for (label, text) in
            [("expected", &self.expected), ("found", &self.found), ("rule", &self.rule)]
        {
            if !text.is_empty() {
                writeln!(tail, "  {label:>8}: {text}")?;
            }
        }
        f.write_str(&tail)
    }
}
