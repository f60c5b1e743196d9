//! # What an EventSource asks, and what it is told            chapter 07 · WHATWG HTML §9.2.3
//! Knows: the machine's words for a request, an answer and an end, in those of HTTP. Does not
//! know: when.
//! Read before: `sse/src/event_source/step.rs`, `fetch/redirect.rs`. Read next:
//! `tests/07_event_source_net.rs`.

use crate::fetch::{FetchError, Request, Response};
use http1::{Uri, UriError};
use sse::event_source::{self, End, FIELDS, Location};

/// The field in which a reader says where it was.
const LAST_EVENT_ID: &str = "Last-Event-ID";

/// The request that the machine wants made, in all else like `template`.
pub(super) fn ask(template: &Request, asked: &event_source::Request) -> Result<Request, UriError> {
    let mut request = template.clone();
    request.uri = Uri::parse(&asked.url)?;
    request.fields.retain(|(name, _)| !name.eq_ignore_ascii_case(LAST_EVENT_ID));
    if asked.as_get {
        request = request.turned_to_get();
    }
    if !asked.same_origin {
        request = request.without_secrets();
    }
    for (name, value) in FIELDS {
        if !request.fields.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) {
            request = request.field(name, value);
        }
    }
    Ok(match &asked.last_event_id {
        Some(id) => request.field(LAST_EVENT_ID, id),
        None => request,
    })
}

/// Tell the machine what counts of the head of `response`.
pub(super) fn answer<T>(
    response: &Response,
    tell: impl FnOnce(&event_source::Response<'_>) -> T,
) -> T {
    let types: Vec<&[u8]> = response.fields().get_all("Content-Type").collect();
    let types = (!types.is_empty()).then(|| types.join(&b", "[..]));
    let resolved = locate(response);
    let location = resolved.as_ref().map(|resolved| match resolved {
        Ok((url, same_origin)) => Location::To { url, same_origin: *same_origin },
        Err(why) => Location::Nowhere(why),
    });
    tell(&event_source::Response {
        status: response.status(),
        content_type: types.as_deref(),
        location,
    })
}

/// Where `Location` leads, and whether that is where the answer came from.
fn locate(response: &Response) -> Option<Result<(String, bool), String>> {
    let location = match response.fields().single("Location") {
        Ok(location) => location?,
        Err(twice) => return Some(Err(twice.to_string())),
    };
    let here = response.uri();
    let there = here.join(&String::from_utf8_lossy(location));
    Some(match there {
        Ok(there) => Ok((there.to_string(), there.is_same_origin(here))),
        Err(error) => Err(error.to_string()),
    })
}

/// What an end means. The network, and what stands in it, may recover; a certificate that nobody
/// trusts, and a request that cannot be sent, do not.
pub(super) fn end(how: &Result<(), FetchError>) -> End {
    match how {
        Ok(()) => End::Complete,
        Err(FetchError::Fault(_)) => End::NetworkError,
        Err(error) if error.is_worth_a_retry() => End::NetworkError,
        Err(_) => End::Hopeless,
    }
}
