//! text/event-stream: encode, decode (WHATWG HTML, server-sent events).
