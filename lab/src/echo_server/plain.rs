//! # The echo server, asked by HTTP                                  chapter 02 · RFC 9110 §9
//! Knows: its three paths, their methods, and what each answers. Does not know: messages.
//! Read before: `routes.rs`, `plan.rs`. Read next: `echo_server.rs`.

use crate::plan::no_route;
use crate::routes::{METHODS, NoRoute};
use handshake::server::Asked;
use handshake::{OriginPolicy, Violation};
use http1::{BodyLength, Event, RequestHead, Response, Server, UsageError};
use net::{Application, Flow};
use std::ops::ControlFlow::{Break, Continue};

/// Each path with its methods. OPTIONS is understood at all of them, and at `*`.
const PATHS: [(&str, &[&str]); 3] = [
    ("/", &["GET", "HEAD", "OPTIONS"]),
    ("/echo", &["GET", "POST", "OPTIONS"]),
    ("/chat", &["GET", "OPTIONS"]),
];
/// What the server as a whole takes.
const ALL: &[&str] = &["GET", "HEAD", "POST", "OPTIONS"];

/// What answers a request, once its body is complete.
#[derive(Debug)]
enum Plan {
    /// This, whatever the body says.
    Answer(Response),
    /// The body.
    Echo,
    /// A WebSocket.
    Socket(Asked),
}

/// The HTTP side: bodies come back, and a WebSocket handshake breaks off.
#[derive(Debug, Default)]
pub(super) struct Plain {
    plan: Option<Plan>,
    body: Vec<u8>,
}

impl Plain {
    /// The WebSocket that was asked for, if that is why it broke off.
    pub(super) fn into_asked(self) -> Option<Asked> {
        match self.plan {
            Some(Plan::Socket(asked)) => Some(asked),
            _ => None,
        }
    }

    fn begin(&mut self, http: &mut Server, request: &RequestHead<'_>) -> Flow {
        self.body.clear();
        match Plan::of(request) {
            // Refused before the body is sent: that is what the client asked for.
            Plan::Answer(answer) if request.expects_continue() => flow(http.reject(answer)),
            plan => {
                self.plan = Some(plan);
                Continue(())
            }
        }
    }

    fn end(&mut self, http: &mut Server) -> Flow {
        let body = std::mem::take(&mut self.body);
        match self.plan.take() {
            Some(Plan::Answer(answer)) => flow(http.respond(answer)),
            Some(Plan::Echo) => {
                let echo = Response::new(200).field("Content-Type", "application/octet-stream");
                flow(http.respond(echo.body(body)))
            }
            socket => {
                self.plan = socket;
                Break(())
            }
        }
    }
}

impl Plan {
    /// Decide, from the head of the request alone.
    fn of(request: &RequestHead<'_>) -> Self {
        let method = request.method();
        if !METHODS.contains(&method) {
            return Self::refuse(NoRoute::UnknownMethod, request);
        }
        if request.path() == "*" {
            return Self::options(ALL);
        }
        let Some((path, methods)) = PATHS.iter().find(|(path, _)| *path == request.path()) else {
            return Self::refuse(NoRoute::Path, request);
        };
        match (*path, method) {
            _ if !methods.contains(&method) => Self::refuse(NoRoute::Method(methods), request),
            (_, "OPTIONS") => Self::options(methods),
            (_, "POST") => Self::Echo,
            ("/", _) if method == "HEAD" || !asks_for_websocket(request) => {
                Self::Answer(Response::new(200).text("POST to /echo, or open a WebSocket"))
            }
            _ => Self::socket(request),
        }
    }

    fn refuse(why: NoRoute, request: &RequestHead<'_>) -> Self {
        Self::Answer(no_route(why, request).0)
    }

    fn options(methods: &[&str]) -> Self {
        Self::Answer(Response::new(204).field("Allow", methods.join(", ")))
    }

    /// Nothing is kept here and nobody is known, so any page may ask.
    fn socket(request: &RequestHead<'_>) -> Self {
        let asked = match request.body() {
            BodyLength::None | BodyLength::Length(0) => {
                Asked::from_request_of(request, &OriginPolicy::any())
            }
            _ => Err(Violation::BodyNotAllowed),
        };
        asked.map_or_else(|violation| Self::Answer(violation.answer()), Self::Socket)
    }
}

/// True for an attempt at an opening handshake: a bad one is told what is wrong with it.
fn asks_for_websocket(request: &RequestHead<'_>) -> bool {
    let fields = request.fields();
    fields.has_token("Upgrade", "websocket")
        || fields.count("Sec-WebSocket-Key") > 0
        || fields.count("Sec-WebSocket-Version") > 0
}

/// An answer that cannot be given is the end of the connection.
fn flow(answered: Result<(), UsageError>) -> Flow {
    if answered.is_ok() { Continue(()) } else { Break(()) }
}

impl Application<Server> for Plain {
    fn on_event(&mut self, http: &mut Server, event: Event<'_>) -> Flow {
        match event {
            Event::Request(request) => self.begin(http, &request),
            // The size is bounded by `Limits::body_bytes`, at the head or as it grows.
            Event::Data(piece) => {
                if matches!(self.plan, Some(Plan::Echo)) {
                    self.body.extend_from_slice(&piece);
                }
                Continue(())
            }
            Event::End => self.end(http),
            Event::Closed => Continue(()),
        }
    }
}
