//! # What becomes of a stream on its way                       chapter 05 · RFC 6202 §3, §5.3
//! Knows: proxies that cut chunks anew, proxies that hold back, cables that are cut.
//! Does not know: sockets.
//! Read before: `tests/support/faults.rs`. Read next: `tests/05_experiments_streams/naive.rs`.

mod support;

#[path = "05_experiments_streams/naive.rs"]
mod naive;

use http1::{Client, ClientEvent, Event as Http, Request, Server, Violation};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use naive::ChunkIsMessage;
use net::event_stream::EventStreamFormat;
use polling::{Format, Lines, LongPoll, Ndjson, Stream};
use std::time::Duration;
use support::faults::{Buffering, Cut, Rechunk};
use support::line::{event, id};
use wire::{Input, Limits, Protocol, Published};

const HEARTBEAT: Duration = Duration::from_secs(15);
/// What a proxy holds back in these tests.
const BUFFER: usize = 4096;

/// An HTTP connection on which a stream was asked for.
fn asked(version: &str) -> Server {
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut request = format!("GET /events HTTP/{version}\r\nHost: a\r\n\r\n").into_bytes();
    let mut input = Input::new(&mut request);
    while server.next_event(&mut input).unwrap().is_some_and(|event| event != Http::End) {}
    server
}

/// All that a stream of `format` sends: one chunk for each event, and its end.
fn sent<F: Format>(format: F, version: &str, events: &[Published]) -> Vec<u8> {
    let mut stream = Stream::open(asked(version), format, HEARTBEAT).unwrap();
    events.iter().for_each(|event| stream.deliver([event]));
    stream.finish();
    stream.take_output().to_vec()
}

/// The barest event stream: `data: ` and two line ends around each text. A text of 20 bytes makes a
/// chunk of 34.
struct Bare;

impl Format for Bare {
    const MEDIA_TYPE: &'static str = sse::encode::MEDIA_TYPE;

    fn write_event(&self, event: &Published, out: &mut Vec<u8>) {
        sse::encode::write_event(out, None, None, &event.data).unwrap();
    }

    fn write_heartbeat(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(sse::encode::HEARTBEAT);
    }
}

/// A client of an event stream.
struct Listener {
    client: Client,
    decoder: sse::Decoder,
    heard: Vec<String>,
}

impl Listener {
    fn new() -> Self {
        let mut client = Client::new(Limits::DEFAULT);
        client.request(Request::get("/events", "a")).unwrap();
        Self { client, decoder: sse::Decoder::new(Limits::DEFAULT), heard: Vec::new() }
    }

    fn hear(&mut self, bytes: &[u8]) -> Result<(), http1::ProtocolError> {
        let Self { client, decoder, heard } = self;
        wire::feed::feed(client, bytes, &[], |_, event| {
            let ClientEvent::Data(data) = event else { return };
            let mut data = data.to_vec();
            let mut input = Input::new(&mut data);
            while let Some(event) = decoder.next_event(&mut input).unwrap() {
                if let sse::Event::Message { data, .. } = event {
                    heard.push(data.into_owned());
                }
            }
        })
    }

    /// The connection has ended: what does the client think of that?
    fn end(&mut self) -> Result<(), Violation> {
        self.client.receive_eof();
        self.hear(&[]).map_err(|error| error.violation)
    }
}

fn numbered(events: u64) -> Vec<Published> {
    (1..=events).map(|number| event(number, &format!("{number:020}"))).collect()
}

fn texts(events: &[Published]) -> Vec<String> {
    events.iter().map(|event| event.data.to_string()).collect()
}

/// RFC 6202 §3.2: a chunk is not a message.
mod rfc6202_s03_2_chunks {
    use super::*;

    #[test] // claim A6: one request, N chunks, N events
    fn claim_a_stream_is_one_answer_of_many_chunks() {
        let events = numbered(9);
        let bytes = sent(Bare, "1.1", &events);
        let mut naive = ChunkIsMessage::default();
        naive.hear(&bytes);
        assert_eq!(naive.heard.len(), events.len(), "a chunk each, while nobody is between");
        let mut listener = Listener::new();
        listener.hear(&bytes).unwrap();
        assert_eq!(listener.heard, texts(&events));
        assert_eq!(listener.end(), Ok(()));
    }

    #[test] // X-09; POLL-3.2-04: it works at home, and fails behind the first proxy
    fn claim_a_reader_that_takes_chunks_for_messages_fails_behind_a_proxy() {
        let events = numbered(9);
        let bytes = sent(Ndjson, "1.1", &events);
        let mut naive = ChunkIsMessage::default();
        naive.hear(&bytes);
        assert_eq!(naive.events(), Ok(events.clone()));
        for sizes in [&[1][..], &[7], &[100], &[BUFFER], &[60, 3]] {
            let mut naive = ChunkIsMessage::default();
            naive.hear(&Rechunk::new(sizes).pass(&bytes));
            assert!(naive.events().is_err(), "{sizes:?}");
        }
    }

    laws::proptest::proptest! {
        /// Whatever chunks a proxy makes of it: the same events, and a proper end.
        #[test] // X-09, POLL-3.2-04, POLL-4.3-01
        fn law_a_stream_through_a_proxy_says_the_same(
            texts in vec("[a-zé\n]{0,30}", 0..9), sizes in vec(1usize..60, 1..6)
        ) {
            let events: Vec<_> = texts.iter().zip(1..).map(|(text, i)| event(i, text)).collect();
            let mut listener = Listener::new();
            let proxied = Rechunk::new(&sizes).pass(&sent(Bare, "1.1", &events));
            prop_assert_eq!(listener.hear(&proxied), Ok(()));
            prop_assert_eq!(listener.heard.clone(), texts);
            prop_assert_eq!(listener.end(), Ok(()));

            let (mut lines, mut heard) = (Lines::new(1024), Vec::new());
            let mut client = Client::new(Limits::DEFAULT);
            client.request(Request::get("/stream", "a")).unwrap();
            let proxied = Rechunk::new(&sizes).pass(&sent(Ndjson, "1.1", &events));
            wire::feed::feed(&mut client, &proxied, &[], |_, event| {
                if let ClientEvent::Data(data) = event {
                    lines.receive(&data, |event| heard.push(event)).unwrap();
                }
            }).unwrap();
            prop_assert_eq!(heard, events);
        }
    }
}

/// RFC 6202 §3.2 and §5.3: who is on the way may hold back.
mod rfc6202_s03_2_intermediaries {
    use super::*;

    /// Behind how many events the first one is heard through `proxy`; `None` if that is at the end.
    fn first_heard<F: Format>(format: F, mut proxy: Buffering) -> Option<u64> {
        let mut stream = Stream::open(asked("1.1"), format, HEARTBEAT).unwrap();
        let mut listener = Listener::new();
        let mut visible = None;
        for event in numbered(200) {
            stream.deliver([&event]);
            listener.hear(&proxy.pass(&stream.take_output().to_vec())).unwrap();
            if !listener.heard.is_empty() && visible.is_none() {
                visible = Some(event.id.number);
            }
        }
        stream.finish();
        listener.hear(&proxy.pass(&stream.take_output().to_vec())).unwrap();
        listener.hear(&proxy.end()).unwrap();
        assert_eq!(listener.heard, texts(&numbered(200)), "late, but whole");
        visible
    }

    #[test] // X-10; POLL-3.2-01
    fn claim_a_proxy_that_buffers_holds_a_stream_back() {
        const CHUNK: usize = 34;
        let expected = BUFFER.div_ceil(CHUNK) as u64;
        assert_eq!(expected, 121);
        assert_eq!(first_heard(Bare, Buffering::new(BUFFER, false)), Some(expected));
        assert_eq!(first_heard(Bare, Buffering::new(1 << 20, false)), None, "at the end");
        assert_eq!(first_heard(Bare, Buffering::new(1, false)), Some(1));
    }

    #[test] // ids make it fewer, for their bytes count
    fn claim_the_labs_own_event_stream_is_held_back_too() {
        let mut bytes = format!("{:x}\r\n:\n\n\r\n", 3).len(); // the opening
        let chunk = |number: u64| {
            let event = format!("id: 1-{number}\ndata: {number:020}\n\n");
            format!("{:x}\r\n{event}\r\n", event.len()).len()
        };
        let expected = (1..).find(|&number| {
            bytes += chunk(number);
            bytes >= BUFFER
        });
        assert_eq!(first_heard(EventStreamFormat, Buffering::new(BUFFER, false)), expected);
    }

    #[test] // every stream here asks for it
    fn claim_a_proxy_that_listens_passes_a_stream_on_at_once() {
        assert_eq!(first_heard(Bare, Buffering::new(BUFFER, true)), Some(1));
        assert_eq!(first_heard(EventStreamFormat, Buffering::new(BUFFER, true)), Some(1));
    }

    #[test] // X-10; POLL-5.3-01: each of its answers is complete
    fn claim_a_long_poll_passes_a_proxy_that_buffers() {
        let mut proxy = Buffering::new(BUFFER, false);
        let mut server = asked("1.1");
        for number in 1..=3 {
            let mut poll = LongPoll::park(server, id(number - 1), HEARTBEAT);
            assert!(proxy.pass(&poll.take_output().to_vec()).is_empty());
            poll.answer([&event(number, "x")], id(number));
            let answer = poll.take_output().to_vec();
            assert_eq!(proxy.pass(&answer), answer);
            server = poll.into_http();
            let mut next = *b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            let mut input = Input::new(&mut next);
            while server.next_event(&mut input).unwrap().is_some_and(|e| e != Http::End) {}
        }
    }
}

/// RFC 6202 §3.1: how the body ends.
mod rfc6202_s03_1_framing {
    use super::*;

    /// What is heard when the connection is cut behind `bytes` bytes, and whether it is noticed.
    fn cut(sent: &[u8], bytes: usize) -> (Vec<String>, Result<(), Violation>) {
        let mut listener = Listener::new();
        listener.hear(Cut { left: bytes }.pass(sent)).unwrap();
        let end = listener.end();
        (listener.heard, end)
    }

    #[test] // X-25; POLL-3.1-02, 03, 04
    fn claim_only_chunks_tell_a_stream_that_ended_from_one_that_was_cut() {
        const EVENT: usize = "data: 00000000000000000001\n\n".len();
        let events = numbered(5);
        let (chunked, old) = (sent(Bare, "1.1", &events), sent(Bare, "1.0", &events));
        let has = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|found| found == text);
        assert!(has(&chunked, b"Transfer-Encoding: chunked"));
        assert!(!has(&old, b"Transfer-Encoding") && !has(&old, b"Content-Length"));
        assert_eq!(cut(&chunked, chunked.len()), (texts(&events), Ok(())));
        assert_eq!(cut(&old, old.len()), (texts(&events), Ok(())));

        let head = |sent: &[u8]| sent.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
        for at in 0..chunked.len() {
            let (heard, end) = cut(&chunked, at);
            assert_eq!(end, Err(Violation::ClosedEarly), "cut at {at}");
            assert_eq!(heard, texts(&events)[..heard.len()]);
        }
        for at in head(&old)..old.len() {
            let (heard, end) = cut(&old, at);
            assert_eq!(end, Ok(()), "cut at {at}: nobody can tell");
            assert_eq!(heard.len(), (at - head(&old)) / EVENT);
        }
    }

    /// The same body by its length: for one that was known before it began.
    #[test] // X-25; POLL-3.1-02
    fn claim_a_length_tells_it_too() {
        let body: String =
            texts(&numbered(5)).iter().map(|text| format!("data: {text}\n\n")).collect();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: ";
        let sent = format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes();
        assert_eq!(cut(&sent, sent.len()), (texts(&numbered(5)), Ok(())));
        for at in 0..sent.len() {
            assert_eq!(cut(&sent, at).1, Err(Violation::ClosedEarly), "cut at {at}");
        }
    }
}

#[test] // POLL-3.2-05: who keeps the whole answer keeps all that was ever said
fn claim_a_reader_of_lines_holds_one_line_however_long_the_stream_is() {
    let mut stream = Stream::open(asked("1.1"), Ndjson, HEARTBEAT).unwrap();
    stream.take_output();
    let (mut lines, mut heard, mut whole_answer) = (Lines::new(1024), 0, 0);
    for event in numbered(5_000) {
        stream.deliver([&event]);
        let sent = stream.take_output().to_vec();
        let line = &sent[4..sent.len() - 2]; // without the size and the end of its chunk
        whole_answer += line.len();
        lines.receive(&line[..30], |_| heard += 1).unwrap();
        assert_eq!(lines.held(), 30);
        lines.receive(&line[30..], |_| heard += 1).unwrap();
        assert_eq!(lines.held(), 0);
    }
    assert_eq!(heard, 5_000);
    assert!(whole_answer > 5_000 * 50, "{whole_answer} bytes");
}

#[test]
fn must_write_a_text_of_twenty_bytes_as_a_chunk_of_34() {
    let mut bare = Stream::open(asked("1.1"), Bare, HEARTBEAT).unwrap();
    bare.take_output();
    bare.deliver([&numbered(1)[0]]);
    assert_eq!(bare.take_output().to_vec(), b"1c\r\ndata: 00000000000000000001\n\n\r\n");
}
