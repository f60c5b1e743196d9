//! # Origins: which pages may use the lab                    chapter 15 · Fetch §3.3
//! Knows: the lab's own page, the pages that the operator listed, and what tells a browser so
//! (CORS). Does not know: routes. Proofs: `tests/15_cross_site.rs`.
//! Read before: `handshake/src/origin.rs`, `hosts.rs`. Read next: `plan.rs`.
//!
//! A browser sends a page's requests anywhere, and asks only before it shows the page an answer, or
//! before it sends what a form could not. So silence is the refusal here; it does not undo what a
//! request did. What changes something (publishing), and a WebSocket, which no browser asks about,
//! are refused by 403 instead.

use handshake::{OriginPolicy, UsageError, Violation};
use http1::RequestHead;

/// The fields that a page may set beyond those that need no question.
const FIELDS: &str = "Last-Event-ID, Content-Type, Cache-Control";
/// How long a browser may remember the answer to its question, in seconds.
const MAX_AGE: &str = "600";

/// Which pages may use the lab: its own, and those of the listed origins.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    listed: Vec<String>,
}

/// A field of an answer.
pub type Field = (&'static str, String);

impl Origins {
    /// The lab's own page, and pages of these origins, each written as a browser sends it:
    /// `https://a.example`, with the port if it is not the scheme's own. There is no `*`: an answer
    /// to everybody could not carry credentials, and one that echoes every origin with credentials
    /// gives each user's data to each page.
    ///
    /// # Errors
    /// [`UsageError::NotAnOrigin`]: one of them is not written so, or is `null`, which any page can
    /// be.
    pub fn and(listed: Vec<String>) -> Result<Self, UsageError> {
        if let Some(null) = listed.iter().find(|origin| *origin == "null") {
            return Err(UsageError::NotAnOrigin(null.clone()));
        }
        OriginPolicy::only(listed.iter().cloned())?;
        Ok(Self { listed })
    }

    /// May the page that sent `request` publish, or open a WebSocket? Programs send no Origin and
    /// may.
    ///
    /// # Errors
    /// The violation: answer 403.
    pub fn judge(&self, request: &RequestHead<'_>) -> Result<(), Violation> {
        let own = OriginPolicy::default().judge_request(request);
        if self.listed(request).is_some() { Ok(()) } else { own }
    }

    /// The fields of CORS for the answer to `request`, at an address that takes `methods`.
    ///
    /// Once there is a list every answer says that it depends on Origin, or a cache would give one
    /// page's answer to another.
    pub fn fields(&self, request: &RequestHead<'_>, methods: &[&str]) -> Vec<Field> {
        let mut fields = Vec::new();
        if !self.listed.is_empty() {
            fields.push(("Vary", "Origin".into()));
        }
        let Some(origin) = self.listed(request) else { return fields };
        fields.push(("Access-Control-Allow-Origin", origin.into()));
        fields.push(("Access-Control-Allow-Credentials", "true".into()));
        if is_preflight(request) {
            fields.push(("Access-Control-Allow-Methods", methods.join(", ")));
            fields.push(("Access-Control-Allow-Headers", FIELDS.into()));
            fields.push(("Access-Control-Max-Age", MAX_AGE.into()));
        }
        fields
    }

    /// The origin of `request`, if it came once and is listed.
    fn listed(&self, request: &RequestHead<'_>) -> Option<&str> {
        let mut origins = request.fields().get_all("Origin");
        let (Some(origin), None) = (origins.next(), origins.next()) else { return None };
        self.listed.iter().map(String::as_str).find(|listed| listed.as_bytes() == origin)
    }
}

/// A browser asks whether a page may send a request (Fetch §4.8).
fn is_preflight(request: &RequestHead<'_>) -> bool {
    let asks = request.fields().get_all("Access-Control-Request-Method").next().is_some();
    request.method() == "OPTIONS" && asks
}
