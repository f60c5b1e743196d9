//! # A stream of events                                              chapter 06 · HTML §9.2
//! Knows: the head, the chunks, when something is said. Does not know: how an event is written.
//! Read before: `events/block.rs`. Read next: `events/serve.rs`.

use super::EventServer;
use super::log::Log;
use super::request::Request;
use crate::end::End;
use crate::socket::Socket;
use std::time::Duration;

/// With no heartbeat the log is still looked at now and then.
const A_WHILE: Duration = Duration::from_secs(3600);

/// The answer of a stream: for ever, or until the client is gone.
///
/// # Errors
/// There is always one: the client is gone.
pub fn run<S: EventServer + ?Sized>(
    server: &S,
    socket: &mut Socket,
    log: &Log,
    request: &Request,
) -> Result<(), End> {
    let mut last = server.last_event_id(request).unwrap_or_else(|| log.newest());
    let is_chunked = server.may_chunk(request);
    let mut waiting = head(server, is_chunked).into_bytes();
    let mut piece = server.greeting().as_bytes().to_vec();
    let mut least = if server.keeps_the_head() { usize::MAX } else { 1 };
    loop {
        waiting.extend(if is_chunked { server.chunk(&piece) } else { piece.clone() });
        piece.clear();
        if waiting.len() >= least {
            server.send(socket, &waiting)?;
            waiting.clear();
        }
        least = server.gathers();
        let events = server.behind(log, last, server.heartbeat().unwrap_or(A_WHILE));
        for event in &events {
            last = event.id;
            piece.extend(server.bytes(&server.block(event)));
        }
        if events.is_empty() && server.heartbeat().is_some() {
            piece.extend(b":\n\n");
        }
    }
}

/// The head of a stream's answer. A client of HTTP/1.0 knows no chunks: there the end of the
/// connection is the end of the stream.
pub fn head<S: EventServer + ?Sized>(server: &S, is_chunked: bool) -> String {
    let fields = server.stream_fields();
    let framing = if is_chunked { "Transfer-Encoding: chunked" } else { "Connection: close" };
    format!("HTTP/1.1 200 OK\r\n{}{fields}{framing}\r\n\r\n", server.date_line())
}

/// A piece of a body as one chunk: its size in hexadecimal digits, and the piece. An empty piece
/// is no chunk, for a chunk of size 0 would end the body.
pub fn chunk(piece: &[u8]) -> Vec<u8> {
    if piece.is_empty() {
        return Vec::new();
    }
    [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat()
}
