//! # Which pages may ask                                             chapter 09 · RFC 6455 §10.2
//! Knows: what Origin says, and whom a server lets in. Does not know: who the user is.
//! Read before: `usage.rs`. Read next: `head.rs`.
//!
//! A browser lets any page open a WebSocket to any server, and sends the user's cookies along. It
//! only says, in Origin, which page it is, and a page cannot change that. So a server that does
//! not look lets every page of the web act for its users (cross-site WebSocket hijacking). A
//! program can write what it likes, or nothing: Origin tells pages apart, and nobody else.

use crate::head::single;
use crate::{UsageError, Violation};
use http1::RequestHead;
use http1::target::is_host;

/// From which pages a WebSocket may be opened. What it refuses is answered 403.
///
/// The default is the server's own pages: those whose origin is `http://` or `https://` (a proxy
/// before us may speak it) and the very host that the request asks. A request without Origin comes
/// from a program, and passes, unless [`browsers_only`](Self::browsers_only) is said.
///
/// ```
/// use handshake::OriginPolicy;
/// let own = OriginPolicy::default();
/// assert!(own.judge(Some("https://chat.example"), Some("chat.example")).is_ok());
/// assert!(own.judge(Some("https://evil.example"), Some("chat.example")).is_err());
/// let two = OriginPolicy::only(["https://a.example", "https://b.example:8443"])?;
/// assert!(two.judge(Some("https://b.example:8443"), Some("chat.example")).is_ok());
/// # Ok::<(), handshake::UsageError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginPolicy {
    pages: Pages,
    programs: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Pages {
    SameHost,
    Listed(Vec<String>),
    Any,
}

impl Default for OriginPolicy {
    fn default() -> Self {
        Self { pages: Pages::SameHost, programs: true }
    }
}

impl OriginPolicy {
    /// Pages of these origins, and no others, written as a browser sends them: scheme and host in
    /// lower case, the port if it is not the scheme's own, no slash at the end. They are compared
    /// byte by byte.
    ///
    /// `null` stands for every page that hides where it comes from, and any page can.
    ///
    /// # Errors
    /// [`UsageError::NotAnOrigin`]: one of them is not written so, and would never match.
    pub fn only<O: Into<String>>(origins: impl IntoIterator<Item = O>) -> Result<Self, UsageError> {
        let origins: Vec<String> = origins.into_iter().map(Into::into).collect();
        match origins.iter().find(|origin| !is_origin(origin)) {
            Some(wrong) => Err(UsageError::NotAnOrigin(wrong.clone())),
            None => Ok(Self { pages: Pages::Listed(origins), programs: true }),
        }
    }

    /// Any page: for what every page may see and do, or where something else tells users apart.
    pub fn any() -> Self {
        Self { pages: Pages::Any, programs: true }
    }

    /// Refuse requests without Origin, too. It keeps out programs that do not pretend.
    #[must_use]
    pub fn browsers_only(mut self) -> Self {
        self.programs = false;
        self
    }

    /// May a page of `origin` ask `host` (with its port, as in Host)?
    ///
    /// # Errors
    /// [`Violation::OriginForeign`] or [`Violation::OriginMissing`]: answer 403.
    pub fn judge(&self, origin: Option<&str>, host: Option<&str>) -> Result<(), Violation> {
        let Some(origin) = origin else {
            return if self.programs { Ok(()) } else { Err(Violation::OriginMissing) };
        };
        let may = match &self.pages {
            Pages::SameHost => host.is_some_and(|host| is_page_of(origin, host)),
            Pages::Listed(list) => list.iter().any(|listed| listed == origin),
            Pages::Any => true,
        };
        if may { Ok(()) } else { Err(Violation::OriginForeign(origin.into())) }
    }

    /// As [`judge`](Self::judge), for any request: one that publishes needs the same care.
    ///
    /// # Errors
    /// The same, or [`Violation::Repeated`]: there are two Origins.
    pub fn judge_request(&self, request: &RequestHead<'_>) -> Result<(), Violation> {
        let origin = single(request.fields(), "Origin")?;
        self.judge(origin.as_deref(), request.authority())
    }
}

/// True for the origin of a page that `host` serves. Hosts are compared without case.
fn is_page_of(origin: &str, host: &str) -> bool {
    let page = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    page.is_some_and(|page| page.eq_ignore_ascii_case(host))
}

/// True for what a browser could send (RFC 6454 §6.2).
fn is_origin(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else { return text == "null" };
    // A star means nothing here, though a name may have one.
    let is_odd = |byte: u8| byte.is_ascii_uppercase() || byte == b'*';
    let in_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(in_scheme)
        && is_host(host.as_bytes())
        && !host.ends_with(':')
        && !text.bytes().any(is_odd)
}
