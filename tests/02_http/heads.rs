//! # Request heads, good and bad                                     chapter 02
//! Knows: how a test reads one. Does not know: any rule.
//! Read before: `http1/src/request_head.rs`. Read next: `../02_http_head.rs`.

use http1::{Fault, RequestHead};
use wire::Limits;

/// A good head, independent of its bytes.
pub fn request(text: impl AsRef<[u8]>) -> RequestHead<'static> {
    let mut bytes = text.as_ref().to_vec();
    let parsed = RequestHead::parse(&mut bytes, &Limits::DEFAULT).expect("a good head");
    parsed.complete().expect("a whole head").into_owned()
}

/// The rule that a request head breaks, and the offset of the byte that breaks it.
pub fn refused(text: impl AsRef<[u8]>) -> Fault {
    let mut bytes = text.as_ref().to_vec();
    RequestHead::parse(&mut bytes, &Limits::DEFAULT).expect_err("a bad head")
}

/// A request for `/` with these field lines behind Host.
pub fn with_fields(lines: &str) -> String {
    format!("GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n")
}

/// Where `lines` begin in [`with_fields`].
pub const FIELDS_AT: usize = 25;
