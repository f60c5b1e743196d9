//! # Where a rogue meets its peers                                   chapter 00
//! Knows: a listener, an address to call. Does not know: what is done there.
//! Read before: `rogue/play.rs`. Read next: `lab/src/commands/rogue.rs`.

use super::{Bounds, End, Place, Rogue, Seen, play};
use handshake::{Uri, UriError};
use net::reach::{ReachError, Route, reach};
use net::tokio::net::TcpListener;
use net::{Stop, Stream, serve as accept};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use wire::Limits;

/// The connections that one rogue has at once.
const CONNECTIONS_MAX: usize = 64;
/// How long an open connection has to end when it is asked to.
const GRACE: Duration = Duration::from_millis(200);

/// Be this server to everyone who comes, until `stop` is asked for. What is seen is told to `see`,
/// with the number of the connection, counted from 1.
pub async fn serve(
    listener: TcpListener,
    rogue: &'static Rogue,
    bounds: Bounds,
    stop: Stop,
    see: impl Fn(u32, Seen<'_>) + Send + Sync + 'static,
) {
    let see = Arc::new(see);
    let count = Arc::new(AtomicU32::new(0));
    let each_stop = stop.clone();
    accept(
        listener,
        stop,
        CONNECTIONS_MAX,
        GRACE,
        |_| {},
        |stream, _, _| {
            let (see, mut stop) = (Arc::clone(&see), each_stop.clone());
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            async move {
                let mut see = |seen: Seen<'_>| see(number, seen);
                let stream = Stream::Plain(stream);
                net::tokio::select! {
                    _ = play(stream, rogue.steps, Place::default(), bounds, &mut see) => {}
                    () = stop.asked() => {}
                }
            }
        },
    )
    .await;
}

/// Whom a client calls.
#[derive(Clone, Debug)]
pub struct To {
    uri: Uri,
    /// By which way.
    pub route: Route,
}

impl To {
    /// The server at `url`, with `http`, `https`, `ws` or `wss`.
    ///
    /// # Errors
    /// It is no such address.
    pub fn new(url: &str) -> Result<Self, UriError> {
        let rest = url.strip_prefix("http").map(|rest| format!("ws{rest}"));
        let uri = Uri::parse(rest.as_deref().unwrap_or(url))?;
        Ok(Self { uri, route: Route::default() })
    }

    /// Where that is.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }
}

/// Be this client to the server at `to`, once.
///
/// # Errors
/// The server was not reached.
pub async fn call(
    to: &To,
    rogue: &Rogue,
    bounds: Bounds,
    see: &mut (dyn FnMut(Seen<'_>) + Send),
) -> Result<End, ReachError> {
    let (stream, _) = reach(to.uri.as_http(), &to.route, &Limits::DEFAULT, bounds.time).await?;
    let (target, authority) = (to.uri.target().into(), to.uri.authority());
    let place = Place { target, authority, key: None };
    Ok(play(stream, rogue.steps, place, bounds, see).await)
}
