//! # Publish, from the command line                                  chapter 00
//! Knows: how to say one event to a lab. Does not know: who listens.
//! Read before: `net/src/fetch.rs`. Read next: `main.rs`.

use crate::cli;
use http1::Request;
use net::fetch::{Answer, FetchError, fetch};
use std::fmt::Write as _;

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError {
    /// The address is not of the form `http://HOST:PORT`.
    Address(String),
    /// The lab gave no answer.
    Fetch(String, FetchError),
    /// The lab refused, with this status and sentence; or it is none, and did something else.
    Refused(u16, String),
}

impl std::fmt::Display for PublishError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(url) if url.starts_with("https://") => {
                let url = url.trim_end_matches('/');
                f.write_str("publish does not speak TLS; for a lab inside TLS: ")?;
                write!(f, "curl -k -d hello {url}/publish")
            }
            Self::Address(url) => {
                write!(f, "{url:?} is not a lab's address; it is like http://127.0.0.1:10101, ")?;
                f.write_str("with http and without a path")
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
pub async fn publish(arguments: &cli::Publish, data: Vec<u8>) -> Result<String, PublishError> {
    let url = &arguments.url;
    let bad = || PublishError::Address(url.clone());
    let host = url.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
    let host = host.filter(|host| !host.is_empty() && !host.contains('/')).ok_or_else(bad)?;
    let address = if has_port(host) { host.to_string() } else { format!("{host}:80") };

    let mut target = format!("/publish?topic={}", escape(&arguments.topic));
    if let Some(event) = &arguments.event {
        let _ = write!(target, "&event={}", escape(event));
    }
    let answer = fetch(&address, Request::post(&target, host).body(data)).await;
    let Answer { status, body } = answer.map_err(|error| PublishError::Fetch(address, error))?;
    let text = String::from_utf8_lossy(&body).trim_end().to_string();
    if status == 202 { Ok(text) } else { Err(PublishError::Refused(status, text)) }
}

fn has_port(host: &str) -> bool {
    host.rsplit_once(':').is_some_and(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
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
