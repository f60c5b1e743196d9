//! # Polling: what all its servers are asked                 chapter 16 · RFC 6202 §2
//! Knows: one log, and what a poll of it is answered. Does not know: HTTP.
//! Read before: `mod.rs`. Read next: `polling_ours.rs`, then the peers beside it.
//!
//! Every server does the work of a poll: it reads `since`, finds the place in the log, and answers
//! with the JSON of what is behind it. That is written once for all who ask from one place, so that
//! what differs between the servers is HTTP. The whole lab, which is measured beside them, writes
//! it for each.

use crate::failure::Failure;
use polling::{Since, write_answer};
use std::future::Future;
use std::net::TcpListener;
use wire::{Bytes, Epoch, EventId, Published};

/// The life of the log: a fixed one, so that every server gives the same answer.
pub const EPOCH: Epoch = Epoch::new(0x5ca1ab1e00);
/// The one event that is in it.
pub const TEXT: &str = "the quick brown fox jumps over the lazy dog";

/// What a client sends: it was there before the one event, and is told of it.
pub const REQUEST: &str = "GET /poll?since=5ca1ab1e00-0 HTTP/1.1\r\n\
    Host: 127.0.0.1:10101\r\n\
    Accept: application/json\r\n\
    \r\n";

/// The body of every answer.
pub const BODY: &str = concat!(
    r#"{"events":[{"id":"5ca1ab1e00-1","event":"message","#,
    r#""data":"the quick brown fox jumps over the lazy dog"}],"next":"5ca1ab1e00-1"}"#
);

/// The fields of every answer that are said by the application; the server adds Date and
/// Content-Length.
pub const FIELDS: [(&str, &str); 2] =
    [("content-type", "application/json"), ("cache-control", "no-store")];

/// A log with one event in it, and what is answered to those who have it or not.
#[derive(Clone, Debug)]
pub struct Log {
    next: EventId,
    one: Bytes,
    none: Bytes,
}

impl Default for Log {
    fn default() -> Self {
        let next = EPOCH.at(1);
        let event = Published { id: next, event: "message".into(), data: TEXT.into() };
        let answer = |events: &[Published]| {
            let mut body = Vec::new();
            write_answer(events, next, &mut body);
            body.into()
        };
        Self { next, one: answer(&[event]), none: answer(&[]) }
    }
}

impl Log {
    /// True if the event is news to one who was there at `since`.
    ///
    /// # Errors
    /// A sentence for the client: what is wrong with `since`.
    pub fn has_news(&self, since: Option<&str>) -> Result<bool, String> {
        match Since::parse(since).map_err(|error| error.to_string())? {
            Since::Now => Ok(false),
            Since::Event(id) if id == self.next => Ok(false),
            Since::Event(id) if id != EPOCH.at(0) => Err("that was never here".into()),
            Since::All | Since::Event(_) => Ok(true),
        }
    }

    /// The body of the answer to one who has the event, or to whom it is news.
    pub fn body(&self, is_news: bool) -> &Bytes {
        if is_news { &self.one } else { &self.none }
    }

    /// The body of the answer to one who was there at `since`.
    ///
    /// # Errors
    /// As [`has_news`](Self::has_news).
    pub fn answer(&self, since: Option<&str>) -> Result<Bytes, String> {
        Ok(self.body(self.has_news(since)?).clone())
    }
}

/// Run a server of tokio, on one thread as the core that it has.
///
/// # Errors
/// There is no runtime, or the listener cannot be had.
pub fn on_tokio<F>(
    listener: TcpListener,
    serve: impl FnOnce(net::tokio::net::TcpListener) -> F,
) -> Result<(), Failure>
where
    F: Future<Output = ()>,
{
    listener.set_nonblocking(true)?;
    let runtime = net::tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        serve(net::tokio::net::TcpListener::from_std(listener)?).await;
        Ok(())
    })
}
