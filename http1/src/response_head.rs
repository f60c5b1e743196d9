//! # Response head                                                   chapter 02 · RFC 9112 §4
//! Knows: status, reason, fields; that the length of a body depends on the request too. Does not
//! know: the request.
//! Read before: `request_head.rs`. Read next: `chunk_decode.rs`.

use crate::fields::FieldAt;
use crate::framing::Known;
use crate::request_head::{place, with_slots};
use crate::{BodyLength, Fault, Fields, HeadSearch, Version, Violation, fault, version};
use wire::{Limits, Parsed, Payload};

/// The head of a response: the bytes as they came, and where its parts lie in them.
///
/// ```text
/// HTTP/1.1 200 OK CR LF            status line: version, status, reason
/// Content-Length: 3 CR LF          fields
/// CR LF                            the empty line that ends it
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct ResponseHead<'i> {
    bytes: Payload<'i>,
    parts: Parts,
}

/// Where the parts lie, and what was concluded from them.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    version: Version,
    status: u16,
    lines: Box<[FieldAt]>,
    body: Option<BodyLength>,
    keep_alive: bool,
}

/// `HTTP/1.1 200`: what comes before the reason has one length.
const BEFORE_REASON: usize = 12;
/// The minor number in it.
const MINOR_AT: usize = 7;

impl<'i> ResponseHead<'i> {
    /// Read a response head at the beginning of `bytes`.
    ///
    /// ```
    /// let mut bytes = *b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno\n";
    /// let parsed = http1::ResponseHead::parse(&mut bytes, &wire::Limits::DEFAULT);
    /// let Ok(wire::Parsed::Complete { value: head, consumed: 45 }) = parsed else { panic!() };
    /// assert_eq!((head.status(), head.reason()), (404, "Not Found"));
    /// assert_eq!(head.body("GET"), http1::BodyLength::Length(3));
    /// assert_eq!(head.body("HEAD"), http1::BodyLength::None);
    /// ```
    ///
    /// # Errors
    /// The first rule that it breaks, with the offset of the byte that breaks it.
    pub fn parse(bytes: &'i mut [u8], limits: &Limits) -> Result<Parsed<Self>, Fault> {
        let Some(end) = HeadSearch::default().look(bytes, limits.head_bytes)? else {
            return Ok(Parsed::Partial { needed: 1 });
        };
        let (head, _behind) = bytes.split_at_mut(end);
        let value = Self::of_whole(Payload::Lent(head), limits.head_fields)?;
        Ok(Parsed::Complete { value, consumed: end })
    }

    /// Read a head whose end was found.
    pub(crate) fn of_whole(bytes: Payload<'i>, most_fields: usize) -> Result<Self, Fault> {
        let parts = Parts::of(&bytes, most_fields)?;
        Ok(Self { bytes, parts })
    }

    /// The version.
    pub fn version(&self) -> Version {
        self.parts.version
    }

    /// The status, 100 to 999 (those from 600 mean what 5xx does).
    pub fn status(&self) -> u16 {
        self.parts.status
    }

    /// The reason, for people to read; empty where it is not ASCII.
    pub fn reason(&self) -> &str {
        let rest = self.bytes.get(BEFORE_REASON..).unwrap_or_default();
        let line = rest.split(|&byte| byte == b'\r').next().unwrap_or_default();
        let reason = str::from_utf8(line).unwrap_or_default();
        if reason.is_ascii() { reason.trim_start_matches(' ') } else { "" }
    }

    /// The fields.
    pub fn fields(&self) -> Fields<'_> {
        Fields { head: &self.bytes, lines: &self.parts.lines }
    }

    /// How the end of the body is found, if this answers a request with `request_method`.
    pub fn body(&self, request_method: &str) -> BodyLength {
        match (request_method, self.parts.status) {
            ("HEAD", _) | (_, 100..=199 | 204 | 304) => BodyLength::None,
            ("CONNECT", 200..=299) => BodyLength::None,
            _ => self.parts.body.unwrap_or(BodyLength::UntilClose),
        }
    }

    /// True when the connection may stay open after this, as far as the server is concerned.
    pub fn keep_alive(&self) -> bool {
        self.parts.keep_alive
    }

    /// The bytes, as they came, with the empty line.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same head, independent of the input.
    pub fn into_owned(self) -> ResponseHead<'static> {
        ResponseHead { bytes: self.bytes.into_owned(), parts: self.parts }
    }
}

impl Parts {
    fn of(head: &[u8], most_fields: usize) -> Result<Self, Fault> {
        if let Some(read) = Self::read(head, most_fields) {
            return read;
        }
        if let Some(fault) = fault::in_response(head, most_fields) {
            return Err(fault);
        }
        version::as_http11(head, MINOR_AT)
            .and_then(|head| Self::read(&head, most_fields))
            .unwrap_or(Err((Violation::InvalidStatusLine, 0)))
    }

    /// What httparse makes of `head`, checked; `None` if it says no.
    fn read(head: &[u8], most_fields: usize) -> Option<Result<Self, Fault>> {
        with_slots(head, most_fields, |slots| {
            let mut read = httparse::Response::new(&mut []);
            let parsed = httparse::ParserConfig::default()
                .parse_response_with_uninit_headers(&mut read, head, slots);
            let status = read.code.filter(|&status| status >= 100);
            let (Ok(httparse::Status::Complete(_)), Some(status)) = (parsed, status) else {
                return None;
            };
            let version = Version::of_minor(read.version);
            Some(Self::check(head, version, status, place(head, read.headers)))
        })
    }

    /// What httparse leaves to us: the body's length.
    fn check(
        head: &[u8],
        version: Version,
        status: u16,
        lines: Box<[FieldAt]>,
    ) -> Result<Self, Fault> {
        let fields = Fields { head, lines: &lines };
        let known = Known::of(fields)?;
        let body = known.body(fields, version)?;
        Ok(Self { version, status, body, keep_alive: known.stays_open(version), lines })
    }
}
