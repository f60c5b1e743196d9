//! # HTTP version                                                    chapter 02 · RFC 9112 §2.3
//! Knows: the two versions spoken here, and how a later HTTP/1 is read. Does not know: later ones,
//! which are no lines of text.
//! Read before: nothing. Read next: `token.rs`.

/// The version of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// `HTTP/1.0`: one request a connection, no chunks, no Host.
    Http10,
    /// `HTTP/1.1`.
    Http11,
}

impl Version {
    /// The version whose minor number is `minor`, as httparse reports it.
    pub(crate) fn of_minor(minor: Option<u8>) -> Self {
        if minor == Some(1) { Self::Http11 } else { Self::Http10 }
    }
}

/// A copy of `head` that says HTTP/1.1, if it says a later HTTP/1; its minor number is byte
/// `minor_at`.
///
/// Within HTTP/1 the meaning of a message stays the same, so a later one is read as the latest that
/// is known (RFC 9110 §2.5). The parser below us knows two. Nobody sends a third: the copy is rare.
#[cold]
pub(crate) fn as_http11(head: &[u8], minor_at: usize) -> Option<Vec<u8>> {
    let mut copy = head.to_vec();
    let minor = copy.get_mut(minor_at).filter(|minor| matches!(minor, b'2'..=b'9'))?;
    *minor = b'1';
    Some(copy)
}
