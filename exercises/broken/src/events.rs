//! # The event-stream server, as a list of places to go wrong        chapter 06 · HTML §9.2
//! Knows: each step as a method, and the right way to do it. Does not know: any bug.
//! Read before: `server.rs`. Read next: `events/request.rs`.

pub mod block;
pub mod date;
pub mod log;
pub mod request;
pub mod serve;
pub mod stream;

use crate::end::End;
use crate::socket::Socket;
use log::{Event, Log};
use request::Request;
use std::time::{Duration, SystemTime};

/// Who publishes with `POST /publish` is heard by all that read `GET /events`. As it stands the
/// server is right; a bug is one method, written otherwise.
pub trait EventServer: Sync {
    // The stream's head.

    /// The fields of a stream's head that say what it is.
    fn stream_fields(&self) -> &'static str {
        "Content-Type: text/event-stream\r\nCache-Control: no-cache, no-transform\r\n\
         X-Accel-Buffering: no\r\n"
    }
    /// What is sent before the first event, so that the head is on its way.
    fn greeting(&self) -> &'static str {
        ": hello\n\n"
    }
    /// Is the head kept until there is an event to send with it?
    fn keeps_the_head(&self) -> bool {
        false
    }
    /// The number of the last event that the client has, if it says one.
    fn last_event_id(&self, request: &Request) -> Option<u64> {
        request.field("Last-Event-ID")?.parse().ok()
    }
    /// The events behind `last`.
    fn behind(&self, log: &Log, last: u64, time: Duration) -> Vec<Event> {
        log.behind(last, time)
    }

    // One event.

    /// An event as the block of lines that a client reads.
    fn block(&self, event: &Event) -> String {
        block::block(self, event)
    }
    /// The lines of an event's data.
    fn lines(&self, data: &str) -> Vec<String> {
        block::lines(data)
    }
    /// The line with the number of an event.
    fn id_line(&self, id: u64) -> String {
        format!("id: {id}\n")
    }
    /// What ends a block.
    fn end_of_block(&self) -> &'static str {
        "\n"
    }
    /// The bytes of a text.
    fn bytes(&self, text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    // The stream.

    /// How long nothing is said at most, when there is nothing to say.
    fn heartbeat(&self) -> Option<Duration> {
        Some(Duration::from_secs(15))
    }
    /// How much is gathered before it is sent.
    fn gathers(&self) -> usize {
        1
    }
    /// A piece of a body, as one chunk.
    fn chunk(&self, piece: &[u8]) -> Vec<u8> {
        stream::chunk(piece)
    }
    /// Does the client know chunks?
    fn may_chunk(&self, request: &Request) -> bool {
        request.speaks_1_1()
    }
    /// Send bytes to one client.
    fn send(&self, socket: &mut Socket, bytes: &[u8]) -> Result<(), End> {
        Ok(socket.send(bytes)?)
    }

    // HTTP.

    /// Read a request, with its body.
    fn read_request(&self, socket: &mut Socket) -> Result<Request, End> {
        request::read(self, socket)
    }
    /// Read the bytes of a head.
    fn read_head(&self, socket: &mut Socket) -> Result<Vec<u8>, End> {
        crate::opening::read_head(socket)
    }
    /// What the fields say of the length of the body.
    fn check_lengths(&self, request: &Request) -> Result<(), End> {
        request::check_lengths(request)
    }
    /// Is the request addressed to a host?
    fn check_host(&self, request: &Request) -> Result<(), End> {
        request::check_host(request)
    }
    /// Is `found` the name of the field `wanted`?
    fn is_named(&self, found: &str, wanted: &str) -> bool {
        found.eq_ignore_ascii_case(wanted)
    }
    /// Does a stream answer this method?
    fn streams(&self, method: &str) -> bool {
        method == "GET"
    }
    /// May the connection carry another request?
    fn keeps_alive(&self, request: &Request) -> bool {
        request.keeps_alive()
    }
    /// The line that says when an answer was made.
    fn date_line(&self) -> String {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        format!("Date: {}\r\n", date::date(now.as_secs()))
    }
    /// May an empty line stand before a request?
    fn passes_over_empty_lines(&self) -> bool {
        true
    }
    /// A complete answer.
    fn answer(&self, request: &Request, status: &str, fields: &str, text: &str) -> Vec<u8> {
        serve::answer(self, request, status, fields, text)
    }
    /// Does a second client wait until the first is gone?
    fn serves_one_by_one(&self) -> bool {
        false
    }
}

/// The server that is right.
#[derive(Debug)]
pub struct RightEvents;

impl EventServer for RightEvents {}
