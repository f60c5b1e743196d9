//! # Unchanged: a poll that says what it has                         chapter 04 · RFC 9110 §13.1.2
//! Knows: the tag of an answer, and when 304 says enough. Does not know: the log.
//! Read before: `short.rs`. Read next: `poller.rs`.
//!
//! Most short polls are empty. A client that names the tag of its last answer in `If-None-Match`
//! is told `304 Not Modified` then, and no byte of a body.
//!
//! This goes together with `no-store`, which forbids *caches* to keep an answer: the one who asks
//! with the tag here is the client itself, and it needs nothing from a cache, for all that it must
//! remember is its place. Both answers say `no-store` and the tag, as RFC 9110 §15.4.5 asks. In a
//! browser, a script that sets `If-None-Match` bypasses the cache, and is given the 304.

use http1::{RequestHead, Response};
use std::fmt::Display;

/// The entity tag of the answer whose `next` is this: `W/"7"`.
///
/// The same question with the same `next` is answered with the same events, until the log forgets
/// some of them; so the tag is a weak one. It may hold no `"`, which no id does.
pub fn entity_tag(next: impl Display) -> String {
    format!("W/\"{next}\"")
}

/// What a request says in `If-None-Match`: the tags of the answers that its client has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IfNoneMatch(Vec<u8>);

impl IfNoneMatch {
    /// Read the field of `request`. Absent, it names nothing.
    pub fn of(request: &RequestHead<'_>) -> Self {
        let lines: Vec<&[u8]> = request.fields().get_all("If-None-Match").collect();
        Self(lines.join(&b", "[..]))
    }

    /// True if `tag` is among them, or `*` stands for any (RFC 9110 §13.1.2). Weak and strong tags
    /// are compared alike, by what is between the quotes (§8.8.3.2). From what is no tag on,
    /// nothing is read.
    ///
    /// ```
    /// use http1::RequestHead;
    /// use polling::{IfNoneMatch, entity_tag};
    /// let mut head = *b"GET /poll HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"6\", W/\"7\"\r\n\r\n";
    /// let parsed = RequestHead::parse(&mut head, &wire::Limits::DEFAULT);
    /// let head = parsed.ok().and_then(wire::Parsed::complete).expect("a good head");
    /// assert!(IfNoneMatch::of(&head).names(&entity_tag(7)));
    /// assert!(!IfNoneMatch::of(&head).names(&entity_tag(8)));
    /// ```
    pub fn names(&self, tag: &str) -> bool {
        if self.0 == b"*" {
            return true;
        }
        let wanted = opaque(tag.as_bytes()).map(|(text, _)| text);
        let mut rest = self.0.as_slice();
        loop {
            while let [b' ' | b'\t' | b',', behind @ ..] = rest {
                rest = behind;
            }
            let Some((found, behind)) = opaque(rest) else { return false };
            if wanted == Some(found) {
                return true;
            }
            rest = behind;
        }
    }
}

/// What is between the quotes of the tag with which `bytes` begins, and what stands behind it.
fn opaque(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let quoted = bytes.strip_prefix(b"W/").unwrap_or(bytes).strip_prefix(b"\"")?;
    let end = quoted.iter().position(|&byte| !matches!(byte, b'!' | b'#'..=b'~' | 0x80..))?;
    let behind = quoted.get(end..)?.strip_prefix(b"\"")?;
    Some((&quoted[..end], behind))
}

/// What a poll is answered whose `next` is this: `answer`, with its tag; or 304 and no body, if the
/// client has it.
///
/// ```
/// use polling::{IfNoneMatch, answer_now, answer_unless_known};
/// let next = wire::Epoch::new(0xc1).at(7);
/// let answer = answer_unless_known(&IfNoneMatch::default(), next, || answer_now([], next));
/// assert_eq!(answer.status(), 200);
/// ```
pub fn answer_unless_known(
    known: &IfNoneMatch,
    next: impl Display,
    answer: impl FnOnce() -> Response,
) -> Response {
    let tag = entity_tag(next);
    if known.names(&tag) {
        return Response::new(304).field("Cache-Control", "no-store").field("ETag", tag);
    }
    answer().field("ETag", tag)
}
