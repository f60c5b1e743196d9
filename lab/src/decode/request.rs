//! # A case of a request                                             chapter 09 · RFC 6455 §4.2
//! Knows: what our server answers to the head that asks for a WebSocket. Does not know: why.
//! Read before: `cuts.rs`, `answer.rs`. Read next: `response.rs`.

use super::answer::Object;
use super::cuts::Pieces;
use super::fields::{BadLine, Fields};
use handshake::deflate::Policy;
use handshake::server::{Accepted, Asked};
use handshake::{OriginPolicy, Violation};
use http1::{Event, Server};
use std::time::Duration;
use wire::{Input, Limits, Protocol as _, Violation as _};

/// What the server wants.
#[derive(Debug)]
struct Wanted {
    subprotocols: Vec<String>,
    deflate: Option<Policy>,
    origins: OriginPolicy,
    limits: Limits,
}

/// Answer the request in `hex` as our server does, and write the verdict.
///
/// # Errors
/// A member is wrong or unknown.
pub fn decode(mut fields: Fields, answer: &mut Object<'_>) -> Result<(), BadLine> {
    let wanted = Wanted::of(&mut fields)?;
    let eof = fields.flag("eof")?.unwrap_or(false);
    let mut pieces = Pieces::of(&mut fields)?;
    fields.finish();

    // The calendar is an argument: each answer has the date of the first day.
    let mut http = Server::new(wanted.limits, Duration::ZERO);
    let mut piece = Vec::new();
    while pieces.next(&mut piece) {
        let mut input = Input::new(&mut piece);
        match http.next_event(&mut input) {
            Ok(Some(Event::Request(head))) => {
                match Asked::from_request_of(&head, &wanted.origins) {
                    Ok(asked) => {
                        let leftover = input.len() + pieces.left();
                        accept(&wanted.accept(asked)?, leftover, answer);
                    }
                    Err(violation) => refuse(&mut http, &violation, answer),
                }
            }
            // Nothing else comes before the head.
            Ok(_) => continue,
            // It has been answered.
            Err(error) => reject(&mut http, &Violation::Http(error.violation), answer),
        }
        return Ok(());
    }
    if eof {
        // The client may still hear the answer.
        refuse(&mut http, &Violation::RequestCutShort, answer);
    } else {
        answer.text("verdict", "incomplete");
    }
    Ok(())
}

fn accept(accepted: &Accepted, leftover: usize, answer: &mut Object<'_>) {
    answer
        .text("verdict", "accept")
        .number("status", 101)
        .hex("response_hex", &accepted.answer)
        .number("leftover", leftover as u64)
        .optional("subprotocol", accepted.subprotocol.as_deref());
}

/// Answer as a server does that speaks HTTP, too.
fn refuse(http: &mut Server, violation: &Violation, answer: &mut Object<'_>) {
    // It fails only where nothing can be said any more; nothing was said yet.
    let _ = http.reject(violation.answer());
    reject(http, violation, answer);
}

fn reject(http: &mut Server, violation: &Violation, answer: &mut Object<'_>) {
    answer
        .text("verdict", "reject")
        .number("status", violation.status().into())
        .hex("response_hex", &http.take_output().to_vec())
        .text("rule", violation.rule())
        .text("cite", &violation.cite().to_string())
        .text("text", &violation.to_string());
}

impl Wanted {
    /// Take `server`, and all that is in it.
    fn of(fields: &mut Fields) -> Result<Self, BadLine> {
        let mut wanted = Self {
            subprotocols: Vec::new(),
            deflate: None,
            origins: OriginPolicy::any(),
            limits: Limits::DEFAULT,
        };
        let Some(mut server) = fields.object("server")? else { return Ok(wanted) };
        wanted.subprotocols = server.texts("subprotocols")?.unwrap_or_default();
        if server.flag("permessage_deflate")? == Some(true) {
            wanted.deflate = Some(Policy::default());
        }
        if let Some(mut origins) = server.texts("allowed_origins")? {
            // What no browser would send can match nothing.
            origins.retain(|origin| match OriginPolicy::only([origin.as_str()]) {
                Ok(_) => true,
                Err(error) => {
                    server.ignore("allowed_origins", &error.to_string());
                    false
                }
            });
            wanted.origins = OriginPolicy::only(origins)
                .map_err(|error| BadLine(format!("\"server.allowed_origins\": {error}")))?;
        }
        if let Some(most) = server.number("max_head_bytes")? {
            wanted.limits.head_bytes = most;
        }
        server.finish();
        Ok(wanted)
    }

    /// Accept, with as much of what was offered as the server has.
    fn accept(&self, asked: Asked) -> Result<Accepted, BadLine> {
        let ours: Vec<&str> = self.subprotocols.iter().map(String::as_str).collect();
        let subprotocol = asked.subprotocol_of(&ours);
        let deflate = self.deflate.and_then(|policy| asked.deflate(&policy));
        asked.accept_with(subprotocol, deflate).map_err(|error| BadLine(error.to_string()))
    }
}
