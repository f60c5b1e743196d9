//! # A frame of a conversation, taken apart                          chapter 10 · RFC 6455 §5.2
//! Knows: the header, and the payload without its mask. Does not know: what either means.
//! Read before: `mod.rs`, `frames/src/header.rs`. Read next: `json.rs`.

use explain::{Kind, Unit};
use frames::{Header, mask};
use wire::Parsed;

/// A frame, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What stands before the payload.
    pub header: Header,
    /// The payload, unmasked, as much of it as is kept.
    pub payload: Vec<u8>,
}

impl Frame {
    /// Take `unit` apart, if it is a frame whose header is whole.
    pub fn of(unit: &Unit) -> Option<Self> {
        if unit.kind != Kind::Frame {
            return None;
        }
        let Parsed::Complete { value: header, consumed } = Header::parse(&unit.bytes) else {
            return None;
        };
        let mut payload = unit.bytes.get(consumed..)?.to_vec();
        if let Some(key) = header.key {
            mask(&mut payload, key);
        }
        Some(Self { header, payload })
    }
}
