//! # The next step of an EventSource                         chapter 07 · WHATWG §9.2.2 to §9.2.4
//! Knows: what is to be done now, what a request says, what counts of an answer. Does not know:
//! who does it.
//! Read before: `media_type.rs`. Read next: `options.rs`.

use crate::encode::MEDIA_TYPE;
use std::time::Duration;

/// The longest last event ID that is sent back: 4 KiB. Servers refuse longer fields (431), and
/// that would be the end.
pub const LONGEST_ID_SENT: usize = 4096;

/// The fields of each request besides `Last-Event-ID`: what is wanted, and not from a cache
/// (WHATWG HTML §9.2.2; what a cache mode of no-store sends, WHATWG Fetch §4.6).
pub const FIELDS: [(&str, &str); 2] = [("Accept", MEDIA_TYPE), ("Cache-Control", "no-cache")];

/// What whoever drives an [`EventSource`](super::EventSource) has to do next.
///
/// Whatever connection an earlier step needed is dropped when the step is neither
/// [`AwaitResponse`](Self::AwaitResponse) nor [`Read`](Self::Read).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Make this request. Given once; then comes [`AwaitResponse`](Self::AwaitResponse).
    Request(Request),
    /// Tell the answer's head to [`responded`](super::EventSource::responded).
    AwaitResponse,
    /// Give the body to [`received`](super::EventSource::received), its end to
    /// [`ended`](super::EventSource::ended).
    Read,
    /// Nothing, until this moment: then [`tick`](super::EventSource::tick).
    WaitUntil(Duration),
    /// Nothing any more.
    Closed,
}

/// A request for the stream: `GET`, unless the application asked for another method, with
/// [`FIELDS`] and the application's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where.
    pub url: String,
    /// The value of `Last-Event-ID`, in UTF-8. None: the field is left out.
    pub last_event_id: Option<Vec<u8>>,
    /// True when there is a last event ID that no field can carry (it holds a control character,
    /// or is longer than [`LONGEST_ID_SENT`]): the server cannot know our place.
    pub id_withheld: bool,
    /// False once a redirect of this attempt led to another origin. `Authorization`, `Cookie` and
    /// the fields that the application added then stay behind.
    pub same_origin: bool,
    /// True once a redirect (301, 302, 303) turned a `POST` into a `GET` without a body.
    pub as_get: bool,
}

/// What the machine has to know of an answer's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response<'a> {
    /// The status.
    pub status: u16,
    /// The field `Content-Type`; several lines joined by commas.
    pub content_type: Option<&'a [u8]>,
    /// The field `Location`, resolved against the URL of the request.
    pub location: Option<Location<'a>>,
}

/// Where a redirect leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location<'a> {
    /// To this address.
    To {
        /// Absolute.
        url: &'a str,
        /// True if scheme, host and port are those of the request.
        same_origin: bool,
    },
    /// To none that can be asked, for this reason: another scheme, no URL at all.
    Nowhere(&'a str),
}
