//! # Opening a WebSocket from the client's side                      chapter 08 · RFC 6455 §4.1
//! Knows: reach the server, begin TLS, ask, wait for the answer; then frames.
//! Does not know: what is said after.
//! Read before: `handshake/src/client.rs`, `reach.rs`. Read next: `drive.rs`.
//!
//! The example at [`crate::WebSocket`] opens one, and uses it.

mod accept;
mod open_error;
mod request;

pub use accept::{AcceptError, Welcome, accept};
pub use open_error::OpenError;
pub use request::Request;

use crate::handle::Queue;
use crate::reach::{Route, reach};
use crate::{Connection, Stream, deflate, entropy};
use frames::{Liveness, Role};
use handshake::client::{Open, Step, Waiting};
use handshake::deflate::Agreed;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

/// An open WebSocket.
#[derive(Debug)]
pub struct Opened {
    /// The stream; what came behind the answer's head is given to the WebSocket first.
    pub connection: Connection<Stream>,
    /// Our end of the WebSocket on it; it asks a silent peer whether it is there.
    pub socket: frames::Connection,
    /// The subprotocol that is spoken.
    pub subprotocol: Option<String>,
    /// How messages are compressed, if they are.
    pub deflate: Option<Agreed>,
}

impl Opened {
    /// To call it, instead of being called: see [`crate::WebSocket::spawn`].
    pub fn into_websocket(self, queue: Queue) -> crate::WebSocket {
        crate::WebSocket::spawn(self.connection, self.socket, queue)
    }
}

/// Open the WebSocket that `request` names.
///
/// Dropping the future gives the attempt up: its socket is closed, and the gate is free.
///
/// # Errors
/// [`OpenError`]. What cannot be asked is found before a byte is sent.
pub async fn connect(request: Request) -> Result<Opened, OpenError> {
    let within = request.within.unwrap_or(request.limits.head_time);
    timeout(within, open(request, within)).await.map_err(|_| OpenError::TooLate)?
}

async fn open(request: Request, within: Duration) -> Result<Opened, OpenError> {
    let Request { uri, connect, limits, within: _, tls, proxy, gate, stop } = request;
    let (question, waiting) = connect.start(entropy::nonce()).map_err(OpenError::Usage)?;
    let route = Route { tls, proxy, gate: Some(gate) };
    // Until the answer came, nobody else may ask this remote.
    let (mut stream, _pass) = reach(uri.as_http(), &route, &limits, within).await?;
    let open = ask(&mut stream, &question, waiting).await?;
    let limits = Arc::new(limits);
    let mut connection = Connection::new(stream, Arc::clone(&limits), stop);
    connection.put_back(open.leftover);
    let mut socket = frames::Connection::client(Arc::clone(&limits), entropy::masking_key)
        .with_liveness(Liveness::new(limits, entropy::jitter()));
    if let Some(agreed) = open.deflate {
        socket = socket.with_deflate(deflate(agreed, Role::Client));
    }
    Ok(Opened { connection, socket, subprotocol: open.subprotocol, deflate: open.deflate })
}

/// Send the question, and wait for the answer.
async fn ask(
    stream: &mut Stream,
    question: &[u8],
    mut waiting: Waiting,
) -> Result<Open, OpenError> {
    stream.write_all(question).await?;
    stream.flush().await?;
    let mut buffer = [0; 4096];
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Err(OpenError::Handshake(waiting.receive_eof()));
        }
        match waiting.receive(&buffer[..n]).map_err(OpenError::Handshake)? {
            Step::Waiting(still) => waiting = still,
            Step::Open(open) => return Ok(open),
        }
    }
}
