//! # The laws of explaining                                          chapter 10
//! Knows: what any explanation of bytes promises. Does not know: any format.
//! Read before: `protocol.rs`. Read next: `explain/src/draft.rs`.

use crate::markup::assert_well_formed;
use explain::{Explained, Value};
use polling::json::{Value as Json, json};
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

/// All that holds for an explanation of any `bytes`, in one or several parts: fields tile what was
/// consumed, complaints point into it, and every view shows it.
///
/// # Panics
/// When something does not hold.
pub fn assert_explained(all: &[Explained], bytes: &[u8]) {
    let consumed = all.iter().map(|explained| explained.consumed).sum();
    assert!(consumed <= bytes.len());
    let fields = all.iter().flat_map(|explained| &explained.fields);
    assert_tiled(fields.map(|field| field.bits.clone()), consumed);
    for explained in all {
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
        assert_json(explained);
        let elements = assert_well_formed(&explained.html(bytes).to_string());
        let rows = elements.iter().filter(|name| *name == "tr").count();
        let rules = elements.iter().filter(|name| *name == "li").count();
        assert_eq!((rows, rules), (explained.fields.len() + 1, explained.complaints.len()));
    }
}

/// The JSON of an explanation is JSON, on one line, and says all that it says.
fn assert_json(explained: &Explained) {
    let text = explained.json().to_string();
    assert_eq!(text.lines().count(), 1, "one line: {text}");
    let Ok(json) = polling::json::from_str::<Json>(&text) else { panic!("no JSON: {text}") };
    assert_eq!(json["title"], explained.title);
    assert_eq!(json["consumed"], explained.consumed);
    assert_eq!(json["missing"], explained.missing);
    assert_eq!(json["inflated"].is_null(), explained.inflated.is_none());
    assert_eq!(json["fields"].as_array().map(Vec::len), Some(explained.fields.len()));
    for (i, field) in explained.fields.iter().enumerate() {
        let json = &json["fields"][i];
        assert_eq!(
            (&json["bits"][0], &json["bits"][1]),
            (&json!(field.bits.start), &json!(field.bits.end))
        );
        let cite = field.cite.to_string();
        let said = [("name", field.name), ("meaning", &field.meaning), ("cite", &cite)];
        assert!(said.iter().all(|(name, text)| json[name] == *text), "{json} of {field:?}");
        let value = &json["value"];
        let is_same = match &field.value {
            Value::Nothing => value.is_null(),
            Value::Number(number) => value == number,
            Value::Bytes(bytes) => value["hex"] == crate::to_hex(bytes),
            Value::Text(text) => value == text,
            Value::Line { name, value: behind } => {
                value["name"] == *name && value["value"] == *behind
            }
            Value::Event { event, data, id } => {
                value["event"] == *event && value["data"] == *data && value["id"] == **id
            }
        };
        assert!(is_same, "{value} of {field:?}");
    }
    for (i, complaint) in explained.complaints.iter().enumerate() {
        let json = &json["complaints"][i];
        assert_eq!(
            (&json["byte"], &json["bits"][0]),
            (&json!(complaint.byte()), &json!(complaint.bits.start))
        );
        assert!(json["what"] == complaint.what && json["cite"] == complaint.cite.to_string());
    }
}

/// The laws of one function that explains bytes.
///
/// - `explain`: `|bytes: &[u8]| vec![explain::frame(bytes, Sender::Client)]`;
/// - `whole`: a proptest strategy for bytes that are whole and break no rule.
#[macro_export]
macro_rules! explaining {
    (explain: $explain:expr, whole: $whole:expr $(,)?) => {
        use $crate::proptest::prelude::*;
        use $crate::protocol::any_bytes;

        /// What holds for any bytes.
        fn check_any(bytes: &[u8]) {
            $crate::explain::assert_explained(&$explain(bytes), bytes);
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
