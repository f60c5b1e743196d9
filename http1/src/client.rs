//! # Client                                                          chapter 02 · RFC 9112 §9
//! Knows: one request, the response to it, the next request. Does not know: sockets, or when to
//! try again.
//! Read before: `server_answer.rs`. Read next: `handshake/src/lib.rs`, `polling/src/lib.rs`.

use crate::body::Body;
use crate::chunk_decode::Piece;
use crate::head_reader::HeadReader;
use crate::{BodyLength, ProtocolError, Request, ResponseHead, UsageError, Violation};
use std::mem;
use wire::{Input, Limits, Output, Payload, Protocol};

/// What a client hears.
#[derive(Debug, PartialEq, Eq)]
pub enum ClientEvent<'i> {
    /// The head of the response. Interim ones (1xx) are skipped, [`INTERIM_RESPONSES`] at most, but
    /// for 101.
    Response(ResponseHead<'i>),
    /// A part of its body. Where the cuts fall means nothing.
    Data(Payload<'i>),
    /// The response is complete. Behind a 101 the bytes are the next protocol's: they stay in the
    /// input, so stop asking for events.
    End,
    /// The server sends no more. Once.
    Closed,
}

/// As many interim responses (1xx) may come before the final one: more than any server has to say,
/// and a server that never comes to the point is found out.
pub const INTERIM_RESPONSES: u8 = 16;

/// HTTP/1.1, as the one who asks: one request at a time.
///
/// Its bodies are not bounded, for nothing of them is held: an event stream has no end. How long
/// to wait for a response is the application's choice.
///
/// ```
/// use http1::{Client, ClientEvent, Request};
/// use wire::{Input, Limits, Protocol};
///
/// let mut client = Client::new(Limits::DEFAULT);
/// client.request(Request::get("/", "example.com"))?;
/// assert_eq!(client.take_output().to_vec(), b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
/// let mut bytes = *b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
/// let mut input = Input::new(&mut bytes);
/// let Some(ClientEvent::Response(head)) = client.next_event(&mut input)? else { panic!() };
/// assert_eq!(head.status(), 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Client {
    limits: Limits,
    pub(crate) reading: Reading,
    output: Output,
    /// Bytes read so far, those at hand not counted.
    taken: u64,
    /// The request was `HEAD`.
    head_only: bool,
    /// The request asked for another protocol.
    upgrades: bool,
    /// How many more interim responses may come.
    interim_left: u8,
    /// The connection ends after this response.
    closing: bool,
    eof: bool,
    closed_told: bool,
}

/// What comes next from the server.
#[derive(Debug)]
pub(crate) enum Reading {
    /// Nothing: nothing was asked.
    Idle,
    /// The head of the response.
    Head(HeadReader),
    /// Its body, or the news that it has none.
    Body(Body),
    /// The end of a 101.
    Switching,
    /// What the next protocol reads.
    Switched,
    /// Nothing that counts.
    Over,
    /// Nothing, for a rule was broken.
    Failed(ProtocolError),
}

/// A rule and the byte of the connection that broke it.
type Broken = (Violation, u64);

impl Client {
    /// A connection on which nothing was asked yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            reading: Reading::Idle,
            output: Output::default(),
            taken: 0,
            head_only: false,
            upgrades: false,
            interim_left: 0,
            closing: false,
            eof: false,
            closed_told: false,
        }
    }

    /// Ask.
    ///
    /// # Errors
    /// [`UsageError::AnswerOutstanding`] before the last response is complete,
    /// [`UsageError::Ended`] on a connection that is over, or the first problem with the request;
    /// nothing was written.
    pub fn request(&mut self, request: Request) -> Result<(), UsageError> {
        match self.reading {
            Reading::Idle if !self.eof => {}
            Reading::Head(_) | Reading::Body(_) => return Err(UsageError::AnswerOutstanding),
            _ => return Err(UsageError::Ended),
        }
        let (head_only, closes) = (request.method() == "HEAD", request.closes());
        let upgrades = request.upgrades();
        request.write(&mut self.output)?;
        self.head_only = head_only;
        self.upgrades = upgrades;
        self.interim_left = INTERIM_RESPONSES;
        self.closing |= closes;
        self.reading = Reading::Head(HeadReader::new(0));
        Ok(())
    }

    /// True when a request can be made on this connection.
    pub fn is_ready(&self) -> bool {
        matches!(self.reading, Reading::Idle) && !self.eof
    }

    /// One step of reading.
    fn read<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<ClientEvent<'i>>, Broken> {
        let before = input.len();
        match &mut self.reading {
            Reading::Idle if input.is_empty() => Ok(None),
            Reading::Idle => Err((Violation::UnaskedBytes, self.taken)),
            Reading::Head(reader) => {
                reader.begin(input, self.taken)?;
                let whole = reader.next(input, self.limits.head_bytes)?;
                let start = reader.start();
                whole.map_or(Ok(None), |bytes| self.take_head(bytes, start))
            }
            Reading::Body(body) => {
                let piece = body.next(input);
                let read = (before - input.len()) as u64;
                match piece.map_err(|violation| (violation, self.taken + read))? {
                    Some(Piece::Data(data)) => Ok(Some(ClientEvent::Data(data))),
                    Some(Piece::End) => Ok(Some(self.end_of_response())),
                    None => Ok(None),
                }
            }
            Reading::Switching => {
                self.reading = Reading::Switched;
                Ok(Some(ClientEvent::End))
            }
            Reading::Switched => Ok(None),
            Reading::Over => {
                input.take_all();
                Ok(None)
            }
            Reading::Failed(error) => Err((error.violation.clone(), error.offset)),
        }
    }

    /// Judge a whole head, and give it out unless it is an interim one.
    fn take_head<'i>(
        &mut self,
        bytes: Payload<'i>,
        start: u64,
    ) -> Result<Option<ClientEvent<'i>>, Broken> {
        let head = ResponseHead::of_whole(bytes, self.limits.head_fields)
            .map_err(|(violation, offset)| (violation, start + offset as u64))?;
        self.reading = match head.status() {
            101 if !self.upgrades => return Err((Violation::UnaskedUpgrade, start)),
            101 => Reading::Switching,
            100..=199 => {
                let left = self.interim_left.checked_sub(1);
                self.interim_left = left.ok_or((Violation::TooManyInterim, start))?;
                self.reading = Reading::Head(HeadReader::new(0));
                return Ok(None);
            }
            _ => {
                let length = head.body(if self.head_only { "HEAD" } else { "GET" });
                self.closing |= !head.keep_alive() || length == BodyLength::UntilClose;
                Reading::Body(Body::new(length, &self.limits, u64::MAX))
            }
        };
        Ok(Some(ClientEvent::Response(head)))
    }

    fn end_of_response<'i>(&mut self) -> ClientEvent<'i> {
        if self.closing {
            self.reading = Reading::Over;
            self.output.end();
        } else {
            self.reading = Reading::Idle;
        }
        ClientEvent::End
    }

    /// The server ended its side, and all that it sent was heard.
    fn after_eof<'i>(&mut self) -> Result<Option<ClientEvent<'i>>, Broken> {
        match self.reading {
            Reading::Head(_) | Reading::Body(Body::Length { .. } | Body::Chunked(_)) => {
                return Err((Violation::ClosedEarly, self.taken));
            }
            Reading::Body(Body::UntilClose) => return Ok(Some(self.end_of_response())),
            Reading::Idle => {
                self.output.end();
                self.reading = Reading::Over;
            }
            _ => {}
        }
        let untold = !mem::replace(&mut self.closed_told, true);
        Ok(untold.then_some(ClientEvent::Closed))
    }
}

impl Protocol for Client {
    type Event<'i> = ClientEvent<'i>;
    type Error = ProtocolError;

    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<ClientEvent<'i>>, ProtocolError> {
        loop {
            let before = input.len();
            let mut read = self.read(input);
            self.taken += (before - input.len()) as u64;
            let skipped_interim = matches!(read, Ok(None)) && !input.is_empty();
            if skipped_interim && matches!(self.reading, Reading::Head(_)) {
                continue;
            }
            if matches!(read, Ok(None)) && self.eof && input.is_empty() {
                read = self.after_eof();
            }
            return read.map_err(|(violation, offset)| {
                input.take_all();
                let error = ProtocolError { violation, offset };
                if !matches!(self.reading, Reading::Failed(_)) {
                    self.output.end();
                    self.reading = Reading::Failed(error.clone());
                }
                error
            });
        }
    }

    fn receive_eof(&mut self) {
        self.eof = true;
    }

    fn take_output(&mut self) -> Output {
        mem::take(&mut self.output)
    }

    fn held(&self) -> usize {
        if let Reading::Head(reader) = &self.reading { reader.held() } else { 0 }
    }

    fn describe(&self) -> String {
        self.words()
    }

    fn shut_down(&mut self) {
        self.closing = true;
        if matches!(self.reading, Reading::Idle) {
            self.output.end();
            self.reading = Reading::Over;
        }
    }
}
