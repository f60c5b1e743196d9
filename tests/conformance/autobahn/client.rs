//! # The Autobahn suite's client                                     chapter 12
//! Knows: the three requests by which the suite tells its cases and is told to write its report.
//! Does not know: what a case tests; it echoes.
//! Read before: `net/src/websocket.rs`. Read next: `tests/conformance/run`.
//!
//! `autobahn_client HOST:PORT`: asks how many cases there are, runs each, asks for the report.

use frames::{Connection as WebSocket, Event, Message};
use handshake::deflate::Offer;
use net::websocket::{Request, connect};
use net::{Application, Flow, drive};
use std::error::Error;
use std::io::Write as _;
use std::ops::ControlFlow;
use wire::Limits;

/// The name under which the suite files the results.
const AGENT: &str = "wire101";
/// The suite's largest message.
const MESSAGE_BYTES: usize = 16 * 1024 * 1024;

/// Sends back each message.
struct Echo;

impl Application<WebSocket> for Echo {
    fn on_event(&mut self, socket: &mut WebSocket, event: Event<'_>) -> Flow {
        // The suite may close at any moment; what we would have said is then no longer wanted.
        let _closing = match event {
            Event::Message(Message::Text(text)) => socket.send_text(&text),
            Event::Message(Message::Binary(bytes)) => socket.send_binary(&bytes),
            Event::Part { .. } | Event::Ping(_) | Event::Pong(_) | Event::Closed(_) => Ok(()),
        };
        ControlFlow::Continue(())
    }
}

/// Keeps the last text.
#[derive(Default)]
struct Hear(String);

impl Application<WebSocket> for Hear {
    fn on_event(&mut self, _: &mut WebSocket, event: Event<'_>) -> Flow {
        if let Event::Message(Message::Text(text)) = event {
            self.0 = text.into_owned();
        }
        ControlFlow::Continue(())
    }
}

/// Open a WebSocket at `target` and run `application` until it ends, however it ends: how it
/// should end is the suite's to judge.
async fn run<A>(server: &str, target: &str, application: &mut A) -> Result<(), Box<dyn Error>>
where
    A: Application<WebSocket>,
{
    let limits = Limits { message_bytes: MESSAGE_BYTES, ..Limits::DEFAULT };
    let request = Request::new(&format!("ws://{server}{target}"))?.limits(limits);
    let mut opened = connect(request.deflate(Offer::default())).await?;
    let _judged_by_the_suite = drive(&mut opened.connection, &mut opened.socket, application).await;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::args().nth(1).ok_or("usage: autobahn_client HOST:PORT")?;
    net::tokio::runtime::Runtime::new()?.block_on(async {
        let mut count = Hear::default();
        run(&server, "/getCaseCount", &mut count).await?;
        let count: u32 = count.0.parse()?;
        for case in 1..=count {
            let target = format!("/runCase?case={case}&agent={AGENT}");
            // A case may refuse the handshake on purpose; a report without it fails at the gate.
            if let Err(error) = run(&server, &target, &mut Echo).await {
                writeln!(std::io::stderr(), "case {case} of {count}: {error}")?;
            }
        }
        run(&server, &format!("/updateReports?agent={AGENT}"), &mut Hear::default()).await?;
        Ok(())
    })
}
