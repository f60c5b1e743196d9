//! # Serve: a server for each client                                 chapter 03
//! Knows: where clients come in, and where their connections lead. Does not know: what travels.
//! Read before: `session.rs`, `net/src/serve.rs`. Read next: `lab/src/commands/tap.rs`.

use super::Faults;
use super::desk::Witness;
use super::session::Session;
use http1::Uri;
use net::reach::{Route, reach};
use net::tokio::net::{TcpListener, TcpStream};
use net::{Caps, Incident, Stop, Stream};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use trace::{End, Sender, What};
use wire::Limits;

/// How long the server may take to accept.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// How long the connections have to end when the tap does.
const GRACE: Duration = Duration::from_secs(3);

/// A tap.
#[derive(Clone, Debug)]
pub struct Tap {
    /// Where the server is.
    pub server: Uri,
    /// By which way it is reached.
    pub route: Route,
    /// What goes wrong on the way.
    pub faults: Faults,
    /// How many connections there may be; who comes then hears 503.
    pub caps: Caps,
}

/// Connect each client that comes to a server of its own, until `stop` is asked for.
pub async fn serve(
    listener: TcpListener,
    tap: Tap,
    witness: Witness,
    stop: Stop,
    report: impl FnMut(Incident),
) {
    let (tap, mut number) = (Arc::new(tap), 0);
    let handle = |client: TcpStream, peer: SocketAddr, entering| {
        // There is no head to wait for: a tap passes on whatever comes.
        drop(entering);
        number += 1;
        let witness = witness.clone();
        connect(Arc::clone(&tap), client, peer, number, witness, stop.clone())
    };
    net::serve(listener, stop.clone(), tap.caps, GRACE, report, handle).await;
}

/// One client: connect to its server, and let them talk.
async fn connect(
    tap: Arc<Tap>,
    client: TcpStream,
    peer: SocketAddr,
    connection: u32,
    witness: Witness,
    mut stop: Stop,
) {
    let server = tap.server.authority_with_port();
    let opened = What::Opened { client: peer.to_string(), server: server.clone() };
    witness.tell(connection, opened).await;
    let reached = net::tokio::select! {
        reached = reach(&tap.server, &tap.route, &Limits::DEFAULT, CONNECT_TIME) => reached,
        () = stop.asked() => return,
    };
    match reached {
        Ok((server, _pass)) => {
            let session = Session::new(connection, tap.faults, witness);
            session.run(Stream::Plain(client), server, stop).await;
        }
        Err(error) => {
            let why = format!("the tap reaches no server at {server}: {error}");
            witness.tell(connection, What::Note(why)).await;
            for from in [Sender::Client, Sender::Server] {
                witness.tell(connection, What::Ended { from, how: End::Cut }).await;
            }
        }
    }
}
