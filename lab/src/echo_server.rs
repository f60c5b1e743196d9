//! # A bare echo server                                              chapter 12
//! Knows: how a connection is served that echoes messages and bodies. Does not know: the lab.
//! Read before: `echo.rs`, `echo_server/plain.rs`. Read next: `publish.rs`.
//!
//! It is the target of conformance runs and benches: nothing but the protocols.

mod plain;

use crate::connection::open;
use crate::echo::EchoBack;
use handshake::deflate::Policy;
use http1::Server;
use net::tls::ServerTls;
use net::tokio::net::TcpListener;
use net::{Connection, Ended, Stop, Stream, clock, drive};
use plain::Plain;
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
    let config = config.into();
    let each_stop = stop.clone();
    let report = |incident| tracing::warn!(?incident, "echo");
    net::serve(listener, stop, CONNECTIONS_MAX, GRACE, report, |stream, _, _| {
        let (tls, stop) = (tls.clone(), each_stop.clone());
        async move {
            let time = config.limits.head_time;
            match Stream::accept(stream, tls.as_ref(), time, stop.clone()).await {
                Ok(stream) => connection(stream, config, stop).await,
                Err(error) => tracing::debug!(%error, "no TLS"),
            }
        }
    })
    .await;
}

async fn connection(stream: Stream, config: Config, stop: Stop) {
    let limits = config.limits;
    let mut socket = Connection::new(stream, &limits, stop);
    let mut http = Server::new(limits, clock::unix_time());
    let mut plain = Plain::default();
    let ended = drive(&mut socket, &mut http, &mut plain).await;
    let (Ok(Ended::HandedOn), Some(asked)) = (ended, plain.into_asked()) else { return };
    let deflate = config.compression.and_then(|ours| asked.deflate(&ours));
    let Ok(accepted) = asked.accept_with(None, deflate) else { return };
    if http.switch_protocols(&accepted.answer).is_ok() {
        socket.take_output_of(&mut http);
        socket.put_back(http.take_held());
        let mut websocket = open(accepted.deflate, &limits);
        if let Err(fault) = drive(&mut socket, &mut websocket, &mut EchoBack).await {
            tracing::debug!(%fault, "ended");
        }
    }
}
