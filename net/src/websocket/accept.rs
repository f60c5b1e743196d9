//! # Opening a WebSocket from the server's side                      chapter 08 · RFC 6455 §4.2
//! Knows: one request, and either the answer 101 or a refusal. Does not know: other requests; where
//! there are any, see `lab/src/connection.rs`.
//! Read before: `handshake/src/server.rs`, `http1/src/server.rs`. Read next: `request.rs`.

use super::Opened;
use crate::{Application, Connection, Ended, Fault, Flow, Stop, Stream, clock, drive, entropy};
use frames::{Liveness, Role};
use handshake::deflate::Policy;
use handshake::server::Asked;
use handshake::{OriginPolicy, Violation};
use http1::{Event, Server};
use std::fmt;
use std::future::poll_fn;
use std::ops::ControlFlow;
use std::sync::Arc;
use tokio::time::timeout;
use wire::Limits;

/// Which WebSockets a server accepts, and how.
///
/// The default: from pages of its own host and from programs, without a subprotocol, each message
/// compressed by itself.
#[derive(Clone, Debug)]
pub struct Welcome {
    /// Which pages may ask.
    pub origins: OriginPolicy,
    /// The subprotocols that are spoken here; the client's best one of them is taken.
    pub subprotocols: Vec<String>,
    /// How messages are compressed; `None` for never.
    pub deflate: Option<Policy>,
    /// The bounds on what a peer can make us hold or wait for. All WebSockets share them.
    pub limits: Arc<Limits>,
    /// Who may ask the WebSocket to end.
    pub stop: Stop,
}

impl Default for Welcome {
    fn default() -> Self {
        Self {
            origins: OriginPolicy::default(),
            subprotocols: Vec::new(),
            deflate: Some(Policy::default()),
            limits: Limits::DEFAULT.into(),
            stop: Stop::default(),
        }
    }
}

/// Why there is no WebSocket. The client was told, if it could be.
#[derive(Debug)]
pub enum AcceptError {
    /// The request does not ask for a WebSocket as it must.
    Refused(Violation),
    /// The stream failed, or the request is no HTTP, or it did not come in time.
    Fault(Fault<http1::ProtocolError>),
    /// The client went away before its request was whole.
    CutShort,
}

impl fmt::Display for AcceptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(violation) => violation.fmt(f),
            Self::Fault(fault) => fault.fmt(f),
            Self::CutShort => f.write_str("the client went away before its request was whole"),
        }
    }
}

impl std::error::Error for AcceptError {}

/// Read the request on `stream`, and accept the WebSocket for which it asks, or refuse it with an
/// HTTP error of one sentence. The example at [`crate::WebSocket`] does.
///
/// # Errors
/// [`AcceptError`].
pub async fn accept(stream: Stream, welcome: &Welcome) -> Result<Opened, AcceptError> {
    let limits = &welcome.limits;
    let mut connection = Connection::new(stream, Arc::clone(limits), welcome.stop.clone());
    let mut http = Server::new(**limits, clock::unix_time());
    let mut door = Door { origins: &welcome.origins, asked: None };
    let ended = drive(&mut connection, &mut http, &mut door).await.map_err(AcceptError::Fault)?;
    let asked = match (ended, door.asked) {
        (Ended::HandedOn, Some(Ok(asked))) => asked,
        (_, Some(Err(violation))) => return Err(AcceptError::Refused(violation)),
        _ => return Err(AcceptError::CutShort),
    };
    let ours: Vec<&str> = welcome.subprotocols.iter().map(String::as_str).collect();
    let subprotocol = asked.subprotocol_of(&ours).map(String::from);
    let agreed = welcome.deflate.and_then(|policy| asked.deflate(&policy));
    let accepted = asked.accept_with(subprotocol.as_deref(), agreed);
    // Chosen from what was offered, at a moment when an answer is owed: neither can fail.
    let Ok(accepted) = accepted else { return Err(AcceptError::CutShort) };
    if http.switch_protocols(&accepted.answer).is_err() {
        return Err(AcceptError::CutShort);
    }
    connection.take_output_of(&mut http);
    connection.put_back(http.take_held());
    // The client waits for it, whatever our caller does next.
    let writing = poll_fn(|cx| connection.poll_write(cx));
    match timeout(limits.write_time, writing).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(AcceptError::Fault(Fault::Io(error))),
        Err(_) => return Err(AcceptError::Fault(Fault::Stalled)),
    }
    let liveness = Liveness::new(Arc::clone(limits), entropy::jitter());
    let mut socket = frames::Connection::server(Arc::clone(limits)).with_liveness(liveness);
    if let Some(agreed) = agreed {
        socket = socket.with_deflate(crate::deflate(agreed, Role::Server));
    }
    Ok(Opened { connection, socket, subprotocol, deflate: agreed })
}

/// Hears one request.
struct Door<'w> {
    origins: &'w OriginPolicy,
    asked: Option<Result<Asked, Violation>>,
}

impl Application<Server> for Door<'_> {
    fn on_event(&mut self, http: &mut Server, event: Event<'_>) -> Flow {
        match event {
            Event::Request(head) => {
                let asked = Asked::from_request_of(&head, self.origins);
                if let Err(violation) = &asked {
                    // It fails only where nothing can be said any more; nothing was said yet.
                    let _ = http.reject(violation.answer());
                }
                self.asked = Some(asked);
                ControlFlow::Continue(())
            }
            Event::End => ControlFlow::Break(()),
            Event::Data(_) | Event::Closed => ControlFlow::Continue(()),
        }
    }
}
