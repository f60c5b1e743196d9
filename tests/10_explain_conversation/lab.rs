//! # The lab, listened to                                            chapter 10
//! Knows: all five transports over real sockets, recorded by a tap. Does not know: their bytes.
//! Read before: `trace/src/recorder.rs`, `tests/support/mod.rs`.
//! Read next: `explain/src/conversation.rs`.

use super::support::{Running, get, upgrade};
use super::{CLIENT, SERVER};
use explain::{Conversation, Kind, Sender, Unit};
use std::fmt;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;
use trace::{Log, Recorder, What};
use wire::{Input, Output, Protocol, Tap};

/// Our end of a connection, before a protocol is known: it says what it is told to.
#[derive(Debug, Default)]
struct Mouth(Output);

/// It never fails.
#[derive(Debug)]
struct Never;

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl Protocol for Mouth {
    type Event<'i> = ();
    type Error = Never;

    fn next_event<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<()>, Never> {
        input.take_all();
        Ok(None)
    }

    fn receive_eof(&mut self) {}

    fn take_output(&mut self) -> Output {
        std::mem::take(&mut self.0)
    }

    fn held(&self) -> usize {
        0
    }

    fn shut_down(&mut self) {}
}

/// A connection to the lab, and what goes over it.
struct Overheard {
    stream: TcpStream,
    log: Log,
}

impl Overheard {
    fn new(lab: &Running) -> (Self, Tap<Mouth, Recorder>) {
        let stream = TcpStream::connect(lab.address).unwrap();
        stream.set_read_timeout(Some(super::support::PATIENCE)).unwrap();
        let log = Log::new("the lab");
        let tap = Tap::new(Mouth::default(), Recorder::new(&log, 1, CLIENT, Duration::ZERO));
        (Self { stream, log }, tap)
    }

    /// Say this, and listen until the server has said `end` once more.
    fn talk(&mut self, tap: &mut Tap<Mouth, Recorder>, say: &str, end: &str) {
        tap.0.push_slice(say.as_bytes());
        let before = self.heard().matches(end).count();
        self.drive(tap, |heard| heard.matches(end).count() > before);
    }

    /// Write what `tap` says and let it hear what comes, until it has heard enough.
    fn drive<P: Protocol>(&mut self, tap: &mut Tap<P, Recorder>, enough: impl Fn(&str) -> bool) {
        loop {
            for piece in tap.take_output().pieces() {
                self.stream.write_all(piece).unwrap();
            }
            if enough(&self.heard()) {
                return;
            }
            let mut buffer = [0; 4096];
            let n = self.stream.read(&mut buffer).unwrap();
            assert!(n > 0, "the stream ended; there was {}", self.heard());
            let mut input = Input::new(&mut buffer[..n]);
            while tap.next_event(&mut input).is_ok_and(|event| event.is_some()) {}
        }
    }

    /// All that the server said.
    fn heard(&self) -> String {
        let records = self.log.trace().records;
        let pieces = records.iter().filter_map(|record| match &record.what {
            What::Bytes { from: Sender::Server, bytes } => Some(bytes.escape_ascii().to_string()),
            _ => None,
        });
        pieces.collect()
    }

    /// What `explain` makes of it.
    fn units(self) -> Vec<Unit> {
        self.stream.shutdown(Shutdown::Both).unwrap();
        let mut conversation = Conversation::new();
        let mut units = Vec::new();
        for record in self.log.trace().records {
            if let What::Bytes { from, bytes } = record.what {
                units.extend(conversation.push(from, &bytes));
            }
        }
        units.extend(conversation.end(CLIENT));
        units.extend(conversation.end(SERVER));
        units
    }
}

/// No rule is broken, nothing is missing or unknown, and these kinds are among the units.
#[track_caller]
fn assert_right(units: &[Unit], kinds: &[Kind]) {
    for unit in units {
        assert_eq!(unit.explained.complaints, [], "{unit:?}");
        assert_eq!((unit.explained.missing, unit.skipped), (0, 0), "{unit:?}");
        assert_ne!(unit.kind, Kind::Unknown, "{unit:?}");
    }
    for kind in kinds {
        assert!(units.iter().any(|unit| unit.kind == *kind), "no {kind:?} in {units:?}");
    }
}

/// One connection, one request after another, and then the streams, which end it.
#[test]
fn claim_there_is_no_complaint_about_polls_and_streams() {
    let lab = Running::start();
    for data in ["one", "two"] {
        lab.publish("/publish?topic=t", data);
    }
    let end_of_line = "two\\\"}\\n\\r\\n";
    let end_of_event = "two\\n\\n\\r\\n";
    let streams =
        [("/stream?topic=t&since=0", end_of_line), ("/events?topic=t&since=0", end_of_event)];
    for (target, end) in streams {
        let (mut overheard, mut tap) = Overheard::new(&lab);
        let next = "\\\"next\\\":\\\"c1-2\\\"}";
        overheard.talk(&mut tap, &get("/poll?topic=t&since=0"), next);
        overheard.talk(&mut tap, &get("/long-poll?topic=t&since=0"), next);
        overheard.talk(&mut tap, &get(target), end);
        let units = overheard.units();
        assert_right(&units, &[Kind::RequestHead, Kind::ResponseHead, Kind::Body, Kind::Chunk]);
        let events = units.iter().filter(|unit| unit.kind == Kind::Events).count();
        // The comment that opens the stream is one too.
        assert_eq!(events, if target.starts_with("/events") { 3 } else { 0 });
    }
}

/// Compressed, fragmented, pinged and closed.
#[test]
fn claim_there_is_no_complaint_about_a_websocket() {
    let lab = Running::start();
    let (mut overheard, mut tap) = Overheard::new(&lab);
    let extension = "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    let question = upgrade("/ws?topic=t&since=0");
    let question = format!("{}{extension}", &question[..question.len() - 2]);
    overheard.talk(&mut tap, &question, "\\r\\n\\r\\n");
    let window = frames::deflate::Window { bits: 15, takeover: false };
    let deflate = frames::deflate::Deflate { send: window, receive: window, threshold: 64 };
    let socket = frames::Connection::client(wire::Limits::DEFAULT, || [0x37, 0xfa, 0x21, 0x3d]);
    let mut tap = tap.map(|_| socket.with_deflate(deflate));
    let long = "hello ".repeat(200);
    tap.send_text("hello").unwrap();
    tap.send_text(&long).unwrap();
    tap.send_text(&long).unwrap();
    tap.send_text_part("in ", false).unwrap();
    tap.send_text_part("parts", true).unwrap();
    overheard.drive(&mut tap, |heard| heard.contains("in parts"));
    tap.close(frames::CloseCode::NORMAL, "bye").unwrap();
    overheard.drive(&mut tap, |heard| heard.contains("\\x88\\x02"));
    let units = overheard.units();
    assert_right(&units, &[Kind::RequestHead, Kind::ResponseHead, Kind::Frame, Kind::Message]);
    let messages = |from| {
        let all = units.iter().filter(move |unit| unit.kind == Kind::Message && unit.from == from);
        all.map(|unit| String::from_utf8_lossy(&unit.bytes).into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(messages(CLIENT), [long.clone(), long.clone(), "in parts".into()]);
    let heard = messages(SERVER);
    assert_eq!(heard.len(), 2, "the long ones come back compressed");
    assert!(heard.iter().all(|message| message.contains(&long)));
}
