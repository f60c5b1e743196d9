//! # Routes: the map of addresses                                    chapter 00
//! Knows: each path, the methods that it takes, and what answers it. Does not know: the answer.
//! Read before: nothing. Read next: `plan.rs`.

/// What answers an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The page.
    Page,
    /// Publish an event.
    Publish,
    /// Short polling.
    Poll,
    /// Long polling.
    LongPoll,
    /// HTTP streaming.
    Stream,
    /// Server-sent events.
    Events,
    /// WebSocket.
    WebSocket,
    /// The page's own WebSocket: what the visitor's connections cost.
    Tally,
    /// The page's other WebSocket: what the visitor's connections say, explained.
    Bytes,
    /// What comes in goes out again.
    Echo,
    /// Is the server alive?
    Health,
    /// Figures for Prometheus.
    Metrics,
}

const READ: &[&str] = &["GET", "HEAD", "OPTIONS"];

/// Every path, with the methods that it takes.
pub const ROUTES: &[(&str, Route, &[&str])] = &[
    ("/", Route::Page, READ),
    ("/publish", Route::Publish, &["POST", "OPTIONS"]),
    ("/poll", Route::Poll, READ),
    ("/long-poll", Route::LongPoll, READ),
    ("/stream", Route::Stream, READ),
    ("/events", Route::Events, READ),
    ("/ws", Route::WebSocket, &["GET", "OPTIONS"]),
    ("/tally", Route::Tally, &["GET", "OPTIONS"]),
    ("/bytes", Route::Bytes, &["GET", "OPTIONS"]),
    ("/echo", Route::Echo, &["GET", "POST", "OPTIONS"]),
    ("/healthz", Route::Health, READ),
    ("/metrics", Route::Metrics, READ),
];

/// The methods that HTTP knows (RFC 9110 §9.3, RFC 5789). Another one is not implemented: 501.
pub const METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/// Why no route answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRoute {
    /// The path is unknown: 404.
    Path,
    /// The path takes only these methods: 405.
    Method(&'static [&'static str]),
    /// No path takes that method: 501.
    UnknownMethod,
}

/// Find the route for a request.
///
/// # Errors
/// [`NoRoute`] says why there is none.
pub fn find(method: &str, path: &str) -> Result<Route, NoRoute> {
    if !METHODS.contains(&method) {
        return Err(NoRoute::UnknownMethod);
    }
    let (route, methods) = row(path).ok_or(NoRoute::Path)?;
    if methods.contains(&method) { Ok(route) } else { Err(NoRoute::Method(methods)) }
}

/// The methods that `path` takes, if there is such a path; for `*`, those that any path takes
/// (RFC 9110 §9.3.7).
pub fn methods(path: &str) -> Option<&'static [&'static str]> {
    if path == "*" { Some(&["GET", "HEAD", "POST", "OPTIONS"]) } else { Some(row(path)?.1) }
}

fn row(path: &str) -> Option<(Route, &'static [&'static str])> {
    let row = ROUTES.iter().find(|(known, ..)| *known == path);
    match row {
        Some((_, route, methods)) => Some((*route, methods)),
        None => path.starts_with("/page/").then_some((Route::Page, READ)),
    }
}
