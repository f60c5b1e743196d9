//! # The laws of explaining                                          chapter 10
//! Knows: what any explanation of bytes promises. Does not know: any format.
//! Read before: `protocol.rs`. Read next: `explain/src/draft.rs`.

use std::ops::Range;

/// The ranges of bits follow each other from `0` to the end of `bytes` bytes, none of them empty.
///
/// # Panics
/// When they do not.
pub fn assert_tiled(bits: impl IntoIterator<Item = Range<usize>>, bytes: usize) {
    let mut at = 0;
    for bits in bits {
        assert_eq!(bits.start, at, "a field begins where the one before it ended");
        assert!(bits.end > at, "a field is not empty, at bit {at}");
        at = bits.end;
    }
    assert_eq!(at, bytes * 8, "the fields reach to the end of what was consumed");
}

/// The laws of one function that explains bytes.
///
/// - `explain`: `|bytes: &[u8]| vec![explain::frame(bytes, Sender::Client)]`;
/// - `whole`: a proptest strategy for bytes that are whole and break no rule.
#[macro_export]
macro_rules! explaining {
    (explain: $explain:expr, whole: $whole:expr $(,)?) => {
        use $crate::explain::assert_tiled;
        use $crate::proptest::prelude::*;
        use $crate::protocol::any_bytes;

        /// What holds for any bytes.
        fn check_any(bytes: &[u8]) {
            let all = $explain(bytes);
            let consumed = all.iter().map(|explained| explained.consumed).sum();
            assert!(consumed <= bytes.len());
            let fields = all.iter().flat_map(|explained| &explained.fields);
            assert_tiled(fields.map(|field| field.bits.clone()), consumed);
            for explained in &all {
                let starts = explained.complaints.iter().map(|complaint| complaint.bits.start);
                assert!(starts.is_sorted(), "complaints are in the order of their bits");
                for complaint in &explained.complaints {
                    assert!(!complaint.bits.is_empty(), "it points at something: {complaint}");
                    assert!(complaint.bits.end <= bytes.len() * 8, "inside the bytes: {complaint}");
                }
                let table = explained.text(bytes).to_string();
                assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
                let figure = explained.boxes().to_string();
                assert!(figure.lines().all(|line| line.chars().count() <= 65), "{figure}");
            }
        }

        $crate::proptest::proptest! {
            /// Any bytes are explained and shown, and the fields tile them.
            #[test]
            fn law_fields_tile_any_bytes(bytes in any_bytes()) {
                check_any(&bytes);
            }

            /// The same with one byte changed, and cut anywhere.
            #[test]
            fn law_fields_tile_damaged_bytes(
                bytes in $whole, at in 0usize..400, with in any::<u8>(), cut in 0usize..400
            ) {
                let mut bytes = bytes;
                let n = bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(at % n) {
                    *byte = with;
                }
                bytes.truncate(bytes.len() - cut % n);
                check_any(&bytes);
            }

            /// What is right is not complained about, and nothing of it is missing.
            #[test]
            fn law_there_is_no_complaint_about_right_bytes(bytes in $whole) {
                let all = $explain(&bytes);
                for explained in &all {
                    prop_assert_eq!(&explained.complaints, &vec![]);
                    prop_assert_eq!(explained.missing, 0);
                }
                prop_assert_eq!(all.iter().map(|e| e.consumed).sum::<usize>(), bytes.len());
            }

            /// Of right bytes cut anywhere, never more is said to be missing than is; and what did
            /// come is not complained about.
            #[test]
            fn law_a_cut_never_misses_more_than_was_cut(bytes in $whole, cut in 0usize..400) {
                let n = bytes.len().max(1);
                let came = &bytes[..bytes.len() - cut % n];
                for explained in $explain(came) {
                    prop_assert!(explained.missing <= (bytes.len() - came.len()) as u64);
                    prop_assert_eq!(&explained.complaints, &vec![]);
                }
                check_any(came);
            }
        }
    };
}
