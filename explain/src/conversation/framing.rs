//! # What follows a head                                             chapter 10 · RFC 9112 §6.3
//! Knows: where a body ends, when another protocol begins, and which extension was agreed on.
//! Does not know: the bytes behind the head, and the codec in `http1/`: this is a second reading.
//! Read before: `exchange.rs`. Read next: `unknown.rs`.

use crate::conversation::exchange::{Asked, Switched};
use crate::conversation::unknown::Why;
use crate::field_line::has_word;
use crate::head::Head;
use crate::start_line::{Start, number_of};
use crate::{Agreed, Deflate};

/// What follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Follows {
    /// The next head of that direction.
    Head,
    /// So many bytes of body, at least one.
    Length(u64),
    /// A chunked body.
    Chunks,
    /// A body that ends with the stream.
    UntilClose,
    /// Another protocol, in both directions.
    Switch(Switched),
    /// Nobody can tell.
    Unknown(Why),
}

/// What a request is about, as far as its answer depends on it.
pub(crate) fn asked(head: &Head) -> Asked {
    let method = head.explained.field("method").map_or(&b""[..], |method| method.value.as_bytes());
    let is_connect = method == b"CONNECT";
    let upgrades = is_connect || values(head, "upgrade").next().is_some();
    Asked { is_head: method == b"HEAD", is_connect, upgrades }
}

/// What follows the head of a request.
pub(crate) fn behind_request(head: &Head) -> Follows {
    match head.start {
        Start::Request { minor: Some(minor), .. } => body(head, minor, Follows::Head),
        _ => Follows::Unknown(Why::BrokenHead),
    }
}

/// True for 100 to 199, but for 101: the final response follows.
pub(crate) fn is_interim(head: &Head) -> bool {
    matches!(head.start, Start::Response { status: 100 | 102..=199, .. })
}

/// True for a response that says that its content is an event stream, not compressed.
pub(crate) fn is_event_stream(head: &Head) -> bool {
    let media_type = |value: &str| value.split(';').next().map(str::trim_ascii).map(str::to_owned);
    let is_it = |name: String| name.eq_ignore_ascii_case("text/event-stream");
    let is_plain = |value: &str| value.eq_ignore_ascii_case("identity");
    values(head, "content-type").filter_map(media_type).any(is_it)
        && values(head, "content-encoding").all(is_plain)
        && codings(head).all(|coding| coding.eq_ignore_ascii_case("chunked"))
}

/// What follows the head of the response to `asked`.
pub(crate) fn behind_response(head: &Head, asked: Asked) -> Follows {
    let Start::Response { status, minor: Some(minor) } = head.start else {
        return Follows::Unknown(Why::BrokenHead);
    };
    match status {
        101 if says(head, "upgrade", "websocket") => {
            Follows::Switch(Switched::WebSocket(agreed(head)))
        }
        101 => Follows::Switch(Switched::Other),
        100..=199 | 204 | 304 => Follows::Head,
        _ if asked.is_head => Follows::Head,
        200..=299 if asked.is_connect => Follows::Switch(Switched::Other),
        _ => body(head, minor, Follows::UntilClose),
    }
}

/// Where the body ends, as the fields say; `otherwise`, if none does.
fn body(head: &Head, minor: u8, otherwise: Follows) -> Follows {
    if let Some(last) = codings(head).last() {
        return match (last.eq_ignore_ascii_case("chunked"), otherwise) {
            _ if minor == 0 => Follows::Unknown(Why::BrokenHead),
            (true, _) => Follows::Chunks,
            (false, Follows::UntilClose) => Follows::UntilClose,
            (false, _) => Follows::Unknown(Why::BrokenHead),
        };
    }
    let items = values(head, "content-length").flat_map(|value| value.split(','));
    let mut lengths = items.map(|item| number_of(item.trim_ascii().as_bytes()));
    match lengths.next() {
        None => otherwise,
        // The same length twice is one.
        Some(first) if lengths.any(|other| other != first) => Follows::Unknown(Why::BrokenHead),
        Some(None) => Follows::Unknown(Why::BrokenHead),
        Some(Some(0)) => Follows::Head,
        Some(Some(length)) => Follows::Length(length),
    }
}

/// The extension that the server agreed to (RFC 7692 §7.1).
fn agreed(head: &Head) -> Agreed {
    let items = values(head, "sec-websocket-extensions").flat_map(|value| value.split(','));
    let mut deflate = None;
    for item in items {
        let mut parts = item.split(';').map(str::trim_ascii);
        if parts.next().is_some_and(|name| name.eq_ignore_ascii_case("permessage-deflate")) {
            let has = |wanted: &str| parts.clone().any(|part| part.eq_ignore_ascii_case(wanted));
            deflate = Some(Deflate {
                client_context_takeover: !has("client_no_context_takeover"),
                server_context_takeover: !has("server_no_context_takeover"),
            });
        }
    }
    Agreed { deflate }
}

/// The transfer codings, in the order in which they were applied.
fn codings(head: &Head) -> impl Iterator<Item = &str> {
    let items = values(head, "transfer-encoding").flat_map(|value| value.split(','));
    items.map(str::trim_ascii).filter(|coding| !coding.is_empty())
}

fn says(head: &Head, name: &'static str, word: &str) -> bool {
    values(head, name).any(|value| has_word(value, word))
}

/// The values of all lines of that name, which is in lower case.
fn values<'h>(head: &'h Head, name: &'static str) -> impl Iterator<Item = &'h str> {
    head.named.iter().filter(move |line| line.name == name).map(|line| line.value.as_str())
}
