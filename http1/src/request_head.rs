//! # Request head                                                    chapter 02 · RFC 9112 §3
//! Knows: method, target, version, fields, and the checks that httparse leaves to us. Does not
//! know: connections.
//! Read before: `framing.rs`. Read next: `response_head.rs`.

use crate::fields::{FieldAt, Span};
use crate::framing::Known;
use crate::{BodyLength, Fault, Fields, HeadSearch, QueryError, Version, Violation};
use crate::{fault, query, target, version};
use std::borrow::Cow;
use std::mem::MaybeUninit;
use wire::{Input, Limits, Parsed, Payload};

/// The head of a request: the bytes as they came, and where its parts lie in them.
///
/// ```text
/// GET /now?x=1 HTTP/1.1 CR LF      request line: method, target, version
/// Host: example.com CR LF          fields
/// CR LF                            the empty line that ends it
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct RequestHead<'i> {
    bytes: Payload<'i>,
    /// Boxed, for a head goes from hand to hand, and what was just written is slow to copy.
    parts: Box<Parts>,
}

/// Where the parts lie, and what was concluded from them.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    method: Span,
    target: Span,
    /// In the target, to its end or to the `?` before the query.
    path: Span,
    authority: Option<Span>,
    version: Version,
    lines: Box<[FieldAt]>,
    body: BodyLength,
    expects_continue: bool,
    keep_alive: bool,
}

impl<'i> RequestHead<'i> {
    /// Read a request head at the beginning of `bytes`.
    ///
    /// ```
    /// let mut bytes = *b"GET /now?x=1 HTTP/1.1\r\nHost: example.com\r\n\r\nbehind";
    /// let parsed = http1::RequestHead::parse(&mut bytes, &wire::Limits::DEFAULT);
    /// let Ok(wire::Parsed::Complete { value: head, consumed: 44 }) = parsed else { panic!() };
    /// assert_eq!((head.method(), head.path(), head.query()), ("GET", "/now", Some("x=1")));
    /// ```
    ///
    /// # Errors
    /// The first rule that it breaks, with the offset of the byte that breaks it.
    pub fn parse(bytes: &'i mut [u8], limits: &Limits) -> Result<Parsed<Self>, Fault> {
        let mut input = Input::new(bytes);
        let value = match Self::at_once(&mut input, limits) {
            Some(head) => head?,
            None => match HeadSearch::default().look(input.peek(), limits.head_bytes)? {
                Some(end) => Self::of_whole(Payload::Lent(input.take(end)), limits)?,
                None => return Ok(Parsed::Partial { needed: 1 }),
            },
        };
        let consumed = value.bytes.len();
        Ok(Parsed::Complete { value, consumed })
    }

    /// Read the head with which `input` begins, if it is there to its end and good line by line, as
    /// nearly all are: httparse finds the end on its way, and no search is needed.
    ///
    /// `None` says nothing yet: search the end, then ask [`of_whole`](Self::of_whole).
    #[inline]
    pub(crate) fn at_once(input: &mut Input<'i>, limits: &Limits) -> Option<Result<Self, Fault>> {
        // Room for more lines would be made anew for each head, however many come together.
        let most_fields = limits.head_fields.min(USUAL_FIELDS);
        let (end, parts) = Parts::read(input.peek(), limits.head_bytes, most_fields)?;
        Some(parts.map(|parts| Self { bytes: Payload::Lent(input.take(end)), parts }))
    }

    /// Read a head whose end was found.
    pub(crate) fn of_whole(bytes: Payload<'i>, limits: &Limits) -> Result<Self, Fault> {
        let parts = Parts::of(&bytes, limits)?;
        Ok(Self { bytes, parts })
    }

    /// The method, as it came: methods are case-sensitive.
    pub fn method(&self) -> &str {
        self.parts.method.of_text(&self.bytes)
    }

    /// The whole target, as it came.
    pub fn target(&self) -> &str {
        self.parts.target.of_text(&self.bytes)
    }

    /// The path, not decoded: `/` if the target has none, `*` for `OPTIONS *`.
    pub fn path(&self) -> &str {
        match self.parts.path.of_text(&self.bytes) {
            "" => "/",
            path => path,
        }
    }

    /// What follows the first `?`, not decoded.
    pub fn query(&self) -> Option<&str> {
        let Parts { path, target, .. } = *self.parts;
        let query = Span::new(path.end() + 1, target.end());
        (path.end() < target.end()).then(|| query.of_text(&self.bytes))
    }

    /// The decoded value of `name` in the query.
    ///
    /// # Errors
    /// As [`query::value`].
    pub fn query_value(&self, name: &str) -> Result<Option<Cow<'_, str>>, QueryError> {
        self.query().map_or(Ok(None), |query| query::value(query, name))
    }

    /// The host that is asked: the authority of an absolute-form target, else Host. Only an
    /// HTTP/1.0 request may have none.
    pub fn authority(&self) -> Option<&str> {
        self.parts.authority.map(|at| at.of_text(&self.bytes))
    }

    /// The version.
    pub fn version(&self) -> Version {
        self.parts.version
    }

    /// The fields.
    pub fn fields(&self) -> Fields<'_> {
        Fields { head: &self.bytes, lines: &self.parts.lines }
    }

    /// How the end of the body is found; never [`BodyLength::UntilClose`].
    pub fn body(&self) -> BodyLength {
        self.parts.body
    }

    /// True when the client waits for `100 Continue` before it sends the body.
    pub fn expects_continue(&self) -> bool {
        self.parts.expects_continue
    }

    /// True when the connection may stay open after the answer, as far as the client is concerned.
    pub fn keep_alive(&self) -> bool {
        self.parts.keep_alive
    }

    /// True when the client wants the connection closed after the answer.
    pub fn wants_close(&self) -> bool {
        !self.parts.keep_alive
    }

    /// The bytes, as they came, with the empty line.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same head, independent of the input.
    pub fn into_owned(self) -> RequestHead<'static> {
        RequestHead { bytes: self.bytes.into_owned(), parts: self.parts }
    }
}

impl Parts {
    fn of(head: &[u8], limits: &Limits) -> Result<Box<Self>, Fault> {
        let read = |head: &[u8]| Self::read(head, limits.head_bytes, limits.head_fields);
        if let Some((_, read)) = read(head) {
            return read;
        }
        if let Some(fault) = fault::in_request(head, limits.head_fields) {
            return Err(fault);
        }
        let minor_at = fault::first_line(head).len().saturating_sub(1);
        version::as_http11(head, minor_at)
            .and_then(|head| read(&head))
            .map_or(Err((Violation::InvalidRequestLine, 0)), |(_, read)| read)
    }

    /// What httparse makes of the head at the beginning of `bytes`, checked, and where it ends;
    /// `None` if httparse says no, or if it bore with what we do not.
    #[inline]
    fn read(
        bytes: &[u8],
        most_bytes: usize,
        most_fields: usize,
    ) -> Option<(usize, Result<Box<Self>, Fault>)> {
        with_slots(bytes, most_fields, |slots| {
            let mut read = httparse::Request::new(&mut []);
            let parsed = read.parse_with_uninit_headers(bytes, slots);
            let Ok(httparse::Status::Complete(end)) = parsed else { return None };
            let head = &bytes[..end];
            let lines = place(head, read.headers);
            let (method, target) = (read.method.unwrap_or(""), read.path.unwrap_or(""));
            let is_ours = begins_with(head, method) && ends_in_cr_lf(head, &lines);
            if end > most_bytes || !is_ours {
                return None;
            }
            let version = Version::of_minor(read.version);
            Some((end, Self::check(head, method, target, version, lines)))
        })
    }

    /// What httparse leaves to us: the target, Host, the body's length, the expectation.
    fn check(
        head: &[u8],
        method: &str,
        target: &str,
        version: Version,
        lines: Box<[FieldAt]>,
    ) -> Result<Box<Self>, Fault> {
        let target_at = Span::of(target.as_bytes(), head);
        let at = target_at.start();
        if let Some((violation, byte)) = fault::in_target(target.as_bytes()) {
            return Err((violation, at + byte));
        }
        let form = target::parts(method, target).map_err(|violation| (violation, at))?;
        let fields = Fields { head, lines: &lines };
        let known = Known::of(fields)?;
        known.one_host(head, version, head.len() - END_LINE)?;
        let body = known.body(fields, version)?.unwrap_or(BodyLength::None);
        known.refuse_expectation(version)?;
        let waits = known.expects_continue && version == Version::Http11;
        let in_target = |(start, end)| Span::new(at + start, at + end);
        let behind = target.get(form.path..).unwrap_or_default();
        let mark = behind.bytes().position(|byte| byte == b'?').unwrap_or(behind.len());
        Ok(Box::new(Self {
            method: Span::of(method.as_bytes(), head),
            target: target_at,
            path: in_target((form.path, form.path + mark)),
            authority: form.authority.map(in_target).or(known.host),
            version,
            body,
            expects_continue: waits && !matches!(body, BodyLength::None | BodyLength::Length(0)),
            keep_alive: known.stays_open(version),
            lines,
        }))
    }
}

/// True if nothing is before the method: httparse skips empty lines, and a head has none.
fn begins_with(head: &[u8], method: &str) -> bool {
    Span::of(method.as_bytes(), head).start() == 0
}

/// True if each line ends with CR LF: httparse would take an LF alone. It has found the lines, so
/// it is enough to look before each of them, and before the empty one.
fn ends_in_cr_lf(head: &[u8], lines: &[FieldAt]) -> bool {
    let before = |at: usize| head.get(..at).is_some_and(|before| before.ends_with(b"\r\n"));
    head.ends_with(b"\r\n\r\n") && lines.iter().all(|line| before(line.name.start()))
}

/// The empty line that ends a head: CR LF.
const END_LINE: usize = 2;

/// As many field lines as are read without taking memory from the heap for it.
const USUAL_FIELDS: usize = 128;

/// The shortest field line: `a:` CR LF.
const SHORTEST_FIELD: usize = 4;

/// Give `read` room for `most` field lines, or for as many as `head` can have if those are fewer.
/// The room is not cleared first: httparse fills it.
pub(crate) fn with_slots<'h, R>(
    head: &[u8],
    most: usize,
    read: impl FnOnce(&mut [MaybeUninit<httparse::Header<'h>>]) -> R,
) -> R {
    let most = most.min(head.len() / SHORTEST_FIELD);
    if most <= USUAL_FIELDS {
        let mut slots = [const { MaybeUninit::uninit() }; USUAL_FIELDS];
        read(&mut slots[..most])
    } else {
        let mut slots = Vec::new();
        slots.resize_with(most, MaybeUninit::uninit);
        read(&mut slots)
    }
}

/// Where httparse's fields lie in `head`.
pub(crate) fn place(head: &[u8], fields: &[httparse::Header<'_>]) -> Box<[FieldAt]> {
    fields
        .iter()
        .map(|field| FieldAt {
            name: Span::of(field.name.as_bytes(), head),
            value: Span::of(field.value, head),
        })
        .collect()
}
