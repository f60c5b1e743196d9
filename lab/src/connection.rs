//! # One connection's life                                           chapter 00
//! Knows: that a connection speaks HTTP, and which protocol takes it over. Does not know: bytes.
//! Read before: `router.rs`, `lane.rs`. Read next: `server.rs`.

use crate::bytes_feed::BytesFeed;
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
use http1::{Server, UsageError};
use hub::Event;
use net::event_stream::EventStreamFormat;
use net::tokio::io::{AsyncRead, AsyncWrite};
use net::{Application, Connection, Ended, Entering, Fault, Stop, clock, drive, entropy};
use polling::long::State;
use polling::{Format, IfNoneMatch, LongPoll, Ndjson, Stream, answer_unless_known};
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;
use wire::{EventId, Limits, Protocol, Tap};

/// Boxed, for it goes from hand to hand, and each would need room for all of it: of a connection
/// that waits, that room would be the most.
type Http = Box<Tap<Server, Meter>>;
type Socket<S> = Connection<S>;

/// When the server ends, each stream asks its reader to come back after a time from here.
const COME_BACK: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(11));

/// What carries bytes: a socket, with TLS or without, or a pipe in a test.
pub trait Transport: AsyncRead + AsyncWrite + Unpin {}
impl<S: AsyncRead + AsyncWrite + Unpin> Transport for S {}

/// Serve one connection until it ends.
pub async fn serve(stream: impl Transport, lab: Arc<Lab>, stop: Stop) {
    enter(stream, lab, stop, None).await;
}

/// The same, for one that is `entering` until its first head has come.
pub async fn enter(
    stream: impl Transport,
    lab: Arc<Lab>,
    stop: Stop,
    mut entering: Option<Box<Entering>>,
) {
    let mut socket = Connection::new(stream, &lab.limits, stop);
    if let Some(entering) = &entering {
        // One deadline for TLS and the head.
        socket = socket.begun_at(entering.since());
    }
    let server = Server::new(lab.limits, clock::unix_time().saturating_sub(socket.now()));
    let mut http = Some(Box::new(Tap::new(server, Meter::new(&lab.tally))));
    // Each turn: requests that are answered at once, then one that needs more.
    while let Some(mut speaking) = http.take() {
        let mut plan = None;
        let mut router = Router::new(&lab, &mut plan, &mut entering);
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
async fn hand_over<S: Transport>(
    socket: &mut Socket<S>,
    mut http: Http,
    plan: Plan,
    lab: &Lab,
) -> Option<Http> {
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
        Plan::Poll(_, known) => {
            let events = deliver.read_answer();
            return answer(http, Some(&known), &events, deliver.cursor());
        }
        Plan::LongPoll(_, wait) => return long_poll(socket, http, &mut deliver, wait).await,
        Plan::Stream(_) => {
            let open = |http| open_stream(http, Ndjson, lab);
            run(socket, &mut http.try_map(open).ok()?, &mut deliver).await;
        }
        Plan::Events(_) => {
            let open = |http| open_stream(http, EventStreamFormat, lab);
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

/// The WebSockets that deliver no events: the page's own two, and the echo.
async fn talk_apart<S: Transport>(
    socket: &mut Socket<S>,
    http: Http,
    plan: Plan,
    lab: &Lab,
) -> Option<()> {
    match plan {
        Plan::Tally(asked, visitor) => {
            let mut feed = TallyFeed::new(lab.tally.visitor(&visitor));
            let mut opened = websocket(socket, http, asked, lab)?;
            run(socket, &mut opened, &mut feed).await;
        }
        Plan::Bytes(asked, visitor) => {
            let everybody = Arc::clone(lab.tally.everybody());
            let mut feed = BytesFeed::new(lab.tally.visitor(&visitor), everybody);
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

/// Answer a poll with `events`, unless its client has them; `next` is the place behind them. Then
/// the connection goes on.
fn answer(
    mut http: Http,
    known: Option<&IfNoneMatch>,
    events: &[Event],
    next: EventId,
) -> Option<Http> {
    let whole = || polling::answer_encoded(&forms::all(events, forms::json), next);
    let answer = match known {
        Some(known) => answer_unless_known(known, next, whole),
        None => whole(),
    };
    let told = if answer.status() == 200 { events.len() } else { 0 };
    http.watch().delivered(told as u64);
    http.respond(answer).ok()?;
    http.watch_mut().finish();
    Some(http)
}

/// Hold the request until there is something, or its time is up; then the connection goes on.
async fn long_poll<S: Transport>(
    socket: &mut Socket<S>,
    http: Http,
    deliver: &mut Deliver,
    wait: Duration,
) -> Option<Http> {
    // What is there already is answered at once, even where the client would not wait at all.
    let events = deliver.read_batch();
    let cursor = deliver.cursor();
    if !events.is_empty() {
        return answer(http, None, &events, cursor);
    }
    let mut poll = http.map(|http| LongPoll::park(http, cursor, wait));
    let ended = run(socket, &mut poll, deliver).await;
    poll.watch_mut().finish();
    let goes_on = ended == Some(Ended::HandedOn) && poll.state() != State::Gone;
    goes_on.then(|| Box::new(poll.map(LongPoll::into_http)))
}

/// Begin a stream that knows how to end.
fn open_stream<F: Format>(http: Server, format: F, lab: &Lab) -> Result<Stream<F>, UsageError> {
    let (soonest, latest) = COME_BACK;
    let stream = Stream::open(http, format, lab.heartbeat)?;
    Ok(stream
        .ending_after(lab.stream_time.map(|time| entropy::between(time / 2, time)))
        .with_retry(entropy::between(soonest, latest)))
}

/// Open the WebSocket that was asked for.
fn websocket<S: Transport>(
    socket: &mut Socket<S>,
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
async fn run<S, P, A>(
    socket: &mut Socket<S>,
    protocol: &mut P,
    application: &mut A,
) -> Option<Ended>
where
    S: Transport,
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
