//! # An answer that says no                                     chapter 09 · RFC 6455 §4.1, §4.4
//! Knows: a status other than 101, the fields beside it, the beginning of the body. Does not know:
//! what to do about it: nothing is followed, and nothing is tried again.
//! Read before: `client.rs`. Read next: `frames/src/connection.rs`.

use http1::chunk_decode::{ChunkDecoder, Piece};
use http1::{BodyLength, ResponseHead};
use wire::{Input, Limits};

/// As many bytes of a refusal's body are kept. Whoever refuses says why in a sentence or two.
pub const REFUSAL_BODY_BYTES: usize = 1024;

/// The server speaks HTTP, and does not open a WebSocket: it wants a password (401), another
/// address (301, 302, 307, 308), another version (426), or nothing to do with us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status: 200 to 999.
    pub status: u16,
    /// The fields in their order, each with its value as text.
    pub fields: Vec<(String, String)>,
    /// The beginning of the body: [`REFUSAL_BODY_BYTES`] at most.
    pub body: Vec<u8>,
}

impl Refusal {
    /// The values of all lines named `name`, whatever its case.
    pub fn field<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        let named = self.fields.iter().filter(|(field, _)| field.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// Where the server says that we should ask. It is never asked silently: another host would be
    /// given what was meant for this one.
    pub fn location(&self) -> Option<&str> {
        self.field("Location").next()
    }

    /// The versions of the protocol that the server speaks, as it says in one line or several
    /// (§4.4). We speak 13 alone, so there is none to try again with.
    ///
    /// A version is 0 to 255 without leading zeros (§4.3); what is not is left out.
    pub fn versions(&self) -> Vec<u8> {
        let listed = self.field("Sec-WebSocket-Version").flat_map(|line| line.split(','));
        let number = |text: &str| {
            let version: u8 = text.parse().ok()?;
            (version.to_string() == text).then_some(version)
        };
        listed.filter_map(|text| number(text.trim_matches([' ', '\t']))).collect()
    }
}

/// A refusal whose body is coming.
#[derive(Clone, Debug)]
pub(super) struct Refusing {
    refusal: Refusal,
    rest: Rest,
}

/// How much of the body is to come.
#[derive(Clone, Debug)]
enum Rest {
    Bytes(u64),
    Chunks(ChunkDecoder),
    UntilEof,
}

impl Refusing {
    pub(super) fn new(answer: &ResponseHead<'_>, limits: &Limits) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let fields = answer.fields().iter().map(|(name, value)| (name.to_owned(), text(value)));
        let rest = match answer.body("GET") {
            BodyLength::None => Rest::Bytes(0),
            BodyLength::Length(length) => Rest::Bytes(length),
            BodyLength::Chunked => Rest::Chunks(ChunkDecoder::new(limits, u64::MAX)),
            BodyLength::UntilClose => Rest::UntilEof,
        };
        let (status, fields) = (answer.status(), fields.collect());
        Self { refusal: Refusal { status, fields, body: Vec::new() }, rest }
    }

    /// Take more of the body: true once no more is wanted.
    pub(super) fn take(&mut self, bytes: &[u8]) -> bool {
        let body = &mut self.refusal.body;
        let mut keep = |bytes: &[u8]| {
            let room = REFUSAL_BODY_BYTES - body.len();
            body.extend_from_slice(&bytes[..bytes.len().min(room)]);
            body.len() == REFUSAL_BODY_BYTES
        };
        match &mut self.rest {
            Rest::Bytes(left) => {
                let more = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                *left -= more as u64;
                keep(&bytes[..more]) || *left == 0
            }
            Rest::Chunks(decoder) => {
                let mut bytes = bytes.to_vec();
                let mut input = Input::new(&mut bytes);
                loop {
                    match decoder.next(&mut input) {
                        Ok(Some(Piece::Data(data))) if !keep(&data) => {}
                        Ok(None) => return false,
                        // All is there; or what comes can no longer be read, nor matters.
                        _ => return true,
                    }
                }
            }
            Rest::UntilEof => keep(bytes),
        }
    }

    pub(super) fn into_refusal(self) -> Refusal {
        self.refusal
    }
}
