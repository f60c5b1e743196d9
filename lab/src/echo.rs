//! # Echo: what comes in goes out again                              chapter 12
//! Knows: nothing but that. Does not know: what it says.
//! Read before: `connection.rs`. Read next: `echo_server.rs`.

use frames::{Connection as WebSocket, Event, Message};
use net::{Application, Flow};
use std::ops::ControlFlow;
use wire::{Tap, Watch};

/// Sends back each message, as it is.
#[derive(Clone, Copy, Debug)]
pub struct EchoBack;

fn echo(socket: &mut WebSocket, event: Event<'_>) -> Flow {
    let _closing = match event {
        Event::Message(Message::Text(text)) => socket.send_text(&text),
        Event::Message(Message::Binary(bytes)) => socket.send_binary(&bytes),
        // Pings are answered, and closing is done, by the connection; parts nobody asked for.
        Event::Part { .. } | Event::Ping(_) | Event::Pong(_) | Event::Closed(_) => Ok(()),
    };
    ControlFlow::Continue(())
}

impl Application<WebSocket> for EchoBack {
    fn on_event(&mut self, socket: &mut WebSocket, event: Event<'_>) -> Flow {
        echo(socket, event)
    }
}

impl<W: Watch> Application<Tap<WebSocket, W>> for EchoBack {
    fn on_event(&mut self, socket: &mut Tap<WebSocket, W>, event: Event<'_>) -> Flow {
        echo(socket, event)
    }
}
