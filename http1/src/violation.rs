//! # Broken rules of HTTP                              chapter 02 · RFC 9112, RFC 9110, RFC 6585
//! Knows: every rule that a peer can break, its section, the status that answers it.
//! Does not know: how it is found out.
//! Read before: `wire/src/violation.rs`. Read next: `token.rs`.

use std::fmt;
use wire::Cite;

/// A broken rule, and the byte that breaks it, counted from the first byte of the slice at hand.
pub type Fault = (Violation, usize);

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A line feed without a carriage return before it.
    BareLf,
    /// A carriage return without a line feed behind it.
    BareCr,
    /// More empty lines before a message than [`crate::head_reader::EMPTY_LINES`].
    TooManyEmptyLines,
    /// The message does not begin with a token, so it is not HTTP (TLS, perhaps).
    NotHttp(u8),
    /// A request line that is not `method SP target SP version`.
    InvalidRequestLine,
    /// A status line that is not `version SP three digits SP reason`.
    InvalidStatusLine,
    /// A byte that no target may have.
    InvalidTarget(u8),
    /// A target in none of the forms that the method allows.
    WrongTargetForm,
    /// A version that does not read `HTTP/digit.digit`.
    InvalidVersion,
    /// A version other than 1.0 and 1.1.
    UnsupportedVersion,
    /// CONNECT asks for a tunnel, and there are none here.
    Connect,
    /// The start line alone is longer than a head may be.
    StartLineTooLong,
    /// The head (or the trailer section) is longer than `wire::Limits::head_bytes`.
    HeadTooLong,
    /// More field lines than `wire::Limits::head_fields`.
    TooManyFields,
    /// White space between the start line and the first field.
    SpaceBeforeFirstField,
    /// A field continued on a second line: obs-fold.
    ObsFold,
    /// White space between a field's name and its colon.
    SpaceBeforeColon,
    /// A field line without a colon.
    MissingColon,
    /// A byte that no field name may have.
    InvalidFieldName(u8),
    /// A byte that no field value may have: NUL or another control.
    InvalidFieldValue(u8),
    /// HTTP/1.1 without Host.
    MissingHost,
    /// Host came twice.
    DuplicateHost,
    /// Host (or the target's authority) is not `host` or `host:port`.
    InvalidHost,
    /// Content-Length is not a plain decimal number that fits 64 bits.
    InvalidContentLength,
    /// Content-Length came twice.
    DuplicateContentLength,
    /// Content-Length and Transfer-Encoding together: the seed of request smuggling.
    LengthAndTransferEncoding,
    /// Transfer-Encoding in an HTTP/1.0 message.
    TransferEncodingInHttp10,
    /// The last transfer coding is not exactly `chunked`, so the end cannot be found.
    NotChunkedLast,
    /// `chunked` was applied twice.
    ChunkedTwice,
    /// A transfer coding before `chunked` that is not implemented here.
    UnknownTransferCoding,
    /// An expectation other than `100-continue`.
    UnknownExpectation,
    /// The body is longer than `wire::Limits::body_bytes`.
    BodyTooLong,
    /// A chunk size with a byte that is not a hexadecimal digit, or with no digit.
    InvalidChunkSize(u8),
    /// A chunk size of more than 16 digits.
    ChunkSizeTooLong,
    /// A control byte in a chunk extension.
    InvalidChunkExtension(u8),
    /// All chunk extensions of a body together are longer than `wire::Limits::head_bytes`.
    ChunkExtensionsTooLong,
    /// A chunk's data is not followed by CR LF.
    MissingChunkEnd(u8),
    /// The head was not complete in `wire::Limits::head_time`.
    HeadTooSlow,
    /// The body was not complete in `wire::Limits::body_time`.
    BodyTooSlow,
    /// The server sent bytes that no request asked for.
    UnaskedBytes,
    /// The server sent more interim responses than [`crate::client::INTERIM_RESPONSES`].
    TooManyInterim,
    /// The server switched to another protocol, and was not asked to.
    UnaskedUpgrade,
    /// The server ended before its response was complete.
    ClosedEarly,
}

impl Violation {
    /// The status that a server answers with. (What only a client can find, it does not answer; a
    /// gateway would say 502.)
    pub fn status(&self) -> u16 {
        match self {
            Self::HeadTooSlow | Self::BodyTooSlow => 408,
            Self::BodyTooLong => 413,
            Self::StartLineTooLong => 414,
            Self::UnknownExpectation => 417,
            Self::HeadTooLong | Self::TooManyFields => 431,
            Self::Connect | Self::UnknownTransferCoding => 501,
            Self::InvalidStatusLine | Self::UnaskedBytes | Self::ClosedEarly => 502,
            Self::TooManyInterim | Self::UnaskedUpgrade => 502,
            Self::UnsupportedVersion => 505,
            _ => 400,
        }
    }

    /// The rule's name in the registry of requirements: document, section, number in it.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::BareLf => "HTTP-2.2-02",
            Self::BareCr => "HTTP-2.2-04",
            Self::TooManyEmptyLines => "HTTP-2.2-06",
            Self::SpaceBeforeFirstField => "HTTP-2.2-08",
            Self::NotHttp(_) => "HTTP-2.2-09",
            Self::InvalidVersion => "HTTP-2.3-01",
            Self::InvalidRequestLine => "HTTP-3-01",
            Self::StartLineTooLong => "HTTP-3-04",
            Self::InvalidTarget(_) | Self::WrongTargetForm => "HTTP-3.2-01",
            Self::MissingHost | Self::DuplicateHost | Self::InvalidHost => "HTTP-3.2-05",
            Self::InvalidStatusLine => "HTTP-4-01",
            Self::MissingColon => "HTTP-5-01",
            Self::SpaceBeforeColon => "HTTP-5.1-01",
            Self::ObsFold => "HTTP-5.2-02",
            Self::ChunkedTwice => "HTTP-6.1-02",
            Self::UnknownTransferCoding => "HTTP-6.1-05",
            Self::TransferEncodingInHttp10 => "HTTP-6.1-10",
            Self::LengthAndTransferEncoding => "HTTP-6.2-01",
            Self::NotChunkedLast => "HTTP-6.3-06",
            Self::InvalidContentLength | Self::DuplicateContentLength => "HTTP-6.3-07",
            Self::UnaskedBytes => "HTTP-6.3-18",
            Self::InvalidChunkSize(_) | Self::MissingChunkEnd(_) => "HTTP-7.1-01",
            Self::ChunkSizeTooLong => "HTTP-7.1-02",
            Self::InvalidChunkExtension(_) => "HTTP-7.1.1-01",
            Self::ChunkExtensionsTooLong => "HTTP-7.1.1-02",
            Self::ClosedEarly => "HTTP-8-02",
            Self::InvalidFieldName(_) => "SEM-5.1-01",
            Self::HeadTooLong | Self::TooManyFields => "SEM-5.4-01",
            Self::InvalidFieldValue(_) => "SEM-5.5-01",
            Self::UnaskedUpgrade => "SEM-7.8-03",
            Self::Connect => "SEM-9.3.6-01",
            Self::UnknownExpectation => "SEM-10.1.1-07",
            Self::TooManyInterim => "SEM-15.2-02",
            Self::HeadTooSlow | Self::BodyTooSlow => "SEM-15.5.9-01",
            Self::BodyTooLong => "SEM-15.5.14-01",
            Self::UnsupportedVersion => "SEM-15.6.6-01",
        }
    }
}

impl wire::Violation for Violation {
    fn cite(&self) -> Cite {
        match self {
            Self::BareLf | Self::BareCr | Self::TooManyEmptyLines => Cite::rfc9112("2.2"),
            Self::SpaceBeforeFirstField | Self::NotHttp(_) => Cite::rfc9112("2.2"),
            Self::InvalidVersion => Cite::rfc9112("2.3"),
            Self::InvalidRequestLine | Self::StartLineTooLong => Cite::rfc9112("3"),
            Self::InvalidTarget(_) | Self::WrongTargetForm => Cite::rfc9112("3.2"),
            Self::MissingHost | Self::DuplicateHost | Self::InvalidHost => Cite::rfc9112("3.2"),
            Self::InvalidStatusLine => Cite::rfc9112("4"),
            Self::MissingColon => Cite::rfc9112("5"),
            Self::SpaceBeforeColon => Cite::rfc9112("5.1"),
            Self::InvalidFieldName(_) => Cite::rfc9110("5.1"),
            Self::ObsFold => Cite::rfc9112("5.2"),
            Self::InvalidFieldValue(_) => Cite::rfc9110("5.5"),
            Self::TransferEncodingInHttp10 | Self::UnknownTransferCoding => Cite::rfc9112("6.1"),
            Self::ChunkedTwice => Cite::rfc9112("6.1"),
            Self::LengthAndTransferEncoding => Cite::rfc9112("6.2"),
            Self::InvalidContentLength | Self::DuplicateContentLength => Cite::rfc9112("6.3"),
            Self::NotChunkedLast | Self::UnaskedBytes => Cite::rfc9112("6.3"),
            Self::InvalidChunkSize(_) | Self::ChunkSizeTooLong => Cite::rfc9112("7.1"),
            Self::MissingChunkEnd(_) => Cite::rfc9112("7.1"),
            Self::InvalidChunkExtension(_) | Self::ChunkExtensionsTooLong => Cite::rfc9112("7.1.1"),
            Self::ClosedEarly => Cite::rfc9112("8"),
            Self::UnaskedUpgrade => Cite::rfc9110("7.8"),
            Self::Connect => Cite::rfc9110("9.3.6"),
            Self::UnknownExpectation => Cite::rfc9110("10.1.1"),
            Self::TooManyInterim => Cite::rfc9110("15.2"),
            Self::HeadTooSlow | Self::BodyTooSlow => Cite::rfc9110("15.5.9"),
            Self::BodyTooLong => Cite::rfc9110("15.5.14"),
            Self::UnsupportedVersion => Cite::rfc9110("15.6.6"),
            Self::HeadTooLong | Self::TooManyFields => Cite::rfc6585("5"),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.found() {
            Some(byte) => write!(f, "{}; found {byte:#04x}", self.text()),
            None => f.write_str(self.text()),
        }
    }
}

impl Violation {
    /// The byte that was found, where it is worth telling.
    fn found(&self) -> Option<u8> {
        match *self {
            Self::NotHttp(byte)
            | Self::InvalidTarget(byte)
            | Self::InvalidFieldName(byte)
            | Self::InvalidFieldValue(byte)
            | Self::InvalidChunkSize(byte)
            | Self::InvalidChunkExtension(byte)
            | Self::MissingChunkEnd(byte) => Some(byte),
            _ => None,
        }
    }

    /// What was found, and what would have been right.
    fn text(&self) -> &'static str {
        match self {
            Self::BareLf => "a line ends with LF alone; it must end with CR LF",
            Self::BareCr => "a CR stands alone; LF must follow it",
            Self::TooManyEmptyLines => "too many empty lines; a start line must follow",
            Self::NotHttp(_) => "this is not HTTP; a message must begin with a token",
            Self::InvalidRequestLine => {
                "the request line must be: method, space, target, space, version"
            }
            Self::InvalidStatusLine => {
                "the status line must be: version, space, status, space, reason"
            }
            Self::InvalidTarget(_) => "the target must be visible ASCII without #",
            Self::WrongTargetForm => "the target must be a path, an http URI, or * for OPTIONS",
            Self::InvalidVersion => "the version must read HTTP/1.1 or HTTP/1.0",
            Self::UnsupportedVersion => "only HTTP/1.1 and HTTP/1.0 are spoken here",
            Self::Connect => "CONNECT asks for a tunnel; there are none here",
            Self::StartLineTooLong => "the start line is too long; shorten the target",
            Self::HeadTooLong => "the fields are too long; send fewer or shorter ones",
            Self::TooManyFields => "there are too many fields; send fewer",
            Self::SpaceBeforeFirstField => {
                "white space before the first field; its name comes first"
            }
            Self::ObsFold => "a field goes on in a second line; it must be on one",
            Self::SpaceBeforeColon => "white space before a colon; the field name must touch it",
            Self::MissingColon => "a field line has no colon; it must be name: value",
            Self::InvalidFieldName(_) => "a field name must be a token",
            Self::InvalidFieldValue(_) => "a field value must be without controls",
            Self::MissingHost => "there is no Host; HTTP/1.1 requires one",
            Self::DuplicateHost => "Host came twice; there must be one",
            Self::InvalidHost => "the host is malformed; it must be a name or name:port",
            Self::InvalidContentLength => "Content-Length must be one decimal number below 2^64",
            Self::DuplicateContentLength => "Content-Length came twice; there must be one",
            Self::LengthAndTransferEncoding => {
                "Content-Length came beside Transfer-Encoding; one is right"
            }
            Self::TransferEncodingInHttp10 => {
                "HTTP/1.0 has no Transfer-Encoding; send Content-Length"
            }
            Self::NotChunkedLast => "the last transfer coding must be exactly chunked",
            Self::ChunkedTwice => "chunked was applied twice; once is right",
            Self::UnknownTransferCoding => "a transfer coding is unknown here; send chunked alone",
            Self::UnknownExpectation => "the only expectation known here is 100-continue",
            Self::BodyTooLong => "the body is too long; send a shorter one",
            Self::InvalidChunkSize(_) => "a chunk size must be hexadecimal digits",
            Self::ChunkSizeTooLong => "a chunk size must have at most 16 digits",
            Self::InvalidChunkExtension(_) => "a chunk extension must be without controls",
            Self::ChunkExtensionsTooLong => "the chunk extensions are too long; leave them out",
            Self::MissingChunkEnd(_) => "CR LF must follow a chunk's data",
            Self::HeadTooSlow => "the head took too long; send it sooner",
            Self::BodyTooSlow => "the body took too long; send it sooner",
            Self::UnaskedBytes => "bytes came that no request asked for; silence was due",
            Self::TooManyInterim => "too many interim responses; the final one was due",
            Self::UnaskedUpgrade => "the protocol was switched unasked; HTTP must go on",
            Self::ClosedEarly => "the stream ended inside a response; the rest was due",
        }
    }
}
