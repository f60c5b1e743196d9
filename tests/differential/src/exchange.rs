//! # An exchange: our client with somebody's echo server             chapter 12
//! Knows: the table of messages, a ping, and the two ways to close. Does not know: whose server.
//! Read before: `messages.rs`. Read next: `tests/differential/tests/sockets.rs`.

use crate::messages::{Message, table};
use frames::{CloseCode, Closed, Connection as WebSocket, Event, UsageError, Who};
use net::tokio::io::{AsyncRead, AsyncWrite};
use net::{Application, Connection, Flow, drive};
use std::ops::ControlFlow;
use std::task::Context;

/// The payload of the one ping.
const PING: &[u8] = b"are you there?";

/// Who closes in the end, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// We do, with this code; 1005 for a Close frame without one. It must come back.
    WeClose(u16),
    /// The server does, with this code and the reason `enough`: it is asked to by the text
    /// `close CODE enough`.
    TheyClose(u16),
}

/// Send each message of the table over `connection`, and a ping, and see that it comes back as it
/// was; then close, and see that both sides did.
///
/// # Errors
/// The first thing that was not as it should be, in words.
pub async fn exchange<S>(
    connection: &mut Connection<S>,
    socket: &mut WebSocket,
    ending: Ending,
) -> Result<(), String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut exchange = Exchange { rows: table().into_iter(), waiting: None, ending, closed: None };
    let mut fault = Ok(());
    let mut application = Checked { exchange: &mut exchange, fault: &mut fault };
    let driven = drive(connection, socket, &mut application).await;
    fault?;
    driven.map_err(|error| error.to_string())?;
    let expected = match ending {
        Ending::WeClose(code) => (code, "", Who::Us),
        Ending::TheyClose(code) => (code, "enough", Who::Peer),
    };
    let Some(Closed { code, reason, by, clean }) = exchange.closed else {
        return Err("no Close frame came".into());
    };
    // What reason an answer carries, if any, is up to the server.
    let reason = if by == Who::Us { "" } else { &*reason };
    if !clean || (code.value(), reason, by) != expected {
        return Err(format!("closed {code} {reason:?} by {by:?}, clean: {clean}; {ending:?}"));
    }
    Ok(())
}

struct Exchange {
    rows: std::vec::IntoIter<Message>,
    waiting: Option<Message>,
    ending: Ending,
    closed: Option<Closed>,
}

impl Exchange {
    /// Send the next message, or the ping after the last.
    fn next(&mut self, socket: &mut WebSocket) -> Result<(), UsageError> {
        self.waiting = self.rows.next();
        match &self.waiting {
            Some(message) => message.send(socket),
            None => socket.ping(PING),
        }
    }

    fn hear(&mut self, socket: &mut WebSocket, event: Event<'_>) -> Result<(), String> {
        let usage = |error: UsageError| error.to_string();
        match (event, &self.waiting) {
            (Event::Message(found), Some(sent)) => {
                if (found.kind(), found.bytes()) != (sent.kind, &sent.payload[..]) {
                    return Err(format!("{} came back otherwise", sent.name));
                }
                self.next(socket).map_err(usage)
            }
            (Event::Pong(payload), None) if *payload == *PING => match self.ending {
                Ending::WeClose(code) => socket.close(CloseCode::new(code), "").map_err(usage),
                Ending::TheyClose(code) => {
                    socket.send_text(&format!("close {code} enough")).map_err(usage)
                }
            },
            // Some servers ask on their own whether we are there.
            (Event::Ping(_), _) => Ok(()),
            (Event::Closed(closed), _) => {
                self.closed = Some(closed);
                Ok(())
            }
            (event, waiting) => {
                let name = waiting.as_ref().map_or("the pong", |message| message.name);
                Err(format!("{event:?} came, and not {name}"))
            }
        }
    }
}

/// Breaks off at the first thing that is wrong.
struct Checked<'e> {
    exchange: &'e mut Exchange,
    fault: &'e mut Result<(), String>,
}

impl Checked<'_> {
    fn flow(&mut self, result: Result<(), String>) -> Flow {
        *self.fault = result;
        if self.fault.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Application<WebSocket> for Checked<'_> {
    fn on_event(&mut self, socket: &mut WebSocket, event: Event<'_>) -> Flow {
        let result = self.exchange.hear(socket, event);
        self.flow(result)
    }

    /// The first message is ours to send.
    fn poll_work(&mut self, socket: &mut WebSocket, _: &mut Context<'_>) -> Flow {
        if self.exchange.waiting.is_some() || self.exchange.rows.as_slice().is_empty() {
            return ControlFlow::Continue(());
        }
        let result = self.exchange.next(socket).map_err(|error| error.to_string());
        self.flow(result)
    }
}
