//! # The same bytes each time                                chapter 11 · RFC 6455 §1.3, §5.7
//! Knows: the nonce and the masking key of the RFC's own examples, for demonstrations. Does not
//! know: unpredictable ones, which all else must have.
//! Read before: `net/src/entropy.rs`. Read next: `opening.rs`.

use frames::Connection;
use wire::Limits;

/// The nonce of the example in RFC 6455 §1.3.
pub const NONCE: [u8; 16] = *b"the sample nonce";
/// The masking key of the examples in RFC 6455 §5.7.
const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A client's end that masks each frame with the same key.
pub(super) fn client(limits: Limits) -> Connection {
    Connection::client(limits, || KEY)
}
