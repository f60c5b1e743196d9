//! # A stream of JSON lines, read                                    chapter 05 · RFC 6202 §3.2
//! Knows: ask, split the body into lines, come back from the last id on. Does not know: what the
//! lines mean, unless they are events as the lab writes them.
//! Read before: `source.rs`, `polling/src/answer.rs`. Read next: `mod.rs`.

use super::desk::Desk;
use super::heard::{Event, Heard, Over};
use super::source::{of_failure, refused};
use crate::commands::reaching::with_parameter;
use net::entropy;
use net::fetch::{FetchError, Request, Response, open};
use net::tokio::time::sleep;
use polling::parse_event;
use sse::event_source::media_type::essence;
use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;
use wire::{Backoff, Limits};

/// Reads lines, and comes back where it knows its place.
pub struct Lines {
    /// What to ask, for the place behind an event.
    ask: Box<Ask>,
    since: Option<String>,
    /// An event told its id: the server can be asked to go on behind it.
    knows_place: bool,
    reading: Option<Response>,
    begun: Vec<u8>,
    heard: VecDeque<Heard>,
    wait: Duration,
    backoff: Backoff,
}

/// Makes a request for the place behind an event, or for no place.
type Ask = dyn Fn(Option<&str>) -> Request + Send;

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("since", &self.since).finish_non_exhaustive()
    }
}

impl Lines {
    /// The lines at `uri`, from behind `since` on; `ask` makes a request of an address.
    pub fn new(
        uri: &http1::Uri,
        since: Option<String>,
        ask: impl Fn(http1::Uri) -> Request + Send + 'static,
    ) -> Self {
        let uri = uri.clone();
        let ask = move |since: Option<&str>| {
            let target = since.map(|id| with_parameter(uri.target(), "since", id));
            let there = target.and_then(|target| uri.join(&target).ok());
            ask(there.unwrap_or_else(|| uri.clone()))
        };
        Self {
            ask: Box::new(ask),
            since,
            knows_place: false,
            reading: None,
            begun: Vec::new(),
            heard: VecDeque::new(),
            wait: Duration::ZERO,
            backoff: Backoff::new(Duration::from_secs(1), Duration::from_secs(30)),
        }
    }

    /// What is heard next.
    pub async fn next(&mut self, desk: &Desk) -> Heard {
        loop {
            if let Some(heard) = self.heard.pop_front() {
                return heard;
            }
            let Some(response) = &mut self.reading else {
                sleep(std::mem::take(&mut self.wait)).await;
                match open((self.ask)(self.since.as_deref())).await {
                    Ok(response) => return self.opened(response, desk).await,
                    Err(error) => return self.lost(&error),
                }
            };
            match response.piece().await {
                Ok(Some(piece)) => self.take(&piece),
                Ok(None) if self.knows_place => {
                    self.reading = None;
                    return self.come_back("the stream came to its end".into());
                }
                Ok(None) => {
                    return Heard::Over(Over::Finished("the stream came to its end".into()));
                }
                Err(error) => {
                    self.reading = None;
                    return self.lost(&error);
                }
            }
        }
    }

    async fn opened(&mut self, mut response: Response, desk: &Desk) -> Heard {
        self.begun.clear();
        if response.status() != 200 {
            // The reason may still be on its way; without it, the status has to do.
            let _ = response.piece().await;
            return Heard::Over(refused(response.status(), desk.body()));
        }
        let media_type = response.fields().get_all("Content-Type").next().and_then(essence);
        self.reading = Some(response);
        Heard::Open(media_type.unwrap_or_else(|| "no media type".into()))
    }

    /// Split what came into lines. An empty line is a heartbeat.
    fn take(&mut self, piece: &[u8]) {
        for part in piece.split_inclusive(|&byte| byte == b'\n') {
            self.begun.extend_from_slice(part);
            if self.begun.len() > Limits::DEFAULT.line_bytes {
                self.reading = None;
                let why = format!("a line is longer than {} bytes", Limits::DEFAULT.line_bytes);
                self.heard.push_back(Heard::Over(Over::Refused(why)));
                return;
            }
            if part.ends_with(b"\n") {
                let line = std::mem::take(&mut self.begun);
                let heard = self.line(&line);
                self.heard.extend(heard);
            }
        }
    }

    fn line(&mut self, line: &[u8]) -> Option<Heard> {
        let size = Some(line.len() as u64);
        let text = String::from_utf8_lossy(line).trim().to_string();
        if text.is_empty() {
            return None;
        }
        let Ok(event) = parse_event(line) else {
            return Some(Heard::Event(Event { data: text, size, ..Event::default() }));
        };
        (self.since, self.knows_place) = (Some(event.id.to_string()), true);
        let (id, kind) = (self.since.clone(), Some(event.event.to_string()));
        Some(Heard::Event(Event { id, kind, data: event.data.to_string(), size }))
    }

    fn lost(&mut self, error: &FetchError) -> Heard {
        if self.knows_place && error.is_worth_a_retry() {
            return self.come_back(error.to_string());
        }
        Heard::Over(of_failure(error))
    }

    fn come_back(&mut self, why: String) -> Heard {
        self.wait = self.backoff.fail(entropy::dice());
        Heard::Lost(why, self.wait)
    }
}
