//! # Peers that send messages                                        chapter 16
//! Knows: how each wants to be set up and told. Does not know: what it costs.
//! Read before: `peers/sink.rs`. Read next: `rows/encode/mod.rs`.
//!
//! Each function sets one up over a [`Sink`] and returns what sends one binary message and flushes;
//! `None` if it could not. The payload is given as each likes it best: shared where it takes shared
//! bytes, by reference where it takes a reference.

use super::once;
use super::sink::Sink;
use crate::failure::Failure;
use frames::Role;
use futures_util::SinkExt;
use tokio_util::compat::TokioAsyncReadCompatExt;
use wire::Bytes;

fn tungstenite_role(role: Role) -> tungstenite::protocol::Role {
    match role {
        Role::Server => tungstenite::protocol::Role::Server,
        Role::Client => tungstenite::protocol::Role::Client,
    }
}

/// `tungstenite`, over a blocking stream that never blocks.
///
/// # Errors
/// None.
pub fn tungstenite(
    sink: Sink,
    role: Role,
    payload: Bytes,
) -> Result<impl FnMut() -> Option<()>, Failure> {
    let role = tungstenite_role(role);
    let mut socket = tungstenite::WebSocket::from_raw_socket(sink, role, None);
    Ok(move || socket.send(tungstenite::Message::Binary(payload.clone())).ok())
}

/// `tokio-tungstenite`.
///
/// # Errors
/// It was not ready at once.
pub fn tokio_tungstenite(
    sink: Sink,
    role: Role,
    payload: Bytes,
) -> Result<impl FnMut() -> Option<()>, Failure> {
    let role = tungstenite_role(role);
    let socket = once(tokio_tungstenite::WebSocketStream::from_raw_socket(sink, role, None));
    let mut socket = socket.ok_or(Failure("tokio-tungstenite has to wait".into()))?;
    Ok(move || once(socket.send(tungstenite::Message::Binary(payload.clone())))?.ok())
}

/// `tokio-websockets`. It asks the system for each mask key.
///
/// # Errors
/// None.
pub fn tokio_websockets(
    sink: Sink,
    role: Role,
    payload: Bytes,
) -> Result<impl FnMut() -> Option<()>, Failure> {
    let mut socket = match role {
        Role::Server => tokio_websockets::ServerBuilder::new().serve(sink),
        Role::Client => tokio_websockets::ClientBuilder::new().take_over(sink),
    };
    Ok(move || once(socket.send(tokio_websockets::Message::binary(payload.clone())))?.ok())
}

/// `fastwebsockets`: it gathers header and payload into one write from 1 KiB on.
///
/// # Errors
/// None.
pub fn fastwebsockets(
    sink: Sink,
    role: Role,
    payload: Bytes,
) -> Result<impl FnMut() -> Option<()>, Failure> {
    let role = match role {
        Role::Server => fastwebsockets::Role::Server,
        Role::Client => fastwebsockets::Role::Client,
    };
    let mut socket = fastwebsockets::WebSocket::after_handshake(sink, role);
    Ok(move || {
        let payload = fastwebsockets::Payload::Borrowed(&payload);
        once(socket.write_frame(fastwebsockets::Frame::binary(payload)))?.ok()?;
        once(socket.flush())?.ok()
    })
}

/// `yawc`.
///
/// # Errors
/// It does not take the stream.
pub fn yawc(sink: Sink, role: Role, payload: Bytes) -> Result<impl FnMut() -> Option<()>, Failure> {
    let role = match role {
        Role::Server => yawc::Role::Server,
        Role::Client => yawc::Role::Client,
    };
    let socket = yawc::WebSocket::from_stream(sink, role, yawc::Options::default());
    let mut socket = socket.map_err(|error| Failure(error.to_string()))?;
    Ok(move || once(socket.send(yawc::Frame::binary(payload.clone())))?.ok())
}

/// `soketto`.
///
/// # Errors
/// None.
pub fn soketto(
    sink: Sink,
    role: Role,
    payload: Bytes,
) -> Result<impl FnMut() -> Option<()>, Failure> {
    let mode = match role {
        Role::Server => soketto::connection::Mode::Server,
        Role::Client => soketto::connection::Mode::Client,
    };
    let (mut sender, receiver) = soketto::connection::Builder::new(sink.compat(), mode).finish();
    Ok(move || {
        let _open = &receiver;
        once(sender.send_binary(&payload))?.ok()?;
        once(sender.flush())?.ok()
    })
}

/// `sockudo-ws`, without its timers, which need a runtime.
///
/// # Errors
/// None.
pub fn sockudo(
    sink: Sink,
    role: Role,
    payload: Bytes,
) -> Result<impl FnMut() -> Option<()>, Failure> {
    let config = sockudo_ws::Config::builder().auto_ping(false).idle_timeout(0).build();
    let mut socket = match role {
        Role::Server => sockudo_ws::WebSocketStream::server(sink, config),
        Role::Client => sockudo_ws::WebSocketStream::client(sink, config),
    };
    Ok(move || once(socket.send(sockudo_ws::Message::Binary(payload.clone())))?.ok())
}
