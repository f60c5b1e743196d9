//! # The verdict of tokio-websockets                                 chapter 12
//! Knows: that package's streams. Does not know: the others.
//! Read before: `by_tungstenite.rs`. Read next: `differences.rs`.

use crate::ours::MESSAGE_BYTES;
use crate::pieces::Pieces;
use crate::verdict::{self, End, Heard, Verdict};
use frames::Role;
use net::futures_core::Stream as _;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
pub use tokio_websockets;
use tokio_websockets::{ClientBuilder, Limits, Message, ServerBuilder};

/// What its `receiver` makes of `bytes`.
pub fn judge(receiver: Role, bytes: &[u8], cuts: &[usize]) -> Verdict {
    let limits = Limits::default().max_payload_len(Some(MESSAGE_BYTES));
    let pieces = Pieces::new(bytes, cuts);
    let mut socket = match receiver {
        Role::Server => ServerBuilder::new().limits(limits).serve(pieces),
        Role::Client => ClientBuilder::new().limits(limits).take_over(pieces),
    };
    // All there is to read is there: what is pending once stays so.
    let mut cx = Context::from_waker(Waker::noop());
    let (mut heard, mut end) = (Vec::new(), End::Open);
    while let Poll::Ready(next) = Pin::new(&mut socket).poll_next(&mut cx) {
        match next {
            Some(Ok(message)) => heard.extend(note(message)),
            Some(Err(_)) => {
                // Whoever uses it stops here; one more poll writes the Close frame, if any.
                let _written = Pin::new(&mut socket).poll_next(&mut cx);
                end = End::Failed;
                break;
            }
            // The last poll writes what it owes.
            None => break,
        }
        if matches!(heard.last(), Some(Heard::Close(..))) {
            end = End::Closed;
        }
    }
    Verdict { heard, sent: verdict::sent(&socket.get_ref().written), end }
}

fn note(message: Message) -> Option<Heard> {
    let payload = message.as_payload().to_vec();
    Some(if message.is_text() {
        Heard::Text(payload)
    } else if message.is_binary() {
        Heard::Binary(payload)
    } else if message.is_ping() {
        Heard::Ping(payload)
    } else if message.is_pong() {
        Heard::Pong(payload)
    } else if message.is_close() {
        let (code, reason) = verdict::close_body(&payload);
        Heard::Close(code, reason)
    } else {
        return None;
    })
}
