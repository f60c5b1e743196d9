//! # The page                                                        chapter 00
//! Knows: the page's files, which are part of the program. Does not know: what they do.
//! Read before: `routes.rs`. Read next: `lab/page/app.js`.

use http1::Response;
use wire::Bytes;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// One file: its path, its media type, its content.
type File = (&'static str, &'static str, &'static [u8]);

macro_rules! files {
    ($($name:literal: $media_type:ident),* $(,)?) => {
        &[
            ("/", HTML, include_bytes!("../page/index.html")),
            $((concat!("/page/", $name), $media_type, include_bytes!(concat!("../page/", $name)))),*
        ]
    };
}

/// Every file of the page. A test compares the list with the folder.
const FILES: &[File] = files! {
    "address.js": JS,
    "announce.js": JS,
    "app.js": JS,
    "ask.js": JS,
    "backoff.js": JS,
    "banner.js": JS,
    "bytes.css": CSS,
    "bytes.js": JS,
    "delay.js": JS,
    "event-table.js": JS,
    "event-types.js": JS,
    "icon.svg": SVG,
    "keys.js": JS,
    "lane-view.js": JS,
    "lane.css": CSS,
    "lane.js": JS,
    "lines.js": JS,
    "long-polling.js": JS,
    "look.js": JS,
    "order.js": JS,
    "page.css": CSS,
    "picture.js": JS,
    "polling.js": JS,
    "publish-form.js": JS,
    "publisher.js": JS,
    "runner.js": JS,
    "shapes.js": JS,
    "sse.js": JS,
    "streaming.js": JS,
    "tab-lock.js": JS,
    "tally.js": JS,
    "tokens.css": CSS,
    "trace.js": JS,
    "websocket.js": JS,
    "words.js": JS,
};

/// The page runs its own scripts only, talks to its own server only, and is shown in no other
/// page's frame.
const POLICY: &str = "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; \
                      base-uri 'none'; form-action 'self'";

/// The answer to a request for `path`.
pub fn answer(path: &str) -> Response {
    let Some((_, media_type, content)) = FILES.iter().find(|(known, ..)| *known == path) else {
        return Response::new(404).text(&format!("there is nothing at {path:?}"));
    };
    Response::new(200)
        .field("Content-Type", media_type)
        .field("Cache-Control", "no-cache")
        .field("Content-Security-Policy", POLICY)
        .field("X-Content-Type-Options", "nosniff")
        .body(Bytes::from_static(content))
}
