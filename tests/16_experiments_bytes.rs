//! # What each way costs on the wire                                 chapter 16
//! Knows: heads as bare as they can be, and what our codecs make of each event. Does not know:
//! time.
//! Read before: `05_experiments_delay.rs`, `05_experiments_streams.rs`. Read next: nothing.
//!
//! What is counted is what a socket carries, both ways. A browser's own fields (some 500 bytes a
//! request) come on top: once for a stream or a WebSocket, each time for a poll.

mod support;

use frames::{Connection, Event, Message};
use http1::{Client, RequestHead, ResponseHead, UsageError, chunk_encode};
use support::Running;
use wire::{Input, Limits, Parsed, Protocol};

const TWENTY_BYTES: &str = "12345678901234567890";

/// A request for a stream.
const ASKS: &str = "GET /x HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
    Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n";
const TO_THE_END: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
    Cache-Control: no-cache\r\nConnection: close\r\n\r\n";
const POLLS: &str = "GET /p?s=00001 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
const UPGRADES: &str = "GET /x HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n\r\n";
const UPGRADED: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// The answer to a poll, whole.
fn answer(texts: &[&str]) -> String {
    let body =
        format!("[{}]", texts.iter().map(|t| format!("{t:?}")).collect::<Vec<_>>().join(","));
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-cache\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A poll and its answer with these events.
fn poll(texts: &[&str]) -> usize {
    POLLS.len() + answer(texts).len()
}

/// One event of an event stream.
fn sse(id: Option<usize>, text: &str) -> Vec<u8> {
    let (id, mut out) = (id.map(|id| id.to_string()), Vec::new());
    sse::encode::write_event(&mut out, id.as_deref(), None, text).unwrap();
    out
}

/// `data` as a chunk.
fn chunk(data: &[u8]) -> usize {
    let mut out = Vec::new();
    chunk_encode::write_chunk(&mut out, data);
    out.len()
}

/// A frame with this text, from the server or from the client.
fn frame(mut from: Connection, text: &str) -> usize {
    from.send_text(text).unwrap();
    from.take_output().len()
}

fn server() -> Connection {
    Connection::server(Limits::DEFAULT)
}

fn client() -> Connection {
    Connection::client(Limits::DEFAULT, || [1, 2, 3, 4])
}

/// All bytes of `events` events of `text` by an event stream in chunks, by one to the end of the
/// connection, and by a WebSocket.
fn totals(events: usize, text: &str) -> [usize; 3] {
    let event = sse(None, text);
    [
        ASKS.len() + CHUNKED.len() + events * chunk(&event) + chunk_encode::LAST_CHUNK.len(),
        ASKS.len() + TO_THE_END.len() + events * event.len(),
        UPGRADES.len() + UPGRADED.len() + events * frame(server(), text),
    ]
}

#[test] // else the figures below would be about nothing
fn must_count_heads_that_are_valid() {
    for request in [ASKS, POLLS, UPGRADES] {
        let mut bytes = request.as_bytes().to_vec();
        let parsed = RequestHead::parse(&mut bytes, &Limits::DEFAULT).unwrap();
        assert!(matches!(parsed, Parsed::Complete { .. }), "{request}");
    }
    for response in [CHUNKED, TO_THE_END, UPGRADED, &answer(&[TWENTY_BYTES])] {
        let mut bytes = response.as_bytes().to_vec();
        let parsed = ResponseHead::parse(&mut bytes, &Limits::DEFAULT).unwrap();
        assert!(matches!(parsed, Parsed::Complete { .. }), "{response}");
    }
    let body = polling::json::from_slice::<polling::json::Value>(b"[\"a\",\"b\"]").unwrap();
    assert!(answer(&["a", "b"]).ends_with(&body.to_string()));
}

/// The batches of ten are 3,770 bytes here: the figure that is often seen with them, 3,860, has a
/// space behind each comma.
#[test] // claims C1, E15
fn claim_a_hundred_events_of_twenty_bytes_cost_so_much() {
    let text = TWENTY_BYTES;
    let ids = (0..100).map(|id| chunk(&sse(Some(id), text))).sum::<usize>();
    let [chunked, to_the_end, websocket] = totals(100, text);
    let around = ASKS.len() + CHUNKED.len() + chunk_encode::LAST_CHUNK.len();
    let lines = "application/x-ndjson".len() - "text/event-stream".len();
    let rows = [
        ("polling, ten times too often", 900 * poll(&[]) + 100 * poll(&[text]), 148_300),
        ("long polling, an event each", 100 * poll(&[text]), 16_900),
        ("long polling, batches of ten", 10 * poll(&[text; 10]), 3_770),
        ("event stream in chunks, with ids", around + ids, 4_241),
        ("event stream in chunks", chunked, 3_551),
        ("event stream to the end", to_the_end, 2_937),
        ("lines of text in chunks", around + lines + 100 * chunk(&[b'x'; 21]), 2_854),
        ("WebSocket", websocket, 2_483),
    ];
    for (way, bytes, expected) in rows {
        assert_eq!(bytes, expected, "{way}");
    }
}

#[test] // 149 bytes around each event, against 14
fn claim_a_long_poll_costs_ten_times_the_overhead_of_a_stream() {
    let of_poll = poll(&[TWENTY_BYTES]) - TWENTY_BYTES.len();
    let of_stream = chunk(&sse(None, TWENTY_BYTES)) - TWENTY_BYTES.len();
    assert_eq!((of_poll, of_stream), (149, 14));
}

/// The first number of events for which `less` costs less than `more`.
fn crossing(less: impl Fn(usize) -> usize, more: impl Fn(usize) -> usize) -> Option<usize> {
    (1..=200).find(|&events| less(events) < more(events))
}

#[test] // X-08; claim C2: a WebSocket is dearer to open, and cheaper from then on
fn claim_a_websocket_pays_from_the_twelfth_event_on() {
    let of = |way: usize| move |events| totals(events, TWENTY_BYTES)[way];
    assert_eq!(crossing(of(2), of(0)), Some(12));
    assert_eq!(of(2)(11), of(0)(11), "equal at 11");
    assert_eq!(crossing(of(2), of(1)), Some(25));
    assert_eq!(crossing(of(2), |events| events * poll(&[TWENTY_BYTES])), Some(2));
}

const SIZES: [usize; 6] = [0, 16, 125, 126, 1024, 65_536];

/// Bytes around each event, whatever came before it.
#[test] // claim C1: HTTP repeats its heads with each answer, not with each event of a stream
fn claim_each_way_adds_so_much_to_an_event() {
    let table = SIZES.map(|size| {
        let text = "x".repeat(size);
        let around = |bytes: usize| bytes - size;
        [
            around(frame(server(), &text)),
            around(frame(client(), &text)),
            around(sse(None, &text).len()),
            around(chunk(&sse(None, &text))),
            around(poll(&[&text])),
        ]
    });
    let expected = [
        // WebSocket down, up; event stream as it is, in chunks; long poll
        [2, 6, 8, 13, 148],
        [2, 6, 8, 14, 149],
        [2, 6, 8, 14, 150],
        [4, 8, 8, 14, 150],
        [4, 8, 8, 15, 151],
        [10, 14, 8, 17, 152],
    ];
    assert_eq!(table, expected);
}

#[test] // claim C2: an event stream is never the cheaper one for an event, only for the opening
fn claim_where_an_event_stream_and_a_websocket_cross_depends_on_the_size() {
    let crossings = SIZES.map(|size| {
        let text = "x".repeat(size);
        crossing(|events| totals(events, &text)[2], |events| totals(events, &text)[0])
    });
    assert_eq!(crossings, [13, 12, 12, 14, 13, 19].map(Some));
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |i| u32::from(three.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let sign = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place > three.len() { '=' } else { char::from(sign) });
        }
    }
    text
}

// X-06; claim C4: base64 is what an event stream needs, and more than a third where it is short
#[test]
fn claim_binary_costs_a_third_more_as_text_and_nothing_over_a_websocket() {
    assert_eq!(
        ["", "f", "fo", "foo", "foob"].map(|s| base64(s.as_bytes())),
        ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
    );
    for (size, text, around) in [
        (0, 0, 2),
        (1, 4, 2),
        (2, 4, 2),
        (3, 4, 2),
        (100, 136, 2),
        (1_000, 1_336, 4),
        (65_536, 87_384, 10),
    ] {
        let bytes: Vec<u8> = (0..=255).cycle().take(size).collect();
        let encoded = base64(&bytes);
        assert_eq!(encoded.len(), text);
        assert_eq!(text, 4 * size.div_ceil(3));
        assert_eq!(sse(None, &encoded).len(), text + 8);

        let mut server = server();
        server.send_binary(&bytes).unwrap();
        let mut sent = server.take_output().to_vec();
        assert_eq!(sent.len(), size + around);
        let (mut client, mut input) = (client(), Input::new(&mut sent));
        let heard = client.next_event(&mut input).unwrap();
        let Some(Event::Message(Message::Binary(heard))) = heard else { panic!("{heard:?}") };
        assert_eq!(*heard, *bytes, "as they are");
    }
    let ratio = 87_384.0 / 65_536.0;
    assert!((ratio - 1.3334_f64).abs() < 0.0002, "{ratio}");
}

/// What a client says: by requests beside an event stream, or by frames.
#[test] // X-24; claims C1, F1
fn claim_a_message_to_the_server_costs_a_request_or_six_bytes() {
    const MESSAGES: usize = 100;
    let lab = Running::start();
    let mut connection = lab.connect();
    let (mut posted, mut told) = (0, 0);
    for _ in 0..MESSAGES {
        let request = http1::Request::post("/publish?topic=t", "lab").body(TWENTY_BYTES);
        let mut client = Client::new(Limits::DEFAULT);
        client.request(request).unwrap();
        // The next one has to wait for the answer: a round trip each.
        let early = client.request(http1::Request::post("/publish?topic=t", "lab"));
        assert_eq!(early, Err(UsageError::AnswerOutstanding));
        let bytes = client.take_output().to_vec();
        posted += bytes.len();
        connection.send_bytes(&bytes);
        let answer = connection.answer();
        assert_eq!(answer.status, 202);
        told += answer.head.len() + answer.body.len();
    }
    let each = (posted + told) / MESSAGES;
    assert!(each >= 140, "{each} bytes a message");

    let mut socket = client();
    for _ in 0..MESSAGES {
        socket.send_text(TWENTY_BYTES).unwrap(); // nothing to wait for
    }
    let framed = socket.take_output().len();
    assert_eq!(framed, MESSAGES * (6 + TWENTY_BYTES.len()));
    assert!(each * MESSAGES > 5 * framed);
}
