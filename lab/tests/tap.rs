//! # The tap, between real sockets                                   chapter 03
//! Knows: a tap on a port of its own, both of its sides, and what it wrote down.
//! Does not know: the command; see `tap/command.rs`.
//! Read before: `lab/src/tap/mod.rs`. Read next: `tap/line.rs`, `tap/relay.rs`, `tap/faults.rs`.

#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

#[path = "tap/faults.rs"]
mod faults;
#[path = "tap/line.rs"]
mod line;
#[path = "tap/messages.rs"]
mod messages;
#[path = "tap/relay.rs"]
mod relay;
#[path = "tap/websocket.rs"]
mod websocket;

use lab::tap::{Desk, Faults, Tap, serve};
use net::reach::Route;
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use net::tokio::net::{TcpListener, TcpStream};
use net::tokio::runtime::Runtime;
use net::tokio::time::timeout;
use net::{Caps, Stop};
use std::net::SocketAddr;
use std::time::Duration;
use trace::{End, Log, Sender, What};

/// No test waits longer than this for anything. It ends what hangs; it measures nothing.
const PATIENCE: Duration = Duration::from_secs(500);

/// Run a test; one that hangs fails.
fn run<T>(test: impl Future<Output = T>) -> T {
    Runtime::new().unwrap().block_on(async { timeout(PATIENCE, test).await }).unwrap()
}

/// A tap to a server, and all that it writes down.
struct Tapped {
    address: SocketAddr,
    log: Log,
    stop: Stop,
    desk: Desk,
    serving: net::tokio::task::JoinHandle<()>,
}

impl Tapped {
    async fn start(faults: Faults, server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, log, stop) = (listener.local_addr().unwrap(), Log::new(""), Stop::default());
        let (witness, desk) = Desk::open(vec![Box::new(log.clone())], |_| ()).unwrap();
        let server = lab::tap::target::parse(server).unwrap();
        let caps = Caps { per_address: Caps::DEFAULT.connections, ..Caps::DEFAULT };
        let tap = Tap { server, route: Route::default(), faults, caps };
        let serving = net::tokio::spawn(serve(listener, tap, witness, stop.clone(), |incident| {
            panic!("{incident:?}")
        }));
        Self { address, log, stop, desk, serving }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Stop, and give back all that was written down.
    async fn records(self) -> Vec<trace::Record> {
        self.stop.ask();
        self.serving.await.unwrap();
        let desk = self.desk;
        let failed = net::tokio::task::spawn_blocking(move || desk.close()).await.unwrap();
        assert!(failed.is_empty(), "{failed:?}");
        self.log.trace().records
    }
}

/// A tap, and one connection through it: the client's end and the server's.
async fn one(faults: Faults) -> (Tapped, TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tapped = Tapped::start(faults, &listener.local_addr().unwrap().to_string()).await;
    let client = tapped.connect().await;
    let (server, _) = listener.accept().await.unwrap();
    (tapped, client, server)
}

/// All that still comes, and whether the stream ended with a reset.
async fn rest(stream: &mut TcpStream) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).await;
    (bytes, ended.is_err())
}

/// A lab; it is there as long as the runtime.
async fn lab_server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let lab = std::sync::Arc::new(lab::Lab::new(lab::Config::default()));
    net::tokio::spawn(lab.serve(listener, Stop::default()));
    address
}

async fn say(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).await.unwrap();
}

/// Exactly so many bytes.
async fn hear(stream: &mut TcpStream, n: usize) -> Vec<u8> {
    let mut bytes = vec![0; n];
    stream.read_exact(&mut bytes).await.unwrap();
    bytes
}

/// What one side said, as it was written down.
fn said(records: &[trace::Record], connection: u32, side: Sender) -> Vec<u8> {
    let of_it = records.iter().filter(|record| record.connection == connection);
    let pieces = of_it.filter_map(|record| match &record.what {
        What::Bytes { from, bytes } if *from == side => Some(bytes.as_slice()),
        _ => None,
    });
    pieces.collect::<Vec<_>>().concat()
}

/// How each side ended, in the order in which it was written down.
fn ends(records: &[trace::Record]) -> Vec<(Sender, End)> {
    let ended = |record: &trace::Record| match record.what {
        What::Ended { from, how } => Some((from, how)),
        _ => None,
    };
    records.iter().filter_map(ended).collect()
}

fn notes(records: &[trace::Record]) -> Vec<&str> {
    let mut notes = Vec::new();
    for record in records {
        if let What::Note(text) = &record.what {
            notes.push(text.as_str());
        }
    }
    notes
}
