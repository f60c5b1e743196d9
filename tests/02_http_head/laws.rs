//! # HTTP heads: laws                                                chapter 02 · RFC 9112 §2–5
//! Knows: something like a head, and what holds of any. Does not know: the rules one by one.
//! Read before: `../02_http_head.rs`, `http1/src/fault.rs`. Read next: `02_http_target.rs`.

use super::*;
use laws::proptest::prelude::*;

/// Something like a head, good or slightly bad.
fn nearly_a_head() -> impl Strategy<Value = String> {
    let line = "(GET|g\\(t|) ?(/[a-z#]?|\\*| ) ?HTTP/[0-2]\\.[0-2] ?";
    let field = "( |\t)?[Xx:(]{0,2} ?:?[ -~\t\0\r\u{7f}é]{0,4}";
    (line, laws::proptest::collection::vec(field, 0..4)).prop_map(|(line, fields)| {
        let fields = fields.iter().filter(|field| !field.is_empty());
        let fields: String = fields.map(|field| format!("{field}\r\n")).collect();
        format!("{line}\r\n{fields}\r\n")
    })
}

laws::proptest::proptest! {
    /// Two readings of the grammar agree: httparse's, and the slow one that says why.
    #[test]
    fn law_every_refusal_has_a_reason(text in nearly_a_head()) {
        let reason = http1::fault::in_request(text.as_bytes(), 100);
        let mut bytes = text.clone().into_bytes();
        match RequestHead::parse(&mut bytes, &Limits::DEFAULT) {
            Ok(_) => prop_assert_eq!(reason, None),
            Err((Violation::NotHttp(_), 0)) => {}
            Err((Violation::MissingHost | Violation::WrongTargetForm, _)) => {
                prop_assert_eq!(reason, None);
            }
            Err(fault) => prop_assert_eq!(reason, Some(fault)),
        }
    }

    /// A head that is there whole is read at once; its end is where a search finds it, and where
    /// a search finds a fault, that is told.
    #[test]
    fn law_a_whole_head_ends_where_a_search_finds_its_end(
        text in nearly_a_head(),
        before in "(\r?\n)?",
        lf_alone in 0..6usize,
    ) {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut bytes = before.into_bytes();
        for (i, line) in lines.into_iter().enumerate() {
            let line = if i == lf_alone { line.replace("\r\n", "\n") } else { line.into() };
            bytes.extend_from_slice(line.as_bytes());
        }
        let found = HeadSearch::default().look(&bytes, Limits::DEFAULT.head_bytes);
        match (found, RequestHead::parse(&mut bytes, &Limits::DEFAULT)) {
            (Err(fault), read) => prop_assert_eq!(read, Err(fault)),
            (Ok(None), read) => prop_assert_eq!(read, Ok(Parsed::Partial { needed: 1 })),
            (Ok(Some(end)), Ok(Parsed::Complete { consumed, .. })) => {
                prop_assert_eq!(consumed, end);
            }
            (Ok(Some(_)), read) => prop_assert!(read.is_err()),
        }
    }

    /// The end of a head is searched in words of eight bytes, and found as byte by byte.
    #[test]
    fn law_words_are_searched_as_bytes(
        text in "G(\r|\n|\r\n|[a-z]{1,9}|\u{8a}é){0,20}(\r\n\r\n)?",
        most in 0..80usize,
    ) {
        let mut search = HeadSearch::default();
        let mut plain = Ok(None);
        for (at, byte) in text.bytes().enumerate() {
            plain = search.look(&[byte], most).map(|found| found.map(|one| at + one));
            if plain != Ok(None) {
                break;
            }
        }
        prop_assert_eq!(HeadSearch::default().look(text.as_bytes(), most), plain);
    }

    /// What a head says does not depend on what is behind it.
    // HTTP-5.1-02
    #[test]
    fn law_a_head_ends_where_it_ends(fields in laws::http1::fields(), behind in ".{0,20}") {
        let lines: String = fields.iter().map(|(n, v)| format!("{n}:  {v}\t\r\n")).collect();
        let head = with_fields(&lines);
        let mut bytes = format!("{head}{behind}").into_bytes();
        let parsed = RequestHead::parse(&mut bytes, &Limits::DEFAULT);
        let Ok(Parsed::Complete { value, consumed }) = parsed else {
            return Err(TestCaseError::fail("a good head was refused"));
        };
        prop_assert_eq!(consumed, head.len());
        prop_assert_eq!(value.body(), BodyLength::None);
        let read: Vec<_> = value.fields().iter().skip(1).collect();
        let sent: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_bytes())).collect();
        prop_assert_eq!(read, sent);
    }
}
