//! # Opening a WebSocket from the client's side                      chapter 08 · RFC 6455 §4.1
//! Knows: reach the server, begin TLS, ask, wait for the answer; then frames.
//! Does not know: what is said after.
//! Read before: `handshake/src/client.rs`, `gate.rs`, `stream.rs`. Read next: `drive.rs`.
//!
//! The example at [`crate::WebSocket`] opens one, and uses it.

mod accept;
mod open_error;
mod request;

pub use accept::{AcceptError, Welcome, accept};
pub use open_error::OpenError;
pub use request::Request;

use crate::gate::{ConnectGate, Pass, Remote};
use crate::handle::Queue;
use crate::tls::{ClientTls, TlsError};
use crate::{Connection, Stream, deflate, entropy};
use frames::{Liveness, Role};
use handshake::Uri;
use handshake::client::{Open, Step, Waiting};
use handshake::deflate::Agreed;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
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
    // Until the answer came, nobody else may ask this remote.
    let (socket, _pass) = match proxy {
        None => reach(&uri, &gate, within).await?,
        Some(proxy) => {
            let authority = uri.authority_with_port();
            let pass = gate.enter(Remote::Name(authority.clone())).await;
            let tunnel = proxy.tunnel(&authority, &limits).await;
            (tunnel.map_err(OpenError::Proxy)?, pass)
        }
    };
    let mut stream = Stream::Plain(socket);
    if uri.is_secure() {
        stream = begin_tls(stream, uri.host(), tls).await.map_err(OpenError::Tls)?;
    }
    let open = ask(&mut stream, &question, waiting).await?;
    let mut connection = Connection::new(stream, &limits, stop);
    connection.put_back(open.leftover);
    let mut socket = frames::Connection::client(limits, entropy::masking_key)
        .with_liveness(Liveness::new(&limits, entropy::jitter()));
    if let Some(agreed) = open.deflate {
        socket = socket.with_deflate(deflate(agreed, Role::Client));
    }
    Ok(Opened { connection, socket, subprotocol: open.subprotocol, deflate: open.deflate })
}

/// Connect to the first of the host's addresses that lets us. One that is silent does not use up
/// the time of the others.
async fn reach(
    uri: &Uri,
    gate: &ConnectGate,
    within: Duration,
) -> Result<(TcpStream, Pass), OpenError> {
    let unknown = |error| OpenError::Resolve(uri.host().into(), error);
    let found = lookup_host((uri.host(), uri.port())).await.map_err(unknown)?;
    let addresses: Vec<SocketAddr> = found.collect();
    let share = within / u32::try_from(addresses.len().max(1)).unwrap_or(u32::MAX);
    let mut failed = unknown(io::ErrorKind::NotFound.into());
    for address in addresses {
        let pass = gate.enter(Remote::Address(address)).await;
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => {
                socket.set_nodelay(true)?;
                return Ok((socket, pass));
            }
            Ok(Err(error)) => failed = OpenError::Io(error),
            Err(_) => failed = OpenError::TooLate,
        }
    }
    Err(failed)
}

async fn begin_tls(
    stream: Stream,
    host: &str,
    trusted: Option<ClientTls>,
) -> Result<Stream, TlsError> {
    let Stream::Plain(socket) = stream else { return Ok(stream) };
    let tls = trusted.map_or_else(ClientTls::web, Ok)?;
    Ok(Stream::Tls(Box::new(tls.connect(host, socket).await?)))
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
