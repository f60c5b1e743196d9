//! # Lines, however the chunks are cut                               chapter 05 · RFC 6202 §3.2
//! Knows: that a chunk is not a message. Does not know: who cuts it.
//! Read before: `polling/src/lines.rs`. Read next: `tests/06_sse_wire.rs`.

use super::*;
use http1::{Client, ClientEvent, Request};
use polling::{BadAnswer, Lines, Ndjson, Stream, parse_event};

const A: &str = "{\"id\":\"c1-8\",\"event\":\"message\",\"data\":\"a\"}\n";

/// What is heard of `text`, cut at `cuts`.
fn heard(lines: &mut Lines, text: &str, cuts: &[usize]) -> Result<Vec<Published>, BadAnswer> {
    let mut heard = Vec::new();
    let ends = cuts.iter().map(|&cut| cut.min(text.len())).chain([text.len()]);
    let mut from = 0;
    for to in ends {
        lines.receive(&text.as_bytes()[from..to], |event| heard.push(event))?;
        from = to;
    }
    Ok(heard)
}

#[test] // POLL-3.2-04
fn must_hear_an_event_at_the_end_of_its_line() {
    let mut lines = Lines::new(1024);
    for cut in 0..=A.len() {
        assert_eq!(heard(&mut lines, A, &[cut]), Ok(vec![event(8, "a")]), "{cut}");
        assert_eq!(lines.held(), 0);
    }
    assert_eq!(heard(&mut lines, A.trim_end(), &[]), Ok(vec![]));
    assert_eq!(lines.held(), A.len() - 1);
    assert_eq!(heard(&mut lines, "\r\n", &[1]), Ok(vec![event(8, "a")])); // CR is a blank here
}

#[test]
fn must_pass_over_heartbeats() {
    let text = format!("\n\n \r\n{A}\n");
    let every: Vec<usize> = (1..text.len()).collect();
    assert_eq!(heard(&mut Lines::new(1024), &text, &every), Ok(vec![event(8, "a")]));
}

#[test] // POLL-3.2-04, the other way round: two events in a chunk, one event in two
fn must_not_take_a_chunk_for_a_message() {
    let two = format!("{A}{A}");
    assert!(parse_event(two.as_bytes()).is_err_and(|bad| bad.0.starts_with("trailing characters")));
    let half = &A.as_bytes()[..20];
    assert!(parse_event(half).is_err_and(|bad| bad.0.starts_with("EOF while parsing")));
    assert_eq!(heard(&mut Lines::new(1024), &two, &[20]).map(|events| events.len()), Ok(2));
}

#[test] // after that, nothing it says can be trusted
fn must_refuse_a_line_that_is_no_event_and_stay_refusing() {
    let mut lines = Lines::new(1024);
    let bad = heard(&mut lines, &format!("{A}<html>\n{A}"), &[]).unwrap_err();
    assert_eq!(bad.0, "expected value at line 1 column 1");
    assert_eq!(heard(&mut lines, A, &[]), Err(bad));
    assert_eq!(lines.held(), 0);
}

#[test] // its end is not counted
fn limit_line_bytes() {
    let long = A.len() - 1;
    for cuts in [&[][..], &[1, 2, 3], &[long], &[long - 1]] {
        for most in [long, long + 1] {
            assert_eq!(heard(&mut Lines::new(most), A, cuts), Ok(vec![event(8, "a")]));
        }
        let refused = heard(&mut Lines::new(long - 1), A, cuts).unwrap_err();
        assert_eq!(refused.0, format!("a line is longer than {} bytes", long - 1));
    }
}

/// Send `events` down a stream that beats in between, and read them as a client does.
fn stream(request: &str, events: &[Published], sizes: &[usize]) -> Stream<Ndjson> {
    let mut stream = Stream::open(asked(request), Ndjson, seconds(15)).unwrap();
    let mut rest = events;
    for (i, size) in sizes.iter().chain([&usize::MAX]).enumerate() {
        let (now, later) = rest.split_at((*size).min(rest.len()));
        stream.deliver(now);
        stream.tick(seconds(20 * i as u64));
        rest = later;
    }
    stream
}

/// What a client makes of `bytes`, cut at `cuts`; `resize` cuts the body anew.
fn read(bytes: &[u8], cuts: &[usize], piece: usize) -> (Vec<Published>, Option<http1::Violation>) {
    let mut client = Client::new(Limits::DEFAULT);
    client.request(Request::get("/stream", "a")).unwrap();
    let (mut lines, mut heard) = (Lines::new(1024), Vec::new());
    let mut hear = |_: &mut Client, event: ClientEvent<'_>| {
        if let ClientEvent::Data(data) = event {
            for piece in data.chunks(piece) {
                lines.receive(piece, |event| heard.push(event)).unwrap();
            }
        }
    };
    wire::feed::feed(&mut client, bytes, cuts, &mut hear).unwrap();
    client.receive_eof();
    let end = wire::feed::drain(&mut client, &mut Input::empty(), &mut hear);
    (heard, end.err().map(|error| error.violation))
}

// POLL-3.1-03: a stream that was cut off can be told from one that ended, but not in HTTP/1.0
#[test]
fn should_prefer_chunks_for_their_last_one() {
    let request = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n";
    let mut cut_off = stream(request, &[event(8, "a")], &[]);
    let bytes = cut_off.take_output().to_vec();
    let closed_early = Some(http1::Violation::ClosedEarly);
    assert_eq!(read(&bytes, &[], 99), (vec![event(8, "a")], closed_early));
    cut_off.finish();
    let whole = [bytes, cut_off.take_output().to_vec()].concat();
    assert_eq!(read(&whole, &[], 99), (vec![event(8, "a")], None));

    let mut old = stream(&request.replace("1.1", "1.0"), &[event(8, "a")], &[]);
    assert_eq!(read(&old.take_output().to_vec(), &[], 99), (vec![event(8, "a")], None));
}

mod laws_of_lines {
    use super::*;
    use laws::polling::events;
    use laws::proptest::prelude::*;
    use laws::protocol::{any_bytes, cuts};

    laws::proptest::proptest! {
        /// However events are put into chunks, and however TCP and proxies cut those anew, the
        /// same events are heard: over chunks and over HTTP/1.0.
        #[test]
        fn law_a_stream_cut_anew_gives_the_same_events(
            events in events(), sizes in prop::collection::vec(0usize..4, 0..4), cuts in cuts(),
            piece in 1usize..50, version in 0..2
        ) {
            let request = format!("GET /stream HTTP/1.{version}\r\nHost: a\r\n\r\n");
            let mut stream = stream(&request, &events, &sizes);
            stream.finish();
            let (heard, broken) = read(&stream.take_output().to_vec(), &cuts, piece);
            prop_assert_eq!((heard, broken), (events, None));
        }

        /// Any bytes: the same events and the same refusal, wherever they are cut, and never more
        /// is kept than a line may have.
        #[test]
        fn law_any_bytes_are_judged_the_same_however_they_are_cut(
            mut bytes in any_bytes(), good in 0usize..9, cuts in cuts()
        ) {
            let at = good * A.len();
            bytes.splice(0..0, A.repeat(good).into_bytes());
            let judge = |cuts: &[usize]| {
                let (mut lines, mut heard, mut from, mut end) = (Lines::new(60), vec![], 0, Ok(()));
                for to in cuts.iter().map(|&cut| (at + cut).min(bytes.len())).chain([bytes.len()]) {
                    end = lines.receive(&bytes[from..to], |event| heard.push(event));
                    assert!(lines.held() <= 60, "{} bytes held", lines.held());
                    from = to;
                }
                (heard, end)
            };
            prop_assert_eq!(judge(&[]), judge(&cuts));
        }
    }
}
