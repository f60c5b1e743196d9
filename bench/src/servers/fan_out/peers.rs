//! # Fan-out: how users of the peers do it                           chapter 16
//! Knows: a task a reader and a broadcast channel, tokio's, between them and the publisher.
//! Does not know: any peer.
//! Read before: `mod.rs`. Read next: `raw_tokio.rs`, `websockets.rs`.
//!
//! A reader that wakes takes all that waits and flushes once, where its package can do that: it is
//! more than most users do, and the best that they can.

use crate::failure::Failure;
use crate::servers::fan_out::{runtime, take_orders, wait_for_publisher};
use net::tokio;
use net::tokio::io::{AsyncReadExt, AsyncWriteExt};
use net::tokio::net::TcpStream;
use net::tokio::sync::broadcast::{self, Receiver};
use std::fmt::Display;
use std::net::TcpListener;
use wire::Published;

/// How far a reader may fall behind: no less than ours.
const CHANNEL_EVENTS: usize = 10_000;
/// The answer to a handshake, as short as our readers take it. Handshakes are not measured.
const OPENED: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\n\r\n";

/// The reader's end of a package's WebSocket.
pub trait Socket: Send + 'static {
    /// An event, as the package wants it: made once, a clone shares it.
    type Event: Clone + Send + 'static;

    /// Take over a connection whose handshake is done.
    fn open(stream: TcpStream) -> impl Future<Output = Result<Self, Failure>> + Send
    where
        Self: Sized;

    /// Make an event of its JSON.
    fn event(json: Vec<u8>) -> Result<Self::Event, Failure>;

    /// Have it written, at the latest by the next `flush`.
    fn say(&mut self, event: Self::Event) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Have all of it written.
    fn flush(&mut self) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Hear what comes, and answer pings. False at the end. May be dropped at any moment.
    fn hear(&mut self) -> impl Future<Output = Result<bool, Failure>> + Send;
}

/// What a package complains of.
pub fn failed(error: impl Display) -> Failure {
    Failure(error.to_string())
}

/// Serve readers on WebSockets of one package.
///
/// # Errors
/// The publisher is gone.
pub fn websockets<S: Socket>(listener: TcpListener) -> Result<(), Failure> {
    broadcasting(
        listener,
        |event| S::event(super::json(event)),
        |listener, events| async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(reader::<S>(stream, events.subscribe()));
            }
        },
    )
}

/// Make a channel, have readers served from it, and publish into it.
///
/// # Errors
/// An event cannot be made, or nobody reads it.
pub fn broadcasting<E, F>(
    listener: TcpListener,
    made: impl Fn(&Published) -> Result<E, Failure>,
    serve: impl FnOnce(tokio::net::TcpListener, broadcast::Sender<E>) -> F,
) -> Result<(), Failure>
where
    E: Clone + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = runtime()?;
    runtime.block_on(async {
        let (publisher, listener) = wait_for_publisher(listener)?;
        let (sender, _) = broadcast::channel(CHANNEL_EVENTS);
        tokio::spawn(serve(listener, sender.clone()));
        take_orders(publisher, |number| {
            let event = made(&super::event(number))?;
            sender.send(event).map(drop).map_err(failed)
        })
        .await
    })
}

async fn reader<S: Socket>(mut stream: TcpStream, events: Receiver<S::Event>) {
    let opened = async {
        stream.set_nodelay(true)?;
        let length = stream.read(&mut [0; 1024]).await?; // it comes whole
        stream.write_all(OPENED).await?;
        if length == 0 { Err(Failure("gone".to_string())) } else { S::open(stream).await }
    };
    if let Ok(socket) = opened.await {
        // What fails here the reader hears: it is sent away.
        let _gone = pass_on(socket, events).await;
    }
}

async fn pass_on<S: Socket>(mut socket: S, mut events: Receiver<S::Event>) -> Result<(), Failure> {
    loop {
        tokio::select! {
            biased;
            event = events.recv() => {
                socket.say(event.map_err(failed)?).await?;
                while let Ok(event) = events.try_recv() {
                    socket.say(event).await?;
                }
                socket.flush().await?;
            }
            goes_on = socket.hear() => {
                if !goes_on? {
                    return Ok(());
                }
            }
        }
    }
}
