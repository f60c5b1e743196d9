//! # One connection's life                                           chapter 00
//! Knows: that a connection speaks HTTP, and which protocol takes it over. Does not know: bytes.
//! Read before: `router.rs`, `lane.rs`. Read next: `server.rs`.

use crate::echo::EchoBack;
use crate::forms;
use crate::lane::Deliver;
use crate::meter::Meter;
use crate::plan::Plan;
use crate::router::Router;
use crate::server::{self, Lab};
use crate::tally_feed::TallyFeed;
use frames::{Liveness, Role};
use handshake::deflate::{Agreed, Policy};
use handshake::server::Asked;
use http1::Server;
use hub::Event;
use net::event_stream::{EventStream, EventStreamFormat};
use net::{
    Application, Connection, Ended, Fault, Stop, Stream as Transport, clock, drive, entropy,
};
use polling::long::State;
use polling::{LongPoll, Ndjson, Stream};
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;
use wire::{EventId, Limits, Protocol, Tap};

/// Boxed, for it goes from hand to hand, and each would need room for all of it: of a connection
/// that waits, that room would be the most.
type Http = Box<Tap<Server, Meter>>;
type Socket = Connection<Transport>;

/// Serve one connection until it ends.
pub async fn serve(stream: Transport, lab: Arc<Lab>, stop: Stop) {
    let mut socket = Connection::new(stream, &lab.limits, stop);
    let server = Server::new(lab.limits, clock::unix_time());
    let mut http = Some(Box::new(Tap::new(server, Meter::new(&lab.tally))));
    // Each turn: requests that are answered at once, then one that needs more.
    while let Some(mut speaking) = http.take() {
        let mut plan = None;
        let mut router = Router::new(&lab, &mut plan);
        if run(&mut socket, &mut *speaking, &mut router).await != Some(Ended::HandedOn) {
            return;
        }
        if let Some(plan) = plan {
            http = hand_over(&mut socket, speaking, plan, &lab).await;
        }
        // The next request is heard when this answer was taken.
        if let Some(http) = &mut http {
            socket.take_output_of(&mut **http);
        }
    }
}

/// Let the transport of `plan` take the connection over. Returns it if it speaks HTTP again.
async fn hand_over(socket: &mut Socket, mut http: Http, plan: Plan, lab: &Lab) -> Option<Http> {
    let reader = match plan.listen().map(|listen| lab.reader(listen)) {
        Some(Ok(reader)) => reader,
        Some(Err(refused)) => {
            http.respond(server::refuse(&refused)).ok()?;
            http.watch_mut().finish();
            return Some(http);
        }
        None => {
            talk_apart(socket, http, plan, lab).await;
            return None;
        }
    };
    let mut deliver = Deliver::new(lab.hub.clone(), reader);
    match plan {
        Plan::Poll(_) => {
            let events = deliver.read_all();
            return answer(http, &events, deliver.cursor());
        }
        Plan::LongPoll(_, wait) => return long_poll(socket, http, &mut deliver, wait).await,
        Plan::Stream(_) => {
            let open = |http| Stream::open(http, Ndjson, lab.heartbeat);
            run(socket, &mut http.try_map(open).ok()?, &mut deliver).await;
        }
        Plan::Events(_) => {
            let open = |http| EventStream::open(http, EventStreamFormat, lab.heartbeat);
            run(socket, &mut http.try_map(open).ok()?, &mut deliver).await;
        }
        Plan::WebSocket(asked, _) => {
            let mut opened = websocket(socket, http, asked, lab)?;
            run(socket, &mut opened, &mut deliver).await;
        }
        _ => {}
    }
    None
}

/// The two WebSockets that deliver no events: the page's tally, and the echo.
async fn talk_apart(socket: &mut Socket, http: Http, plan: Plan, lab: &Lab) -> Option<()> {
    match plan {
        Plan::Tally(asked, visitor) => {
            let mut feed = TallyFeed::new(lab.tally.visitor(&visitor));
            let mut opened = websocket(socket, http, asked, lab)?;
            run(socket, &mut opened, &mut feed).await;
        }
        Plan::EchoSocket(asked) => {
            let mut opened = websocket(socket, http, asked, lab)?;
            run(socket, &mut opened, &mut EchoBack).await;
        }
        _ => {}
    }
    None
}

/// Answer a poll with `events`; `next` is the place behind them. Then the connection goes on.
fn answer(mut http: Http, events: &[Event], next: EventId) -> Option<Http> {
    http.watch().delivered(events.len() as u64);
    http.respond(polling::answer_encoded(&forms::all(events, forms::json), next)).ok()?;
    http.watch_mut().finish();
    Some(http)
}

/// Hold the request until there is something, or its time is up; then the connection goes on.
async fn long_poll(
    socket: &mut Socket,
    http: Http,
    deliver: &mut Deliver,
    wait: Duration,
) -> Option<Http> {
    // What is there already is answered at once, even where the client would not wait at all.
    let events = deliver.read_batch();
    let cursor = deliver.cursor();
    if !events.is_empty() {
        return answer(http, &events, cursor);
    }
    let mut poll = http.map(|http| LongPoll::park(http, cursor, wait));
    let ended = run(socket, &mut poll, deliver).await;
    poll.watch_mut().finish();
    let goes_on = ended == Some(Ended::HandedOn) && poll.state() != State::Gone;
    goes_on.then(|| Box::new(poll.map(LongPoll::into_http)))
}

/// Open the WebSocket that was asked for.
fn websocket(
    socket: &mut Socket,
    mut http: Http,
    asked: Asked,
    lab: &Lab,
) -> Option<Tap<frames::Connection, Meter>> {
    let deflate = asked.deflate(&Policy::default());
    let accepted = asked.accept_with(None, deflate).ok()?;
    http.switch_protocols(&accepted.answer).ok()?;
    socket.take_output_of(&mut *http);
    let held = http.take_held();
    http.seen_before(held.len());
    socket.put_back(held);
    Some(http.map(|_| open(accepted.deflate, &lab.limits)))
}

/// The server's end of a WebSocket: it asks a silent client whether it is there, and compresses as
/// was agreed.
pub(crate) fn open(deflate: Option<Agreed>, limits: &Limits) -> frames::Connection {
    let liveness = Liveness::new(limits, entropy::jitter());
    let websocket = frames::Connection::server(*limits).with_liveness(liveness);
    match deflate {
        Some(agreed) => websocket.with_deflate(net::deflate(agreed, Role::Server)),
        None => websocket,
    }
}

/// Drive, and tell the log how it ended.
async fn run<P, A>(socket: &mut Socket, protocol: &mut P, application: &mut A) -> Option<Ended>
where
    P: Protocol,
    P::Error: Display,
    A: Application<P>,
{
    match drive(socket, protocol, application).await {
        Ok(ended) => Some(ended),
        Err(fault @ Fault::Protocol(_)) => {
            tracing::info!(%fault, "the peer broke a rule");
            None
        }
        Err(fault) => {
            tracing::debug!(%fault, "a connection was lost");
            None
        }
    }
}
