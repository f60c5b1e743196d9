//! # What a server may send                                          chapter 02 · RFC 9112 §6.3
//! Knows: what a client makes of good and bad responses, however they are cut. Does not know: why;
//! the tests beside it say that.
//! Read before: `../02_http_client.rs`. Read next: `02_http_written.rs`.

use http1::{Client, ClientEvent, Request, UsageError, Violation};
use wire::{Input, Limits, Protocol};

/// A case: its name; the bytes, where `|` stands for CR LF, and then the stream ends; what is
/// heard ([`hear`]).
type Row = (&'static str, &'static str, &'static str);

const ROWS: &[Row] = &[
    ("whole", "HTTP/1.1 200 OK|Content-Length: 2||ok", "200=ok; ready"),
    ("empty", "HTTP/1.1 200 OK|Content-Length: 0||", "200; ready"),
    ("chunks", "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0||", "200=ok; ready"),
    ("until-close", "HTTP/1.1 200 OK||ok", "200=ok?; End"),
    ("until-close-1-0", "HTTP/1.0 200 OK||ok", "200=ok?; End"),
    ("close", "HTTP/1.1 200 OK|Connection: close|Content-Length: 2||ok", "200=ok; over"),
    ("1-0", "HTTP/1.0 200 OK|Content-Length: 2||ok", "200=ok; over"),
    (
        "1-0-keep-alive",
        "HTTP/1.0 200 OK|Connection: keep-alive|Content-Length: 2||ok",
        "200=ok; ready",
    ),
    ("no-reason", "HTTP/1.1 200 |Content-Length: 0||", "200; ready"),
    ("status-600", "HTTP/1.1 600 ?|Content-Length: 0||", "600; ready"),
    ("204", "HTTP/1.1 204 No Content||", "204; ready"),
    ("204-with-length", "HTTP/1.1 204 No Content|Content-Length: 2||", "204; ready"),
    ("204-with-body", "HTTP/1.1 204 No Content|Content-Length: 2||ok", "204; UnaskedBytes"),
    ("304-with-length", "HTTP/1.1 304 Not Modified|Content-Length: 2||", "304; ready"),
    ("304-with-body", "HTTP/1.1 304 Not Modified|Content-Length: 2||ok", "304; UnaskedBytes"),
    (
        "interim",
        "HTTP/1.1 100 Continue||HTTP/1.1 103 Early Hints|Link: x||HTTP/1.1 204 No Content||",
        "204; ready",
    ),
    (
        "interim-with-length",
        "HTTP/1.1 100 Continue|Content-Length: 40||HTTP/1.1 204 No Content||",
        "204; ready",
    ),
    ("interim-alone", "HTTP/1.1 100 Continue||", "ClosedEarly"),
    ("switching-unasked", "HTTP/1.1 101 Switching Protocols||", "UnaskedUpgrade"),
    ("nothing", "", "ClosedEarly"),
    ("half-a-status", "HTTP/1.1 20", "ClosedEarly"),
    ("half-a-head", "HTTP/1.1 200 OK|Content-Le", "ClosedEarly"),
    ("half-a-body", "HTTP/1.1 200 OK|Content-Length: 3||ok", "200=ok?; ClosedEarly"),
    ("half-a-chunk", "HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|ok", "200=ok?; ClosedEarly"),
    ("no-last-chunk", "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|", "200=ok?; ClosedEarly"),
    (
        "no-end-of-trailers",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0|",
        "200=ok?; ClosedEarly",
    ),
    ("more-than-the-length", "HTTP/1.1 200 OK|Content-Length: 2||ok!", "200=ok; UnaskedBytes"),
    (
        "second-response",
        "HTTP/1.1 200 OK|Content-Length: 0||HTTP/1.1 200 OK|Content-Length: 0||",
        "200; UnaskedBytes",
    ),
    ("line-end-behind", "HTTP/1.1 200 OK|Content-Length: 2||ok|", "200=ok; UnaskedBytes"),
    (
        "more-than-the-chunks",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||0||!",
        "200; UnaskedBytes",
    ),
    ("empty-line-before", "|HTTP/1.1 200 OK|Content-Length: 0||", "TooManyEmptyLines"),
    ("not-http", "SSH-2.0-x||", "InvalidVersion"),
    ("tls-alert", "\u{15}\u{3}\u{1}", "NotHttp(21)"),
    ("icy", "ICY 200 OK||", "InvalidVersion"),
    ("version-2", "HTTP/2.0 200 OK||", "UnsupportedVersion"),
    ("version-lower", "http/1.1 200 OK||", "InvalidVersion"),
    ("version-1-9", "HTTP/1.9 200 OK|Content-Length: 0||", "200; ready"),
    ("status-two-digits", "HTTP/1.1 20 OK||", "InvalidStatusLine"),
    ("status-four-digits", "HTTP/1.1 2000 OK||", "InvalidStatusLine"),
    ("status-099", "HTTP/1.1 099 OK||", "InvalidStatusLine"),
    ("status-sign", "HTTP/1.1 +20 OK||", "InvalidStatusLine"),
    ("status-letters", "HTTP/1.1 2OO OK||", "InvalidStatusLine"),
    ("status-two-spaces", "HTTP/1.1  200 OK||", "InvalidStatusLine"),
    ("status-tab", "HTTP/1.1\t200 OK||", "InvalidVersion"),
    ("no-status", "HTTP/1.1||", "InvalidStatusLine"),
    ("nul-in-reason", "HTTP/1.1 200 O\0K||", "InvalidStatusLine"),
    ("cr-in-reason", "HTTP/1.1 200 O\rK||", "BareCr"),
    ("lf", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "BareLf"),
    ("lf-in-fields", "HTTP/1.1 200 OK|X: y\nContent-Length: 0||", "BareLf"),
    ("cr-in-fields", "HTTP/1.1 200 OK|X: y\rContent-Length: 0||", "BareCr"),
    ("fold", "HTTP/1.1 200 OK|X: y| z||", "ObsFold"),
    ("space-before-colon", "HTTP/1.1 200 OK|Content-Length : 0||", "SpaceBeforeColon"),
    ("space-before-first-field", "HTTP/1.1 200 OK| Content-Length: 0||", "SpaceBeforeFirstField"),
    ("no-colon", "HTTP/1.1 200 OK|Content-Length||", "MissingColon"),
    ("nul-in-value", "HTTP/1.1 200 OK|X: \0||", "InvalidFieldValue(0)"),
    ("name-no-token", "HTTP/1.1 200 OK|X(: y||", "InvalidFieldName(40)"),
    (
        "cl-and-te",
        "HTTP/1.1 200 OK|Content-Length: 2|Transfer-Encoding: chunked||0||",
        "LengthAndTransferEncoding",
    ),
    (
        "cl-twice",
        "HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 2||ok",
        "DuplicateContentLength",
    ),
    ("cl-list", "HTTP/1.1 200 OK|Content-Length: 2, 2||ok", "InvalidContentLength"),
    ("cl-plus", "HTTP/1.1 200 OK|Content-Length: +2||ok", "InvalidContentLength"),
    ("cl-empty", "HTTP/1.1 200 OK|Content-Length:||", "InvalidContentLength"),
    (
        "cl-wraps",
        "HTTP/1.1 200 OK|Content-Length: 18446744073709551618||ok",
        "InvalidContentLength",
    ),
    ("te-1-0", "HTTP/1.0 200 OK|Transfer-Encoding: chunked||0||", "TransferEncodingInHttp10"),
    ("te-gzip", "HTTP/1.1 200 OK|Transfer-Encoding: gzip||", "NotChunkedLast"),
    (
        "te-gzip-chunked",
        "HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||0||",
        "UnknownTransferCoding",
    ),
    (
        "te-twice",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
        "ChunkedTwice",
    ),
    (
        "chunk-size-wraps",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||10000000000000002|ok|0||",
        "200; ChunkSizeTooLong",
    ),
    (
        "chunk-size-no-hex",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||g|",
        "200; InvalidChunkSize(103)",
    ),
    ("chunk-lf", "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2\nok|0||", "200; BareLf"),
    (
        "chunk-extension-lf",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2;a\nok|0||",
        "200; BareLf",
    ),
    (
        "chunk-data-then-lf",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok\n0||",
        "200=ok?; MissingChunkEnd(10)",
    ),
    (
        "chunk-data-too-long",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok!|0||",
        "200=ok?; MissingChunkEnd(33)",
    ),
    (
        "trailer-space-before-colon",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||0|X : y||",
        "200; SpaceBeforeColon",
    ),
];

/// What a client that asked `GET /` hears: the status, the body (a question mark where its end was
/// not heard), and `ready` or `over` if that is all; else what was heard at the end of the stream:
/// `End`, or the rule that is broken.
fn hear(bytes: &[u8], cuts: &[usize]) -> String {
    let mut client = Client::new(Limits::DEFAULT);
    client.request(Request::get("/", "a")).expect("a good request");
    let mut heard = Heard::default();
    let mut from = 0;
    for &to in cuts.iter().chain([&bytes.len()]) {
        if let Err(rule) = heard.drain(&mut client, &bytes[from..to]) {
            return heard.text(&rule);
        }
        from = to;
    }
    if heard.ended {
        let end = if client.is_ready() { "ready" } else { "over" };
        return heard.text(end);
    }
    let before = heard.text("End");
    client.receive_eof();
    let at_the_end = heard.drain(&mut client, &[]);
    at_the_end.map_or_else(|rule| heard.text(&rule), |()| before)
}

#[derive(Default)]
struct Heard {
    status: Option<u16>,
    body: Vec<u8>,
    ended: bool,
}

impl Heard {
    fn drain(&mut self, client: &mut Client, bytes: &[u8]) -> Result<(), String> {
        let mut bytes = bytes.to_vec();
        let mut input = Input::new(&mut bytes);
        loop {
            match client.next_event(&mut input) {
                Ok(Some(ClientEvent::Response(head))) => self.status = Some(head.status()),
                Ok(Some(ClientEvent::Data(data))) => self.body.extend_from_slice(&data),
                Ok(Some(ClientEvent::End)) => self.ended = true,
                Ok(Some(ClientEvent::Closed)) => {}
                Ok(None) => return Ok(()),
                Err(error) => {
                    assert_eq!(client.request(Request::get("/", "a")), Err(UsageError::Ended));
                    assert!(client.take_output().is_end(), "the connection is given up");
                    return Err(format!("{:?}", error.violation));
                }
            }
        }
    }

    fn text(&self, end: &str) -> String {
        let body = String::from_utf8_lossy(&self.body);
        let body = match (body.is_empty(), self.ended) {
            (true, _) => String::new(),
            (false, true) => format!("={body}"),
            (false, false) => format!("={body}?"),
        };
        self.status.map_or(String::new(), |status| format!("{status}{body}; ")) + end
    }
}

// HTTP-4-02, HTTP-6.3-08, HTTP-6.3-18, HTTP-8-02, HTTP-4-03
#[test]
fn must_hear_each_response_as_listed() {
    for (name, text, expected) in ROWS {
        let bytes = text.replace('|', "\r\n").into_bytes();
        assert_eq!(hear(&bytes, &[]), *expected, "{name}");
        let every: Vec<usize> = (1..bytes.len()).collect();
        assert_eq!(hear(&bytes, &every), *expected, "{name}, byte by byte");
        for cut in every {
            assert_eq!(hear(&bytes, &[cut]), *expected, "{name}, cut at {cut}");
        }
    }
}

/// A body that ends with the stream looks the same whole and cut: so nothing that may be cut should
/// be sent so. With a length or in chunks, every cut is seen.
#[test] // HTTP-6.3-14, HTTP-8-03
fn must_see_each_cut_but_of_a_body_that_ends_with_the_stream() {
    let until_close = b"HTTP/1.0 200 OK\r\n\r\nhello";
    let length = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    let chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    for n in 0..5 {
        let cut = hear(&until_close[..until_close.len() - n], &[]);
        assert!(cut.ends_with("; End"), "{n} bytes are missing, and nobody can tell: {cut}");
    }
    for whole in [&length[..], &chunks[..]] {
        for n in 0..whole.len() {
            assert!(hear(&whole[..n], &[]).ends_with("ClosedEarly"), "cut at {n}");
        }
        assert!(hear(whole, &[]).ends_with("ready"));
    }
}

/// HEAD: the length is that of the body that GET would bring.
#[test] // HTTP-6.3-01
fn must_not_take_a_body_for_the_answer_to_head() {
    let mut client = Client::new(Limits::DEFAULT);
    client.request(Request::new("HEAD", "/", "a")).expect("a good request");
    let mut heard = Heard::default();
    let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let rule = heard.drain(&mut client, bytes).expect_err("a body came");
    assert_eq!(rule, format!("{:?}", Violation::UnaskedBytes));
    assert!(heard.ended && heard.body.is_empty());
}
