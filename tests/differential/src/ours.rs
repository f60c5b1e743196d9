//! # Our verdict                                                     chapter 12
//! Knows: `frames::Connection`. Does not know: the others.
//! Read before: `pieces.rs`. Read next: `by_tungstenite.rs`.

use crate::pieces::Pieces;
use crate::verdict::{self, End, Heard, Verdict};
use frames::{CloseCode, Connection, Event, Message, ProtocolError, Role};
use net::entropy;
use wire::{Input, Limits, Output, Protocol};

/// The largest message that all three accept.
pub const MESSAGE_BYTES: usize = 1000;
/// The limits under which all three stand.
pub const LIMITS: Limits = Limits { message_bytes: MESSAGE_BYTES, ..Limits::DEFAULT };

/// What our `receiver` makes of `bytes`, and the rule that it found broken.
pub fn judge(receiver: Role, bytes: &[u8], cuts: &[usize]) -> (Verdict, Option<ProtocolError>) {
    let mut connection = match receiver {
        Role::Server => Connection::server(LIMITS),
        Role::Client => Connection::client(LIMITS, entropy::masking_key),
    };
    let mut pieces = Pieces::new(bytes, cuts);
    let (mut heard, mut output) = (Vec::new(), Output::default());
    let (mut end, mut error) = (End::Open, None);
    'all: while let Some(mut piece) = pieces.take() {
        let mut input = Input::new(&mut piece);
        loop {
            match connection.next_event(&mut input) {
                Ok(Some(event)) => heard.extend(note(event)),
                Ok(None) => break,
                Err(broken) => {
                    (end, error) = (End::Failed, Some(broken));
                    break 'all;
                }
            }
            // After each event, as the others write: a pong that waits gives way to the next.
            output.append(connection.take_output());
            if matches!(heard.last(), Some(Heard::Close(..))) {
                end = End::Closed;
                break 'all;
            }
        }
    }
    output.append(connection.take_output());
    (Verdict { heard, sent: verdict::sent(&output.to_vec()), end }, error)
}

fn note(event: Event<'_>) -> Option<Heard> {
    Some(match event {
        Event::Message(Message::Text(text)) => Heard::Text(text.into_owned().into_bytes()),
        Event::Message(Message::Binary(bytes)) => Heard::Binary(bytes.into_vec()),
        Event::Ping(payload) => Heard::Ping(payload.into_vec()),
        Event::Pong(payload) => Heard::Pong(payload.into_vec()),
        Event::Closed(closed) => {
            let code = (closed.code != CloseCode::NO_STATUS).then_some(closed.code.value());
            Heard::Close(code, closed.reason.into())
        }
        Event::Part { .. } => return None, // only where parts were asked for
    })
}
