//! # Rogue servers of WebSocket, and our client                      chapter 08
//! Knows: which rule our client finds broken, or what it hears. Does not know: event streams.
//! Read before: `check/src/rogue/frames.rs`. Read next: `event_streams.rs`.

use super::{BOUNDS, listening, rogue, run};
use check::rogue::{Bounds, Side};
use frames::{CloseCode, Violation as Frame};
use handshake::Violation;
use handshake::deflate::Offer;
use net::Fault;
use net::gate::ConnectGate;
use net::handle::{Heard, Queue};
use net::websocket::{OpenError, Opened, Request, connect};
use std::time::Duration;
use wire::{Limits, Violation as _};

/// What our client makes of each: the rule that it finds broken.
const FRAMES: &[(&str, Frame)] = &[
    ("masked-frames", Frame::MaskedFrame),
    ("rsv", Frame::ReservedBits),
    ("reserved-opcode", Frame::ReservedOpcode(3)),
    ("length-2-63", Frame::LengthTopBit),
    ("bad-utf8", Frame::TextNotUtf8),
    ("long-ping", Frame::ControlTooLong),
    ("fragmented-ping", Frame::FragmentedControl),
    ("stray-continuation", Frame::NothingToContinue),
    ("close-1005", Frame::CloseCodeForbidden(CloseCode::new(1005))),
    ("close-1-byte", Frame::CloseBodyOfOneByte),
    ("silent", Frame::NoPong),
    ("fragment-flood", Frame::MessageTooLong { limit: 1 << 20 }),
];

type Judge = fn(&Violation) -> bool;

const HANDSHAKES: &[(&str, Judge)] = &[
    ("wrong-accept", |found| matches!(found, Violation::AcceptWrong { .. })),
    ("no-accept", |found| matches!(found, Violation::AcceptMissing)),
    ("unasked-subprotocol", |found| matches!(found, Violation::SubprotocolNotOffered(_))),
    ("unasked-extension", |found| matches!(found, Violation::ExtensionNotOffered(_))),
    ("200-instead-of-101", |found| is_status(found, 200)),
    ("redirect", |found| is_status(found, 302)),
    ("retry-after", |found| is_status(found, 503)),
];

fn is_status(found: &Violation, status: u16) -> bool {
    matches!(found, Violation::NotSwitching(refusal) if refusal.status == status)
}

const HELLO: &[&str] = &["split-head", "head-and-frame", "ping-flood"];
const OTHERS: &[&str] = &["never-answers-close", "bomb"];

pub(super) fn tested() -> impl Iterator<Item = &'static str> {
    let judged = FRAMES.iter().map(|row| row.0).chain(HANDSHAKES.iter().map(|row| row.0));
    judged.chain(HELLO.iter().copied()).chain(OTHERS.iter().copied())
}

/// Impatient, so that silence is found soon.
const LIMITS: Limits = Limits {
    ping_time: Duration::from_millis(50),
    pong_time: Duration::from_millis(50),
    close_time: Duration::from_millis(50),
    ..Limits::DEFAULT
};

fn request(address: &str) -> Request {
    Request::new(&format!("ws://{address}/")).unwrap().gate(ConnectGate::new(100)).limits(LIMITS)
}

async fn opened(name: &str, bounds: Bounds, offer: Option<Offer>) -> Result<Opened, OpenError> {
    let (address, _stop) = listening(name, bounds).await;
    let request = request(&address);
    connect(match offer {
        Some(offer) => request.deflate(offer),
        None => request,
    })
    .await
}

/// Which rule our client finds broken.
async fn broken(opened: Opened) -> Frame {
    let mut socket = opened.into_websocket(Queue::default());
    match socket.receive().await {
        Heard::Ended(ending) => match ending.fault.as_deref() {
            Some(Fault::Protocol(error)) => error.violation,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn must_break_the_rule_that_it_names_with_its_frames() {
    for (name, violation) in FRAMES {
        let found = run(async { broken(opened(name, BOUNDS, None).await.unwrap()).await });
        assert_eq!(found, *violation, "{name}");
        let rogue = rogue(name, Side::Server);
        assert!(
            rogue.legal || rogue.rule == found.cite(),
            "{name}: {} {}",
            rogue.rule,
            found.cite()
        );
    }
}

#[test]
fn must_break_the_rule_that_it_names_with_its_answer() {
    for (name, judge) in HANDSHAKES {
        match run(opened(name, BOUNDS, None)) {
            Err(OpenError::Handshake(error)) => {
                assert!(judge(&error.violation), "{name}: {error}");
                let rogue = rogue(name, Side::Server);
                assert!(rogue.legal || rogue.rule == error.violation.cite(), "{name}: {error}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn must_be_borne_where_it_breaks_no_rule() {
    for name in HELLO {
        run(async {
            let bounds = Bounds { count: Some(200), ..BOUNDS };
            let mut socket =
                opened(name, bounds, None).await.unwrap().into_websocket(Queue::default());
            match socket.receive().await {
                Heard::Message(message) => assert_eq!(message, "Hello".into(), "{name}"),
                other => panic!("{name}: {other:?}"),
            }
            assert!(rogue(name, Side::Server).legal, "{name}");
        });
    }
}

#[test]
fn must_be_left_alone_by_a_client_whose_close_it_does_not_answer() {
    run(async {
        let opened = opened("never-answers-close", BOUNDS, None).await.unwrap();
        let socket = opened.into_websocket(Queue::default());
        let ending = socket.close(CloseCode::NORMAL, "bye").await.unwrap();
        assert!(!ending.closed.clean, "{ending:?}");
    });
}

#[test]
fn must_inflate_beyond_any_limit_where_compression_was_offered() {
    run(async {
        let found = broken(opened("bomb", BOUNDS, Some(Offer::default())).await.unwrap()).await;
        assert_eq!(found, Frame::MessageTooLong { limit: 1 << 20 });
        match opened("bomb", BOUNDS, None).await {
            Err(OpenError::Handshake(error)) => {
                assert!(matches!(error.violation, Violation::ExtensionNotOffered(_)), "{error}");
            }
            other => panic!("{other:?}"),
        }
        // Who has room for it hears it whole: the bomb is one right message.
        let (address, _stop) = listening("bomb", BOUNDS).await;
        let limits = Limits { message_bytes: 1 << 26, ..Limits::DEFAULT };
        let request = request(&address).limits(limits).deflate(Offer::default());
        let queue = Queue { bytes: 1 << 26, ..Queue::default() };
        let mut socket = connect(request).await.unwrap().into_websocket(queue);
        let message = socket.receive().await.message().expect("a message");
        assert_eq!(message, "A".repeat(16_512_259).as_str().into());
    });
}
