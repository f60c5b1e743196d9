//! # Named cases, and how each is put                                chapter 02 · RFC 9112 §11.2
//! Knows: how a row is read, and that it is heard the same however it is cut. Does not know: the
//! rows.
//! Read before: `hear.rs`. Read next: `lengths.rs`.

use super::grammar::SMUGGLED;
use super::hear::{End, hear};

/// A case: its name; how it begins ([`start`]); the bytes, where `|` stands for CR LF, `{S}` for a
/// hidden request of 35 bytes, and U+0080 to U+00FF for one byte each; what is heard
/// ([`super::hear::Heard::text`]).
pub type Row = (&'static str, &'static str, &'static str, &'static str);

/// The usual beginnings.
fn start(kind: &str) -> &str {
    match kind {
        "GET" => "GET / HTTP/1.1|Host: a|",
        "POST" => "POST / HTTP/1.1|Host: a|",
        "1.0" => "POST / HTTP/1.0|",
        "CHUNKED" => "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||",
        "" => "",
        other => panic!("{other} is no beginning"),
    }
}

fn bytes(text: &str) -> Vec<u8> {
    let text = text.replace('|', "\r\n").replace("{S}", SMUGGLED);
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("one byte each")).collect()
}

/// Put a case whole, byte by byte and cut at every place; then with a request behind it, which is
/// heard if the connection is still open and only then.
pub fn check(row: &Row) {
    let (name, kind, rest, expected) = *row;
    let case = bytes(&format!("{}{rest}", start(kind)));
    let heard = hear(&case, &[]);
    assert_eq!(heard.text(), expected, "{name}: {}", case.escape_ascii());
    let every: Vec<usize> = (1..case.len()).collect();
    assert_eq!(hear(&case, &every), heard, "{name}, byte by byte");
    for &cut in &every {
        assert_eq!(hear(&case, &[cut]), heard, "{name}, cut at {cut}");
    }
    let more = |next: &str| hear(&[&case[..], &bytes(next)].concat(), &[]).text();
    match heard.end {
        End::Open => {
            let next = format!("{}GET /next; open", expected.trim_end_matches("open"));
            assert_eq!(more("GET /next HTTP/1.1|Host: a||"), next, "{name}, and a request");
        }
        End::Close | End::Refused(_) => assert_eq!(more("{S}"), expected, "{name}, and a request"),
        End::Cut => {}
    }
}
