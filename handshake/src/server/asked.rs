//! # The question, and the answer                                    chapter 08 · RFC 6455 §4.2
//! Knows: judging the request, what it offers, how a server says yes. Does not know: who may
//! connect, but for the pages of other origins.
//! Read before: `server.rs`. Read next: `client.rs`.

use crate::deflate::{self, Agreed, Offer};
use crate::head::single;
use crate::usage::is_token;
use crate::{Extension, OriginPolicy, UsageError, Violation, accept_key, decode_key, extension};
use http1::{BodyLength, Fields, RequestHead, Version};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A client asks, by all the rules, to open a WebSocket.
///
/// One question has one answer:
///
/// ```compile_fail,E0382
/// # fn answer(asked: handshake::server::Asked) {
/// let accepted = asked.accept(None);
/// let again = asked.accept(Some("soap")); // `asked` is gone: it was answered
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    key: String,
    origin: Option<String>,
    subprotocols: Vec<String>,
    extensions: Vec<Extension>,
}

impl Asked {
    /// Judge a request that was read already. Pages of other origins are refused.
    ///
    /// # Errors
    /// The first rule of RFC 6455 §4.2.1 that it breaks.
    pub fn from_request(request: &RequestHead<'_>) -> Result<Self, Violation> {
        Self::from_request_of(request, &OriginPolicy::default())
    }

    /// Judge a request that was read already, and the page that it comes from.
    ///
    /// # Errors
    /// The first rule of RFC 6455 §4.2.1 that it breaks; last of all, that its page may not ask.
    pub fn from_request_of(
        request: &RequestHead<'_>,
        origins: &OriginPolicy,
    ) -> Result<Self, Violation> {
        let fields = request.fields();
        if request.method() != "GET" {
            return Err(Violation::MethodNotGet(request.method().into()));
        }
        if request.version() == Version::Http10 {
            return Err(Violation::HttpTooOld);
        }
        if !matches!(request.body(), BodyLength::None | BodyLength::Length(0)) {
            return Err(Violation::BodyNotAllowed);
        }
        if !fields.has_token("Upgrade", "websocket") {
            return Err(Violation::UpgradeNotWebSocket);
        }
        if !fields.has_token("Connection", "upgrade") {
            return Err(Violation::ConnectionNotUpgrade);
        }
        match single(fields, "Sec-WebSocket-Version")? {
            Some(version) if version == "13" => {}
            other => return Err(Violation::VersionNotThirteen(other.map(Cow::into_owned))),
        }
        let key = single(fields, "Sec-WebSocket-Key")?.ok_or(Violation::KeyMissing)?.into_owned();
        if decode_key(&key).is_none() {
            return Err(Violation::KeyNotSixteenBytes(key));
        }
        let subprotocols = subprotocols(fields)?;
        let extensions = extensions(fields)?;
        let origin = single(fields, "Origin")?.map(Cow::into_owned);
        origins.judge(origin.as_deref(), request.authority())?;
        Ok(Self { key, origin, subprotocols, extensions })
    }

    /// The page that asks, as a browser says it: `http://example.com`. A program need not say it,
    /// and may lie; a browser does neither. Which ones may ask was judged by an [`OriginPolicy`].
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// The subprotocols that the client offers, the best one first.
    pub fn subprotocols(&self) -> &[String] {
        &self.subprotocols
    }

    /// The one that the client likes best of those that we speak (§4.2.2, step 5.5).
    pub fn subprotocol_of<'o>(&self, ours: &[&'o str]) -> Option<&'o str> {
        self.subprotocols.iter().find_map(|name| ours.iter().find(|our| *our == name).copied())
    }

    /// The extensions that the client offers, the best one first.
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// What comes of the first offer of permessage-deflate that we can keep to. An offer that is
    /// malformed, or asks for what we cannot do, is passed over: the handshake goes on without it
    /// (RFC 7692 §7).
    pub fn deflate(&self, ours: &deflate::Policy) -> Option<Agreed> {
        self.offers().find_map(|offer| ours.agree(&offer))
    }

    /// Accept, with one of the offered subprotocols or none, and without extensions.
    ///
    /// # Errors
    /// [`UsageError::NotOffered`]: the client did not offer that subprotocol.
    pub fn accept(self, subprotocol: Option<&str>) -> Result<Accepted, UsageError> {
        self.accept_with(subprotocol, None)
    }

    /// Accept, with one of the offered subprotocols or none, and compress as agreed.
    ///
    /// No other extension is ever accepted beside it, so none can claim the same bit of a frame
    /// (RFC 7692 §5).
    ///
    /// # Errors
    /// [`UsageError::NotOffered`], [`UsageError::DeflateNotOffered`]: the client did not offer it.
    pub fn accept_with(
        self,
        subprotocol: Option<&str>,
        deflate: Option<Agreed>,
    ) -> Result<Accepted, UsageError> {
        let mut answer = format!(
            "HTTP/1.1 101 Switching Protocols\r\n\
             Upgrade: websocket\r\n\
             Connection: Upgrade\r\n\
             Sec-WebSocket-Accept: {}\r\n",
            accept_key(&self.key)
        );
        if let Some(name) = subprotocol {
            if !self.subprotocols.iter().any(|offered| offered == name) {
                return Err(UsageError::NotOffered(name.into()));
            }
            answer.push_str(&format!("Sec-WebSocket-Protocol: {name}\r\n"));
        }
        if let Some(agreed) = deflate {
            let element = self.offers().find_map(|offer| agreed.in_answer_to(&offer));
            let element = element.ok_or(UsageError::DeflateNotOffered)?;
            answer.push_str(&format!("{}: {element}\r\n", extension::FIELD));
        }
        answer.push_str("\r\n");
        let subprotocol = subprotocol.map(Into::into);
        Ok(Accepted { answer: answer.into_bytes(), subprotocol, deflate })
    }

    /// The offers of permessage-deflate that are well formed.
    fn offers(&self) -> impl Iterator<Item = Offer> {
        let elements = self.extensions.iter().filter(|element| element.name == deflate::NAME);
        elements.filter_map(|element| Offer::read(element).ok())
    }
}

/// The WebSocket is open as soon as `answer` is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The head of the answer, to be written as it is.
    pub answer: Vec<u8>,
    /// The subprotocol that is spoken from now on.
    pub subprotocol: Option<String>,
    /// How messages are compressed from now on, if they are.
    pub deflate: Option<Agreed>,
}

/// The offered subprotocols: tokens, each once, on one field line or several.
fn subprotocols(fields: Fields<'_>) -> Result<Vec<String>, Violation> {
    const NAME: &str = "Sec-WebSocket-Protocol";
    let mut seen = BTreeSet::new();
    let mut offered = Vec::new();
    for token in fields.tokens(NAME) {
        let name = String::from_utf8_lossy(token).into_owned();
        if !is_token(&name) {
            return Err(Violation::SubprotocolMalformed(name));
        }
        if !seen.insert(token) {
            return Err(Violation::SubprotocolTwice(name));
        }
        offered.push(name);
    }
    if offered.is_empty() && fields.count(NAME) > 0 {
        return Err(Violation::SubprotocolMalformed(String::new()));
    }
    Ok(offered)
}

/// The offered extensions, on one field line or several.
fn extensions(fields: Fields<'_>) -> Result<Vec<Extension>, Violation> {
    if fields.count(extension::FIELD) == 0 {
        return Ok(Vec::new());
    }
    extension::parse(fields.get_all(extension::FIELD)).map_err(Violation::extensions_malformed)
}
