//! # Citations                                                       chapter 00
//! Knows: which document a rule comes from, and which section of it. Does not know: the rule.
//! Read before: nothing. Read next: `violation.rs`.

use std::fmt;

/// A document that this workspace implements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Document {
    /// The WebSocket Protocol.
    Rfc6455,
    /// DEFLATE, the format of compressed data.
    Rfc1951,
    /// Compression Extensions for WebSocket.
    Rfc7692,
    /// HTTP Semantics.
    Rfc9110,
    /// HTTP/1.1.
    Rfc9112,
    /// Known Issues and Best Practices for the Use of Long Polling and Streaming.
    Rfc6202,
    /// Additional HTTP Status Codes.
    Rfc6585,
    /// The chapter "Server-sent events" of the HTML Standard of the WHATWG.
    WhatwgSse,
    /// A rule of this workspace: a limit that the standards leave to the implementation.
    Ours,
}

/// Where a rule is written: a document and its section.
///
/// ```
/// use wire::Cite;
/// assert_eq!(Cite::rfc6455("5.2").to_string(), "RFC 6455 §5.2");
/// assert_eq!(Cite::whatwg_sse("9.2.6").to_string(), "WHATWG HTML §9.2.6");
/// assert_eq!(Cite::rfc9112("6.1").url(), "https://www.rfc-editor.org/rfc/rfc9112#section-6.1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cite {
    /// The document.
    pub document: Document,
    /// Its section, as the document numbers it.
    pub section: &'static str,
}

impl Cite {
    /// A section of RFC 6455.
    pub const fn rfc6455(section: &'static str) -> Self {
        Self { document: Document::Rfc6455, section }
    }

    /// A section of RFC 1951.
    pub const fn rfc1951(section: &'static str) -> Self {
        Self { document: Document::Rfc1951, section }
    }

    /// A section of RFC 7692.
    pub const fn rfc7692(section: &'static str) -> Self {
        Self { document: Document::Rfc7692, section }
    }

    /// A section of RFC 9110.
    pub const fn rfc9110(section: &'static str) -> Self {
        Self { document: Document::Rfc9110, section }
    }

    /// A section of RFC 9112.
    pub const fn rfc9112(section: &'static str) -> Self {
        Self { document: Document::Rfc9112, section }
    }

    /// A section of RFC 6202.
    pub const fn rfc6202(section: &'static str) -> Self {
        Self { document: Document::Rfc6202, section }
    }

    /// A section of RFC 6585.
    pub const fn rfc6585(section: &'static str) -> Self {
        Self { document: Document::Rfc6585, section }
    }

    /// A section of the HTML Standard's chapter on server-sent events.
    pub const fn whatwg_sse(section: &'static str) -> Self {
        Self { document: Document::WhatwgSse, section }
    }

    /// A limit of this workspace, by the name of its field in [`crate::Limits`].
    pub const fn ours(limit: &'static str) -> Self {
        Self { document: Document::Ours, section: limit }
    }

    /// The address at which the section can be read.
    pub fn url(&self) -> String {
        let number = match self.document {
            Document::Rfc6455 => 6455,
            Document::Rfc1951 => 1951,
            Document::Rfc7692 => 7692,
            Document::Rfc9110 => 9110,
            Document::Rfc9112 => 9112,
            Document::Rfc6202 => 6202,
            Document::Rfc6585 => 6585,
            Document::WhatwgSse => {
                return "https://html.spec.whatwg.org/multipage/server-sent-events.html".into();
            }
            Document::Ours => return "wire/src/limits.rs".into(),
        };
        format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{}", self.section)
    }
}

impl fmt::Display for Cite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.document {
            Document::Rfc6455 => "RFC 6455",
            Document::Rfc1951 => "RFC 1951",
            Document::Rfc7692 => "RFC 7692",
            Document::Rfc9110 => "RFC 9110",
            Document::Rfc9112 => "RFC 9112",
            Document::Rfc6202 => "RFC 6202",
            Document::Rfc6585 => "RFC 6585",
            Document::WhatwgSse => "WHATWG HTML",
            Document::Ours => return write!(f, "our limit {}", self.section),
        };
        write!(f, "{name} §{}", self.section)
    }
}
