//! # Request, built                                                  chapter 02 · RFC 9112 §3
//! Knows: what a client wants to ask. Does not know: the connection.
//! Read before: `response.rs`. Read next: `head_reader.rs`.

use crate::field_writer::{FieldWriter, write_field};
use crate::token::{is_token, write_decimal};
use crate::{UsageError, fault, target};
use wire::{Bytes, Output};

/// A request to send.
///
/// The first problem with it is kept and told by [`Client::request`](crate::Client::request).
///
/// ```
/// use http1::Request;
/// let poll = Request::get("/poll?since=7", "example.com").field("Accept", "text/plain");
/// let post = Request::post("/publish", "example.com:8080").body("hello");
/// # let _ = (poll, post);
/// ```
#[derive(Clone, Debug)]
pub struct Request {
    method: Box<str>,
    target: Box<str>,
    host: Box<str>,
    fields: FieldWriter,
    body: Bytes,
    close: bool,
}

impl Request {
    /// A request for `target`, a path in most cases, at `host`, a name or `name:port`.
    ///
    /// `CONNECT` is refused: there are no tunnels here.
    pub fn new(method: &str, target: &str, host: &str) -> Self {
        let mut fields = FieldWriter::default();
        if !is_token(method.as_bytes()) {
            fields.refuse(UsageError::InvalidMethod(method.into()));
        }
        let target_is_good =
            fault::in_target(target.as_bytes()).is_none() && target::parts(method, target).is_ok();
        if !target_is_good {
            fields.refuse(UsageError::InvalidTarget(target.into()));
        }
        if !target::is_host(host.as_bytes()) {
            fields.refuse(UsageError::InvalidHost(host.into()));
        }
        let (method, target, host) = (method.into(), target.into(), host.into());
        Self { method, target, host, fields, body: Bytes::new(), close: false }
    }

    /// A `GET`.
    pub fn get(target: &str, host: &str) -> Self {
        Self::new("GET", target, host)
    }

    /// A `POST`.
    pub fn post(target: &str, host: &str) -> Self {
        Self::new("POST", target, host)
    }

    /// Add a field line. Host, Content-Length, Transfer-Encoding, Connection, Date and Expect are
    /// the protocol's own (it never waits for `100 Continue`); beside Upgrade it says `Connection:
    /// upgrade` by itself.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.fields.add(name, value.as_ref());
        self
    }

    /// Set the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Ask for the connection to be closed after the response.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.close = true;
        self
    }

    /// The method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// True when the connection was asked to close.
    pub(crate) fn closes(&self) -> bool {
        self.close
    }

    /// True when it asks for another protocol.
    pub(crate) fn upgrades(&self) -> bool {
        self.fields.has_upgrade()
    }

    /// Append the request.
    ///
    /// # Errors
    /// The first problem with it; nothing is written then.
    pub(crate) fn write(self, output: &mut Output) -> Result<(), UsageError> {
        self.fields.check()?;
        let out = output.buffer();
        out.reserve(128 + self.target.len() + self.host.len() + self.fields.len());
        out.extend_from_slice(self.method.as_bytes());
        out.push(b' ');
        out.extend_from_slice(self.target.as_bytes());
        out.extend_from_slice(b" HTTP/1.1\r\n");
        write_field(out, "Host", self.host.as_bytes());
        self.fields.write(out);
        // A method that usually brings a body says so even if it is empty (RFC 9110 §8.6).
        if !self.body.is_empty() || matches!(&*self.method, "POST" | "PUT" | "PATCH") {
            out.extend_from_slice(b"Content-Length: ");
            write_decimal(out, self.body.len() as u64);
            out.extend_from_slice(b"\r\n");
        }
        self.fields.write_connection(out, self.close.then_some("close"));
        out.extend_from_slice(b"\r\n");
        output.push(self.body);
        Ok(())
    }
}
