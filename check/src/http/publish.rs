//! # Publishing, at any server                                       chapter 16
//! Knows: how a user says it in a few words, and how it is done. Does not know: who hears it.
//! Read before: `http/talk.rs`. Read next: `http/stream.rs`.

use crate::{Miss, Visit};
use std::fmt::Write as _;

/// How an event is published: `POST /publish`, with the text as the body, or `GET /say?text={}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    method: String,
    target: String,
}

impl Publish {
    /// Read `METHOD TARGET`, or `TARGET` alone for a POST. Where `{}` stands in the target, the
    /// text is put in, with percent signs; else it is the body.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (method, target) = text.trim().split_once(' ').unwrap_or(("POST", text.trim()));
        let (method, target) = (method.trim(), target.trim());
        let is_method = !method.is_empty() && method.bytes().all(|b| b.is_ascii_uppercase());
        let is_target = target.starts_with('/') && target.bytes().all(|b| b.is_ascii_graphic());
        if !is_method || !is_target {
            return Err("it should be like 'POST /publish' or 'GET /say?text={}'".into());
        }
        Ok(Self { method: method.into(), target: target.into() })
    }
}

impl Visit {
    /// True where the user said how an event is published.
    pub(super) fn can_publish(&self) -> bool {
        self.target.http.publish.is_some()
    }

    /// Publish this text, on a connection of its own.
    pub(super) async fn publish(&self, text: &str) -> Result<(), Miss> {
        let Some(publish) = &self.target.http.publish else {
            return Err(Miss::skip("nobody said how to publish; see --publish"));
        };
        let in_target = publish.target.contains("{}");
        let target = publish.target.replace("{}", &percent(text));
        let body = if in_target { "" } else { text };
        let length = format!("Content-Length: {}", body.len());
        let fields: &[&str] = match in_target {
            true => &[],
            false => &["Content-Type: text/plain; charset=utf-8", &length],
        };
        let request = self.request(&publish.method, &target, fields) + body;
        let mut talk = self.say(&request).await?;
        let head = talk.head().await?;
        match head.status {
            200..=399 => Ok(()),
            status => Err(Miss::skip(format!("to publish was answered by {status}"))),
        }
    }
}

/// All but letters, digits and a few signs as `%` and two digits.
fn percent(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}
