//! # Key and accept value                               chapter 08 · RFC 6455 §4.1, §4.2.2
//! Knows: how a nonce becomes a key, and how the key is answered. Does not know: HTTP, dice.
//! Read before: nothing. Read next: `extension.rs`.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha1::{Digest as _, Sha1};

/// The text that only a WebSocket endpoint appends to the key. It is no secret: it shows that the
/// server understood the question, and did not merely echo it (RFC 6455 §1.3).
pub const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// How many bytes a key stands for.
pub const NONCE_BYTES: usize = 16;

/// Padding is required, but the bits that it leaves over may be anything: the standard's own
/// sample key `AQIDBAUGBwgJCgsMDQ4PEC==` has some set.
const LENIENT_BITS: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// The value of `Sec-WebSocket-Accept` that answers `key`: a digest, not an encryption. Anybody
/// can compute it.
///
/// # Wire
/// `base64(SHA-1(key ++ GUID))`: always 28 characters.
///
/// # Source
/// RFC 6455 §4.2.2, step 5.4. The key is taken as it was sent, not decoded.
///
/// ```
/// assert_eq!(handshake::accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
/// ```
pub fn accept_key(key: &str) -> String {
    STANDARD.encode(digest_key(key))
}

/// The 20 bytes for which the accept value stands: `SHA-1(key ++ GUID)`.
///
/// ```
/// assert_eq!(handshake::digest_key("dGhlIHNhbXBsZSBub25jZQ==")[..4], [0xb3, 0x7a, 0x4f, 0x2c]);
/// ```
pub fn digest_key(key: &str) -> [u8; 20] {
    let mut digest = Sha1::new();
    digest.update(key.as_bytes());
    digest.update(GUID.as_bytes());
    digest.finalize().into()
}

/// The value of `Sec-WebSocket-Key` for a nonce: 24 characters that end in `==`.
///
/// ```
/// assert_eq!(handshake::encode_key(*b"the sample nonce"), "dGhlIHNhbXBsZSBub25jZQ==");
/// ```
pub fn encode_key(nonce: [u8; NONCE_BYTES]) -> String {
    STANDARD.encode(nonce)
}

/// The nonce that `key` stands for, or `None` if it is not the base64 of exactly 16 bytes.
///
/// ```
/// assert_eq!(handshake::decode_key("dGhlIHNhbXBsZSBub25jZQ=="), Some(*b"the sample nonce"));
/// assert_eq!(handshake::decode_key("dGhlIHNhbXBsZQ=="), None); // ten bytes
/// ```
pub fn decode_key(key: &str) -> Option<[u8; NONCE_BYTES]> {
    LENIENT_BITS.decode(key).ok()?.try_into().ok()
}
