//! # The same bytes for all readers                                  chapter 15
//! Knows: what a lane sends, and which memory it is. Does not know: who made it first.
//! Read before: `15_hub/encoding.rs`, `lab/src/forms.rs`. Read next: `15_replay_memory.rs`.

use frames::deflate::{Deflate, Window};
use frames::{Connection, Message};
use http1::{Request, Server};
use hub::{Event, Hub, HubLimits, Queue, Start, Topic};
use lab::forms;
use lab::lane::Lane;
use net::event_stream::{EventStream, EventStreamFormat};
use polling::{Format, LongPoll, Ndjson, Stream, answer_encoded, answer_now};
use std::time::Duration;
use wire::{Bytes, Epoch, Input, Limits, Output, Protocol};

const EPOCH: Epoch = Epoch::new(0xc1);
const LONG: Duration = Duration::from_secs(60);

/// Texts that are hard to write, short and long.
const TEXTS: [&str; 4] = ["", "one\ntwo\r\n", "\"\\\u{1}é\u{1f600}", "x"];

/// Two readers' views of a log with these events.
fn two_readers(texts: &[&str]) -> [Vec<Event>; 2] {
    let hub = Hub::new(HubLimits { encoded_bytes: 1_000_000, ..HubLimits::DEFAULT }, EPOCH);
    let topic = Topic::new("t").unwrap();
    for (text, n) in texts.iter().zip(0..) {
        let event = (n % 2 == 1).then_some("alarm");
        hub.publish(&topic, event, text).try_get().unwrap().unwrap();
    }
    [(); 2].map(|()| {
        let mut reader = hub.reader(&topic, Start::All, Queue::DEFAULT).unwrap();
        reader.try_next(usize::MAX, usize::MAX).unwrap().unwrap().events
    })
}

fn asked() -> Server {
    let mut client = http1::Client::new(Limits::DEFAULT);
    client.request(Request::get("/x", "a")).unwrap();
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let request = client.take_output().to_vec();
    wire::feed::feed(&mut server, &request, &[], |_, _| {}).unwrap();
    server
}

/// Everything that `lane` sends for `events`.
fn sends<L: Lane>(lane: &mut L, events: &[Event]) -> Output {
    let _head = lane.take_output();
    let next = events.last().unwrap().id;
    lane.deliver(events, next);
    lane.take_output()
}

fn is_sent_by_reference(output: &Output, bytes: &Bytes) -> bool {
    output.pieces().any(|piece| piece.as_ptr() == bytes.as_ptr())
}

#[test]
fn must_be_the_same_memory_for_two_readers() {
    use lab::forms::SharedFormat;
    let [one, two] = two_readers(&TEXTS);
    for form in [Ndjson::encode, EventStreamFormat::encode, forms::frame, forms::compressed_frame] {
        for (one, two) in one.iter().zip(&two) {
            assert_eq!(form(one).as_ptr(), form(two).as_ptr());
        }
    }
    for (one, two) in one.iter().zip(&two) {
        assert_eq!(forms::json(one).as_ptr(), Ndjson::encode(two).as_ptr(), "a part of the line");
    }
}

/// A poll and a long poll give what they would give for events that nobody shares.
#[test]
fn must_answer_polls_with_the_same_bytes_as_without_sharing() {
    let [events, _] = two_readers(&TEXTS);
    let next = events.last().unwrap().id;
    let right = {
        let mut server = asked();
        server.respond(answer_now(events.iter().map(|event| &**event), next)).unwrap();
        server.take_output().to_vec()
    };
    let mut server = asked();
    server.respond(answer_encoded(&forms::all(&events, forms::json), next)).unwrap();
    assert_eq!(server.take_output().to_vec(), right);
    let mut long = LongPoll::park(asked(), EPOCH.at(0), LONG);
    assert_eq!(sends(&mut long, &events).to_vec(), right);
}

/// Small events share a chunk, as they would without sharing.
#[test]
fn must_stream_the_same_bytes_as_without_sharing() {
    fn check<F: Format + Copy>(format: F, events: &[Event])
    where
        Stream<F>: Lane,
    {
        let mut plain = Stream::open(asked(), format, LONG).unwrap();
        let _head = plain.take_output();
        plain.deliver(events.iter().map(|event| &**event));
        let mut shared = Stream::open(asked(), format, LONG).unwrap();
        assert_eq!(sends(&mut shared, events).to_vec(), plain.take_output().to_vec());
    }
    let [events, _] = two_readers(&TEXTS);
    check(Ndjson, &events);
    check(EventStreamFormat, &events);
}

/// A large event is a chunk of its own, passed on by reference; small ones around it are not torn
/// from each other.
#[test]
fn must_stream_large_events_by_reference() {
    let large = "x".repeat(100_000);
    let [one, two] = two_readers(&["a", "b", &large, "c"]);
    let mut streams =
        [(); 2].map(|()| EventStream::open(asked(), EventStreamFormat, LONG).unwrap());
    let outputs = [sends(&mut streams[0], &one), sends(&mut streams[1], &two)];
    let bytes = <EventStreamFormat as forms::SharedFormat>::encode(&one[2]);
    for output in &outputs {
        assert!(is_sent_by_reference(output, &bytes));
    }
    let sent = String::from_utf8(outputs[0].to_vec()).unwrap();
    let small = "id: c1-1\ndata: a\n\nid: c1-2\nevent: alarm\ndata: b\n\n";
    let size = bytes.len();
    let right = format!("{:x}\r\n{small}\r\n{size:x}\r\nid: c1-3\n", small.len());
    assert!(sent.starts_with(&right), "{}", &sent[..100]);
    assert!(sent.ends_with("\r\n1f\r\nid: c1-4\nevent: alarm\ndata: c\n\n\r\n"));
}

mod websockets {
    use super::*;

    const FREE: Window = Window { bits: 15, takeover: false };

    /// What a client hears of `events`, when both ends agreed on this for what the server sends.
    fn heard(send: Option<Window>, events: &[Event]) -> (Output, Vec<String>) {
        let both = |send, receive| Deflate { send, receive, ..Deflate::default() };
        let (mut server, mut client) = (
            Connection::server(Limits::DEFAULT),
            Connection::client(Limits::DEFAULT, || [1, 2, 3, 4]),
        );
        if let Some(window) = send {
            server = server.with_deflate(both(window, FREE));
            client = client.with_deflate(both(FREE, window));
        }
        let output = sends(&mut server, events);
        let mut bytes = output.to_vec();
        let mut input = Input::new(&mut bytes);
        let mut texts = Vec::new();
        while let Some(event) = client.next_event(&mut input).unwrap() {
            let frames::Event::Message(Message::Text(text)) = event else { panic!("{event:?}") };
            texts.push(text.to_string());
        }
        (output, texts)
    }

    /// Whatever was agreed on, a client hears the same JSON.
    #[test]
    fn must_hear_the_same_whatever_was_agreed_on() {
        let long = "tick tock ".repeat(200);
        let mut texts = TEXTS.to_vec();
        texts.extend([&*long, "short", &*long]);
        let [events, _] = two_readers(&texts);
        let json = |event: &Event| String::from_utf8(forms::json(event).to_vec()).unwrap();
        let right: Vec<String> = events.iter().map(json).collect();
        let windows = [(15, false), (15, true), (9, false), (9, true), (8, false)];
        let agreed = windows.map(|(bits, takeover)| Some(Window { bits, takeover }));
        for send in agreed.into_iter().chain([None]) {
            assert_eq!(heard(send, &events).1, right, "{send:?}");
        }
    }

    #[test]
    fn must_share_frames_by_reference_compressed_or_not() {
        // Noise does not shrink to nothing.
        let noise: String = (0..20_000u32).map(|n| char::from(b'!' + (n * n % 89) as u8)).collect();
        let [one, two] = two_readers(&[&noise]);
        let (plain, small) = (forms::frame(&one[0]), forms::compressed_frame(&one[0]));
        assert_eq!((plain[0], small[0]), (0x81, 0xc1));
        assert!(small.len() < plain.len());
        for events in [&one, &two] {
            assert!(is_sent_by_reference(&heard(None, events).0, &plain));
            if small.len() >= wire::output::BY_REFERENCE_FROM {
                assert!(is_sent_by_reference(&heard(Some(FREE), events).0, &small));
            } else {
                assert_eq!(heard(Some(FREE), events).0.to_vec(), small);
            }
        }
    }
}
