//! # Router: one request after another                               chapter 02
//! Knows: when a request is complete, and who answers it. Does not know: the transports.
//! Read before: `plan.rs`. Read next: `connection.rs`.

use crate::forms;
use crate::meter::Meter;
use crate::plan::{Listen, Plan, Refusal, visitor};
use crate::routes;
use crate::server::{self, Lab};
use http1::{Event, RequestHead, Response, Server, UsageError};
use hub::Receipt;
use net::{Application, Entering, Flow};
use polling::{IfNoneMatch, answer_unless_known};
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};
use wire::Tap;

/// So much is answered before what waits is written: requests are shorter than their answers, and
/// many of them may come at once.
const ANSWERS_BYTES: usize = 64 * 1024;

/// The lab's HTTP side: answers what can be answered at once, and breaks off with a [`Plan`] for
/// what needs a transport of its own.
#[derive(Debug)]
pub struct Router<'l> {
    lab: &'l Lab,
    plan: &'l mut Option<Plan>,
    entering: &'l mut Option<Box<Entering>>,
    body: Vec<u8>,
    /// What the request published, and the log has not answered.
    publishing: Option<Receipt>,
    /// The bytes of answers that were not written yet.
    answered: usize,
}

impl<'l> Router<'l> {
    /// No request has come yet. The plan that the router breaks off with is left in `plan`; the
    /// first head ends `entering`.
    pub fn new(
        lab: &'l Lab,
        plan: &'l mut Option<Plan>,
        entering: &'l mut Option<Box<Entering>>,
    ) -> Self {
        Self { lab, plan, entering, body: Vec::new(), publishing: None, answered: 0 }
    }

    /// A head has come.
    fn begin(&mut self, http: &mut Tap<Server, Meter>, request: &RequestHead<'_>) -> Flow {
        *self.entering = None;
        let plan = Plan::of(request, self.lab);
        let methods = routes::methods(request.path()).unwrap_or_default();
        for (name, value) in self.lab.origins.fields(request, methods) {
            http.add_to_answer(name, value);
        }
        tracing::debug!(method = request.method(), target = request.target(), "request");
        match (plan.transport(), visitor(request)) {
            (_, Err(Refusal(answer))) => {
                http.watch_mut().skip();
                *self.plan = Some(Plan::Answer(answer));
            }
            (Some(transport), Ok(visitor)) => {
                let sheet = visitor.map(|name| self.lab.tally.visitor(&name));
                http.watch_mut().begin(transport, sheet);
                *self.plan = Some(plan);
            }
            (None, Ok(_)) => {
                http.watch_mut().skip();
                *self.plan = Some(plan);
            }
        }
        if request.expects_continue()
            && let Some(Plan::Answer(answer)) = &self.plan
        {
            // Refused before the body is sent: that is what the client asked for.
            let answer = answer.clone();
            *self.plan = None;
            return flow(http.reject(answer));
        }
        ControlFlow::Continue(())
    }

    /// The request is complete: answer it, or break off.
    fn end(&mut self, http: &mut Tap<Server, Meter>) -> Flow {
        let body = std::mem::take(&mut self.body);
        let answered = match self.plan.take() {
            Some(Plan::Answer(answer)) => self.answer(http, answer),
            Some(Plan::Poll(listen, known)) => {
                let answer = self.poll(http, &listen, &known);
                self.answer(http, answer)
            }
            Some(Plan::HeadOfStream(head)) => http.begin(head),
            Some(Plan::EchoBody) => {
                let echo = Response::new(200).field("Content-Type", "application/octet-stream");
                self.answer(http, echo.body(body))
            }
            Some(Plan::Publish { topic, event }) => {
                match self.lab.publish(&topic, event, &body) {
                    Ok(receipt) => {
                        // Answered in `poll_work`. Until then, requests behind this one wait.
                        self.publishing = Some(receipt);
                        return ControlFlow::Continue(());
                    }
                    Err(answer) => self.answer(http, answer),
                }
            }
            needs_more => {
                *self.plan = needs_more;
                return ControlFlow::Break(());
            }
        };
        http.watch_mut().finish();
        flow(answered)
    }
}

impl Router<'_> {
    fn answer(
        &mut self,
        http: &mut Tap<Server, Meter>,
        answer: Response,
    ) -> Result<(), UsageError> {
        self.answered += answer.body_len();
        http.respond(answer)
    }

    /// The answer to a short poll: what there is, unless the client has it.
    fn poll(&self, http: &Tap<Server, Meter>, listen: &Listen, known: &IfNoneMatch) -> Response {
        let (events, next) = match self.lab.look(listen) {
            Ok(found) => found,
            Err(refused) => return server::refuse(&refused),
        };
        let whole = || polling::answer_encoded(&forms::all(&events, forms::json), next);
        let answer = answer_unless_known(known, next, whole);
        if answer.status() == 200 {
            http.watch().delivered(events.len() as u64);
        }
        answer
    }
}

/// An answer that cannot be given is the end of the connection.
fn flow(answered: Result<(), UsageError>) -> Flow {
    match answered {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            tracing::error!(%error, "an answer could not be given");
            ControlFlow::Break(())
        }
    }
}

impl Application<Tap<Server, Meter>> for Router<'_> {
    fn on_event(&mut self, http: &mut Tap<Server, Meter>, event: Event<'_>) -> Flow {
        match event {
            Event::Request(request) => return self.begin(http, &request),
            // The size is bounded by `Limits::body_bytes`, at the head or as it grows.
            Event::Data(piece) => {
                if matches!(self.plan, Some(Plan::Publish { .. } | Plan::EchoBody)) {
                    self.body.extend_from_slice(&piece);
                }
            }
            Event::End => return self.end(http),
            Event::Closed => {}
        }
        ControlFlow::Continue(())
    }

    fn may_hear(&self, blocked: bool) -> bool {
        !blocked && self.answered < ANSWERS_BYTES
    }

    /// The log answers at once, or later than the request's end. And who is within the first head
    /// may have to give way.
    fn poll_work(&mut self, http: &mut Tap<Server, Meter>, cx: &mut Context<'_>) -> Flow {
        self.answered = 0;
        if let Some(entering) = self.entering.as_mut()
            && entering.poll_give_way(cx).is_ready()
        {
            *self.entering = None;
            http.time_is_up();
        }
        let Some(receipt) = &mut self.publishing else { return ControlFlow::Continue(()) };
        let Poll::Ready(answer) = Pin::new(receipt).poll(cx) else {
            return ControlFlow::Continue(());
        };
        self.publishing = None;
        let answered = http.respond(server::published(answer));
        http.watch_mut().finish();
        flow(answered)
    }
}
