//! # Opening a WebSocket where all can see it               chapter 08 · RFC 6455 §4.1
//! Knows: reach, ask, wait for the answer, and show each byte of both. Does not know: what is done
//! with the WebSocket then.
//! Read before: `net/src/websocket.rs`, which does the same and shows nothing. Read next:
//! `fixed.rs`, `session.rs`.

use super::beyond::Beyond;
use super::fixed;
use super::screen::Screen;
use super::session::Watched;
use crate::commands::connect::Connect;
use crate::commands::exit::{LOST, NO_INPUT, REFUSED, UNAVAILABLE, USAGE};
use crate::commands::reaching::hint;
use crate::narrate::escape;
use frames::Role;
use handshake::client::{Connect as Asking, Open, Step, Waiting};
use handshake::deflate::Offer;
use handshake::{Uri, UriError, Violation};
use net::reach::{Route, reach};
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use net::tokio::time::timeout;
use net::{Connection, Stop, Stream, entropy};
use std::fmt::Display;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use wire::{Limits, Tap, Watch as _};

/// Why there is no WebSocket, and with which code to exit.
#[derive(Debug)]
pub struct NotOpen {
    /// One of `lab/src/commands/exit.rs`.
    pub code: u8,
    /// What happened, and what to try.
    pub why: String,
}

fn not_open(code: u8, why: impl Display) -> NotOpen {
    NotOpen { code, why: why.to_string() }
}

/// Open the WebSocket that `arguments` name, and watch it on `screen`.
///
/// # Errors
/// [`NotOpen`].
pub async fn open(
    arguments: &Connect,
    limits: &Limits,
    mut screen: Screen,
    stop: Stop,
) -> Result<(Connection<Stream>, Watched), (NotOpen, Screen)> {
    let asked = match ask_of(arguments, limits) {
        Ok(asked) => asked,
        Err(error) => return Err((error, screen)),
    };
    let within = arguments.timeout;
    let opening = timeout(within, reach_and_ask(asked, limits, within, &mut screen));
    let too_late = |_| {
        let why =
            format!("{} did not answer within {within:?}; try a longer --timeout", arguments.url);
        Err(not_open(UNAVAILABLE, why))
    };
    match opening.await.unwrap_or_else(too_late) {
        Ok((stream, open)) => {
            screen.opened(open.subprotocol.as_deref(), open.deflate.is_some());
            let mut connection = Connection::new(stream, *limits, stop);
            connection.put_back(open.leftover.clone());
            Ok((connection, Tap::new(socket(arguments.fixed, limits, &open), screen)))
        }
        Err(error) => Err((error, screen)),
    }
}

/// What is asked, of whom, by which way.
struct Asked {
    uri: Uri,
    question: Vec<u8>,
    waiting: Waiting,
    route: Route,
}

fn ask_of(arguments: &Connect, limits: &Limits) -> Result<Asked, NotOpen> {
    let uri = Uri::parse(&arguments.url).map_err(|error| not_a_uri(&arguments.url, &error))?;
    let mut asking = Asking::new(&uri.authority(), uri.target()).limits(*limits);
    if let Some(origin) = &arguments.origin {
        asking = asking.origin(origin);
    }
    for name in &arguments.subprotocols {
        asking = asking.subprotocol(name);
    }
    for (name, value) in &arguments.reaching.fields {
        asking = asking.field(name, value);
    }
    if arguments.deflate {
        asking = asking.deflate(Offer::default());
    }
    let nonce = if arguments.fixed { fixed::NONCE } else { entropy::nonce() };
    let (question, waiting) = asking.start(nonce).map_err(|error| not_open(USAGE, error))?;
    let tls = arguments.reaching.trusting.tls().map_err(|error| not_open(NO_INPUT, error))?;
    let route = Route { tls, proxy: arguments.reaching.proxy(), gate: None };
    Ok(Asked { uri, question, waiting, route })
}

fn not_a_uri(url: &str, error: &UriError) -> NotOpen {
    let is_http = ["http:", "https:"].iter().any(|scheme| url.starts_with(scheme));
    let hint = if is_http { "\n  try: wire101 listen, or the address with ws or wss" } else { "" };
    not_open(USAGE, format!("{url:?} is no address of a WebSocket: {error}{hint}"))
}

async fn reach_and_ask(
    asked: Asked,
    limits: &Limits,
    within: Duration,
    screen: &mut Screen,
) -> Result<(Stream, Open), NotOpen> {
    let Asked { uri, question, mut waiting, route } = asked;
    let reached = reach(uri.as_http(), &route, limits, within).await;
    let (mut stream, _) =
        reached.map_err(|error| not_open(UNAVAILABLE, format!("{error}{}", hint(&error))))?;
    let address = |found: io::Result<SocketAddr>| found.map_or(String::new(), |at| at.to_string());
    let socket = stream.socket();
    screen.reached(address(socket.local_addr()), address(socket.peer_addr()));
    screen.sent(&question);
    let lost = |error: io::Error| not_open(LOST, format!("the connection was lost: {error}"));
    stream.write_all(&question).await.map_err(lost)?;
    stream.flush().await.map_err(lost)?;
    let mut buffer = [0; 4096];
    loop {
        let n = stream.read(&mut buffer).await.map_err(lost)?;
        let bytes = buffer.get(..n).unwrap_or_default();
        if n == 0 {
            return Err(refused(&waiting.receive_eof().violation));
        }
        match waiting.receive(bytes) {
            Ok(Step::Waiting(still)) => {
                screen.received(bytes);
                waiting = still;
            }
            Ok(Step::Open(open)) => {
                // What stands behind the head are frames: the tap shows them when they are read.
                screen.received(bytes.get(..n - open.leftover.len()).unwrap_or_default());
                return Ok((stream, open));
            }
            Err(error) => {
                screen.received(bytes);
                return Err(refused(&error.violation));
            }
        }
    }
}

/// What the answer says, when it does not open a WebSocket.
fn refused(violation: &Violation) -> NotOpen {
    match violation {
        Violation::NotSwitching(refusal) => {
            let body = String::from_utf8_lossy(&refusal.body);
            let mut why = format!("the server refused, with status {}", refusal.status);
            if let Some(location) = refusal.location() {
                why.push_str(&format!("\n  it sends us to {location:?}, which is not followed"));
            }
            let versions = refusal.versions();
            if !versions.is_empty() {
                why.push_str(&format!("\n  it speaks version {versions:?}; we speak 13"));
            }
            for line in body.lines().filter(|line| !line.trim().is_empty()) {
                let line = line.trim_end();
                why.push_str(&format!("\n  it says: {}", escape(line)));
            }
            not_open(REFUSED, why)
        }
        Violation::AnswerNotHttp(http1::Violation::ClosedEarly) => {
            not_open(LOST, "the server ended the connection before its answer was whole")
        }
        violation => not_open(REFUSED, format!("this answer opens no WebSocket: {violation}")),
    }
}

/// Our end of the WebSocket. It asks nothing on its own account: every frame on the screen is
/// there for a reason that the user knows.
fn socket(is_fixed: bool, limits: &Limits, open: &Open) -> Beyond {
    let mut socket = if is_fixed {
        fixed::client(*limits)
    } else {
        frames::Connection::client(*limits, entropy::masking_key)
    };
    if let Some(agreed) = open.deflate {
        socket = socket.with_deflate(net::deflate(agreed, Role::Client));
    }
    Beyond::new(socket)
}
