//! # How long is the body?                                           chapter 02 · RFC 9112 §6.3
//! Knows: the five fields on which a message's limits depend, and which of them may not meet.
//! Does not know: the bytes of a body.
//! Read before: `fields.rs`. Read next: `request_head.rs`.
//!
//! Two readers that disagree about where a body ends can be made to disagree about where the next
//! request begins: that is request smuggling. So what is doubtful is refused here, never repaired.
//! `tests/02_http_smuggling/naive.rs` has two such readers.

use crate::fields::{Fields, Span};
use crate::target::is_host;
use crate::token::{decimal, list};
use crate::{Fault, Version, Violation};

/// How the end of a body is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyLength {
    /// There is no body.
    None,
    /// After this many bytes.
    Length(u64),
    /// After the last chunk and its trailers.
    Chunked,
    /// At the end of the stream: responses only, and it cannot be told from a fault.
    UntilClose,
}

/// What one pass over the fields found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    pub(crate) host: Option<Span>,
    second_host: Option<Span>,
    length: Option<Span>,
    coding: Option<Span>,
    unknown_expectation: Option<Span>,
    /// `Expect: 100-continue`.
    pub(crate) expects_continue: bool,
    close: bool,
    keep_alive: bool,
}

impl Known {
    /// Look at every field once.
    ///
    /// # Errors
    /// [`Violation::DuplicateContentLength`].
    #[inline]
    pub(crate) fn of(fields: Fields<'_>) -> Result<Self, Fault> {
        let mut known = Self::default();
        for at in fields.lines {
            let name = at.name.of_bytes(fields.head);
            let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
            let value = at.value;
            match name.len() {
                4 if is("host") && known.host.is_none() => known.host = Some(value),
                4 if is("host") => known.second_host = known.second_host.or(Some(value)),
                6 if is("expect") => known.expectation(fields, value),
                10 if is("connection") => known.connection(value.of_bytes(fields.head)),
                14 if is("content-length") => known.length(value)?,
                17 if is("transfer-encoding") => known.coding = known.coding.or(Some(value)),
                _ => {}
            }
        }
        Ok(known)
    }

    fn length(&mut self, value: Span) -> Result<(), Fault> {
        match self.length.replace(value) {
            None => Ok(()),
            Some(_) => Err((Violation::DuplicateContentLength, value.start())),
        }
    }

    fn expectation(&mut self, fields: Fields<'_>, value: Span) {
        if value.of_bytes(fields.head).eq_ignore_ascii_case(b"100-continue") {
            self.expects_continue = true;
        } else {
            self.unknown_expectation = self.unknown_expectation.or(Some(value));
        }
    }

    fn connection(&mut self, value: &[u8]) {
        for option in list(value) {
            self.close |= option.eq_ignore_ascii_case(b"close");
            self.keep_alive |= option.eq_ignore_ascii_case(b"keep-alive");
        }
    }

    /// HTTP/1.1 stays open unless a side says close; HTTP/1.0 closes unless asked to stay.
    pub(crate) fn stays_open(&self, version: Version) -> bool {
        !self.close && (version == Version::Http11 || self.keep_alive)
    }

    /// The one Host of a request; what is missing is missed at the empty line, at byte `end`.
    ///
    /// # Errors
    /// Two of them, none in HTTP/1.1, or one that is malformed.
    pub(crate) fn one_host(&self, head: &[u8], version: Version, end: usize) -> Result<(), Fault> {
        match (self.host, self.second_host) {
            (_, Some(second)) => Err((Violation::DuplicateHost, second.start())),
            (None, _) if version == Version::Http11 => Err((Violation::MissingHost, end)),
            (Some(host), _) if !is_host(host.of_bytes(head)) => {
                Err((Violation::InvalidHost, host.start()))
            }
            _ => Ok(()),
        }
    }

    /// The expectation that we do not know. HTTP/1.0 has none: they are ignored there.
    pub(crate) fn refuse_expectation(&self, version: Version) -> Result<(), Fault> {
        match self.unknown_expectation {
            Some(at) if version == Version::Http11 => {
                Err((Violation::UnknownExpectation, at.start()))
            }
            _ => Ok(()),
        }
    }

    /// What Content-Length and Transfer-Encoding say; `None` if they say nothing.
    ///
    /// # Errors
    /// The two together, one of them malformed, a coding that hides where the body ends.
    pub(crate) fn body(
        &self,
        fields: Fields<'_>,
        version: Version,
    ) -> Result<Option<BodyLength>, Fault> {
        match (self.coding, self.length) {
            (None, None) => Ok(None),
            (None, Some(at)) => match decimal(at.of_bytes(fields.head)) {
                Some(length) => Ok(Some(BodyLength::Length(length))),
                None => Err((Violation::InvalidContentLength, at.start())),
            },
            (Some(at), _) if version == Version::Http10 => {
                Err((Violation::TransferEncodingInHttp10, at.start()))
            }
            (Some(_), Some(at)) => Err((Violation::LengthAndTransferEncoding, at.start())),
            (Some(at), None) => match refuse_codings(fields) {
                Some(violation) => Err((violation, at.start())),
                None => Ok(Some(BodyLength::Chunked)),
            },
        }
    }
}

/// `None` for exactly one line that says exactly `chunked`; else what is wrong with it.
fn refuse_codings(fields: Fields<'_>) -> Option<Violation> {
    const NAME: &str = "transfer-encoding";
    let is_chunked = |coding: &&[u8]| coding.eq_ignore_ascii_case(b"chunked");
    if fields.single(NAME).is_ok_and(|value| value.as_ref().is_some_and(is_chunked)) {
        return None;
    }
    let chunked = fields.tokens(NAME).filter(is_chunked).count();
    let last_is_chunked = fields.tokens(NAME).last().as_ref().is_some_and(is_chunked);
    Some(match fields.tokens(NAME).count() {
        _ if !last_is_chunked => Violation::NotChunkedLast,
        _ if chunked > 1 => Violation::ChunkedTwice,
        2.. => Violation::UnknownTransferCoding,
        _ => Violation::NotChunkedLast,
    })
}
