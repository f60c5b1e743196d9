//! # A bare echo server                                              chapter 12
//! Knows: WebSocket messages and POST bodies, at any path. Does not know: the lab.
//! Read before: `echo.rs`. Read next: `publish.rs`.
//!
//! It is the target of conformance runs and benches: nothing but the protocols.

use crate::echo::EchoBack;
use handshake::OriginPolicy;
use handshake::server::Asked;
use http1::{Event, RequestHead, Response, Server};
use net::tokio::net::{TcpListener, TcpStream};
use net::{Application, Connection, Ended, Flow, Stop, clock, drive};
use std::ops::ControlFlow;
use std::time::Duration;
use wire::Limits;

/// The connections that are served at once.
const CONNECTIONS_MAX: usize = 18_000;
/// How long the open connections have to say goodbye.
const GRACE: Duration = Duration::from_secs(4);

/// Echo on `listener` until `stop` is asked for.
pub async fn serve(listener: TcpListener, limits: Limits, stop: Stop) {
    let each_stop = stop.clone();
    let report = |incident| tracing::warn!(?incident, "echo");
    net::serve(listener, stop, CONNECTIONS_MAX, GRACE, report, |stream, _| {
        connection(stream, limits, each_stop.clone())
    })
    .await;
}

async fn connection(stream: TcpStream, limits: Limits, stop: Stop) {
    let mut socket = Connection::new(stream, &limits, stop);
    let mut http = Server::new(limits, clock::unix_time());
    let mut plain = Plain::default();
    let ended = drive(&mut socket, &mut http, &mut plain).await;
    let (Ok(Ended::HandedOn), Some(asked)) = (ended, plain.asked) else { return };
    let Ok(accepted) = asked.accept(None) else { return };
    if http.switch_protocols(&accepted.answer).is_ok() {
        socket.take_output_of(&mut http);
        socket.put_back(http.take_held());
        let mut websocket = frames::Connection::server(limits);
        if let Err(fault) = drive(&mut socket, &mut websocket, &mut EchoBack).await {
            tracing::debug!(%fault, "ended");
        }
    }
}

/// The HTTP side: bodies come back, and a WebSocket handshake breaks off.
#[derive(Debug, Default)]
struct Plain {
    answer: Option<Response>,
    asked: Option<Asked>,
    body: Vec<u8>,
}

impl Plain {
    fn begin(&mut self, request: &RequestHead<'_>) {
        self.body.clear();
        if request.method() == "POST" {
            self.answer = None;
            return;
        }
        // Nothing is kept here and nobody is known, so any page may ask.
        match Asked::from_request_of(request, &OriginPolicy::any()) {
            Ok(asked) => self.asked = Some(asked),
            Err(violation) => self.answer = Some(violation.answer()),
        }
    }
}

impl Application<Server> for Plain {
    fn on_event(&mut self, http: &mut Server, event: Event<'_>) -> Flow {
        match event {
            Event::Request(request) => self.begin(&request),
            Event::Data(piece) => self.body.extend_from_slice(&piece),
            Event::End if self.asked.is_some() => return ControlFlow::Break(()),
            Event::End => {
                let body = std::mem::take(&mut self.body);
                let echo = || Response::new(200).body(body);
                if http.respond(self.answer.take().unwrap_or_else(echo)).is_err() {
                    return ControlFlow::Break(());
                }
            }
            Event::Closed => {}
        }
        ControlFlow::Continue(())
    }
}
