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
use net::event_stream::EventStreamFormat;
use net::tokio::io::{AsyncRead, AsyncWrite};
use net::{Application, Connection, Ended, Entering, Fault, Stop, clock, drive, entropy};
use polling::long::State;
use polling::{Format, LongPoll, Ndjson, Stream};
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use wire::{Limits, Protocol, Tap};

/// Boxed, for it goes from hand to hand, and each would need room for all of it: of a connection
/// that waits, that room would be the most.
type Http = Box<Tap<Server, Meter>>;
type Socket<S> = Connection<S>;

/// When the server ends, each stream asks its reader to come back after a time from here.
const COME_BACK: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(11));

/// What carries bytes: a socket, with TLS or without, or a pipe in a test.
pub trait Transport: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Transport for S {}

/// Serve one connection until it ends.
pub async fn serve(stream: impl Transport, lab: Arc<Lab>, stop: Stop) {
    let mut socket = Connection::new(stream, Arc::clone(&lab.limits), stop);
    enter(&mut socket, &lab, None).await;
}

/// The same, for one that is `entering` until its first head has come.
pub async fn enter<S: Transport>(
    socket: &mut Socket<S>,
    lab: &Lab,
    mut entering: Option<Box<Entering>>,
) {
    if let Some(entering) = &entering {
        // One deadline for TLS and the head.
        socket.begun_at(entering.since());
    }
    let server = Server::new(*lab.limits, clock::unix_time().saturating_sub(socket.now()));
    let mut http = Some(Box::new(Tap::new(server, Meter::new(&lab.tally))));
    while let Some(speaking) = http.take() {
        // Boxed: a task keeps the room of its largest step, and this one is soon over.
        let listening = Box::pin(listen(socket, speaking, lab, &mut entering));
        let Some((speaking, plan)) = listening.await else { return };
        http = match hand_over(socket, speaking, plan, lab) {
            Some(Next::Http(http)) => Some(http),
            Some(Next::Transport(speaking)) => speaking.await,
            None => return,
        };
        // The next request is heard when this answer was taken.
        if let Some(http) = &mut http {
            socket.take_output_of(&mut **http);
        }
    }
}

/// Answer the requests that are answered at once, until one comes that needs more.
async fn listen<S: Transport>(
    socket: &mut Socket<S>,
    mut http: Http,
    lab: &Lab,
    entering: &mut Option<Box<Entering>>,
) -> Option<(Http, Plan)> {
    let mut plan = None;
    let mut router = Router::new(lab, &mut plan, entering);
    match how_it_ended(drive(socket, &mut *http, &mut router).await) {
        Some(Ended::HandedOn) => Some((http, plan?)),
        _ => None,
    }
}

/// How a connection goes on.
enum Next<'c> {
    /// It speaks HTTP, still.
    Http(Http),
    /// A transport has it, and gives it back if it speaks HTTP again. Boxed, and so of just the
    /// size that this transport needs: what one task keeps for all of them would be most of the
    /// memory of a connection that waits.
    Transport(Pin<Box<dyn Future<Output = Option<Http>> + Send + 'c>>),
}

/// Answer what can be answered at once, or let the transport of `plan` take the connection over.
fn hand_over<'c, S: Transport>(
    socket: &'c mut Socket<S>,
    mut http: Http,
    plan: Plan,
    lab: &Lab,
) -> Option<Next<'c>> {
    let reader = match plan.listen().map(|listen| lab.reader(listen)) {
        Some(Ok(reader)) => reader,
        Some(Err(refused)) => {
            http.respond(server::refuse(&refused)).ok()?;
            http.watch_mut().finish();
            return Some(Next::Http(http));
        }
        None => return talk_apart(socket, http, plan, lab),
    };
    let deliver = Deliver::new(lab.hub.clone(), reader);
    match plan {
        Plan::LongPoll(_, wait) => long_poll(socket, http, deliver, wait),
        Plan::Stream(_) => {
            let stream = http.try_map(|http| open_stream(http, Ndjson, lab)).ok()?;
            speak(socket, stream, deliver)
        }
        Plan::Events(_) => {
            let stream = http.try_map(|http| open_stream(http, EventStreamFormat, lab)).ok()?;
            speak(socket, stream, deliver)
        }
        Plan::WebSocket(asked, _) => {
            let opened = websocket(socket, http, asked, lab)?;
            speak(socket, opened, deliver)
        }
        _ => None,
    }
}

/// The WebSockets that deliver no events: the page's own two, and the echo.
fn talk_apart<'c, S: Transport>(
    socket: &'c mut Socket<S>,
    http: Http,
    plan: Plan,
    lab: &Lab,
) -> Option<Next<'c>> {
    match plan {
        Plan::Tally(asked, visitor) => {
            let feed = TallyFeed::new(lab.tally.visitor(&visitor));
            let opened = websocket(socket, http, asked, lab)?;
            speak(socket, opened, feed)
        }
        Plan::Bytes(asked, visitor) => {
            let everybody = Arc::clone(lab.tally.everybody());
            let feed = BytesFeed::new(lab.tally.visitor(&visitor), everybody);
            let opened = websocket(socket, http, asked, lab)?;
            speak(socket, opened, feed)
        }
        Plan::EchoSocket(asked) => {
            let opened = websocket(socket, http, asked, lab)?;
            speak(socket, opened, EchoBack)
        }
        _ => None,
    }
}

/// Speak `protocol` to the connection's end.
fn speak<'c, S, P, A>(
    socket: &'c mut Socket<S>,
    mut protocol: P,
    mut application: A,
) -> Option<Next<'c>>
where
    S: Transport,
    P: Protocol<Error: Display + Send> + Send + 'c,
    A: Application<P> + Send + 'c,
{
    Some(Next::Transport(Box::pin(async move {
        how_it_ended(drive(socket, &mut protocol, &mut application).await);
        None
    })))
}

/// Hold the request until there is something, or its time is up; then the connection goes on.
fn long_poll<'c, S: Transport>(
    socket: &'c mut Socket<S>,
    mut http: Http,
    mut deliver: Deliver,
    wait: Duration,
) -> Option<Next<'c>> {
    // What is there already is answered at once, even where the client would not wait at all.
    let events = deliver.read_batch();
    let cursor = deliver.cursor();
    if !events.is_empty() {
        http.watch().delivered(events.len() as u64);
        http.respond(polling::answer_encoded(&forms::all(&events, forms::json), cursor)).ok()?;
        http.watch_mut().finish();
        return Some(Next::Http(http));
    }
    let mut poll = http.map(|http| LongPoll::park(http, cursor, wait));
    Some(Next::Transport(Box::pin(async move {
        let ended = how_it_ended(drive(socket, &mut poll, &mut deliver).await);
        poll.watch_mut().finish();
        let goes_on = ended == Some(Ended::HandedOn) && poll.state() != State::Gone;
        goes_on.then(|| Box::new(poll.map(LongPoll::into_http)))
    })))
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
pub(crate) fn open(deflate: Option<Agreed>, limits: &Arc<Limits>) -> frames::Connection {
    let liveness = Liveness::new(Arc::clone(limits), entropy::jitter());
    let websocket = frames::Connection::server(Arc::clone(limits)).with_liveness(liveness);
    match deflate {
        Some(agreed) => websocket.with_deflate(net::deflate(agreed, Role::Server)),
        None => websocket,
    }
}

/// Tell the log how it ended, if something went wrong.
fn how_it_ended<E: Display>(driven: Result<Ended, Fault<E>>) -> Option<Ended> {
    match driven {
        Ok(ended) => return Some(ended),
        Err(fault @ Fault::Protocol(_)) => tracing::info!(%fault, "the peer broke a rule"),
        Err(fault) => tracing::debug!(%fault, "a connection was lost"),
    }
    None
}
