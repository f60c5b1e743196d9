//! # A WebSocket to hold in the hand                                 chapters 12 to 14
//! Knows: one task that drives the connection, and the ends that others hold of it. Does not know:
//! how frames are made.
//! Read before: `drive.rs`, `frames/src/connection.rs`. Read next: `handle/writer.rs`.
//!
//! [`crate::drive()`] calls the application when something happens. Here the application calls:
//! `send`, `receive`, `ping`, `close`. One task owns the socket and does the rest, so pings are
//! answered and closing goes on whether anybody calls or not.

mod ending;
mod parts;
mod reader;
mod shared;
mod talker;
mod writer;

pub use ending::{Ending, SendError};
pub use parts::Parts;
pub use reader::{Heard, Reader};
pub use shared::{Queue, WhenFull};
pub use writer::Writer;

use crate::Connection;
use frames::{CloseCode, Message, UsageError};
use shared::Shared;
use std::sync::Arc;
use std::time::Duration;
use talker::Talker;
use tokio::io::{AsyncRead, AsyncWrite};

/// An open WebSocket: send, receive, ping, close.
///
/// ```
/// use frames::CloseCode;
/// use net::handle::{Heard, Queue};
/// use net::websocket::{Request, Welcome, accept, connect};
///
/// # use net::tokio::{net::TcpListener, runtime::Runtime, spawn};
/// # use net::Stream;
/// // A server that sends back what it hears.
/// async fn echo(listener: TcpListener) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
///     let (stream, _) = listener.accept().await?;
///     let opened = accept(Stream::Plain(stream), &Welcome::default()).await?;
///     let mut socket = opened.into_websocket(Queue::default());
///     while let Heard::Message(message) = socket.receive().await {
///         socket.send(message).await?;
///     }
///     Ok(())
/// }
/// # Runtime::new()?.block_on(async {
/// # let listener = TcpListener::bind("127.0.0.1:0").await?;
/// # let address = format!("ws://{}/", listener.local_addr()?);
/// # let server = spawn(echo(listener));
///
/// // A client; the address is that of the server.
/// let request = Request::new(&address)?;
/// let mut socket = connect(request).await?.into_websocket(Queue::default());
/// socket.send("Hello").await?;
/// match socket.receive().await {
///     Heard::Message(message) => assert_eq!(message, "Hello".into()),
///     other => panic!("{other:?}"),
/// }
/// let ending = socket.close(CloseCode::NORMAL, "bye").await?;
/// assert!(ending.closed.clean);
/// # server.await?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It answers pings by itself. When it is dropped, with both its halves, the peer is told that we
/// go away (1001).
///
/// # Cancel safety
/// Every future here may be dropped at any moment: a message was sent whole or not at all, and none
/// that came is lost.
#[derive(Debug)]
pub struct WebSocket {
    reader: Reader,
    writer: Writer,
}

impl WebSocket {
    /// Let a task of its own drive `socket` over `connection`. At most `queue` waits in either
    /// direction.
    ///
    /// Must be called inside the runtime.
    pub fn spawn<S>(connection: Connection<S>, socket: frames::Connection, queue: Queue) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let shared = Arc::new(Shared::new(queue));
        let talker = Talker::new(Arc::clone(&shared));
        let task = tokio::spawn(talker.run(connection, socket));
        let reader = Reader::new(Arc::clone(&shared));
        Self { reader, writer: Writer::new(shared, task.abort_handle()) }
    }

    /// The next message, or how it ended: see [`Reader::receive`].
    pub async fn receive(&mut self) -> Heard {
        self.reader.receive().await
    }

    /// Send a message: see [`Writer::send`].
    ///
    /// # Errors
    /// [`SendError`].
    pub async fn send(&self, message: impl Into<Message<'static>>) -> Result<(), SendError> {
        self.writer.send(message).await
    }

    /// Measure the way there and back: see [`Writer::ping`].
    ///
    /// # Errors
    /// The connection ended before the answer came.
    pub async fn ping(&self) -> Result<Duration, Ending> {
        self.writer.ping().await
    }

    /// Close properly and wait for the end: see [`Writer::close`].
    ///
    /// # Errors
    /// A code that must not travel, or a reason that is too long.
    pub async fn close(&self, code: CloseCode, reason: &str) -> Result<Ending, UsageError> {
        self.writer.close(code, reason).await
    }

    /// Two halves for two tasks. Each works without the other.
    pub fn split(self) -> (Reader, Writer) {
        (self.reader, self.writer)
    }
}
