//! # A listener                                                      chapter 07
//! Knows: which kind of source it is, how long to listen, and how it ended. Does not know: how
//! events are read or shown.
//! Read before: `commands/listen.rs`. Read next: `heard.rs`, `desk.rs`, `source.rs`.

pub mod desk;
pub mod heard;
pub mod lines;
pub mod source;

use crate::commands::exit::{LOST, NO_INPUT, REFUSED, UNAVAILABLE, USAGE, fail};
use crate::commands::listen::Listen;
use crate::commands::reaching::with_parameter;
use desk::Desk;
use heard::{Heard, Over};
use http1::Uri;
use lines::Lines;
use net::Onlooker;
use net::fetch::Request;
use net::tls::ClientTls;
use net::tokio::{select, signal};
use polling::Since;
use source::{Next, PACE, Source};
use std::process::ExitCode;

/// Listen as `arguments` say, and tell how it ended.
pub async fn run(arguments: &Listen) -> ExitCode {
    let desk = Desk::new(arguments.json, arguments.bytes);
    let asking = match Asking::of(arguments, &desk) {
        Ok(asking) => asking,
        Err((code, why)) => return fail(code, why),
    };
    let source = match asking.source(arguments, &desk) {
        Ok(source) => source,
        Err(why) => return fail(USAGE, why),
    };
    let over = select! {
        biased;
        _ = signal::ctrl_c() => None,
        over = listen(arguments, &asking, source, &desk) => over,
    };
    if desk.totals().connections > 0 || arguments.json {
        desk.sum_up();
    }
    let (code, why) = match over {
        None | Some(Over::Finished(_)) if desk.is_gone() => return ExitCode::from(LOST),
        None | Some(Over::Finished(_)) => return ExitCode::SUCCESS,
        Some(Over::Refused(why)) => (REFUSED, why),
        Some(Over::Usage(why)) => (USAGE, why),
        Some(Over::Unreachable(why)) => (UNAVAILABLE, why),
        Some(Over::Lost(why)) => (LOST, why),
    };
    fail(code, why)
}

/// Show what is heard until it is over; `None` when that was our own wish.
async fn listen(
    arguments: &Listen,
    asking: &Asking,
    mut source: Source,
    desk: &Desk,
) -> Option<Over> {
    loop {
        let heard = match source.next(desk).await {
            Next::Heard(heard) => heard,
            Next::OtherType(found) => match asking.source_of(arguments, &found, desk) {
                Ok((other, how)) => {
                    source = other;
                    Heard::Note(format!("the answer is {found}: {how}"))
                }
                Err(over) => Heard::Over(over),
            },
        };
        // As a line, what went wrong is said on standard error.
        let is_said = matches!(&heard, Heard::Over(over) if !matches!(over, Over::Finished(_)));
        if arguments.json || !is_said {
            desk.show(&heard);
        }
        if let Heard::Over(over) = heard {
            return Some(over);
        }
        if desk.is_gone() || arguments.count.is_some_and(|most| desk.totals().events >= most) {
            return None;
        }
    }
}

/// What is asked, again and again.
#[derive(Clone)]
struct Asking {
    uri: Uri,
    request: Request,
    since: Option<String>,
}

impl Asking {
    fn of(arguments: &Listen, desk: &Desk) -> Result<Self, (u8, String)> {
        let uri = Uri::parse(&arguments.url).map_err(|error| {
            let url = &arguments.url;
            let is_websocket = ["ws:", "wss:"].iter().any(|scheme| url.starts_with(scheme));
            let hint = if is_websocket { "\n  try: wire101 connect" } else { "" };
            (USAGE, format!("{url:?} is no address of HTTP: {error}{hint}"))
        })?;
        let tls =
            arguments.reaching.trusting.tls().map_err(|error| (NO_INPUT, error.to_string()))?;
        let at_desk = desk.clone();
        let onlooker = Onlooker::new(move |seen| at_desk.see(seen));
        let request = request(arguments, uri.clone(), tls).onlooker(onlooker);
        let since = arguments.last_event_id.clone().or_else(|| arguments.since.clone());
        Ok(Self { uri, request, since })
    }

    /// The source that was asked for; without a word, an event stream until the answer tells.
    fn source(&self, arguments: &Listen, desk: &Desk) -> Result<Source, String> {
        if arguments.stream {
            return Ok(self.lines());
        }
        if arguments.long_poll || arguments.poll.is_some() {
            return self.polls(arguments.poll, desk);
        }
        Ok(self.event_stream(arguments))
    }

    /// The source for an answer of this media type, which is no event stream.
    fn source_of(
        &self,
        arguments: &Listen,
        found: &str,
        desk: &Desk,
    ) -> Result<(Source, &'static str), Over> {
        let shown = if found.is_empty() { "no media type" } else { found };
        match found {
            "application/x-ndjson" | "application/ndjson" | "application/jsonl"
                if !arguments.events =>
            {
                Ok((self.lines(), "a stream of JSON lines"))
            }
            "application/json" if !arguments.events => {
                let polls = self.polls(Some(PACE), desk).map_err(Over::Usage)?;
                Ok((polls, "polling every 2 s; --long-poll would wait at the server"))
            }
            _ => Err(Over::Refused(format!(
                "the answer is of {shown:?}; an event stream is of \"text/event-stream\""
            ))),
        }
    }

    fn event_stream(&self, arguments: &Listen) -> Source {
        let id = arguments.last_event_id.as_ref().or(arguments.since.as_ref());
        // All that is kept is asked for in the query: no id stands before the first event.
        match id.map(String::as_str) {
            Some("0") if arguments.last_event_id.is_none() => {
                let target = with_parameter(self.uri.target(), "since", "0");
                let there = self.uri.join(&target).unwrap_or_else(|_| self.uri.clone());
                Source::events(self.request.clone().at(there), "")
            }
            id => Source::events(self.request.clone(), id.unwrap_or_default()),
        }
    }

    fn polls(&self, every: Option<std::time::Duration>, desk: &Desk) -> Result<Source, String> {
        let since = Since::parse(self.since.as_deref()).map_err(|error| error.to_string())?;
        Ok(Source::polls(self.request.clone(), since, every, desk))
    }

    fn lines(&self) -> Source {
        let request = self.request.clone();
        let ask = move |uri| request.clone().at(uri);
        Source::Lines(Box::new(Lines::new(&self.uri, self.since.clone(), ask)))
    }
}

fn request(arguments: &Listen, uri: Uri, tls: Option<ClientTls>) -> Request {
    let method = if arguments.post.is_some() { "POST" } else { "GET" };
    let mut request =
        Request::to(method, uri).connect_within(arguments.timeout).head_within(arguments.timeout);
    if let Some(body) = &arguments.post {
        request = request.body(body.clone().into_bytes());
    }
    for (name, value) in &arguments.reaching.fields {
        request = request.field(name, value);
    }
    if let Some(tls) = tls {
        request = request.trust(tls);
    }
    if let Some(proxy) = arguments.reaching.proxy() {
        request = request.proxy(proxy);
    }
    request
}
