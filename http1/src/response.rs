//! # Response, built                                                 chapter 02 · RFC 9112 §4
//! Knows: what an application wants to say. Does not know: how the connection goes on; length,
//! date and Connection are added when it is sent.
//! Read before: `field_writer.rs`. Read next: `request.rs`.

use crate::clock::DateLine;
use crate::field_writer::{FieldWriter, write_field};
use crate::token::write_decimal;
use crate::{UsageError, status};
use wire::Bytes;

/// A response to send.
///
/// The first problem with it is kept and told by the method that would send it.
///
/// ```
/// use http1::Response;
/// let hello = Response::new(200).field("Cache-Control", "no-store").text("hello");
/// let split = Response::new(302).field("Location", "/a\r\nSet-Cookie: theirs");
/// # let _ = (hello, split); // sent by `Server::respond`, which refuses the second one
/// ```
#[derive(Clone, Debug)]
pub struct Response {
    status: u16,
    fields: FieldWriter,
    body: Bytes,
    close: bool,
}

/// How a response says where its body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// No word about it: there is no body, or it ends with the stream.
    Unsaid,
    /// Content-Length.
    Length(usize),
    /// Transfer-Encoding: chunked.
    Chunked,
}

impl Response {
    /// A response with this status, without fields and body. A final status is 200 to 599.
    pub fn new(status: u16) -> Self {
        let mut fields = FieldWriter::default();
        if !(200..=599).contains(&status) {
            fields.refuse(UsageError::InvalidStatus(status));
        }
        Self { status, fields, body: Bytes::new(), close: false }
    }

    /// A response with this body, and the status and the fields of `pattern`, which are not
    /// written again: for what is answered often.
    ///
    /// ```
    /// use http1::Response;
    /// use std::sync::LazyLock;
    /// static FOUND: LazyLock<Response> =
    ///     LazyLock::new(|| Response::new(200).field("Cache-Control", "no-store"));
    /// let answer = Response::like(&FOUND, "hello");
    /// assert_eq!((answer.status(), answer.body_len()), (200, 5));
    /// ```
    #[must_use]
    pub fn like(pattern: &'static Self, body: impl Into<Bytes>) -> Self {
        let fields = FieldWriter::like(&pattern.fields);
        Self { status: pattern.status, fields, body: body.into(), close: pattern.close }
    }

    /// Add a field line. Content-Length, Transfer-Encoding, Connection, Date and the fields of a
    /// request, Host and Expect, are the protocol's own; beside Upgrade it says `Connection:
    /// upgrade` by itself.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.add(name, value.as_ref());
        self
    }

    /// The same, where it lies.
    pub(crate) fn add(&mut self, name: &str, value: &[u8]) {
        self.fields.add(name, value);
    }

    /// Set the body. It is not sent with 204, 205 and 304, nor in answer to HEAD.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Set the body to one line of plain text.
    #[must_use]
    pub fn text(self, sentence: &str) -> Self {
        let mut line = Vec::with_capacity(sentence.len() + 1);
        line.extend_from_slice(sentence.as_bytes());
        line.push(b'\n');
        self.field("Content-Type", "text/plain; charset=utf-8").body(line)
    }

    /// Close the connection after this response.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.close = true;
        self
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The first problem, if there was one.
    pub(crate) fn check(&self) -> Result<(), UsageError> {
        self.fields.check()
    }

    /// True when the connection is to close after it.
    pub(crate) fn closes(&self) -> bool {
        self.close
    }

    /// The body.
    pub(crate) fn take_body(&mut self) -> Bytes {
        std::mem::take(&mut self.body)
    }

    /// How many bytes the body has.
    pub fn body_len(&self) -> usize {
        self.body.len()
    }

    /// Append the head, with room for `more` bytes behind it.
    pub(crate) fn write_head(
        &self,
        out: &mut Vec<u8>,
        date_line: &DateLine,
        framing: Framing,
        connection: Option<&str>,
        more: usize,
    ) {
        const USUAL: usize = 192; // status line, date, length, connection
        out.reserve(USUAL + self.fields.len() + more);
        out.extend_from_slice(b"HTTP/1.1 ");
        write_decimal(out, self.status.into());
        out.push(b' '); // also before an empty reason
        out.extend_from_slice(status::reason(self.status).as_bytes());
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(date_line);
        self.fields.write(out);
        match framing {
            Framing::Unsaid => {}
            Framing::Chunked => write_field(out, "Transfer-Encoding", b"chunked"),
            Framing::Length(length) => {
                out.extend_from_slice(b"Content-Length: ");
                write_decimal(out, length as u64);
                out.extend_from_slice(b"\r\n");
            }
        }
        self.fields.write_connection(out, connection);
        out.extend_from_slice(b"\r\n");
    }
}
