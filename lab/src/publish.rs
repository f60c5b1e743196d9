//! # Publish, from the command line                                  chapter 00
//! Knows: how to say one event to a lab. Does not know: who listens.
//! Read before: `net/src/fetch.rs`. Read next: `commands/publish.rs`.

use crate::commands::publish::Publish;
use net::fetch::{Answer, FetchError, Request, fetch};
use net::reach::ReachError;
use net::tls::{ClientTls, TlsError};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{fmt, fs, io};

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError {
    /// The address is not of the form `http://HOST:PORT` or `https://HOST:PORT`.
    Address(String),
    /// The certificate to trust cannot be read.
    Read(PathBuf, io::Error),
    /// It is none.
    Trust(TlsError),
    /// The lab gave no answer.
    Fetch(String, FetchError),
    /// The lab refused, with this status and sentence; or it is none, and did something else.
    Refused(u16, String),
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(url) => {
                write!(f, "{url:?} is not a lab's address; it is like http://127.0.0.1:10101, ")?;
                f.write_str("with http or https and without a path")
            }
            Self::Read(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Trust(error) => error.fmt(f),
            Self::Fetch(address, FetchError::Reach(ReachError::Tls(error))) => {
                write!(f, "no answer from {address}: {error}\n  try: --trust FILE")
            }
            Self::Fetch(address, error) => {
                write!(f, "no answer from {address}: {error}\n  try: wire101 serve")
            }
            Self::Refused(status @ 200..300, _) => {
                write!(f, "the answer is {status}, a lab's would be 202; is this another server?")
            }
            Self::Refused(status, sentence) => write!(f, "refused ({status}): {sentence}"),
        }
    }
}

impl std::error::Error for PublishError {}

/// Publish `data`; returns the lab's answer, with the event's id.
///
/// # Errors
/// [`PublishError`].
pub async fn publish(arguments: &Publish, data: Vec<u8>) -> Result<String, PublishError> {
    let url = &arguments.url;
    let bad = || PublishError::Address(url.clone());
    let lab = http1::Uri::parse(url).ok().filter(|lab| lab.target() == "/").ok_or_else(bad)?;
    let mut target = format!("/publish?topic={}", escape(&arguments.topic));
    if let Some(event) = &arguments.event {
        let _ = write!(target, "&event={}", escape(event));
    }
    let mut request = Request::to("POST", lab.join(&target).map_err(|_| bad())?).body(data);
    if let Some(path) = &arguments.trust {
        let read = fs::read(path).map_err(|error| PublishError::Read(path.clone(), error))?;
        request = request.trust(ClientTls::trusting(&read).map_err(PublishError::Trust)?);
    }
    let no_answer = |error| PublishError::Fetch(lab.authority_with_port(), error);
    let Answer { status, body } = fetch(request).await.map_err(no_answer)?;
    let text = String::from_utf8_lossy(&body).trim_end().to_string();
    if status == 202 { Ok(text) } else { Err(PublishError::Refused(status, text)) }
}

/// Percent-encode all but the unreserved characters (RFC 3986 §2.3).
fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
