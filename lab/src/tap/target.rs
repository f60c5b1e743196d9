//! # Target: to whom the tap connects                                chapter 08
//! Knows: how it may be written. Does not know: what is said there.
//! Read before: `net/src/reach.rs`. Read next: `session.rs`.

use http1::Uri;
use http1::uri::Family;

/// How the address of a WebSocket begins.
const WEBSOCKET: Family = Family { plain: "ws", secure: "wss", may_have_fragment: false };

/// Where a server is: `HOST:PORT`, or an address that begins with http, https, ws or wss. With
/// https and wss the tap speaks TLS to it. The path does not count: each client names its own.
///
/// # Errors
/// It is none of these; the text says what would be.
pub fn parse(text: &str) -> Result<Uri, String> {
    let wrong = |error| format!("{error}; it should be like 127.0.0.1:3000 or wss://a.example");
    match text.split_once("://") {
        None => Uri::parse(&format!("http://{text}")).map_err(wrong),
        Some(("ws" | "wss", _)) => Uri::parse_of(WEBSOCKET, text).map_err(wrong),
        Some(_) => Uri::parse(text).map_err(wrong),
    }
}
