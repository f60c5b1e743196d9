//! # The verdict of tungstenite                                      chapter 12
//! Knows: that package's blocking interface. Does not know: the others.
//! Read before: `ours.rs`. Read next: `by_tokio_websockets.rs`.

use crate::ours::MESSAGE_BYTES;
use crate::pieces::Pieces;
use crate::verdict::{self, End, Heard, Verdict};
use frames::Role;
use std::io::ErrorKind;
pub use tungstenite;
use tungstenite::protocol::{Role as TheirRole, WebSocketConfig};
use tungstenite::{Error, Message, WebSocket};

/// What its `receiver` makes of `bytes`.
pub fn judge(receiver: Role, bytes: &[u8], cuts: &[usize]) -> Verdict {
    let role = match receiver {
        Role::Server => TheirRole::Server,
        Role::Client => TheirRole::Client,
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_BYTES))
        .max_frame_size(Some(MESSAGE_BYTES));
    let mut socket = WebSocket::from_raw_socket(Pieces::new(bytes, cuts), role, Some(config));
    let (mut heard, mut end) = (Vec::new(), End::Open);
    loop {
        match socket.read() {
            Ok(message) => heard.extend(note(message)),
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => break,
            Err(_) => {
                end = End::Failed;
                break;
            }
        }
        if matches!(heard.last(), Some(Heard::Close(..))) {
            // It answers at the next flush, and says so with an error if it is a server.
            let _closed = socket.flush();
            end = End::Closed;
            break;
        }
    }
    Verdict { heard, sent: verdict::sent(&socket.get_ref().written), end }
}

fn note(message: Message) -> Option<Heard> {
    Some(match message {
        Message::Text(text) => Heard::Text(text.as_bytes().to_vec()),
        Message::Binary(bytes) => Heard::Binary(bytes.to_vec()),
        Message::Ping(payload) => Heard::Ping(payload.to_vec()),
        Message::Pong(payload) => Heard::Pong(payload.to_vec()),
        Message::Close(None) => Heard::Close(None, String::new()),
        Message::Close(Some(frame)) => {
            Heard::Close(Some(frame.code.into()), frame.reason.as_str().into())
        }
        Message::Frame(_) => return None, // only ever written
    })
}
