//! # Row: what does a request's head cost to read?           chapter 16 · RFC 9112 §3
//! Knows: two heads, and who reads them. Does not know: connections, answers.
//! Read before: `micro.rs`. Read next: `servers/polling.rs`.
//!
//! Ours reads the head as a server does: where it ends, its lines, then what no parser of lines
//! looks at: bare LF, the target's form, one Host that is one, Content-Length, Transfer-Encoding,
//! Connection, Expect. httparse alone stands for the limit: ours asks it too. hyper offers no
//! function that reads a head; it is measured with its connection, in the row `polling`.

use crate::failure::Failure;
use crate::micro::{Work, contender};
use crate::row::{Case, Contender, Kind, Measure, Row};
use http1::RequestHead;
use std::mem::MaybeUninit;
use wire::{Limits, Parsed};

/// How many heads a pass reads.
const HEADS: usize = 256;
/// As many field lines as httparse is given room for.
const FIELDS_MAX: usize = 100;
const MEASURE: Measure = Measure::cost("ns/head");

/// What a program sends.
const SMALL: &str = crate::servers::polling::REQUEST;

/// What a browser sends for the same.
const BROWSER: &str = "GET /poll?since=5ca1ab1e00-0 HTTP/1.1\r\n\
    Host: 127.0.0.1:10101\r\n\
    Connection: keep-alive\r\n\
    Sec-CH-UA-Platform: \"Linux\"\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
    Chrome/140.0.0.0 Safari/537.36\r\n\
    Accept: application/json\r\n\
    Sec-CH-UA-Mobile: ?0\r\n\
    Sec-Fetch-Site: same-origin\r\n\
    Sec-Fetch-Mode: cors\r\n\
    Sec-Fetch-Dest: empty\r\n\
    Referer: http://127.0.0.1:10101/\r\n\
    Accept-Encoding: gzip, deflate, br, zstd\r\n\
    Accept-Language: en-GB,en;q=0.9\r\n\
    \r\n";

/// The row.
pub fn row() -> Row {
    let case = |name: &str, head: &'static str| {
        Case::new(format!("{name}, {} B", head.len()), move || contenders(head))
    };
    Row {
        name: "http-head",
        about: "What does it cost to read and to judge the head of a request?",
        measure: MEASURE,
        cases: vec![case("a program's", SMALL), case("a browser's", BROWSER)],
        goals: vec![],
    }
}

fn contenders(head: &'static str) -> Result<Vec<Contender>, Failure> {
    let fields = head.lines().filter(|line| line.contains(": ")).count();
    let tally = (HEADS * (head.len() + fields)) as u64;
    let bytes = head.repeat(HEADS).into_bytes();
    let units = (HEADS as u64, tally);
    Ok(vec![
        contender("ours", Kind::Ours, MEASURE, units, Ours(bytes.clone())),
        contender("httparse alone", Kind::Limit, MEASURE, units, Httparse(bytes)),
    ])
}

struct Ours(Vec<u8>);

impl Work for Ours {
    fn pass(&mut self) -> u64 {
        let (mut rest, mut tally) = (self.0.as_mut_slice(), 0);
        while let Ok(Parsed::Complete { value: head, consumed }) =
            RequestHead::parse(rest, &Limits::DEFAULT)
        {
            tally += consumed + head.fields().len();
            rest = rest.split_at_mut(consumed).1;
        }
        tally as u64
    }
}

struct Httparse(Vec<u8>);

impl Work for Httparse {
    fn pass(&mut self) -> u64 {
        let (mut rest, mut tally) = (self.0.as_slice(), 0);
        loop {
            // Room that is not cleared first, as ours gives it.
            let mut fields = [const { MaybeUninit::uninit() }; FIELDS_MAX];
            let mut request = httparse::Request::new(&mut []);
            let parsed = request.parse_with_uninit_headers(rest, &mut fields);
            let Ok(httparse::Status::Complete(n)) = parsed else { break };
            tally += n + request.headers.len();
            rest = &rest[n..];
        }
        tally as u64
    }
}
