//! # The laws of masking                                             chapter 11 · RFC 6455 §5.3
//! Knows: the simplest way to mask, and that every other one must equal it. Does not know: any.
//! Read before: `frames/src/mask.rs`. Read next: `utf8.rs`.

/// The definition in the standard, as it stands there: one byte at a time. `offset` is the number
/// of the first byte in its payload.
pub fn simple_mask(bytes: &mut [u8], key: [u8; 4], offset: usize) {
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte ^= key[(offset + i) % 4];
    }
}

/// Bytes that repeat only after 251, so that a mistake in the order shows.
pub fn pattern(len: usize) -> Vec<u8> {
    (0..=250u8).cycle().take(len).collect()
}

/// The laws of masking for one implementation.
///
/// - `mask`: `fn(&mut [u8], [u8; 4])`;
/// - `mask_from`: `fn(&mut [u8], [u8; 4], u64)`, whose last argument is the number of the first
///   byte in its payload.
#[macro_export]
macro_rules! masking {
    (mask: $mask:path, mask_from: $mask_from:path $(,)?) => {
        use $crate::masking::{pattern, simple_mask};
        use $crate::proptest::prelude::*;

        /// Every length up to two cache lines and around those at which a fast one may change its
        /// ways, at every place of a cache line, and no byte beside it.
        #[test]
        fn law_fast_mask_equals_simple_mask_at_every_place() {
            let lengths = (0..=130).chain(250..=260).chain(510..=514).chain(8190..=8194);
            for (len, skip) in lengths.flat_map(|len| (0..64).map(move |skip| (len, skip))) {
                let (mut fast, mut simple) = (pattern(len + 128), pattern(len + 128));
                $mask(&mut fast[skip..][..len], [0x37, 0xfa, 0x21, 0x3d]);
                simple_mask(&mut simple[skip..][..len], [0x37, 0xfa, 0x21, 0x3d], 0);
                assert_eq!(fast, simple, "{len} bytes at place {skip}");
            }
        }

        $crate::proptest::proptest! {
            /// Masking what is masked gives back what was there: one operation, both ways.
            #[test]
            fn law_masking_twice_is_identity(len in 0usize..2_000, key in any::<[u8; 4]>()) {
                let mut bytes = pattern(len);
                $mask(&mut bytes, key);
                $mask(&mut bytes, key);
                prop_assert_eq!(bytes, pattern(len));
            }

            /// However fast it is: any length, wherever the bytes lie in memory, as the simple one.
            #[test]
            fn law_fast_mask_equals_simple_mask(
                len in prop_oneof![0usize..200, 0usize..20_000],
                skip in 0usize..70,
                key in any::<[u8; 4]>(),
            ) {
                let (mut fast, mut simple) = (pattern(len + skip), pattern(len + skip));
                $mask(&mut fast[skip..], key);
                simple_mask(&mut simple[skip..], key, 0);
                prop_assert_eq!(fast, simple);
            }

            /// A payload masked in pieces is the payload masked whole.
            #[test]
            fn law_masking_may_be_cut_anywhere(
                len in 0usize..300, one in 0usize..300, two in 0usize..300, key in any::<[u8; 4]>()
            ) {
                let (one, two) = (one.min(two).min(len), one.max(two).min(len));
                let (mut pieces, mut whole) = (pattern(len), pattern(len));
                $mask_from(&mut pieces[..one], key, 0);
                $mask_from(&mut pieces[one..two], key, one as u64);
                $mask_from(&mut pieces[two..], key, two as u64);
                simple_mask(&mut whole, key, 0);
                prop_assert_eq!(pieces, whole);
            }

            /// The offset counts modulo 4, and a payload may be longer than any memory.
            #[test]
            fn law_a_far_offset_turns_the_key(offset in any::<u64>(), key in any::<[u8; 4]>()) {
                let (mut far, mut near) = (pattern(50), pattern(50));
                $mask_from(&mut far, key, offset);
                simple_mask(&mut near, key, (offset % 4) as usize);
                prop_assert_eq!(far, near);
            }
        }
    };
}
