//! # What a client makes of the answer                               chapter 08 · RFC 6455 §4.1
//! Knows: all that a server may get wrong in a 101. Does not know: other answers.
//! Read before: `client/connect.rs`. Read next: `client/refusal.rs`.

use crate::deflate::{self, Agreed, Offer};
use crate::head::single;
use crate::{Extension, Violation, extension};
use http1::{Fields, ResponseHead, Version};

/// What was asked, as far as the answer depends on it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) accept: String,
    pub(super) subprotocols: Vec<String>,
    pub(super) offers: Vec<Offer>,
}

impl Asked {
    /// The client's second list in §4.1: the subprotocol and the compression that were chosen.
    pub(super) fn judge(
        &self,
        answer: &ResponseHead<'_>,
    ) -> Result<(Option<String>, Option<Agreed>), Violation> {
        let fields = answer.fields();
        if answer.version() == Version::Http10 {
            return Err(Violation::AnswerTooOld);
        }
        // The whole value, where a server looks into a list: what was chosen is one thing.
        let upgrade = fields.single("Upgrade").ok().flatten();
        if !upgrade.is_some_and(|value| value.eq_ignore_ascii_case(b"websocket")) {
            return Err(Violation::AnswerNotWebSocket);
        }
        if !fields.has_token("Connection", "upgrade") {
            return Err(Violation::AnswerNotUpgrade);
        }
        let found = single(fields, "Sec-WebSocket-Accept")?.ok_or(Violation::AcceptMissing)?;
        if found != self.accept {
            let (expected, found) = (self.accept.clone(), found.into());
            return Err(Violation::AcceptWrong { expected, found });
        }
        let deflate = self.deflate(fields)?;
        match single(fields, "Sec-WebSocket-Protocol")? {
            Some(name) if !self.subprotocols.iter().any(|offer| *offer == name) => {
                Err(Violation::SubprotocolNotOffered(name.into()))
            }
            chosen => Ok((chosen.map(Into::into), deflate)),
        }
    }

    /// The standard lets a server repeat the field in one place (§4.2.2, step 5.6) and forbids it
    /// in another (§11.3.2). We hold the stricter one: who repeats it did not mean one list.
    fn deflate(&self, fields: Fields<'_>) -> Result<Option<Agreed>, Violation> {
        if single(fields, extension::FIELD)?.is_none() {
            return Ok(None);
        }
        let chosen = extension::parse(fields.get_all(extension::FIELD));
        let chosen = chosen.map_err(Violation::extensions_malformed)?;
        let is_offered =
            |element: &Extension| element.name == deflate::NAME && !self.offers.is_empty();
        if let Some(other) = chosen.iter().find(|element| !is_offered(element)) {
            return Err(Violation::ExtensionNotOffered(other.name.clone()));
        }
        match (&chosen[..], &self.offers[..]) {
            ([one], [first, others @ ..]) => {
                agreed(one, first, others).map(Some).map_err(Violation::Deflate)
            }
            _ => Err(Violation::Deflate(deflate::Violation::AnsweredTwice)),
        }
    }
}

/// The server does not say which offer it accepts: the first that `element` fits will do. What
/// fits none is told of the first.
fn agreed(
    element: &Extension,
    first: &Offer,
    others: &[Offer],
) -> Result<Agreed, deflate::Violation> {
    first.accept(element).or_else(|violation| {
        others.iter().find_map(|offer| offer.accept(element).ok()).ok_or(violation)
    })
}
