//! # The laws of frames                                              chapters 10 to 14 · RFC 6455
//! Knows: how a frame looks, written once more and as simply as can be; what must hold for frames
//! and messages. Does not know: the crate that it judges.
//! Read before: `protocol.rs`, `masking.rs`. Read next: `tests/10_frame_header.rs`.

use crate::masking::simple_mask;
use proptest::collection::vec;
use proptest::prelude::*;

/// A frame whose first byte is `first`, masked if there is a `key`, its length in the shortest
/// form.
pub fn frame(first: u8, payload: &[u8], key: Option<[u8; 4]>) -> Vec<u8> {
    let mask = if key.is_some() { 0x80 } else { 0 };
    let mut bytes = vec![first];
    match payload.len() {
        n @ 0..=125 => bytes.push(mask | n as u8),
        n @ 126..=65_535 => {
            bytes.push(mask | 126);
            bytes.extend_from_slice(&(n as u16).to_be_bytes());
        }
        n => {
            bytes.push(mask | 127);
            bytes.extend_from_slice(&(n as u64).to_be_bytes());
        }
    }
    let mut payload = payload.to_vec();
    if let Some(key) = key {
        bytes.extend_from_slice(&key);
        simple_mask(&mut payload, key, 0);
    }
    bytes.extend_from_slice(&payload);
    bytes
}

/// `payload` as fragments cut at `cuts` (rising; those beyond the end make empty fragments), each
/// with the frames of `between` in front of it, except the first.
pub fn fragments(
    opcode: u8,
    payload: &[u8],
    cuts: &[usize],
    between: &[Vec<u8>],
    key: Option<[u8; 4]>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut from = 0;
    for (i, to) in cuts.iter().copied().chain([payload.len()]).enumerate() {
        let to = to.clamp(from, payload.len());
        let fin = if i == cuts.len() { 0x80 } else { 0 };
        let opcode = if i == 0 { opcode } else { 0 };
        if i > 0 {
            bytes.extend(between.concat());
        }
        bytes.extend(frame(fin | opcode, &payload[from..to], key));
        from = to;
    }
    bytes
}

/// Streams that a peer may send: messages whole and in fragments, with pings and pongs between, and
/// perhaps a Close frame. `masked` says whether that peer is a client.
pub fn stream(masked: bool) -> impl Strategy<Value = Vec<u8>> {
    let key = any::<[u8; 4]>().prop_map(move |key| masked.then_some(key));
    let control = (prop_oneof![Just(0x89u8), Just(0x8a)], vec(any::<u8>(), 0..20), key.clone())
        .prop_map(|(first, payload, key)| frame(first, &payload, key));
    let payload = prop_oneof![
        ".{0,30}".prop_map(|text| (1, text.into_bytes())),
        vec(any::<u8>(), 0..150).prop_map(|bytes| (2, bytes)),
    ];
    let message = (payload, vec(0usize..40, 0..3), vec(control.clone(), 0..2), key.clone())
        .prop_map(|((opcode, payload), mut cuts, between, key)| {
            cuts.sort_unstable();
            fragments(opcode, &payload, &cuts, &between, key)
        });
    let close = (prop::option::of(("[a-zé]{0,9}", 3000u16..5000)), key).prop_map(|(body, key)| {
        let body = body.map(|(reason, code)| [&code.to_be_bytes(), reason.as_bytes()].concat());
        frame(0x88, &body.unwrap_or_default(), key)
    });
    (vec(prop_oneof![3 => message, 1 => control], 0..5), prop::option::of(close))
        .prop_map(|(frames, close)| [frames.concat(), close.unwrap_or_default()].concat())
}

/// The laws of frame headers.
///
/// - `parse`: `fn(&[u8]) -> wire::Parsed<Header>`;
/// - `encode`: `|header, out: &mut Vec<u8>|`;
/// - `any`: a proptest strategy for headers.
#[macro_export]
macro_rules! frame_header {
    (parse: $parse:expr, encode: $encode:expr, any: $any:expr $(,)?) => {
        use wire::Parsed;
        use $crate::proptest::prelude::*;

        $crate::proptest::proptest! {
            /// What was written is read back, and what stands behind it is not touched.
            #[test]
            fn law_encode_then_parse_is_identity(header in $any, behind in any::<[u8; 3]>()) {
                let mut bytes = Vec::new();
                $encode(&header, &mut bytes);
                let consumed = bytes.len();
                bytes.extend_from_slice(&behind);
                prop_assert_eq!($parse(&bytes), Parsed::Complete { value: header, consumed });
            }

            /// Reading keeps every bit, even of a header that breaks rules.
            #[test]
            fn law_parse_then_encode_is_identity(bytes in any::<[u8; 14]>()) {
                let Parsed::Complete { value, consumed } = $parse(&bytes) else {
                    return Err(TestCaseError::fail("14 bytes are enough for every header"));
                };
                let mut again = Vec::new();
                $encode(&value, &mut again);
                prop_assert_eq!(&again[..], &bytes[..consumed]);
            }

            /// `needed` is what is needed: with one byte less it stays partial, and it never asks
            /// for a byte beyond the header.
            #[test]
            fn law_partial_needed_is_exact(bytes in any::<[u8; 14]>()) {
                let Parsed::Complete { consumed, .. } = $parse(&bytes) else {
                    return Err(TestCaseError::fail("14 bytes are enough for every header"));
                };
                for have in 0..consumed {
                    let Parsed::Partial { needed } = $parse(&bytes[..have]) else {
                        return Err(TestCaseError::fail("complete without its last byte"));
                    };
                    prop_assert!(needed >= 1 && have + needed <= consumed);
                    if have >= 2 {
                        prop_assert_eq!(have + needed, consumed);
                    }
                }
            }
        }
    };
}

/// The laws of messages, for a receiving server.
///
/// - `new`: makes a fresh one, open;
/// - `note`: writes one event into a [`crate::Log`].
#[macro_export]
macro_rules! messages {
    (new: $new:expr, note: $note:expr $(,)?) => {
        use $crate::frames::{fragments, frame};
        use $crate::proptest::collection::vec;
        use $crate::proptest::prelude::*;
        use $crate::protocol::{cuts, hear};

        $crate::proptest::proptest! {
            /// Where a message is cut into frames, and where those are cut into reads, changes
            /// nothing about the message.
            #[test]
            fn law_fragmentation_does_not_change_the_message(
                text in ".{0,60}", at in cuts(), reads in cuts(), key in any::<[u8; 4]>()
            ) {
                let whole = frame(0x81, text.as_bytes(), Some(key));
                let pieces = fragments(1, text.as_bytes(), &at, &[], Some(key));
                let whole = hear(&mut $new(), &whole, &[], $note);
                let pieces = hear(&mut $new(), &pieces, &reads, $note);
                prop_assert_eq!(whole.lines.len(), 1);
                prop_assert_eq!(whole, $crate::protocol::Heard { most_held: 0, ..pieces });
            }

            /// Pings and pongs between the fragments are heard and answered; the message is the
            /// same.
            #[test]
            fn law_control_frames_may_interleave_anywhere(
                text in ".{0,60}",
                at in cuts(),
                payload in vec(any::<u8>(), 0..=125),
                key in any::<[u8; 4]>(),
            ) {
                let between = [frame(0x89, &payload, Some(key)), frame(0x8a, b"", Some(key))];
                let bytes = fragments(1, text.as_bytes(), &at, &between, Some(key));
                let heard = hear(&mut $new(), &bytes, &[], $note);
                let alone = hear(&mut $new(), &frame(0x81, text.as_bytes(), Some(key)), &[], $note);
                prop_assert_eq!(&heard.error, &None);
                prop_assert_eq!(heard.lines.len(), 2 * at.len() + 1);
                prop_assert_eq!(heard.lines.last(), alone.lines.last());
                let pongs = frame(0x8a, &payload, None).repeat(at.len());
                prop_assert_eq!(heard.output, pongs);
            }
        }
    };
}
