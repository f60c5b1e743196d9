//! # Compression, agreed on                                      chapter 12 · RFC 7692 §5.1, §7.1
//! Knows: the four agreed parameters as members of JSON, and an offer as it was sent. Does not
//! know: how it is agreed on, or what happens to messages then.
//! Read before: `fields.rs`, `answer.rs`. Read next: `frames.rs`.

use super::answer::Object;
use super::fields::{BadLine, Fields};
use handshake::deflate::{Agreed, LARGEST_WINDOW, NAME, Offer};
use handshake::extension;
use polling::json::Value;

/// Take `permessage_deflate`: what was agreed on.
///
/// # Errors
/// It, or a parameter of it, is wrong.
pub fn agreed(fields: &mut Fields) -> Result<Option<Agreed>, BadLine> {
    let Some(mut inside) = fields.object("permessage_deflate")? else { return Ok(None) };
    let bits = |inside: &mut Fields, name: &str| {
        let bits = inside.value(name, "a whole number from 8 to 15", |value| {
            let bits = value.as_u64().filter(|bits| (8..=15).contains(bits));
            bits.and_then(|bits| bits.try_into().ok()).ok_or(value)
        })?;
        Ok(bits.unwrap_or(LARGEST_WINDOW))
    };
    let agreed = Agreed {
        server_no_context_takeover: inside.flag("server_no_context_takeover")?.unwrap_or(false),
        client_no_context_takeover: inside.flag("client_no_context_takeover")?.unwrap_or(false),
        server_max_window_bits: bits(&mut inside, "server_max_window_bits")?,
        client_max_window_bits: bits(&mut inside, "client_max_window_bits")?,
    };
    inside.finish();
    Ok(Some(agreed))
}

/// Write `permessage_deflate`, in the same shape.
pub fn write(agreed: Option<Agreed>, answer: &mut Object<'_>) {
    let Some(agreed) = agreed else {
        answer.null("permessage_deflate");
        return;
    };
    let mut inside = Object::begin(answer.name("permessage_deflate"));
    inside
        .flag("server_no_context_takeover", agreed.server_no_context_takeover)
        .flag("client_no_context_takeover", agreed.client_no_context_takeover)
        .number("server_max_window_bits", agreed.server_max_window_bits.into())
        .number("client_max_window_bits", agreed.client_max_window_bits.into());
    inside.end();
}

/// Take `extensions_offer`: the offers of permessage-deflate in it. Other extensions are passed
/// over, for our client cannot accept them.
///
/// # Errors
/// It breaks the grammar, or offers what cannot be offered.
pub fn offers(fields: &mut Fields) -> Result<Vec<Offer>, BadLine> {
    const NAME_HERE: &str = "extensions_offer";
    let Some(text) = fields.text(NAME_HERE)? else { return Ok(Vec::new()) };
    let found = Value::String(text.clone());
    let elements = extension::parse([text.as_bytes()]).map_err(|_| {
        fields.wrong(NAME_HERE, &found, "null, or a list as Sec-WebSocket-Extensions has it")
    })?;
    let ours = elements.iter().filter(|element| element.name == NAME);
    ours.map(|element| {
        Offer::read(element).map_err(|violation| {
            fields.wrong(NAME_HERE, &found, &format!("an offer that a client sends: {violation}"))
        })
    })
    .collect()
}
