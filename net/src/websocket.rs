//! # Opening a WebSocket from the client's side                      chapter 08 · RFC 6455 §4.1
//! Knows: connect, ask, wait for the answer; then frames. Does not know: what is said after.
//! Read before: `handshake/src/client.rs`. Read next: `drive.rs`.

use crate::{Connection, Stop, entropy};
use handshake::client::{Connect, Step};
use std::{fmt, io};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use wire::Limits;

/// Why there is no WebSocket.
#[derive(Debug)]
pub enum OpenError {
    /// Nobody listens there, or the stream failed.
    Io(io::Error),
    /// The question cannot be asked.
    Usage(handshake::UsageError),
    /// The answer is not the one that opens a WebSocket, or the stream ended before it was whole.
    Handshake(handshake::ProtocolError),
    /// The answer did not come within `Limits::head_time`.
    TooLate,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot connect: {error}"),
            Self::Usage(error) => error.fmt(f),
            Self::Handshake(error) => error.fmt(f),
            Self::TooLate => f.write_str("the server did not answer in time"),
        }
    }
}

impl std::error::Error for OpenError {}

/// A stream on which frames may be sent, and the client's end of the WebSocket on it.
pub type Opened = (Connection<TcpStream>, frames::Connection);

/// Connect to `address` (host and port) and open a WebSocket at `target` there.
///
/// What comes behind the answer's head is frames already: the connection gives it to the WebSocket
/// first.
///
/// # Errors
/// [`OpenError`].
pub async fn open(
    address: &str,
    target: &str,
    limits: Limits,
    stop: Stop,
) -> Result<Opened, OpenError> {
    let asking = ask(address, Connect::new(address, target).limits(limits));
    let answer = timeout(limits.head_time, asking).await.map_err(|_| OpenError::TooLate)?;
    let (stream, leftover) = answer?;
    let mut connection = Connection::new(stream, &limits, stop);
    connection.put_back(leftover);
    Ok((connection, frames::Connection::client(limits, entropy::masking_key)))
}

async fn ask(address: &str, connect: Connect) -> Result<(TcpStream, Vec<u8>), OpenError> {
    let (request, mut waiting) = connect.start(entropy::nonce()).map_err(OpenError::Usage)?;
    let mut stream = TcpStream::connect(address).await.map_err(OpenError::Io)?;
    stream.set_nodelay(true).map_err(OpenError::Io)?;
    stream.write_all(&request).await.map_err(OpenError::Io)?;
    let mut buffer = [0; 4096];
    loop {
        let n = stream.read(&mut buffer).await.map_err(OpenError::Io)?;
        if n == 0 {
            return Err(OpenError::Handshake(waiting.receive_eof()));
        }
        match waiting.receive(&buffer[..n]).map_err(OpenError::Handshake)? {
            Step::Waiting(still) => waiting = still,
            Step::Open(open) => return Ok((stream, open.leftover)),
        }
    }
}
