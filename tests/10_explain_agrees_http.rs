//! # Two readers of HTTP, one verdict                                chapter 10
//! Knows: both `explain` and the codec in `http1/`, and that they share no code.
//! Does not know: how either of them reads.
//! Read before: `10_explain_agrees.rs`. Read next: `10_explain_agrees_chunks.rs`.

use explain::{Complaint, Explained, Value};
use http1::{Fault, Fields, RequestHead, ResponseHead, Version, Violation};
use laws::agreement::{HTTP_TROUBLE, damaged, nearly_request, nearly_response};
use laws::proptest::prelude::*;
use wire::{Limits, Parsed, Violation as _};

/// Our limits are not of the standard, so they are as high as can be.
const LIMITS: Limits = Limits { head_bytes: usize::MAX, head_fields: 400, ..Limits::DEFAULT };

/// A head as either reader understood it: the parts of its first line, and its field lines.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    first: Vec<String>,
    lines: Vec<(String, String)>,
}

/// What the codec says: the head, `None` where more is needed, or a fault.
type Answer = Result<Option<Read>, Fault>;

fn lines(fields: Fields<'_>) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    fields.iter().map(|(name, value)| (name.to_owned(), text(value))).collect()
}

fn version(version: Version) -> String {
    match version {
        Version::Http10 => "HTTP/1.0".into(),
        Version::Http11 => "HTTP/1.1".into(),
    }
}

fn read_request(bytes: &[u8]) -> Answer {
    let mut bytes = bytes.to_vec();
    let parsed = RequestHead::parse(&mut bytes, &LIMITS)?;
    Ok(parsed.complete().map(|head| Read {
        first: vec![head.method().into(), head.target().into(), version(head.version())],
        lines: lines(head.fields()),
    }))
}

fn read_response(bytes: &[u8]) -> Answer {
    let mut bytes = bytes.to_vec();
    let parsed = ResponseHead::parse(&mut bytes, &LIMITS)?;
    Ok(parsed.complete().map(|head| Read {
        first: vec![version(head.version()), head.status().to_string(), head.reason().into()],
        lines: lines(head.fields()),
    }))
}

/// `explain` is not told who speaks: it takes for a response what begins with a version.
fn is_response(explained: &Explained) -> bool {
    let first = explained.fields.iter().find(|field| field.name != "empty line");
    first.is_some_and(|first| first.name == "HTTP version")
}

/// What `explain` says, in the same words.
fn read_explained(explained: &Explained) -> Read {
    let mut read = Read { first: Vec::new(), lines: Vec::new() };
    for field in &explained.fields {
        match &field.value {
            // The codec reads any later HTTP/1 as the latest that it knows (RFC 9110 §2.5).
            Value::Text(text) if field.name == "HTTP version" && is_later_http1(text) => {
                read.first.push("HTTP/1.1".into());
            }
            Value::Text(text) => read.first.push(text.clone()),
            Value::Number(number) => read.first.push(number.to_string()),
            Value::Bytes(bytes) => read.first.push(String::from_utf8_lossy(bytes).into_owned()),
            Value::Line { name, value } => read.lines.push((name.clone(), value.clone())),
            _ => {}
        }
    }
    if is_response(explained) {
        // The codec shows a reason only if it is ASCII, without spaces before it.
        let reason = read.first.get(2).filter(|reason| reason.is_ascii());
        let reason = reason.map_or("", |reason| reason.trim_start_matches(' ')).to_owned();
        read.first.truncate(2);
        read.first.push(reason);
    }
    read
}

/// HTTP/1.2 to HTTP/1.9.
fn is_later_http1(version: &str) -> bool {
    matches!(version.strip_prefix("HTTP/1."), Some(minor) if ("2"..="9").contains(&minor))
        && version.len() == "HTTP/1.1".len()
}

/// Legal, and refused here by choice: `explain` knows the standard, not our choices.
fn is_choice(violation: &Violation, is_request: bool, read: &Read) -> bool {
    // The items of a list on the first `most` lines of that name.
    let items = |wanted: &str, most: usize| -> Vec<String> {
        let lines = read.lines.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        let items = lines.take(most).flat_map(|(_, value)| value.split(','));
        items.map(|item| item.trim().to_owned()).collect()
    };
    match violation {
        Violation::Connect
        | Violation::UnsupportedVersion
        | Violation::UnknownTransferCoding
        | Violation::UnknownExpectation => true,
        // Equal lengths may be taken for one of them; the codec stops at the second line.
        Violation::DuplicateContentLength | Violation::InvalidContentLength => {
            let lengths = items("content-length", 2);
            let lengths: Vec<_> = lengths.iter().map(|digits| digits.parse::<u64>()).collect();
            lengths.len() > 1
                && lengths.iter().all(|length| length.is_ok() && *length == lengths[0])
        }
        // A response may end with the stream; and empty items of a list do not count.
        Violation::NotChunkedLast => {
            let codings = items("transfer-encoding", usize::MAX);
            let last = codings.iter().rfind(|coding| !coding.is_empty());
            !is_request || last.is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
        }
        _ => false,
    }
}

/// True for a complaint about what lines mean together, which the codec asks about when the grammar
/// of the whole head is right.
fn is_about_meaning(complaint: &Complaint) -> bool {
    let what = &complaint.what;
    ["Host", "host", "Content-Length", "Transfer-Encoding", "coding", "chunked twice", "in no form"]
        .iter()
        .any(|word| what.contains(word))
}

/// A server must send the space behind the status code, and a client forgives it.
fn is_forgiven(complaint: &Complaint) -> bool {
    complaint.what.contains("without the space behind its code")
}

fn begins_unfinished_line(explained: &Explained, byte: usize) -> bool {
    let line = explained.field("unfinished line");
    line.is_some_and(|line| line.bits.start == byte * 8)
}

/// Both readers understand the same, or refuse by the same rule at the same byte.
fn agree(bytes: &[u8]) {
    let explained = explain::http_head(bytes);
    let is_request = !is_response(&explained);
    // The server skips empty lines before it reads a head.
    let skipped = match is_request {
        true => bytes.chunks(2).take_while(|line| line == b"\r\n").count() * 2,
        false => 0,
    };
    let answer = match is_request {
        true => read_request(&bytes[skipped..]),
        false => read_response(bytes),
    };
    let shown = bytes.escape_ascii();
    let read = read_explained(&explained);
    match answer {
        Ok(Some(codec)) => {
            let complaint = explained.complaints.iter().find(|complaint| !is_forgiven(complaint));
            assert_eq!(complaint, None, "{shown}");
            assert_eq!((explained.missing, codec), (0, read), "{shown}");
        }
        Ok(None) => assert!(explained.missing > 0, "{shown}"),
        // The codec refuses at its first byte what cannot be HTTP; `explain` waits for the line.
        Err((Violation::NotHttp(_), 0)) if begins_unfinished_line(&explained, skipped) => {}
        Err((violation, offset)) => {
            let byte = skipped + offset;
            let is_it = |c: &Complaint| c.byte() == byte && c.cite == violation.cite();
            let complaints = &explained.complaints;
            let before = match complaints.iter().position(is_it) {
                Some(at) => &complaints[..at],
                None if is_choice(&violation, is_request, &read) => {
                    &complaints[..complaints.partition_point(|c| c.byte() < byte)]
                }
                None => panic!("{shown}: {violation} at {byte}, but {complaints:?}"),
            };
            // Where one byte breaks two rules, either may be named. Else the complaint is the first
            // one, but for the three readings of the codec: for line ends, for grammar, for sense.
            let is_later = |c: &Complaint| {
                let is_other_reading = violation == Violation::BareLf || is_about_meaning(c);
                is_other_reading || is_forgiven(c) || c.byte() == byte
            };
            assert!(before.iter().all(is_later), "{shown}: {violation} at {byte}, but {before:?}");
        }
    }
}

/// One head for each rule: chance alone comes to the rarer ones too seldom.
#[test]
fn regression_both_read_a_later_http_1_as_1_1() {
    for minor in 2..=9 {
        agree(format!("HTTP/1.{minor} 200\r\n\r\n").as_bytes());
        agree(format!("GET / HTTP/1.{minor}\r\nHost: a\r\n\r\n").as_bytes());
    }
}

#[test]
fn law_both_cite_the_same_section_for_each_rule() {
    let starts = ["(", "GET", "GET /", "GET / a HTTP/1.1", "GET /# HTTP/1.1", "GET a HTTP/1.1"];
    let more = ["GET http:// HTTP/1.1", "GET / HTTP/1", "HTTP/1", "HTTP/1.1", "HTTP/1.1 20 OK"];
    for start in starts.iter().chain(&more) {
        assert_refused(&format!("{start}\r\nHost: a\r\n\r\n"));
    }
    let lines = ["Host: b", " X: y", "X", "X : y", "X(: y", "X: a\rb", "X: \0", "X: y\n"];
    let length = ["Content-Length: x", "Content-Length: 1\r\nContent-Length: 2"];
    let both = "Content-Length: 1\r\nTransfer-Encoding: chunked";
    let coding = ["Transfer-Encoding: gzip", "Transfer-Encoding: chunked, chunked", both];
    for lines in lines.iter().chain(&length).chain(&coding) {
        assert_refused(&format!("GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\n"));
        assert_refused(&format!("GET / HTTP/1.0\r\nHost: a\r\n{lines}\r\n\r\n"));
    }
    assert_refused("GET / HTTP/1.1\r\n X: y\r\n\r\n");
    assert_refused("GET / HTTP/1.1\r\n\r\n");
    assert_refused("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n");
    assert_refused("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
}

/// Both refuse it, and agree on the reason.
#[track_caller]
fn assert_refused(head: &str) {
    agree(head.as_bytes());
    assert_ne!(explain::http_head(head.as_bytes()).complaints, [], "{head:?}");
}

laws::proptest::proptest! {
    /// Requests that may break a rule here and there, and one byte more.
    #[test]
    fn law_both_judge_requests_alike(
        right in damaged(laws::http1::requests(), HTTP_TROUBLE),
        nearly in damaged(nearly_request(), HTTP_TROUBLE),
        cut in 0usize..400,
    ) {
        for bytes in [right, nearly] {
            agree(&bytes);
            agree(&bytes[..cut.min(bytes.len())]);
        }
    }

    /// The same for responses.
    #[test]
    fn law_both_judge_responses_alike(
        right in damaged(laws::http1::responses(), HTTP_TROUBLE),
        nearly in damaged(nearly_response(), HTTP_TROUBLE),
        cut in 0usize..400,
    ) {
        for bytes in [right, nearly] {
            agree(&bytes);
            agree(&bytes[..cut.min(bytes.len())]);
        }
    }

    #[test]
    fn law_both_judge_any_bytes_alike(bytes in laws::protocol::any_bytes()) {
        agree(&bytes);
    }

    /// Right heads are read by both, so that the laws above speak of something.
    #[test]
    fn law_both_read_right_heads(
        request in laws::http1::requests(), response in laws::http1::responses()
    ) {
        for bytes in [request, response] {
            agree(&bytes);
            let explained = explain::http_head(&bytes);
            prop_assert_eq!((&explained.complaints, explained.missing), (&vec![], 0));
        }
    }

    /// While a head is not whole, both need more of it; `explain` says at least as much.
    #[test]
    fn law_both_need_more_of_a_head_that_is_cut(
        request in laws::http1::requests(), at in any::<laws::proptest::sample::Index>()
    ) {
        let whole = explain::http_head(&request).consumed;
        let mut cut = request[..at.index(whole)].to_vec();
        let missing = explain::http_head(&cut).missing;
        let parsed = RequestHead::parse(&mut cut, &LIMITS);
        let Ok(Parsed::Partial { needed }) = parsed else {
            return Err(TestCaseError::fail("a head was whole before its end"));
        };
        prop_assert!(missing >= needed as u64);
    }
}
