//! # Fan-out: event streams of the peers                             chapter 16
//! Knows: how axum and hyper send them. Does not know: who publishes.
//! Read before: `peers.rs`. Read next: `rows/fan_out.rs`.

use crate::failure::Failure;
use crate::servers::fan_out::peers::broadcasting;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::stream::{Stream, unfold};
use http_body_util::StreamBody;
use hyper::body::Frame;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use net::tokio;
use net::tokio::sync::broadcast::{Receiver, Sender};
use std::convert::Infallible;
use std::net::TcpListener;
use wire::Bytes;

/// What comes out of the channel, for as long as there is one and the reader keeps up.
fn stream_of<E, T>(
    events: Receiver<E>,
    made: fn(E) -> T,
) -> impl Stream<Item = Result<T, Infallible>>
where
    E: Clone,
{
    unfold(events, move |mut events| async move {
        let event = events.recv().await.ok()?;
        Some((Ok(made(event)), events))
    })
}

/// axum's `Sse`, with the keep-alive of its documentation. The event is made once and cloned.
///
/// # Errors
/// The publisher is gone.
pub fn axum(listener: TcpListener) -> Result<(), Failure> {
    let made =
        |event: &wire::Published| Ok(Event::default().id(event.id.to_string()).data(&*event.data));
    broadcasting(listener, made, |listener, events: Sender<Event>| async move {
        let handler = move || async move {
            Sse::new(stream_of(events.subscribe(), |event| event)).keep_alive(KeepAlive::default())
        };
        let app = axum::Router::new().route("/events", get(handler));
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
            let _unsupported = stream.set_nodelay(true);
        });
        let _ended = axum::serve(listener, app).await;
    })
}

/// hyper with a body that is a stream of shared bytes; no keep-alive.
///
/// # Errors
/// The publisher is gone.
pub fn hyper(listener: TcpListener) -> Result<(), Failure> {
    let made = |event: &wire::Published| Ok(Bytes::from(super::block(event)));
    broadcasting(listener, made, |listener, events: Sender<Bytes>| async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _unsupported = stream.set_nodelay(true);
            let events = events.clone();
            let answer = move |_: Request<hyper::body::Incoming>| {
                let body = StreamBody::new(stream_of(events.subscribe(), Frame::data));
                let answer =
                    Response::builder().header("Content-Type", sse::encode::MEDIA_TYPE).body(body);
                std::future::ready(answer)
            };
            let http = hyper::server::conn::http1::Builder::new();
            tokio::spawn(http.serve_connection(TokioIo::new(stream), service_fn(answer)));
        }
    })
}
