//! # Stream: a socket, or TLS on one                                 chapter 08 · RFC 6455 §4.1
//! Knows: that both are read and written alike. Does not know: which side of it we are.
//! Read before: `tls.rs`. Read next: `connection.rs`, `websocket.rs`.

use crate::Stop;
use crate::tls::{ServerTls, TlsError};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_rustls::TlsStream;

/// What a connection runs on, client or server.
#[derive(Debug)]
pub enum Stream {
    /// Bytes as they are.
    Plain(TcpStream),
    /// Bytes inside TLS. To end it is to say so (`close_notify`): an end without that is an error
    /// for who reads, for anybody on the way could have made it.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// The server's side of a connection that came in on `socket`: with `tls`, once the peer has
    /// begun it, within `time` and unless `stop` is asked for.
    ///
    /// # Errors
    /// [`TlsError`]: the peer does not speak TLS, or not in time.
    pub async fn accept(
        socket: TcpStream,
        tls: Option<&ServerTls>,
        time: Duration,
        mut stop: Stop,
    ) -> Result<Self, TlsError> {
        let Some(tls) = tls else { return Ok(Self::Plain(socket)) };
        let over = |kind: io::ErrorKind| Err(TlsError::Io(kind.into()));
        // Boxed: a task keeps the room of its largest step, and this one is over soon.
        let accepting = Box::pin(tls.accept(socket));
        tokio::select! {
            accepted = accepting => Ok(Self::Tls(Box::new(accepted?))),
            () = sleep(time) => over(io::ErrorKind::TimedOut),
            () = stop.asked() => over(io::ErrorKind::ConnectionAborted),
        }
    }

    /// The socket below.
    pub fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(tls) => tls.get_ref().0,
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_read(cx, buffer),
            Self::Tls(tls) => Pin::new(tls).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_write(cx, bytes),
            Self::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_write_vectored(cx, pieces),
            Self::Tls(tls) => Pin::new(tls).poll_write_vectored(cx, pieces),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(socket) => socket.is_write_vectored(),
            Self::Tls(tls) => tls.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_flush(cx),
            Self::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_shutdown(cx),
            Self::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}
