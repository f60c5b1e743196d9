//! # Where events come from                                          chapter 04
//! Knows: an event stream, polling, JSON lines; what an end or a refusal of each means.
//! Does not know: how anything is shown.
//! Read before: `heard.rs`, `net/src/event_source.rs`, `net/src/long_poll.rs`. Read next:
//! `lines.rs`.

use super::desk::Desk;
use super::heard::{Event, Heard, Over};
use super::lines::Lines;
use crate::commands::reaching::hint;
use crate::narrate::escape;
use net::event_source::{Event as Told, EventSource, Options, Why};
use net::fetch::{FetchError, Request};
use net::long_poll::{Event as Polled, LongPoll, Why as WhyNot};
use net::reach::ReachError;
use polling::{Pace, Since};
use std::time::Duration;

/// The pace when nobody named one.
pub const PACE: Duration = Duration::from_secs(2);

/// One way to hear events.
#[derive(Debug)]
pub enum Source {
    /// Server-sent events.
    Events(Box<EventSource>),
    /// Polling, short or long.
    Polls(Box<LongPoll>),
    /// JSON lines.
    Lines(Box<Lines>),
}

/// What is heard from a source, or that another kind of source would be right.
#[derive(Debug)]
pub enum Next {
    /// Something was heard.
    Heard(Heard),
    /// It is no event stream, but of this media type.
    OtherType(String),
}

impl Source {
    /// An event stream, from behind `last_event_id` on.
    pub fn events(request: Request, last_event_id: &str) -> Self {
        let options = Options { last_event_id: last_event_id.into(), ..Options::default() };
        Self::Events(Box::new(EventSource::new(request, options)))
    }

    /// Polling: at an interval, or with `None` waiting at the server.
    pub fn polls(request: Request, since: Since, every: Option<Duration>, desk: &Desk) -> Self {
        desk.polls();
        let pace = every.map_or(Pace::Waiting(net::long_poll::WAIT), Pace::Every);
        Self::Polls(Box::new(LongPoll::new(request, since).pace(pace)))
    }

    /// What is heard next.
    pub async fn next(&mut self, desk: &Desk) -> Next {
        match self {
            Self::Events(source) => loop {
                let told = source.next().await;
                if let Some(next) = of_events(told, source, desk) {
                    return next;
                }
            },
            Self::Polls(polls) => Next::Heard(of_polls(polls.next().await, desk)),
            Self::Lines(lines) => Next::Heard(lines.next(desk).await),
        }
    }
}

/// What an event source told.
fn of_events(told: Option<Told<'_>>, source: &EventSource, desk: &Desk) -> Option<Next> {
    let was_open = desk.totals().answers > 0;
    let over = |over| Some(Next::Heard(Heard::Over(over)));
    match told {
        None => over(Over::Finished("it was closed".into())),
        Some(Told::Open) => Some(Next::Heard(Heard::Open("text/event-stream".into()))),
        Some(Told::Message { event, data, last_event_id }) => {
            let id = (!last_event_id.is_empty()).then(|| last_event_id.into_owned());
            let (kind, data) = (Some(event.into_owned()), data.into_owned());
            let size = desk.block_size();
            Some(Next::Heard(Heard::Event(Event { id, kind, data, size })))
        }
        Some(Told::Error { why: Why::MediaType(found), .. }) => Some(Next::OtherType(found)),
        Some(Told::Error { why: Why::Status(status), .. }) => over(refused(status, desk.body())),
        Some(Told::Error { why, retry_in }) => {
            let detail = source.failure().map(ToString::to_string);
            let said = detail.unwrap_or_else(|| why.to_string());
            match (retry_in, source.failure()) {
                (Some(wait), _) if was_open => Some(Next::Heard(Heard::Lost(said, wait))),
                (_, Some(failure)) => over(of_failure(failure)),
                _ => over(Over::Refused(said)),
            }
        }
    }
}

/// Why there is no answer, and nothing is tried again.
pub fn of_failure(failure: &FetchError) -> Over {
    match failure {
        FetchError::Reach(error) => unreachable_for(error),
        FetchError::Usage(error) => Over::Usage(error.to_string()),
        FetchError::TooLate => Over::Unreachable(failure.to_string()),
        FetchError::Fault(_) if failure.is_worth_a_retry() => Over::Lost(failure.to_string()),
        FetchError::Fault(_) => Over::Refused(failure.to_string()),
        FetchError::TooLong { .. } | FetchError::Location(_) | FetchError::TooManyRedirects(_) => {
            Over::Refused(failure.to_string())
        }
    }
}

fn unreachable_for(error: &ReachError) -> Over {
    Over::Unreachable(format!("{error}{}", hint(error)))
}

/// A status that is no success; 204 is one of a kind.
pub fn refused(status: u16, body: Option<String>) -> Over {
    if status == 204 {
        return Over::Finished("204: the server has nothing more to say; nobody comes back".into());
    }
    let says = body.map_or(String::new(), |body| format!("\n  it says: {body}"));
    Over::Refused(format!("the server refused, with status {status}{says}"))
}

/// What a poller told.
fn of_polls(told: Option<Polled>, desk: &Desk) -> Heard {
    let was_open = desk.totals().answers > 0;
    match told {
        None => Heard::Over(Over::Finished("it was closed".into())),
        Some(Polled::Message(event)) => {
            let (id, kind) = (Some(event.id.to_string()), Some(event.event.to_string()));
            Heard::Event(Event { id, kind, data: event.data.to_string(), size: None })
        }
        Some(Polled::Error { why, retry_in: Some(wait) }) if was_open => {
            Heard::Lost(why.to_string(), wait)
        }
        Some(Polled::Error { why, .. }) => Heard::Over(match &why {
            WhyNot::Reach(error) => unreachable_for(error),
            WhyNot::Usage(error) => Over::Usage(error.to_string()),
            WhyNot::Refused(status, text) => {
                let text = text.trim();
                refused(*status, (!text.is_empty()).then(|| escape(text)))
            }
            WhyNot::Fault(_) if !why.is_worth_a_retry() => Over::Refused(why.to_string()),
            WhyNot::Fault(_) | WhyNot::Closed => Over::Lost(why.to_string()),
        }),
    }
}
