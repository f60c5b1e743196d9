//! # The laws of the opening handshake                               chapter 08 · RFC 6455 §4
//! Knows: what a key and its answer must be, computed the slow way. Does not know: who implements
//! it.
//! Read before: `protocol.rs`. Read next: `handshake/src/key.rs`, `tests/08_handshake.rs`.

use proptest::prelude::*;
use proptest::sample::select;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// SHA-1 as FIPS 180-4 describes it, step by step: 20 bytes for any number of bytes.
pub fn sha1(message: &[u8]) -> [u8; 20] {
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend_from_slice(&(message.len() as u64 * 8).to_be_bytes());

    let mut hash: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in padded.chunks(64) {
        let mut w: Vec<u32> =
            block.chunks(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])).collect();
        for t in 16..80 {
            w.push((w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = hash;
        for (t, word) in w.into_iter().enumerate() {
            let (f, k) = match t {
                0..20 => ((b & c) | (!b & d), 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let next = [a.rotate_left(5), f, e, k, word].into_iter().fold(0, u32::wrapping_add);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, word) in hash.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(word);
        }
    }
    let mut digest = [0; 20];
    for (place, word) in digest.chunks_mut(4).zip(hash) {
        place.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

/// Base64, bit by bit: six bits a character, `=` up to a multiple of four.
pub fn base64(bytes: &[u8]) -> String {
    let mut bits: Vec<u8> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    while !bits.len().is_multiple_of(6) {
        bits.push(0);
    }
    let value = |six: &[u8]| six.iter().fold(0, |value, bit| value * 2 + usize::from(*bit));
    let mut text: String = bits.chunks(6).map(|six| char::from(ALPHABET[value(six)])).collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// What must answer `key`.
pub fn accept(key: &str) -> String {
    base64(&sha1([key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"].concat().as_bytes()))
}

/// The 16 bytes of `key`, if it is 22 characters of the alphabet and two `=`. The last four bits
/// stand for nothing, and may be anything.
pub fn nonce(key: &str) -> Option<[u8; 16]> {
    let text = key.strip_suffix("==")?.as_bytes();
    let mut bits = Vec::new();
    for byte in text {
        let value = ALPHABET.iter().position(|letter| letter == byte)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1 == 1));
    }
    let byte = |eight: &[bool]| eight.iter().fold(0, |byte, bit| byte * 2 + u8::from(*bit));
    let bytes: Vec<u8> = bits.chunks_exact(8).map(byte).collect();
    (text.len() == 22).then_some(())?;
    bytes.try_into().ok()
}

/// Keys, most of them good: any 16 bytes, any bits left over, and at times one character wrong.
pub fn keys() -> impl Strategy<Value = String> {
    let good = "[A-Za-z0-9+/]{22}==";
    let near = "[A-Za-z0-9+/_=-]{20,26}";
    prop_oneof![4 => good.prop_map(String::from), 2 => near.prop_map(String::from), 1 => ".{0,30}"]
}

/// Hosts as a client may name them.
pub fn hosts() -> impl Strategy<Value = String> {
    const HOSTS: &[&str] =
        &["a", "server.example.com", "localhost:8080", "127.0.0.1", "[::1]:9001"];
    prop_oneof![select(HOSTS).prop_map(String::from), "[a-z][a-z0-9.-]{0,20}(:[1-9][0-9]{0,3})?"]
}

/// Targets as a client may name them: paths in visible ASCII, with a query or without.
pub fn targets() -> impl Strategy<Value = String> {
    "/[a-zA-Z0-9/._~!$&'()*+,;=:@%-]{0,30}(\\?[a-zA-Z0-9/?._~!$&'()*+,;=:@%-]{0,30})?"
}

/// Lists of subprotocols: tokens, each once, in any order.
pub fn subprotocols() -> impl Strategy<Value = Vec<String>> {
    let names = proptest::collection::vec("[a-zA-Z0-9!#$%&'*+.^_`|~-]{1,12}", 0..5);
    let names = names.prop_map(|mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names
    });
    names.prop_shuffle()
}

/// Addresses of WebSockets, most of them good, with every part present or not.
pub fn uris() -> impl Strategy<Value = String> {
    let scheme = select(&["ws", "wss", "WS", "wSs"][..]);
    let port = select(&["", ":", ":1", ":80", ":443", ":8080", ":65535"][..]);
    let target = prop_oneof![targets(), "(/.{0,12})?(\\?.{0,12})?"];
    (scheme, hosts(), port, target).prop_map(|(scheme, host, port, target)| {
        let port = if host.contains(':') { "" } else { port };
        format!("{scheme}://{host}{port}{target}")
    })
}

/// Elements of a list of extensions: most of them permessage-deflate, with parameters that are
/// good, known with a bad value, or unknown.
pub fn elements() -> impl Strategy<Value = String> {
    const NAMES: &[&str] = &["permessage-deflate", "permessage-deflate", "x-other"];
    const PARAMETERS: &[&str] = &[
        "server_no_context_takeover",
        "client_no_context_takeover",
        "server_max_window_bits",
        "client_max_window_bits",
        "unknown",
    ];
    const VALUES: &[&str] =
        &["", "", "", "=8", "=9", "=10", "=12", "=\"15\"", "=15", "=16", "=7", "=09", "=x"];
    let parameter = (select(PARAMETERS), select(VALUES));
    let parameter = parameter.prop_map(|(name, value)| format!("; {name}{value}"));
    let parameters = proptest::collection::vec(parameter, 0..4);
    (select(NAMES), parameters)
        .prop_map(|(name, parameters)| name.to_owned() + &parameters.concat())
}

/// The laws of keys and their answers.
///
/// - `accept`: the answer to a key: `fn(&str) -> String`;
/// - `encode`: the key of a nonce: `fn([u8; 16]) -> String`;
/// - `decode`: the nonce of a key: `fn(&str) -> Option<[u8; 16]>`.
#[macro_export]
macro_rules! handshake_key {
    (accept: $accept:expr, encode: $encode:expr, decode: $decode:expr $(,)?) => {
        use $crate::handshake::{accept, base64, keys, nonce};
        use $crate::proptest::prelude::*;

        $crate::proptest::proptest! {
            /// The answer is what the slow way computes, for any text: the key is not decoded.
            #[test]
            fn law_accept_equals_the_naive_one(key in ".{0,200}") {
                prop_assert_eq!($accept(&key), accept(&key));
            }

            /// Twenty bytes are always twenty-seven characters and one `=`.
            #[test]
            fn law_accept_has_28_characters(key in keys()) {
                let answer = $accept(&key);
                prop_assert_eq!(answer.len(), 28);
                prop_assert!(answer.ends_with('=') && !answer.ends_with("=="), "{}", answer);
            }

            /// A key is good exactly when the slow way finds sixteen bytes in it, and these.
            #[test]
            fn law_decode_equals_the_naive_one(key in keys()) {
                prop_assert_eq!($decode(&key), nonce(&key));
            }

            /// Every nonce has one key, and comes back from it.
            #[test]
            fn law_encode_then_decode_is_identity(bytes in any::<[u8; 16]>()) {
                let key: String = $encode(bytes);
                prop_assert_eq!(&key, &base64(&bytes));
                prop_assert_eq!($decode(&key), Some(bytes));
            }

            /// An accepted key says its sixteen bytes again, up to the bits that say nothing.
            #[test]
            fn law_an_accepted_key_round_trips(key in keys()) {
                if let Some(bytes) = $decode(&key) {
                    let again: String = $encode(bytes);
                    prop_assert_eq!(&again[..21], &key[..21]);
                    prop_assert_eq!($decode(&again), Some(bytes));
                }
            }
        }
    };
}
