//! # Sent elsewhere                               chapter 02 · RFC 9110 §15.4, Fetch §4.4
//! Knows: what is asked at the other place, and what must not be told there. Does not know: how
//! often one lets oneself be sent.
//! Read before: `fetch/request.rs`. Read next: `fetch.rs`,
//! `tests/02_http_fetch/redirects.rs`.
//!
//! A field that a caller added may be a secret: a password, a cookie, a key of the application's
//! own. Who follows a redirection with all of them gives them to whom the redirection names
//! (CVE-2022-1650). So another origin is told only what says nothing about the caller, and what
//! was held back stays so, even if it sends us home again.

use super::Request;
use http1::{Uri, UriError};
use wire::Bytes;

/// What any server may be told: what kind of answer is wanted, and where an event stream was left.
const TOLD_TO_ANYBODY: [&str; 6] = [
    "Accept",
    "Accept-Language",
    "Cache-Control",
    "Content-Language",
    "Content-Type",
    "Last-Event-ID",
];
/// The fields that describe a body.
const ABOUT_BODY: [&str; 2] = ["Content-Language", "Content-Type"];

/// True for the answers that send us elsewhere by themselves.
pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// What `Location` means for who asked `here`.
///
/// # Errors
/// `UriError`: no address.
pub(super) fn resolve(here: &Uri, location: &[u8]) -> Result<Uri, UriError> {
    // Not UTF-8: what is no letter becomes one that the path escapes, or that no host has.
    here.join(&String::from_utf8_lossy(location))
}

impl Request {
    /// What to ask after an answer with `status` that sends us to `there`.
    ///
    /// After 303, and after a `POST` that was answered with 301 or 302, it is a `GET` without a
    /// body (RFC 9110 §15.4.2 to §15.4.4); after 307 and 308 all stays as it was. To another origin
    /// go none but a few harmless fields.
    #[must_use]
    pub fn redirected(mut self, status: u16, there: Uri) -> Self {
        let turns = match (status, &*self.method) {
            (303, "GET" | "HEAD") => false,
            (303, _) | (301 | 302, "POST") => true,
            _ => false,
        };
        if turns {
            self = self.turned_to_get();
        }
        if !there.is_same_origin(&self.uri) {
            self = self.without_secrets();
        }
        self.uri = there;
        self
    }

    /// The same, as a `GET` without a body and what describes one.
    pub(crate) fn turned_to_get(mut self) -> Self {
        self.method = "GET".into();
        self.body = Bytes::new();
        self.fields.retain(|(name, _)| !is_among(&ABOUT_BODY, name));
        self
    }

    /// The same, without what only the first origin may know.
    pub(crate) fn without_secrets(mut self) -> Self {
        self.fields.retain(|(name, _)| is_among(&TOLD_TO_ANYBODY, name));
        self
    }
}

fn is_among(names: &[&str], name: &str) -> bool {
    names.iter().any(|listed| listed.eq_ignore_ascii_case(name))
}
