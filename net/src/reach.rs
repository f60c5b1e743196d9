//! # Reaching a server                                  chapter 02, 08 · RFC 6455 §4.1, RFC 9110 §4
//! Knows: look up, connect, go through a proxy, begin TLS. Does not know: what is said then.
//! Read before: `http1/src/uri.rs`, `gate.rs`, `proxy.rs`, `tls.rs`. Read next: `fetch.rs`.

use crate::Stream;
use crate::gate::{ConnectGate, Pass, Remote};
use crate::proxy::{Proxy, ProxyError};
use crate::retry::{proxy_is_worth_a_retry, tls_is_worth_a_retry};
use crate::tls::{ClientTls, TlsError};
use http1::Uri;
use std::net::SocketAddr;
use std::time::Duration;
use std::{error, fmt, io};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use wire::Limits;

/// By which way a server is reached. The default: straight, trusting whom the web trusts.
#[derive(Clone, Debug, Default)]
pub struct Route {
    /// Trust these, and not whom the web trusts.
    pub tls: Option<ClientTls>,
    /// Go through this proxy. (No variable of the environment is looked at.)
    pub proxy: Option<Proxy>,
    /// Wait until nobody else is on the way to the same remote (RFC 6455 §4.1, step 2).
    pub gate: Option<ConnectGate>,
}

/// Why a server was not reached.
#[derive(Debug)]
pub enum ReachError {
    /// The host's name is not known.
    Resolve(String, io::Error),
    /// Nobody listens there.
    Io(io::Error),
    /// The proxy opened no tunnel.
    Proxy(ProxyError),
    /// There is no TLS.
    Tls(TlsError),
    /// It took too long.
    TooLate,
}

impl fmt::Display for ReachError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resolve(host, error) => write!(f, "cannot find the host {host:?}: {error}"),
            Self::Io(error) => write!(f, "cannot connect: {error}"),
            Self::Proxy(error) => error.fmt(f),
            Self::Tls(error) => error.fmt(f),
            Self::TooLate => f.write_str("cannot connect: nobody answered in time"),
        }
    }
}

impl error::Error for ReachError {}

impl ReachError {
    /// True where waiting can help: the network or the server may recover.
    pub fn is_worth_a_retry(&self) -> bool {
        match self {
            Self::Resolve(..) | Self::Io(_) | Self::TooLate => true,
            Self::Proxy(error) => proxy_is_worth_a_retry(error),
            Self::Tls(error) => tls_is_worth_a_retry(error),
        }
    }
}

/// Reach the server of `uri`, inside TLS if the address says so. While the pass is kept, nobody
/// else goes through the gate to the same remote.
///
/// Dropping the future gives the attempt up: its socket is closed, and the gate is free.
///
/// # Errors
/// [`ReachError`]; nothing but TLS, and the question to the proxy, was sent.
pub async fn reach(
    uri: &Uri,
    route: &Route,
    limits: &Limits,
    within: Duration,
) -> Result<(Stream, Option<Pass>), ReachError> {
    let reaching = async {
        let (socket, pass) = match &route.proxy {
            None => connect(uri, route, within).await?,
            Some(proxy) => {
                let authority = uri.authority_with_port();
                let pass = enter(route, Remote::Name(authority.clone())).await;
                let tunnel = proxy.tunnel(&authority, limits).await;
                (tunnel.map_err(ReachError::Proxy)?, pass)
            }
        };
        if !uri.is_secure() {
            return Ok((Stream::Plain(socket), pass));
        }
        let tls = route.tls.clone().map_or_else(ClientTls::web, Ok).map_err(ReachError::Tls)?;
        let stream = tls.connect(uri.host(), socket).await.map_err(ReachError::Tls)?;
        Ok((Stream::Tls(Box::new(stream)), pass))
    };
    timeout(within, reaching).await.map_err(|_| ReachError::TooLate)?
}

async fn enter(route: &Route, remote: Remote) -> Option<Pass> {
    let Some(gate) = &route.gate else { return None };
    Some(gate.enter(remote).await)
}

/// Connect to the first of the host's addresses that lets us. One that is silent does not use up
/// the time of the others.
async fn connect(
    uri: &Uri,
    route: &Route,
    within: Duration,
) -> Result<(TcpStream, Option<Pass>), ReachError> {
    let unknown = |error| ReachError::Resolve(uri.host().into(), error);
    let found = lookup_host((uri.host(), uri.port())).await.map_err(unknown)?;
    let addresses: Vec<SocketAddr> = found.collect();
    let share = within / u32::try_from(addresses.len().max(1)).unwrap_or(u32::MAX);
    let mut failed = unknown(io::ErrorKind::NotFound.into());
    for address in addresses {
        let pass = enter(route, Remote::Address(address)).await;
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => {
                socket.set_nodelay(true).map_err(ReachError::Io)?;
                return Ok((socket, pass));
            }
            Ok(Err(error)) => failed = ReachError::Io(error),
            Err(_) => failed = ReachError::TooLate,
        }
    }
    Err(failed)
}
