//! # Plan: what will answer a request                                chapter 00
//! Knows: how to read a request's target and fields into a decision. Does not know: how to answer.
//! Read before: `routes.rs`. Read next: `router.rs`.

use crate::routes::{self, NoRoute, Route, find};
use crate::server::Lab;
use crate::tally::Transport;
use crate::{metrics, page};
use handshake::OriginPolicy;
use handshake::server::Asked;
use http1::{BodyLength, RequestHead, Response};
use hub::{Start, Topic};
use net::event_stream::EventStream;
use polling::{IfNoneMatch, Ndjson, Since, Stream, parse_wait};
use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

/// The topic of a request that names none.
pub const DEFAULT_TOPIC: &str = "main";
/// The longest name that a visitor may have, in bytes.
const VISITOR_BYTES_MAX: usize = 32;

/// What will answer a request, once its body is complete.
#[derive(Debug)]
pub enum Plan {
    /// This answer, whatever the body says.
    Answer(Response),
    /// The head of an answer that has no length, to one who asked for the head alone.
    HeadOfStream(Response),
    /// Publish the body.
    Publish {
        /// Where.
        topic: Topic,
        /// As what; `None` is `message`.
        event: Option<String>,
    },
    /// Answer with what there is, unless the client has it.
    Poll(Listen, IfNoneMatch),
    /// Hold the answer until there is something, at most so long.
    LongPoll(Listen, Duration),
    /// An answer that does not end, in JSON lines.
    Stream(Listen),
    /// An answer that does not end, as an event stream.
    Events(Listen),
    /// A WebSocket that delivers events.
    WebSocket(Asked, Listen),
    /// A WebSocket that tells this visitor's figures.
    Tally(Asked, String),
    /// A WebSocket that explains what this visitor's connections say.
    Bytes(Asked, String),
    /// A WebSocket that sends back what it receives.
    EchoSocket(Asked),
    /// Send back the body.
    EchoBody,
}

/// What a request wants to hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// The topic.
    pub topic: Topic,
    /// From where on.
    pub start: Start,
}

/// A request that cannot be served: a status and one plain sentence.
#[derive(Debug)]
pub struct Refusal(pub Response);

impl Refusal {
    /// 400, with the sentence.
    pub fn bad(sentence: impl Display) -> Self {
        Self(Response::new(400).text(&sentence.to_string()))
    }
}

impl Plan {
    /// Decide, from the head of the request alone.
    pub fn of(request: &RequestHead<'_>, lab: &Lab) -> Self {
        Self::try_of(request, lab).unwrap_or_else(|Refusal(answer)| Self::Answer(answer))
    }

    /// What a transport that delivers events wants to hear.
    pub fn listen(&self) -> Option<&Listen> {
        match self {
            Self::Poll(listen, _)
            | Self::LongPoll(listen, _)
            | Self::Stream(listen)
            | Self::Events(listen)
            | Self::WebSocket(_, listen) => Some(listen),
            _ => None,
        }
    }

    /// Which of the five ways this is, if one: its bytes are counted.
    pub fn transport(&self) -> Option<Transport> {
        match self {
            Self::Poll(..) => Some(Transport::Polling),
            Self::LongPoll(..) => Some(Transport::LongPolling),
            Self::Stream(_) => Some(Transport::Streaming),
            Self::Events(_) => Some(Transport::Sse),
            Self::WebSocket(..) => Some(Transport::WebSocket),
            Self::Answer(_)
            | Self::HeadOfStream(_)
            | Self::Publish { .. }
            | Self::Tally(..)
            | Self::Bytes(..)
            | Self::EchoSocket(_)
            | Self::EchoBody => None,
        }
    }

    fn try_of(request: &RequestHead<'_>, lab: &Lab) -> Result<Self, Refusal> {
        own_hosts_only(request, lab)?;
        if request.method() == "OPTIONS" {
            return options(request);
        }
        let route =
            find(request.method(), request.path()).map_err(|none| no_route(none, request))?;
        own_pages_only(request, route, lab)?;
        let head_only = request.method() == "HEAD";
        Ok(match route {
            Route::Page => Self::Answer(page::answer(request.path())),
            Route::Health => Self::Answer(Response::new(200).text("ok")),
            Route::Metrics => Self::Answer(metrics::answer(lab)),
            Route::Publish => {
                let event = query(request, "event")?.map(Cow::into_owned);
                Self::Publish { topic: topic(request)?, event }
            }
            Route::Poll => Self::Poll(listen(request)?, IfNoneMatch::of(request)),
            // Whoever asks for the head alone is not waiting.
            Route::LongPoll if head_only => {
                wait(request)?;
                Self::LongPoll(listen(request)?, Duration::ZERO)
            }
            Route::LongPoll => Self::LongPoll(listen(request)?, wait(request)?),
            // Whoever asks for the head alone is not listening.
            Route::Stream if head_only => {
                listen(request)?;
                Self::HeadOfStream(Stream::<Ndjson>::head())
            }
            Route::Events if head_only => {
                listen_to_events(request)?;
                Self::HeadOfStream(EventStream::head())
            }
            Route::Stream => Self::Stream(listen(request)?),
            Route::Events => Self::Events(listen_to_events(request)?),
            Route::WebSocket => Self::WebSocket(asked(request)?, listen(request)?),
            Route::Tally => {
                let visitor = visitor(request)?.unwrap_or_default().into_owned();
                Self::Tally(asked(request)?, visitor)
            }
            Route::Bytes => Self::Bytes(asked(request)?, looking(request)?),
            Route::Echo if request.method() == "POST" => Self::EchoBody,
            Route::Echo => Self::EchoSocket(asked(request)?),
        })
    }
}

/// The visitor that a request belongs to: a name that the page made up.
///
/// # Errors
/// [`Refusal`]: it is not 1 to 32 of `a`–`z` and `0`–`9`.
pub fn visitor<'r>(request: &'r RequestHead<'_>) -> Result<Option<Cow<'r, str>>, Refusal> {
    let Some(name) = query(request, "visitor")? else { return Ok(None) };
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if name.is_empty() || name.len() > VISITOR_BYTES_MAX || !plain {
        return Err(Refusal::bad("visitor must be 1 to 32 of a-z and 0-9"));
    }
    Ok(Some(name))
}

/// The visitor whose bytes are to be shown: it must say who it is.
fn looking(request: &RequestHead<'_>) -> Result<String, Refusal> {
    let named = visitor(request)?;
    named
        .map(Cow::into_owned)
        .ok_or_else(|| Refusal::bad("whose bytes? name a visitor: /bytes?visitor=NAME"))
}

/// What is said where no route answers.
pub(crate) fn no_route(none: NoRoute, request: &RequestHead<'_>) -> Refusal {
    let (method, path) = (request.method(), request.path());
    Refusal(match none {
        NoRoute::Path => Response::new(404).text(&format!("there is nothing at {path:?}")),
        NoRoute::Method(methods) => {
            let allow = methods.join(", ");
            let sentence = format!("{path} takes {allow}, not {method}");
            Response::new(405).field("Allow", allow).text(&sentence)
        }
        NoRoute::UnknownMethod => {
            Response::new(501).text(&format!("the method {method} is not implemented here"))
        }
    })
}

/// Before all else: is it us who are asked (RFC 9110 §7.4)?
fn own_hosts_only(request: &RequestHead<'_>, lab: &Lab) -> Result<(), Refusal> {
    if lab.hosts.allow(request.authority()) {
        return Ok(());
    }
    let host = request.authority().unwrap_or_default();
    let sentence = format!(
        "the host {host:?} is not this lab, which serves this machine alone; ask for localhost or \
         127.0.0.1, or let it listen on an address for others"
    );
    Err(Refusal(Response::new(421).text(&sentence)))
}

/// What may be asked here (RFC 9110 §9.3.7). Whether a page of another origin may, the fields say
/// that are added to every answer.
fn options(request: &RequestHead<'_>) -> Result<Plan, Refusal> {
    let methods = routes::methods(request.path());
    let methods = methods.ok_or_else(|| no_route(NoRoute::Path, request))?;
    Ok(Plan::Answer(Response::new(204).field("Allow", methods.join(", "))))
}

/// A page of another origin, open in the visitor's browser, must neither publish nor open a
/// WebSocket here, unless it is listed: browsers let it try (RFC 6455 §10.2).
fn own_pages_only(request: &RequestHead<'_>, route: Route, lab: &Lab) -> Result<(), Refusal> {
    let guarded = [Route::Publish, Route::WebSocket, Route::Tally, Route::Bytes, Route::Echo];
    if guarded.contains(&route) && lab.origins.judge(request).is_err() {
        let sentence = "this page is of another origin; only the lab's own page may do that, \
                        or one whose origin is listed (--allow-origin)";
        return Err(Refusal(Response::new(403).text(sentence)));
    }
    Ok(())
}

fn query<'r>(request: &'r RequestHead<'_>, name: &str) -> Result<Option<Cow<'r, str>>, Refusal> {
    request.query_value(name).map_err(|error| Refusal::bad(format!("{name}: {error}")))
}

fn topic(request: &RequestHead<'_>) -> Result<Topic, Refusal> {
    let name = query(request, "topic")?;
    Topic::new(name.as_deref().unwrap_or(DEFAULT_TOPIC)).map_err(Refusal::bad)
}

/// The topic, and the place: `since`, or what an EventSource that comes back says for itself.
fn listen(request: &RequestHead<'_>) -> Result<Listen, Refusal> {
    let since = query(request, "since")?;
    let start = match last_event_id(request) {
        Some(start) => start,
        None => match Since::parse(since.as_deref()).map_err(Refusal::bad)? {
            Since::Now => Start::Now,
            Since::All => Start::All,
            Since::Event(id) => Start::After(id),
        },
    };
    Ok(Listen { topic: topic(request)?, start })
}

/// The same for an event stream, where the query has one more name for the place, `lastEventId`:
/// what stands in for an EventSource and can set no field says it so (event-source-polyfill does).
/// It changes with each event and `since` does not, so it comes before `since`; the field before
/// both.
fn listen_to_events(request: &RequestHead<'_>) -> Result<Listen, Refusal> {
    let mut listen = listen(request)?;
    if last_event_id(request).is_none() {
        listen.start = match request.query_value("lastEventId") {
            Ok(None) => listen.start,
            Ok(Some(id)) => behind(id.as_bytes()),
            Err(_) => Start::Lost,
        };
    }
    Ok(listen)
}

/// The field `Last-Event-ID`.
fn last_event_id(request: &RequestHead<'_>) -> Option<Start> {
    request.fields().get_all("Last-Event-ID").last().map(behind)
}

/// Behind the event with this id. An id that is none of ours means that the client has lost its
/// place: it is told so. To refuse it would end a browser's EventSource for good.
fn behind(id: &[u8]) -> Start {
    let id = std::str::from_utf8(id).ok().and_then(|text| text.parse().ok());
    id.map_or(Start::Lost, Start::After)
}

fn wait(request: &RequestHead<'_>) -> Result<Duration, Refusal> {
    parse_wait(query(request, "wait")?.as_deref()).map_err(Refusal::bad)
}

fn asked(request: &RequestHead<'_>) -> Result<Asked, Refusal> {
    if !matches!(request.body(), BodyLength::None | BodyLength::Length(0)) {
        return Err(Refusal(handshake::Violation::BodyNotAllowed.answer()));
    }
    // Which pages may ask was judged before.
    Asked::from_request_of(request, &OriginPolicy::any())
        .map_err(|violation| Refusal(violation.answer()))
}
