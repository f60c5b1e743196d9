//! # The recorder                                                    chapter 03
//! Knows: that it sees all and changes nothing. Does not know: files.
//! Read before: `trace/src/recorder.rs`. Read next: `lines.rs`.

use crate::any::written;
use frames::{Connection, Kind, Role};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use std::fmt;
use std::time::Duration;
use trace::{End, Log, Recorder, Sender, What};
use wire::{Input, Limits, Output, Protocol, Tap, Watch};

fn watched(log: &Log, at: Sender) -> Tap<Connection, Recorder> {
    let connection = match at {
        Sender::Server => Connection::server(Limits::DEFAULT),
        Sender::Client => Connection::client(Limits::DEFAULT, || [1, 2, 3, 4]),
    };
    Tap::new(connection, Recorder::new(log, 1, at, Duration::from_secs(100)))
}

/// Bring what `from` has to say to `to`; what it was.
fn bring<P: Protocol, Q: Protocol>(from: &mut P, to: &mut Q) -> Vec<u8>
where
    Q::Error: std::fmt::Debug,
{
    let bytes = from.take_output().to_vec();
    let mut copy = bytes.clone();
    let mut input = Input::new(&mut copy);
    while to.next_event(&mut input).expect("both keep the rules").is_some() {}
    bytes
}

#[test]
fn must_write_down_bytes_events_states_and_the_end_with_their_times() {
    let log = Log::new("a ping");
    let mut server = watched(&log, Sender::Server);
    server.tick(Duration::from_secs(1));
    let mut ping = [0x89, 0x80, 0, 0, 0, 0];
    let event = server.next_event(&mut Input::new(&mut ping)).unwrap();
    let event = format!("{:?}", event.unwrap());
    assert_eq!(server.take_output().to_vec(), [0x8a, 0x00]);
    server.receive_eof();
    let trace = log.trace();
    assert_eq!(trace.title, "a ping");
    assert!(trace.records.iter().all(|record| record.at == Duration::from_secs(101)));
    assert!(trace.records.iter().all(|record| record.connection == 1));
    let told: Vec<What> = trace.records.into_iter().map(|record| record.what).collect();
    let told: Vec<What> =
        told.into_iter().filter(|what| !matches!(what, What::State { .. })).collect();
    let expected = [
        What::Bytes { from: Sender::Client, bytes: vec![0x89, 0x80, 0, 0, 0, 0] },
        What::Event { at: Sender::Server, event, unread: 0 },
        What::Bytes { from: Sender::Server, bytes: vec![0x8a, 0x00] },
        What::Ended { from: Sender::Client, how: End::Finished },
    ];
    assert_eq!(told, expected);
}

#[test]
fn must_write_down_the_rule_that_was_broken() {
    let log = Log::new("no mask");
    let mut server = watched(&log, Sender::Server);
    let mut unmasked = [0x81, 0x01, b'a'];
    let error = server.next_event(&mut Input::new(&mut unmasked)).unwrap_err();
    let failed = What::Failed { at: Sender::Server, error: error.to_string() };
    assert!(log.trace().records.iter().any(|record| record.what == failed));
}

#[test]
fn must_leave_the_bytes_to_the_other_end() {
    let log = Log::new("both ends");
    let mut server = watched(&log, Sender::Server);
    let recorder = Recorder::new(&log, 1, Sender::Client, Duration::ZERO).without_bytes();
    let mut client = Tap::new(Connection::client(Limits::DEFAULT, || [1, 2, 3, 4]), recorder);
    client.send_text("Hello").unwrap();
    let sent = bring(&mut client, &mut server);
    server.send_text("Hi").unwrap();
    let answered = bring(&mut server, &mut client);
    let trace = log.trace();
    assert_eq!(written(&trace, 1, Sender::Client), sent);
    assert_eq!(written(&trace, 1, Sender::Server), answered);
    let heard = |end| {
        let is = |what: &What| matches!(what, What::Event { at, .. } if *at == end);
        trace.records.iter().filter(|record| is(&record.what)).count()
    };
    assert_eq!((heard(Sender::Client), heard(Sender::Server)), (1, 1));
}

proptest! {
    /// All that both ends write is in the trace, in order, byte for byte.
    #[test]
    fn law_a_trace_has_every_byte_of_both_directions(
        said in vec((any::<bool>(), vec(any::<u8>(), 0..300)), 0..12),
    ) {
        let log = Log::new("a talk");
        let mut server = watched(&log, Sender::Server);
        let mut client = Connection::client(Limits::DEFAULT, || [5, 6, 7, 8]);
        prop_assert_eq!(client.role(), Role::Client);
        let (mut asked, mut answered) = (Vec::new(), Vec::new());
        for (is_client, payload) in said {
            if is_client {
                client.send_shared(Kind::Binary, payload.into()).unwrap();
                asked.extend(bring(&mut client, &mut server));
            } else {
                server.send_shared(Kind::Binary, payload.into()).unwrap();
                answered.extend(bring(&mut server, &mut client));
            }
        }
        let trace = log.trace();
        prop_assert_eq!(written(&trace, 1, Sender::Client), asked);
        prop_assert_eq!(written(&trace, 1, Sender::Server), answered);
    }
}

#[test]
fn must_write_down_how_much_was_unread_at_each_event() {
    let log = Log::new("two pings in one read");
    let mut server = watched(&log, Sender::Server);
    let mut pings = [0x89, 0x80, 0, 0, 0, 0, 0x89, 0x80, 0, 0, 0, 0];
    let mut input = Input::new(&mut pings);
    while server.next_event(&mut input).unwrap().is_some() {}
    let records = log.trace().records.into_iter();
    let unread = records.filter_map(|record| match record.what {
        What::Event { unread, .. } => Some(unread),
        _ => None,
    });
    assert_eq!(unread.collect::<Vec<_>>(), [6, 0]);
}

/// Sees bytes, and asks for nothing else.
#[derive(Debug, Default)]
struct Blind(Vec<u8>);

impl Watch for Blind {
    fn received(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn sent(&mut self, _: &[u8]) {}

    fn event(&mut self, _: &dyn fmt::Debug, _: usize) {
        panic!("nobody asked for events");
    }

    fn state(&mut self, _: String) {
        panic!("nobody asked for states");
    }

    fn ticked(&mut self, _: Duration) {
        panic!("nobody asked for the time");
    }
}

/// Makes one event of all that comes; it is costly to say which, and where it is.
#[derive(Debug, Default)]
struct Costly;

struct Secret;

impl fmt::Debug for Secret {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("nobody asked for the event's words");
    }
}

impl Protocol for Costly {
    type Event<'i> = Secret;
    type Error = fmt::Error;

    fn next_event<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Secret>, fmt::Error> {
        let came = input.take(input.len());
        Ok((!came.is_empty()).then_some(Secret))
    }

    fn receive_eof(&mut self) {}

    fn take_output(&mut self) -> Output {
        Output::default()
    }

    fn held(&self) -> usize {
        0
    }

    fn describe(&self) -> String {
        panic!("nobody asked for the state's words");
    }

    fn shut_down(&mut self) {}
}

#[test]
fn must_make_no_words_for_a_watch_that_does_not_look_inside() {
    let mut watched = Tap::new(Costly, Blind::default());
    watched.tick(Duration::from_secs(1));
    let mut bytes = *b"abc";
    let mut input = Input::new(&mut bytes);
    assert!(matches!(watched.next_event(&mut input), Ok(Some(Secret))));
    assert!(matches!(watched.next_event(&mut input), Ok(None)));
    watched.receive_eof();
    assert_eq!(watched.take_output().to_vec(), b"");
    assert_eq!(watched.watch().0, b"abc");
}
