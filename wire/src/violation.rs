//! # Broken rules                                                    chapter 00
//! Knows: that a peer broke a rule, which one, and at which byte. Does not know: the rules.
//! Read before: `cite.rs`. Read next: `protocol.rs`.
//!
//! Errors are told apart by blame. A [`ProtocolError`] is the peer's fault; a `UsageError` (each
//! crate has its own) is the caller's; an `io::Error` is nobody's, and only `net` knows it.

use crate::Cite;
use std::{error, fmt};

/// One broken rule of one document: each protocol crate lists its own as an enum, one variant a
/// rule.
///
/// The `Display` text is lower case and says what was found and what would have been right.
pub trait Violation: fmt::Display + fmt::Debug + Clone + Send + Sync + 'static {
    /// Where the rule is written.
    fn cite(&self) -> Cite;
}

/// The peer broke a rule; the connection cannot go on.
///
/// After the first one a protocol keeps returning it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolError<V> {
    /// The rule.
    pub violation: V,
    /// The offending byte, counted from the first byte that this protocol was given (0).
    pub offset: u64,
}

impl<V: Violation> ProtocolError<V> {
    /// Where the rule is written.
    pub fn cite(&self) -> Cite {
        self.violation.cite()
    }
}

impl<V: Violation> fmt::Display for ProtocolError<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}), at byte {}", self.violation, self.violation.cite(), self.offset)
    }
}

impl<V: Violation> error::Error for ProtocolError<V> {}
