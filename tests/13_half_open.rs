//! # Peers that vanish without a word                               chapter 13 · RFC 6455 §5.5.2
//! Knows: a stream that swallows what is written and brings nothing; virtual time. Does not know:
//! why the peer is gone.
//! Read before: `13_liveness.rs`, `net/src/drive.rs`. Read next: `14_closing.rs`.
//!
//! A machine without power or network sends no FIN. Its TCP connection looks open for hours: what
//! we write goes into the kernel's buffer and is never acknowledged.

mod support;

use frames::liveness::Liveness;
use frames::{CloseCode, Closed, Connection, Event, Violation, Who};
use net::handle::Queue;
use net::tokio::time::Instant;
use net::{Application, Fault, Flow, Stop, WebSocket, drive};
use std::ops::ControlFlow;
use std::time::Duration;
use support::in_virtual_time;
use support::vanished::Vanished;
use wire::Limits;

/// After our side is ended, the driver waits so long for the peer's end.
const LINGER: Duration = Duration::from_secs(1);

/// Keeps how it ended.
#[derive(Debug, Default)]
struct Hear(Vec<Closed>);

impl Application<Connection> for Hear {
    fn on_event(&mut self, _: &mut Connection, event: Event<'_>) -> Flow {
        if let Event::Closed(closed) = event {
            self.0.push(closed);
        }
        ControlFlow::Continue(())
    }
}

/// How driving a connection to such a peer ends, after how long, and what was written.
fn ends(
    heard: &str,
    room: usize,
    jitter: u16,
) -> (Fault<frames::ProtocolError>, Duration, Vec<u8>) {
    in_virtual_time(async {
        let stream = Vanished::new(laws::hex(heard), room);
        let mut connection = net::Connection::new(stream, Limits::DEFAULT, Stop::default());
        let liveness = Liveness::new(Limits::DEFAULT, jitter);
        let mut socket = Connection::server(Limits::DEFAULT).with_liveness(liveness);
        let mut hear = Hear::default();
        let began = Instant::now();
        let ended = drive(&mut connection, &mut socket, &mut hear).await;
        let after = began.elapsed();
        (ended.expect_err("it is gone"), after, connection.into_stream().written)
    })
}

mod s05_5_2_a_peer_that_is_gone {
    use super::*;

    fn is_silence(fault: &Fault<frames::ProtocolError>) -> bool {
        matches!(fault, Fault::Protocol(error) if error.violation == Violation::NoPong)
    }

    /// 20 s of silence, a ping, 20 s without an answer; a Close frame and a moment for the end.
    #[test] // WS-5.5.2-04
    fn limit_a_half_open_connection_is_found_within_40_seconds() {
        let (fault, after, written) = ends("", usize::MAX, 0);
        assert!(is_silence(&fault), "{fault}");
        let limits = Limits::DEFAULT;
        assert_eq!(after, limits.ping_time + limits.pong_time + LINGER);
        assert_eq!(after, Duration::from_secs(41));
        assert_eq!(written, laws::hex("89 08 00 00 00 00 00 00 00 01 | 88 02 | 03 f0"));
    }

    /// Whatever the dice say, it is asked sooner and never later.
    #[test]
    fn limit_the_dice_make_it_no_later() {
        for jitter in [0, 1, 30_000, u16::MAX] {
            let (fault, after, _) = ends("", usize::MAX, jitter);
            assert!(is_silence(&fault), "{fault}");
            let soonest = Duration::from_secs(10 + 20) + LINGER;
            let latest = Duration::from_secs(20 + 20) + LINGER;
            assert!(after >= soonest && after <= latest, "{after:?}");
        }
    }

    /// It vanished within a frame, within a message, within a header.
    #[test]
    fn limit_in_the_middle_of_anything() {
        for heard in ["81", "81 85 | 00 00 00 00 | 48 65", "01 81 | 00 00 00 00 | 61", "89"] {
            let (fault, after, _) = ends(heard, usize::MAX, 0);
            assert!(is_silence(&fault), "{heard}: {fault}");
            assert_eq!(after, Duration::from_secs(41), "{heard}");
        }
    }

    /// What we had to say fills the kernel's buffer: the ping itself is not taken any more.
    #[test]
    fn limit_where_not_even_the_ping_is_taken() {
        let (fault, after, written) = ends("", 0, 0);
        assert!(matches!(fault, Fault::Stalled), "{fault}");
        assert_eq!(after, Limits::DEFAULT.ping_time + Limits::DEFAULT.write_time);
        assert!(written.is_empty());
    }

    /// The holder of a WebSocket is told, too.
    #[test] // WS-7.2.1-02
    fn must_be_told_to_who_waits_for_a_message() {
        in_virtual_time(async {
            let stream = Vanished::new([], usize::MAX);
            let connection = net::Connection::new(stream, Limits::DEFAULT, Stop::default());
            let liveness = Liveness::new(Limits::DEFAULT, 0);
            let socket = Connection::server(Limits::DEFAULT).with_liveness(liveness);
            let mut socket = WebSocket::spawn(connection, socket, Queue::default());
            let began = Instant::now();
            let net::handle::Heard::Ended(ending) = socket.receive().await else {
                panic!("nobody is there to send a message")
            };
            assert_eq!(began.elapsed(), Duration::from_secs(41));
            assert!(is_silence(&ending.fault.expect("it is gone")));
            let closed = ending.closed;
            assert_eq!(
                (closed.code, closed.clean, closed.by),
                (CloseCode::ABNORMAL, false, Who::Us)
            );
        });
    }
}
