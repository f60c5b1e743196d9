//! # Published packages, as echo servers                             chapter 16
//! Knows: how each is called to be at its best. Does not know: what it costs.
//! Read before: `servers/echo/mod.rs`. Read next: `rows/echo.rs`.
//!
//! Each checks that text is UTF-8, and compresses nothing. Where a package can be asked whether
//! another message is there already, all that are there are answered by one write; the readers of
//! fastwebsockets and soketto cannot be asked without losing what they have begun to read.

use crate::failure::Failure;
use crate::servers::echo::{block_on, each};
use axum::extract::ws::{Message as AxumMessage, WebSocketUpgrade};
use axum::routing::get;
use axum::serve::ListenerExt;
use fastwebsockets::{FragmentCollector, OpCode};
use futures_util::{FutureExt, Sink, SinkExt, Stream, StreamExt};
use net::tokio::io::{AsyncRead, AsyncWrite, BufReader, BufWriter};
use sockudo_ws::{Message as SockudoMessage, WebSocketStream as SockudoStream};
use soketto::{Data, Mode, connection::Builder};
use std::future::poll_fn;
use std::net::TcpListener;
use std::task::Poll;
use tokio_tungstenite::WebSocketStream as TungsteniteStream;
use tokio_util::compat::TokioAsyncReadCompatExt;
use tokio_websockets::{Config, ServerBuilder};
use tungstenite::protocol::{Role, WebSocketConfig};

/// Buffers for many messages: as large as the one that our connections share.
pub const LARGE: usize = 64 * 1024;
/// Buffers for many connections that wait: they grow when they have to.
pub const LEAN: usize = 1024;
/// The messages that are taken before they are answered.
const TAKEN_MAX: usize = 32;

/// Send back every message for which `is_data`: take all that are there, then write once.
async fn echo<M, E>(
    mut socket: impl Stream<Item = Result<M, E>> + Sink<M> + Unpin,
    is_data: impl Fn(&M) -> bool,
) {
    let mut there = Vec::new();
    while let Some(Ok(first)) = socket.next().await {
        there.push(first);
        while there.len() < TAKEN_MAX {
            // Asked with the task's own waker: no message that comes later is missed.
            match poll_fn(|cx| Poll::Ready(socket.poll_next_unpin(cx))).await {
                Poll::Ready(Some(Ok(next))) => there.push(next),
                Poll::Ready(_) => return,
                Poll::Pending => break,
            }
        }
        for message in there.drain(..).filter(&is_data) {
            if socket.feed(message).await.is_err() {
                return;
            }
        }
        if socket.flush().await.is_err() {
            return;
        }
    }
}

/// tokio-tungstenite. Its read buffer is filled with zeros before each read: 64 KiB instead of
/// 128 KiB is less to fill.
///
/// # Errors
/// There is no runtime to be had.
pub fn tungstenite<const BUFFER: usize>(listener: TcpListener) -> Result<(), Failure> {
    each(listener, |stream| async move {
        let config = WebSocketConfig::default().read_buffer_size(BUFFER);
        let socket = TungsteniteStream::from_raw_socket(stream, Role::Server, Some(config));
        echo(socket.await, |message| message.is_text() || message.is_binary()).await;
    })
}

/// tokio-websockets. It writes when 64 KiB wait, not 8.
///
/// # Errors
/// There is no runtime to be had.
pub fn tokio_websockets(listener: TcpListener) -> Result<(), Failure> {
    each(listener, |stream| async move {
        let config = Config::default().flush_threshold(LARGE);
        let socket = ServerBuilder::new().config(config).serve(stream);
        echo(socket, |message| message.is_text() || message.is_binary()).await;
    })
}

/// yawc, with the sizes of its own benchmark; or, for many that wait, those of its documentation.
///
/// # Errors
/// There is no runtime to be had.
pub fn yawc<const BUFFER: usize>(listener: TcpListener) -> Result<(), Failure> {
    use yawc::{OpCode, Options, Role, WebSocket};
    each(listener, |stream| async move {
        let options = Options::default().without_compression().with_utf8();
        let options = match BUFFER {
            LEAN => options.with_read_buffer_capacity(LEAN).with_write_buffer_capacity(LEAN),
            _ => options.with_read_buffer_capacity(2 * BUFFER).with_backpressure_boundary(BUFFER),
        };
        let Ok(socket) = WebSocket::from_stream(stream, Role::Server, options) else { return };
        let is_data = |frame: &yawc::Frame| matches!(frame.opcode(), OpCode::Text | OpCode::Binary);
        echo(socket.map(Ok::<_, yawc::WebSocketError>), is_data).await;
    })
}

/// sockudo-ws, which gathers what is written by itself.
///
/// # Errors
/// There is no runtime to be had.
pub fn sockudo<const BUFFER: usize>(listener: TcpListener) -> Result<(), Failure> {
    each(listener, |stream| async move {
        let mut config = sockudo_ws::Config::default();
        config.write_buffer_size = config.write_buffer_size.min(BUFFER);
        let socket = SockudoStream::server(stream, config);
        let is_data = |message: &SockudoMessage| {
            matches!(message, SockudoMessage::Text(_) | SockudoMessage::Binary(_))
        };
        echo(socket, is_data).await;
    })
}

/// fastwebsockets: each message is written by itself, a large one with its header in one call.
///
/// # Errors
/// There is no runtime to be had.
pub fn fastwebsockets(listener: TcpListener) -> Result<(), Failure> {
    each(listener, |stream| async move {
        let socket =
            fastwebsockets::WebSocket::after_handshake(stream, fastwebsockets::Role::Server);
        let mut socket = FragmentCollector::new(socket);
        while let Ok(frame) = socket.read_frame().await {
            let is_data = matches!(frame.opcode, OpCode::Text | OpCode::Binary);
            if is_data && socket.write_frame(frame).await.is_err() {
                return;
            }
        }
    })
}

/// soketto, buffered on both sides as its documentation shows.
///
/// # Errors
/// There is no runtime to be had.
pub fn soketto(listener: TcpListener) -> Result<(), Failure> {
    each(listener, |stream| {
        let stream = BufWriter::with_capacity(LARGE / 2, stream);
        speak_soketto(BufReader::with_capacity(LARGE / 2, stream))
    })
}

/// soketto with nothing but what it keeps by itself.
///
/// # Errors
/// There is no runtime to be had.
pub fn soketto_lean(listener: TcpListener) -> Result<(), Failure> {
    each(listener, speak_soketto)
}

/// One flush a message.
async fn speak_soketto(stream: impl AsyncRead + AsyncWrite + Unpin) {
    let (mut sender, mut receiver) = Builder::new(stream.compat(), Mode::Server).finish();
    let mut message = Vec::new();
    while let Ok(data) = receiver.receive_data(&mut message).await {
        let sent = match data {
            Data::Text(_) => match std::str::from_utf8(&message) {
                Ok(text) => sender.send_text(text).await,
                Err(_) => return,
            },
            Data::Binary(_) => sender.send_binary_mut(&mut message).await,
        };
        if sent.is_err() || sender.flush().await.is_err() {
            return;
        }
        message.clear();
    }
}

/// axum, which is tokio-tungstenite behind hyper.
///
/// # Errors
/// There is no runtime to be had.
pub fn axum<const BUFFER: usize>(listener: TcpListener) -> Result<(), Failure> {
    let opened = |upgrade: WebSocketUpgrade| async move {
        upgrade.read_buffer_size(BUFFER).on_upgrade(|socket| {
            let is_data = |message: &AxumMessage| {
                matches!(message, AxumMessage::Text(_) | AxumMessage::Binary(_))
            };
            echo(socket, is_data).boxed()
        })
    };
    block_on(listener, async |listener| {
        let listener = listener.tap_io(|stream| {
            let _unsupported = stream.set_nodelay(true);
        });
        let app = axum::Router::new().route("/", get(opened));
        Ok(axum::serve(listener, app).await?)
    })
}
