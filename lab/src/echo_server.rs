//! # A bare echo server                                              chapter 12
//! Knows: how a connection is served that echoes messages and bodies. Does not know: the lab.
//! Read before: `echo.rs`, `echo_server/plain.rs`. Read next: `publish.rs`.
//!
//! It is the target of conformance runs and benches: nothing but the protocols.

mod plain;

use crate::connection;
use crate::echo::EchoBack;
use frames::Connection as WebSocket;
use handshake::deflate::Policy;
use http1::Server;
use net::tls::ServerTls;
use net::tokio::net::{TcpListener, TcpStream};
use net::{Connection, Ended, Stop, Stream, clock, drive};
use plain::Plain;
use std::sync::Arc;
use std::time::Duration;
use wire::Limits;

/// The connections that are served at once.
const CONNECTIONS_MAX: usize = 18_000;
/// How long the open connections have to say goodbye.
const GRACE: Duration = Duration::from_secs(4);

/// What an echo server can be told.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// The bounds on what a peer can make it hold.
    pub limits: Limits,
    /// Whether messages may be compressed, and how; `None` for never.
    pub compression: Option<Policy>,
}

impl From<Limits> for Config {
    fn from(limits: Limits) -> Self {
        Self { limits, compression: Some(Policy::default()) }
    }
}

/// Echo on `listener`, inside `tls` if there is one, until `stop` is asked for.
pub async fn serve(
    listener: TcpListener,
    tls: Option<ServerTls>,
    config: impl Into<Config>,
    stop: Stop,
) {
    let Config { limits, compression } = config.into();
    let limits = Arc::new(limits);
    let each_stop = stop.clone();
    let report = |incident| tracing::warn!(?incident, "echo");
    net::serve(listener, stop, CONNECTIONS_MAX, GRACE, report, |stream, _, _| {
        // Boxed: a task keeps the room of its largest step, and this one is soon over.
        let opening = Box::pin(open(
            stream,
            tls.clone(),
            Arc::clone(&limits),
            compression,
            each_stop.clone(),
        ));
        async move {
            let Some((mut socket, mut websocket)) = opening.await else { return };
            if let Err(fault) = drive(&mut socket, &mut websocket, &mut EchoBack).await {
                tracing::debug!(%fault, "ended");
            }
        }
    })
    .await;
}

/// Everything before the first frame: TLS, requests that are answered, the handshake.
async fn open(
    stream: TcpStream,
    tls: Option<ServerTls>,
    limits: Arc<Limits>,
    compression: Option<Policy>,
    stop: Stop,
) -> Option<(Connection<Stream>, WebSocket)> {
    let accepted = Stream::accept(stream, tls.as_ref(), limits.head_time, stop.clone()).await;
    let stream = accepted.inspect_err(|error| tracing::debug!(%error, "no TLS")).ok()?;
    let mut socket = Connection::new(stream, Arc::clone(&limits), stop);
    let mut http = Server::new(*limits, clock::unix_time());
    let mut plain = Plain::default();
    let Ok(Ended::HandedOn) = drive(&mut socket, &mut http, &mut plain).await else { return None };
    let asked = plain.into_asked()?;
    let deflate = compression.and_then(|ours| asked.deflate(&ours));
    let accepted = asked.accept_with(None, deflate).ok()?;
    http.switch_protocols(&accepted.answer).ok()?;
    socket.take_output_of(&mut http);
    socket.put_back(http.take_held());
    Some((socket, connection::open(accepted.deflate, &limits)))
}
