//! # Polling by ours                                         chapter 16 · RFC 6202 §2
//! Knows: `http1`, `polling` and `net`, as anybody would put them together; and the whole lab.
//! Does not know: who asks.
//! Read before: `polling.rs`. Read next: `polling_hyper.rs`.
//!
//! Nothing is left out: the limits and deadlines of `Limits::DEFAULT`, the places, the stop.

use super::polling::{EPOCH, Log, TEXT, on_tokio};
use crate::failure::Failure;
use http1::{Event, RequestHead, Response, Server, UsageError};
use hub::{Hub, HubLimits, Topic};
use lab::server::{Config, Lab};
use net::{Application, Caps, Connection, Flow, Stop, clock, drive};
use std::net::TcpListener;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use wire::Limits;

/// Our HTTP server with one route.
///
/// # Errors
/// It cannot listen.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    let log = Log::default();
    on_tokio(listener, |listener| async {
        let caps = Caps::from(Caps::DEFAULT.connections);
        let grace = Duration::ZERO;
        net::serve(listener, Stop::default(), caps, grace, drop, |stream, _, _| {
            let mut polls = Polls { log: log.clone(), answer: None };
            async move {
                let mut connection = Connection::new(stream, Limits::DEFAULT, Stop::default());
                let mut http = Server::new(Limits::DEFAULT, clock::unix_time());
                // A fault ends the connection, and the load will miss it.
                let _ended = drive(&mut connection, &mut http, &mut polls).await;
            }
        })
        .await;
    })
}

/// Answers polls.
struct Polls {
    log: Log,
    /// To be given when the request is complete.
    answer: Option<Response>,
}

impl Polls {
    fn answer(&self, request: &RequestHead<'_>) -> Response {
        if (request.method(), request.path()) != ("GET", "/poll") {
            return Response::new(404).text("there is nothing but /poll");
        }
        let since = match request.query_value("since") {
            Ok(since) => since,
            Err(error) => return Response::new(400).text(&error.to_string()),
        };
        match self.log.answer(since.as_deref()) {
            Ok(body) => polling::answer_written(body),
            Err(sentence) => Response::new(400).text(&sentence),
        }
    }
}

impl Application<Server> for Polls {
    fn on_event(&mut self, http: &mut Server, event: Event<'_>) -> Flow {
        match event {
            Event::Request(request) => self.answer = Some(self.answer(&request)),
            Event::End => {
                if let Some(answer) = self.answer.take() {
                    return flow(http.respond(answer));
                }
            }
            Event::Data(_) | Event::Closed => {}
        }
        ControlFlow::Continue(())
    }
}

fn flow(answered: Result<(), UsageError>) -> Flow {
    answered.map_or(ControlFlow::Break(()), ControlFlow::Continue)
}

/// The lab, with all its routes, its figures for each transport, and its page.
///
/// # Errors
/// It cannot listen.
pub fn serve_lab(listener: TcpListener) -> Result<(), Failure> {
    let hub = Hub::new(HubLimits::DEFAULT, EPOCH);
    let topic = Topic::new("main").map_err(|error| Failure(error.to_string()))?;
    let _receipt = hub.publish(&topic, None, TEXT);
    let lab = Arc::new(Lab::with_hub(Config::default(), hub));
    on_tokio(listener, |listener| lab.serve(listener, Stop::default()))
}
