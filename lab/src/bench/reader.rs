//! # Reader: one client of one transport                             chapter 16
//! Knows: how each transport is opened and read. Does not know: what is measured.
//! Read before: `ear.rs`, `server.rs`, `lab/src/listen/source.rs`. Read next: `publisher.rs`.

use super::ear::Ear;
use super::server::Server;
use crate::listen::desk::Desk;
use crate::listen::heard::{Heard, Over};
use crate::listen::lines::Lines;
use crate::listen::source::{Next, Source};
use crate::tally::Transport;
use frames::{Connection as WebSocket, Event, Message};
use net::websocket::{self, OpenError};
use net::{Application, Flow, Onlooker, drive};
use polling::{Since, parse_event};
use std::ops::ControlFlow;
use std::time::Duration;
use wire::Tap;

/// Hear all that comes by `transport`, until it is over; a poller asks `every` so often.
pub async fn read(server: &Server, transport: Transport, every: Duration, ear: &Ear) -> Over {
    let read = match transport {
        Transport::WebSocket => read_messages(server, ear).await,
        _ => read_source(server, transport, every, ear).await,
    };
    read.unwrap_or_else(|over| over)
}

/// The four that are HTTP.
async fn read_source(
    server: &Server,
    transport: Transport,
    every: Duration,
    ear: &Ear,
) -> Result<Over, Over> {
    // It shows nothing: nobody tells it what goes over the connection.
    let desk = Desk::new(false, false);
    let at_ear = ear.clone();
    let request = server.request(transport)?.onlooker(Onlooker::new(move |seen| at_ear.see(seen)));
    let mut source = match transport {
        Transport::Polling => Source::polls(request, Since::Now, Some(every), &desk),
        Transport::LongPolling => Source::polls(request, Since::Now, None, &desk),
        Transport::Sse => Source::events(request, ""),
        _ => {
            let uri = request.uri().clone();
            let ask = move |uri| request.clone().at(uri);
            Source::Lines(Box::new(Lines::new(&uri, None, ask)))
        }
    };
    loop {
        match source.next(&desk).await {
            Next::Heard(Heard::Event(event)) => {
                ear.hear(event.id.as_deref(), event.kind.as_deref(), &event.data);
            }
            Next::Heard(Heard::Over(over)) => return Ok(over),
            Next::Heard(Heard::Open(_) | Heard::Note(_) | Heard::Lost(..)) => {}
            Next::OtherType(found) => {
                return Ok(Over::Refused(format!("the answer is {found:?}, no event stream")));
            }
        }
    }
}

async fn read_messages(server: &Server, ear: &Ear) -> Result<Over, Over> {
    let mut opened = websocket::connect(server.websocket()?).await.map_err(of_opening)?;
    let mut socket = Tap::new(opened.socket, ear.clone());
    let mut hearing = Hearing { ear, over: None };
    let driven = drive(&mut opened.connection, &mut socket, &mut hearing).await;
    Ok(match (hearing.over, driven) {
        (Some(said), _) => Over::Refused(said),
        (None, Err(fault)) => Over::Lost(fault.to_string()),
        (None, Ok(_)) => Over::Lost("the server ended the connection".into()),
    })
}

fn of_opening(error: OpenError) -> Over {
    let said = error.to_string();
    match error {
        OpenError::Uri(_) | OpenError::Usage(_) => Over::Usage(said),
        OpenError::Handshake(_) => Over::Refused(said),
        _ => Over::Unreachable(said),
    }
}

/// Hears messages: an event as our lab writes it, or a text that is one by itself.
struct Hearing<'e> {
    ear: &'e Ear,
    over: Option<String>,
}

impl Application<Tap<WebSocket, Ear>> for Hearing<'_> {
    fn on_event(&mut self, _: &mut Tap<WebSocket, Ear>, event: Event<'_>) -> Flow {
        match event {
            Event::Message(Message::Text(text)) => match parse_event(text.as_bytes()) {
                Ok(event) => {
                    self.ear.hear(Some(&event.id.to_string()), Some(&event.event), &event.data);
                }
                Err(_) => self.ear.hear(None, None, &text),
            },
            Event::Closed(closed) => {
                self.over = Some(format!("closed with {}: {}", closed.code, closed.reason));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}
