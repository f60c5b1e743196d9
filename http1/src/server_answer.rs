//! # Server: the answer                                              chapter 02 · RFC 9112 §6, §9
//! Knows: how an answer is framed, and whether the connection outlives it. Does not know: why.
//! Read before: `server.rs`, `response.rs`. Read next: `client.rs`.

use crate::body::Body;
use crate::chunk_encode::{LAST_CHUNK, SizeLine, write_chunk, write_chunk_with};
use crate::held::Held;
use crate::response::Framing;
use crate::server::{Asked, Eof, Reading, Server, Writing};
use crate::{Response, UsageError, Version, Violation, status};
use std::mem;
use wire::Bytes;

impl Asked {
    /// What is assumed of a request that could not be read.
    pub(crate) const UNKNOWN: Self =
        Self { version: Version::Http11, head_only: false, keep_alive: false, waits: false };
}

impl Server {
    /// True from the event `Request` until its answer is begun.
    pub fn is_answer_owed(&self) -> bool {
        matches!(self.writing, Writing::Owed(_))
    }

    /// True between [`begin`](Self::begin) and [`finish`](Self::finish), while there is someone to
    /// send chunks to.
    pub fn is_streaming(&self) -> bool {
        matches!(self.writing, Writing::Streaming { .. })
    }

    /// Close the connection after the answer that is owed or under way, or after the next one.
    pub fn close_after_response(&mut self) {
        self.closing = true;
    }

    /// Give the answer that is owed one more field, whoever builds it: what concerns the exchange
    /// and not what is said, as the fields of CORS do. A problem with it is the answer's.
    pub fn add_to_answer(&mut self, name: &'static str, value: impl Into<String>) {
        self.added.push((name, value.into()));
    }

    /// Give `response` the fields that were added, and see whether it can be sent.
    fn complete(&mut self, response: &mut Response) -> Result<(), UsageError> {
        for (name, value) in mem::take(&mut self.added) {
            response.add(name, value.as_bytes());
        }
        response.check()
    }

    /// Answer the request, wholly.
    ///
    /// Content-Length and Date are added, and Connection where the version does not say it all.
    /// In answer to HEAD the head alone is sent, as GET would have it. An answer before the whole
    /// request came is possible: the rest of its body is still read, unless the client waits for
    /// `100 Continue`; then the connection closes.
    ///
    /// # Errors
    /// [`UsageError::NothingOwed`], or the first problem with the response; nothing was written.
    pub fn respond(&mut self, mut response: Response) -> Result<(), UsageError> {
        let Writing::Owed(asked) = self.writing else { return Err(self.not_owed()) };
        self.complete(&mut response)?;
        let close = self.must_close(asked) || response.closes();
        self.write_whole(&mut response, asked, close);
        self.answered(close);
        Ok(())
    }

    /// Begin an answer whose length is not known yet: its body follows in chunks, or (HTTP/1.0)
    /// as it is until the connection closes.
    ///
    /// Where no body may follow (HEAD, 204, 205, 304) the answer is finished at once; see
    /// [`is_streaming`](Self::is_streaming).
    ///
    /// # Errors
    /// [`UsageError::NothingOwed`], [`UsageError::BodyWithBegin`], or the first problem with the
    /// response; nothing was written.
    pub fn begin(&mut self, mut response: Response) -> Result<(), UsageError> {
        let Writing::Owed(asked) = self.writing else { return Err(self.not_owed()) };
        self.complete(&mut response)?;
        if response.body_len() > 0 {
            return Err(UsageError::BodyWithBegin);
        }
        let bodiless = status::has_no_content(response.status());
        let chunked = asked.version == Version::Http11 && !bodiless;
        let ends_with_stream = !chunked && !bodiless && !asked.head_only;
        let close = self.must_close(asked) || response.closes() || ends_with_stream;
        let framing = match response.status() {
            205 => Framing::Length(0),
            _ if chunked => Framing::Chunked,
            _ => Framing::Unsaid,
        };
        let connection = connection(asked, close);
        let date_line = self.clock.date_line();
        response.write_head(self.output.buffer(), date_line, framing, connection, 0);
        if bodiless || asked.head_only {
            self.answered(close);
        } else {
            self.writing = Writing::Streaming { chunked, close };
        }
        Ok(())
    }

    /// Send a piece of the body that was begun. An empty one is not written, for an empty chunk
    /// would end the body.
    ///
    /// # Errors
    /// [`UsageError::NotStreaming`].
    pub fn send_chunk(&mut self, data: &[u8]) -> Result<(), UsageError> {
        match self.writing {
            Writing::Streaming { chunked: true, .. } => write_chunk(self.output.buffer(), data),
            Writing::Streaming { chunked: false, .. } => self.output.push_slice(data),
            _ => return Err(UsageError::NotStreaming),
        }
        Ok(())
    }

    /// As [`send_chunk`](Self::send_chunk), for bytes that many share: large ones are not copied.
    ///
    /// # Errors
    /// [`UsageError::NotStreaming`].
    pub fn send_shared_chunk(&mut self, data: Bytes) -> Result<(), UsageError> {
        match self.writing {
            Writing::Streaming { chunked: true, .. } if !data.is_empty() => {
                self.output.push_slice(SizeLine::new(data.len()).as_bytes());
                self.output.push(data);
                self.output.push_slice(b"\r\n");
            }
            Writing::Streaming { .. } => self.output.push(data),
            _ => return Err(UsageError::NotStreaming),
        }
        Ok(())
    }

    /// As [`send_chunk`](Self::send_chunk), for a piece that `write` appends to the output itself.
    ///
    /// # Errors
    /// [`UsageError::NotStreaming`]; `write` is not called then.
    pub fn send_chunk_with(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Result<(), UsageError> {
        match self.writing {
            Writing::Streaming { chunked: true, .. } => {
                write_chunk_with(self.output.buffer(), write);
            }
            Writing::Streaming { chunked: false, .. } => write(self.output.buffer()),
            _ => return Err(UsageError::NotStreaming),
        }
        Ok(())
    }

    /// The body that was begun is complete.
    ///
    /// # Errors
    /// [`UsageError::NotStreaming`].
    pub fn finish(&mut self) -> Result<(), UsageError> {
        let Writing::Streaming { chunked, close } = self.writing else {
            return Err(UsageError::NotStreaming);
        };
        if chunked {
            self.output.push_slice(LAST_CHUNK);
        }
        self.answered(close || self.closing);
        Ok(())
    }

    /// Answer and close, whether a request is owed an answer or not yet heard. An answer that was
    /// begun is broken off, so that the peer can see that it is incomplete.
    ///
    /// # Errors
    /// [`UsageError::Ended`], or the first problem with the response; nothing was written.
    pub fn reject(&mut self, mut response: Response) -> Result<(), UsageError> {
        self.complete(&mut response)?;
        match self.writing {
            Writing::Nothing => self.write_whole(&mut response, Asked::UNKNOWN, true),
            Writing::Owed(asked) => self.write_whole(&mut response, asked, true),
            Writing::Streaming { .. } | Writing::Done => {}
            Writing::Ended => return Err(UsageError::Ended),
        }
        self.end();
        Ok(())
    }

    /// Leave HTTP: write `bytes`, a whole `101` response, as they are. What the peer sends from
    /// here on is the next protocol's: what is left in the input, after
    /// [`take_held`](Self::take_held).
    ///
    /// # Errors
    /// [`UsageError::NothingOwed`]; [`UsageError::BodyUnread`] while a body is to come;
    /// [`UsageError::SwitchInHttp10`], for Upgrade means nothing there (RFC 9110 §7.8).
    pub fn switch_protocols(&mut self, bytes: &[u8]) -> Result<(), UsageError> {
        let Writing::Owed(asked) = self.writing else { return Err(self.not_owed()) };
        if asked.version == Version::Http10 {
            return Err(UsageError::SwitchInHttp10);
        }
        match self.reading {
            Reading::Answer | Reading::Body(Body::Length { left: 0 }) => {}
            _ => return Err(UsageError::BodyUnread),
        }
        self.output.push_slice(bytes);
        self.added = Vec::new();
        self.reading = Reading::Switched;
        self.writing = Writing::Ended;
        Ok(())
    }

    /// The application wants the body and the client waits to be asked: ask, once.
    pub(crate) fn ask_for_body(&mut self) {
        if let Writing::Owed(asked) = &mut self.writing
            && asked.waits
        {
            asked.waits = false;
            self.output.push_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
    }

    /// The client did not wait.
    pub(crate) fn body_is_coming(&mut self) {
        if let Writing::Owed(asked) = &mut self.writing {
            asked.waits = false;
        }
    }

    /// Tell the peer which rule it broke, unless an answer was already begun.
    pub(crate) fn answer_violation(&mut self, violation: &Violation) {
        let asked = match self.writing {
            Writing::Nothing => Asked::UNKNOWN,
            Writing::Owed(asked) => asked,
            _ => return,
        };
        let mut response = Response::new(violation.status()).text(&violation.to_string());
        self.write_whole(&mut response, asked, true);
    }

    /// We send no more, and what comes no longer counts.
    pub(crate) fn end(&mut self) {
        self.output.end();
        self.writing = Writing::Ended;
        self.reading = Reading::Over;
        self.held = Held::default();
    }

    fn write_whole(&mut self, response: &mut Response, asked: Asked, close: bool) {
        let length = response.body_len();
        let (framing, has_body) = match response.status() {
            204 | 304 => (Framing::Unsaid, false),
            205 => (Framing::Length(0), false),
            _ => (Framing::Length(length), !asked.head_only),
        };
        let more = if has_body && length < wire::output::BY_REFERENCE_FROM { length } else { 0 };
        let connection = connection(asked, close);
        let date_line = self.clock.date_line();
        response.write_head(self.output.buffer(), date_line, framing, connection, more);
        if has_body {
            self.output.push(response.take_body());
        }
    }

    /// The answer is finished.
    fn answered(&mut self, close: bool) {
        if close {
            self.end();
        } else if matches!(self.reading, Reading::Answer) {
            self.next_request();
        } else {
            self.writing = Writing::Done;
        }
    }

    /// Either side wants to close; or the client holds a body back, and whether it still comes
    /// cannot be known; or no further request can come.
    fn must_close(&self, asked: Asked) -> bool {
        let last = self.eof != Eof::No && self.held.is_empty();
        !asked.keep_alive || self.closing || asked.waits || last
    }

    fn not_owed(&self) -> UsageError {
        if matches!(self.writing, Writing::Ended) {
            UsageError::Ended
        } else {
            UsageError::NothingOwed
        }
    }
}

/// What Connection says, where the version does not: 1.1 stays open, 1.0 closes.
fn connection(asked: Asked, close: bool) -> Option<&'static str> {
    match (close, asked.version) {
        (true, _) => Some("close"),
        (false, Version::Http10) => Some("keep-alive"),
        (false, Version::Http11) => None,
    }
}
