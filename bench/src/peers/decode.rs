//! # Peers that read messages                                        chapter 16
//! Knows: how each wants to be set up and asked. Does not know: what it costs.
//! Read before: `peers/tape.rs`. Read next: `rows/decode/mod.rs`.
//!
//! Each function sets one up as a server behind a [`Tape`] and returns what reads one message from
//! it, and says what was [`seen`]; `None` where there was none. All are asked by hand, with a waker
//! that does nothing: no runtime stands between.

use super::tape::{Tape, seen};
use super::{next, once};
use crate::failure::Failure;
use frames::Kind;
use std::task::{Context, Poll, Waker};
use tokio_util::compat::TokioAsyncReadCompatExt;

/// As much as our own driver reads at once.
const READ_BUFFER: usize = 128 * 1024;

fn tungstenite_config() -> tungstenite::protocol::WebSocketConfig {
    tungstenite::protocol::WebSocketConfig::default().read_buffer_size(READ_BUFFER)
}

fn seen_by_tungstenite(message: tungstenite::Message) -> Option<u64> {
    match message {
        tungstenite::Message::Text(text) => Some(seen(Kind::Text, text.as_bytes())),
        tungstenite::Message::Binary(payload) => Some(seen(Kind::Binary, &payload)),
        _ => None,
    }
}

/// `tungstenite`, over a blocking stream that never blocks.
pub fn tungstenite(tape: Tape) -> impl FnMut() -> Option<u64> {
    let role = tungstenite::protocol::Role::Server;
    let mut socket =
        tungstenite::WebSocket::from_raw_socket(tape, role, Some(tungstenite_config()));
    move || socket.read().ok().and_then(seen_by_tungstenite)
}

/// `tokio-tungstenite`.
///
/// # Errors
/// It was not ready at once.
pub fn tokio_tungstenite(tape: Tape) -> Result<impl FnMut() -> Option<u64>, Failure> {
    let role = tungstenite::protocol::Role::Server;
    let socket =
        tokio_tungstenite::WebSocketStream::from_raw_socket(tape, role, Some(tungstenite_config()));
    let mut socket = once(socket).ok_or(Failure("tokio-tungstenite has to wait".into()))?;
    Ok(move || next(&mut socket).and_then(seen_by_tungstenite))
}

/// `tokio-websockets`. It checks UTF-8 with `simdutf8` here; how much it reads at once cannot be
/// chosen.
pub fn tokio_websockets(tape: Tape) -> impl FnMut() -> Option<u64> {
    let mut socket = tokio_websockets::ServerBuilder::new().serve(tape);
    move || {
        let message = next(&mut socket)?;
        let kind = if message.is_text() { Kind::Text } else { Kind::Binary };
        Some(seen(kind, message.as_payload()))
    }
}

/// `fastwebsockets`, without its collector of fragments, which there are none of. It checks UTF-8
/// with `simdutf8`; how much it reads at once cannot be chosen.
pub fn fastwebsockets(tape: Tape) -> impl FnMut() -> Option<u64> {
    let mut socket = fastwebsockets::WebSocket::after_handshake(tape, fastwebsockets::Role::Server);
    move || {
        let frame = once(socket.read_frame())?.ok()?;
        let kind = match frame.opcode {
            fastwebsockets::OpCode::Text => Kind::Text,
            _ => Kind::Binary,
        };
        Some(seen(kind, &frame.payload))
    }
}

/// `yawc`, with the check of UTF-8 that all others do, by `simdutf8`.
///
/// # Errors
/// It does not take the stream.
pub fn yawc(tape: Tape) -> Result<impl FnMut() -> Option<u64>, Failure> {
    let options = yawc::Options::default().with_utf8().with_read_buffer_capacity(READ_BUFFER);
    let socket = yawc::WebSocket::from_stream(tape, yawc::Role::Server, options);
    let mut socket = socket.map_err(|error| Failure(error.to_string()))?;
    Ok(move || {
        let Poll::Ready(Ok(frame)) =
            socket.poll_next_frame(&mut Context::from_waker(Waker::noop()))
        else {
            return None;
        };
        let kind = match frame.opcode() {
            yawc::OpCode::Text => Kind::Text,
            _ => Kind::Binary,
        };
        Some(seen(kind, frame.payload()))
    })
}

/// `soketto`, into one vector that is used again. It leaves the check of UTF-8 to its caller, so
/// it is done here.
pub fn soketto(tape: Tape) -> impl FnMut() -> Option<u64> {
    let builder =
        soketto::connection::Builder::new(tape.compat(), soketto::connection::Mode::Server);
    let (_sender, mut receiver) = builder.finish();
    let mut message = Vec::new();
    move || {
        message.clear();
        match once(receiver.receive_data(&mut message))?.ok()? {
            soketto::Data::Text(_) => {
                let text = std::str::from_utf8(&message).ok()?;
                Some(seen(Kind::Text, text.as_bytes()))
            }
            soketto::Data::Binary(_) => Some(seen(Kind::Binary, &message)),
        }
    }
}

/// `sockudo-ws`, without its timers, which need a runtime. It reads 64 KiB at once.
pub fn sockudo(tape: Tape) -> impl FnMut() -> Option<u64> {
    let config = sockudo_ws::Config::builder().auto_ping(false).idle_timeout(0).build();
    let mut socket = sockudo_ws::WebSocketStream::server(tape, config);
    move || match next(&mut socket)? {
        sockudo_ws::Message::Text(text) => Some(seen(Kind::Text, &text)),
        sockudo_ws::Message::Binary(payload) => Some(seen(Kind::Binary, &payload)),
        _ => None,
    }
}
