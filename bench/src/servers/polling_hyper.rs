//! # Polling by hyper, and by axum on top of it              chapter 16 · RFC 6202 §2
//! Knows: how each is served fastest. Does not know: the log.
//! Read before: `polling.rs`. Read next: `polling_httparse.rs`.
//!
//! Chosen for both: `pipeline_flush`, which writes the answers to all requests that were read at
//! once; and no timer, so that hyper has no deadline to keep for a head. axum is served by the same
//! builder, for `axum::serve` cannot be told to gather.

use super::polling::{FIELDS, Log, on_tokio};
use crate::failure::Failure;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::IntoResponse;
use axum::routing::get;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1::Builder;
use hyper::service::{HttpService, service_fn};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::TcpListener;

/// hyper alone.
///
/// # Errors
/// It cannot listen.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    let log = Log::default();
    let answer = move |request: Request<Incoming>| {
        let is_poll = request.method() == Method::GET && request.uri().path() == "/poll";
        let found = is_poll.then(|| poll(&log, request.uri().query()));
        let answer = found.unwrap_or_else(|| said(StatusCode::NOT_FOUND, Bytes::new()));
        async move { Ok::<_, Infallible>(answer) }
    };
    accept(listener, service_fn(answer))
}

/// axum, with a route and an extractor.
///
/// # Errors
/// It cannot listen.
pub fn serve_axum(listener: TcpListener) -> Result<(), Failure> {
    let router = Router::new().route("/poll", get(axum_poll)).with_state(Log::default());
    accept(listener, TowerToHyperService::new(router))
}

async fn axum_poll(State(log): State<Log>, RawQuery(query): RawQuery) -> axum::response::Response {
    let since = query.as_deref().and_then(since);
    match log.answer(since) {
        Ok(body) => (FIELDS, body).into_response(),
        Err(sentence) => (StatusCode::BAD_REQUEST, sentence).into_response(),
    }
}

fn poll(log: &Log, query: Option<&str>) -> Response<Full<Bytes>> {
    match log.answer(query.and_then(since)) {
        Ok(body) => said(StatusCode::OK, body),
        Err(sentence) => said(StatusCode::BAD_REQUEST, sentence.into()),
    }
}

/// The value of `since`. An id has nothing to be decoded in it.
fn since(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("since="))
}

fn said(status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    for (name, value) in FIELDS {
        let name = HeaderName::from_static(name);
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Serve each connection in a task of its own.
fn accept<S>(listener: TcpListener, service: S) -> Result<(), Failure>
where
    S: HttpService<Incoming> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::ResBody: Send + 'static,
    <S::ResBody as hyper::body::Body>::Data: Send,
    <S::ResBody as hyper::body::Body>::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    on_tokio(listener, |listener| async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _unsupported = stream.set_nodelay(true);
            let service = service.clone();
            net::tokio::spawn(async move {
                let mut builder = Builder::new();
                builder.pipeline_flush(true);
                let _ended = builder.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    })
}
