//! # What a peer can make a WebSocket hold                           chapter 12 · RFC 6455 §10.4
//! Knows: how many bytes of the heap are taken at one time, for it counts them. Does not know: how
//! long anything takes.
//! Read before: `12_messages.rs`, `frames/src/unfinished.rs`. Read next: `15_memory.rs`.
//!
//! The allocator of this test counts what its own thread takes; so everything here is on one.

mod support;

use allocation_counter::measure;
use frames::{CloseCode, Connection, Event, Message, Violation};
use laws::frames::frame;
use net::handle::{Queue, SendError};
use net::tokio::io::{AsyncWriteExt as _, DuplexStream, duplex};
use net::tokio::time::Instant;
use net::{Application, Fault, Flow, Stop, WebSocket, drive};
use std::ops::ControlFlow;
use support::in_virtual_time;
use wire::{Input, Limits, Output, Protocol};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const MILLION: usize = 1_000_000;
const KEY: Option<[u8; 4]> = Some([0x37, 0xfa, 0x21, 0x3d]);

/// The most that `act` holds at one time, beyond what was held before. When a buffer grows, the old
/// one and the new one both count.
#[track_caller]
fn holds_at_most(most: u64, act: impl FnOnce()) {
    let peak = measure(act).bytes_max;
    println!("{peak} bytes at most, of {most}");
    assert!(peak < most, "{peak} bytes were held at one time, not less than {most}");
}

fn server_up_to(message_bytes: usize) -> Connection {
    Connection::server(Limits { message_bytes, ..Limits::DEFAULT })
}

/// Let `server` hear `bytes`, in which nothing ends.
fn hears_nothing_of(server: &mut Connection, bytes: &[u8]) {
    let mut bytes = bytes.to_vec();
    assert_eq!(server.next_event(&mut Input::new(&mut bytes)), Ok(None));
}

mod s05_4_fragments {
    use super::*;

    /// A text of `n` fragments, each with `payload`: how many bytes it has in the end.
    fn message_of(server: &mut Connection, payload: &[u8], n: usize) -> usize {
        hears_nothing_of(server, &frame(0x01, payload, KEY));
        let many = frame(0x00, payload, KEY).repeat(1_000);
        for _ in 0..(n - 2) / 1_000 {
            hears_nothing_of(server, &many);
        }
        hears_nothing_of(server, &frame(0x00, payload, KEY).repeat((n - 2) % 1_000));
        let mut last = frame(0x80, payload, KEY);
        match server.next_event(&mut Input::new(&mut last)) {
            Ok(Some(Event::Message(message))) => message.bytes().len(),
            other => panic!("a message was expected: {other:?}"),
        }
    }

    #[test] // WS-10.4-01
    fn limit_a_million_fragments_of_one_byte_cost_less_than_a_mebibyte_beyond_their_bytes() {
        let mut server = Connection::server(Limits::DEFAULT);
        holds_at_most(MILLION as u64 + MIB, || {
            assert_eq!(message_of(&mut server, b"x", MILLION), MILLION);
        });
    }

    #[test] // WS-10.4-01
    fn limit_a_million_empty_fragments_cost_nothing() {
        let mut server = Connection::server(Limits::DEFAULT);
        holds_at_most(64 * KIB, || {
            assert_eq!(message_of(&mut server, b"", MILLION), 0);
        });
    }

    /// A hundred peers at once, each with almost a whole message, and the rest byte by byte.
    #[test] // WS-10.4-01
    fn limit_a_hundred_floods_of_fragments_at_once() {
        const BYTES: usize = 10_000;
        let most = Limits::DEFAULT.message_bytes;
        let begin = frame(0x02, &vec![0; most - BYTES], Some([0; 4]));
        let bytes = frame(0x00, b"x", KEY).repeat(1_000);
        holds_at_most(150 * MIB, || {
            let mut servers: Vec<_> =
                (0..100).map(|_| Connection::server(Limits::DEFAULT)).collect();
            for server in &mut servers {
                // Sixteen pieces, so that nobody holds a second copy of all of it.
                for piece in begin.chunks(64 * 1024) {
                    hears_nothing_of(server, piece);
                }
            }
            for _ in 0..BYTES / 1_000 {
                for server in &mut servers {
                    hears_nothing_of(server, &bytes);
                }
            }
            let held: usize = servers.iter().map(Protocol::held).sum();
            assert_eq!(held, 100 * most);
            for server in &mut servers {
                let mut one_more = frame(0x80, b"x", KEY);
                let error = server.next_event(&mut Input::new(&mut one_more)).unwrap_err();
                assert_eq!(error.violation, Violation::MessageTooLong { limit: most });
                assert_eq!(server.held(), 0);
            }
        });
    }
}

mod s05_2_announced_lengths {
    use super::*;

    const HEADER: &str = "82 ff | 40 00 00 00 00 00 00 00 | 00 00 00 00"; // 2^62 bytes will come

    /// Nobody's limit, and then silence.
    #[test] // WS-10.4-01
    fn limit_an_announced_length_takes_no_memory() {
        let (mut server, header) = (server_up_to(usize::MAX), laws::hex(HEADER));
        holds_at_most(8 * KIB, || hears_nothing_of(&mut server, &header));
        assert_eq!(server.held(), 0);
    }

    #[test] // WS-10.4-01
    fn limit_an_announced_length_is_refused_at_the_header() {
        let mut server = Connection::server(Limits::DEFAULT);
        holds_at_most(8 * KIB, || {
            let error = server.next_event(&mut Input::new(&mut laws::hex(HEADER))).unwrap_err();
            assert_eq!(error.violation.close_code(), CloseCode::MESSAGE_TOO_BIG);
            assert_eq!(server.take_output().to_vec(), laws::hex("88 02 | 03 f1"));
        });
    }

    /// The key need not come first: the length says enough, and not all of it less.
    #[test] // WS-10.4-01
    fn limit_an_announced_length_is_refused_at_its_last_byte() {
        let header = laws::hex(HEADER);
        let mut server = Connection::server(Limits::DEFAULT);
        for byte in &header[..9] {
            hears_nothing_of(&mut server, &[*byte]);
        }
        let error = server.next_event(&mut Input::new(&mut [header[9]])).unwrap_err();
        let rule = Violation::MessageTooLong { limit: Limits::DEFAULT.message_bytes };
        assert_eq!((error.violation, error.offset), (rule, 1));
    }
}

/// RFC 7692 §8: what a few bytes can become.
mod rfc7692_s08_bombs {
    use super::*;
    use frames::deflate::{Deflate, Window};

    /// Neither side keeps its window: what our server asks for.
    fn compressing() -> Connection {
        let window = Window { bits: 15, takeover: false };
        let deflate = Deflate { send: window, receive: window, threshold: 0 };
        Connection::server(Limits::DEFAULT).with_deflate(deflate)
    }

    /// Ten million zeros, in one frame of a client's.
    fn bomb() -> Vec<u8> {
        let mut zip = compressing();
        zip.send_binary(&vec![0; 10_000_000]).expect("open");
        let sent = zip.take_output().to_vec();
        assert!(sent[0] == 0xc2 && sent.len() < 20_000, "{} bytes", sent.len());
        frame(0xc2, &sent[4..], KEY)
    }

    /// While a buffer grows to the limit, half of the limit is the old one.
    #[test] // PMD-8-02
    fn limit_a_bomb_costs_the_limit_and_little_more() {
        let limit = Limits::DEFAULT.message_bytes as u64;
        let bomb = bomb();
        // A hundred, one after another: what one of them took, it gave back.
        for n in [1, 100] {
            let mut attacked: Vec<_> = (0..n).map(|_| (compressing(), bomb.clone())).collect();
            holds_at_most(limit + limit / 2 + 64 * KIB, || {
                for (server, bytes) in &mut attacked {
                    let error = server.next_event(&mut Input::new(bytes)).unwrap_err();
                    assert_eq!(error.violation.close_code(), CloseCode::MESSAGE_TOO_BIG);
                }
            });
        }
    }

    #[test]
    fn limit_an_idle_connection_that_compressed_costs_less_than_16_kib() {
        const N: i64 = 1_000;
        let mut zip = compressing();
        zip.send_text(&"Hello ".repeat(100)).expect("open");
        let said = frame(0xc1, &zip.take_output().to_vec()[2..], KEY);
        let mut servers = Vec::new();
        let info = measure(|| {
            for _ in 0..N {
                let mut server = compressing();
                let mut bytes = said.clone();
                let heard = server.next_event(&mut Input::new(&mut bytes)).unwrap();
                assert!(matches!(heard, Some(Event::Message(_))), "{heard:?}");
                server.send_text(&"Hello ".repeat(100)).expect("open");
                assert!(server.take_output().len() < 100);
                servers.push(server);
            }
        });
        let each = info.bytes_current / N;
        println!("{each} bytes each");
        assert!(each < 16 * KIB as i64, "{each} bytes each");
    }
}

mod answers {
    use super::*;

    /// Let `server` say `payload`, as a driver hears it.
    fn say(server: &mut Connection, payload: &[u8], unsent: &mut Output) {
        server.send_binary(payload).unwrap();
        unsent.append(server.take_output());
    }

    #[test]
    fn limit_an_answer_takes_no_memory_once_another_was_written() {
        let (mut server, mut unsent) = (server_up_to(1000), Output::default());
        let mut answer = || {
            say(&mut server, &[7; 1000], &mut unsent);
            unsent.advance(1004);
            assert!(unsent.is_empty());
        };
        answer();
        let taken = measure(|| (0..1000).for_each(|_| answer())).bytes_total;
        assert_eq!(taken, 0);
    }

    #[test]
    fn limit_what_waits_for_a_slow_peer_is_in_no_larger_buffer_than_it_needs() {
        let (mut server, mut unsent) = (server_up_to(1000), Output::default());
        let kept = measure(|| {
            say(&mut server, &[7; 50_000], &mut unsent);
            unsent.advance(50_004); // the next answer begins with this buffer
            say(&mut server, &[7; 100], &mut unsent);
            unsent.advance(2);
            unsent.settle();
        });
        assert_eq!(unsent.len(), 100);
        assert!(kept.bytes_max > 50_000 && kept.bytes_current < 1000, "{kept:?}");
    }
}

/// A peer that says much and reads nothing.
mod s05_5_3_floods {
    use super::*;

    /// As the lab's echo does.
    struct Echo;

    impl Application<Connection> for Echo {
        fn on_event(&mut self, socket: &mut Connection, event: Event<'_>) -> Flow {
            if let Event::Message(Message::Binary(bytes)) = event {
                socket.send_binary(&bytes).unwrap();
            }
            ControlFlow::Continue(())
        }
    }

    fn connection(stream: DuplexStream) -> net::Connection<DuplexStream> {
        net::Connection::new(stream, Limits::DEFAULT, Stop::default())
    }

    /// One for all connections of a thread: it is none of theirs.
    fn the_thread_has_its_read_buffer() {
        let (ours, theirs) = duplex(64);
        drop(theirs);
        in_virtual_time(drive(&mut connection(ours), &mut server_up_to(0), &mut Echo)).unwrap();
    }

    /// Write these thousand frames a thousand times, or until nobody takes them.
    async fn flood(mut peer: DuplexStream, thousand: &[u8]) -> DuplexStream {
        for _ in 0..1_000 {
            let Ok(()) = peer.write_all(thousand).await else { break };
        }
        peer
    }

    /// The driver hears no more of one who does not read, and gives it up after 10 s.
    fn is_given_up(thousand: &[u8]) {
        the_thread_has_its_read_buffer();
        holds_at_most(MIB, || {
            in_virtual_time(async {
                let (ours, theirs) = duplex(4096);
                let (mut connection, mut socket) =
                    (connection(ours), Connection::server(Limits::DEFAULT));
                let driving = async {
                    let began = Instant::now();
                    let ended = drive(&mut connection, &mut socket, &mut Echo).await;
                    drop(connection);
                    (ended, began.elapsed())
                };
                let ((ended, after), _) = net::tokio::join!(driving, flood(theirs, thousand));
                assert!(matches!(ended, Err(Fault::Stalled)), "{ended:?}");
                assert_eq!(after, Limits::DEFAULT.write_time);
            });
        });
    }

    #[test] // WS-5.5.3-02
    fn limit_a_flood_of_pings_that_nobody_reads_the_answers_of() {
        is_given_up(&frame(0x89, b"1234", KEY).repeat(1_000));
    }

    #[test]
    fn limit_a_flood_of_messages_that_nobody_reads_the_answers_of() {
        is_given_up(&frame(0x82, &[7; 1024], KEY).repeat(1_000));
    }

    /// A WebSocket that is held in the hand hears all million of them, for it answers no message by
    /// itself: one pong waits.
    #[test] // WS-5.5.3-02
    fn limit_a_million_pings_that_are_all_heard() {
        let thousand = frame(0x89, b"1234", KEY).repeat(1_000);
        holds_at_most(MIB, || {
            in_virtual_time(async {
                let (ours, theirs) = duplex(4096);
                let socket = Connection::server(Limits::DEFAULT);
                let socket = WebSocket::spawn(connection(ours), socket, Queue::default());
                let (_reader, writer) = socket.split();
                let began = Instant::now();
                let peer = flood(theirs, &thousand).await;
                assert_eq!(began.elapsed().as_secs(), 0, "all were taken");
                let ending = writer.ended().await;
                let fault = ending.fault.expect("it does not read");
                assert!(matches!(*fault, Fault::Stalled), "{fault:?}");
                assert_eq!(began.elapsed(), Limits::DEFAULT.write_time);
                drop(peer);
            });
        });
    }

    /// One who stopped reading costs its queue, and what is on its way.
    #[test]
    fn limit_a_reader_that_stopped_costs_its_queue() {
        let queue = Queue::default();
        holds_at_most(u64::from(queue.bytes) + MIB / 2, || {
            in_virtual_time(async {
                let (ours, _peer) = duplex(4096);
                let socket = Connection::server(Limits::DEFAULT);
                let socket = WebSocket::spawn(connection(ours), socket, queue);
                let (_reader, writer) = socket.split();
                let mut sent = 0;
                let full = loop {
                    match writer.try_send(vec![7; 1024]) {
                        Ok(()) => sent += 1,
                        Err(full) => break full,
                    }
                    net::tokio::task::yield_now().await;
                };
                assert!(matches!(full, SendError::Full(_)), "{full}");
                assert!((1_024..1_200).contains(&sent), "{sent} messages were taken");
            });
        });
    }
}

mod s06_1_what_was_written {
    use super::*;

    /// Send a text of so many bytes, and write all that waits.
    fn write(server: &mut Connection, bytes: usize) {
        server.send_text(&"x".repeat(bytes)).expect("open");
        let mut output = server.take_output();
        output.advance(output.len());
    }

    #[test]
    fn limit_one_spare_output_a_thread_of_64_kib() {
        let mut server = Connection::server(Limits::DEFAULT);
        let after = |bytes, server: &mut Connection| {
            measure(|| write(server, bytes)).bytes_current // more than before it
        };
        assert!(after(40_000, &mut server) <= 64 * 1024 + 256, "kept for the next");
        assert_eq!(after(40_000, &mut server), 0, "and used by it");
        assert!(after(1_000_000, &mut server) <= 0, "too large to be kept");
    }

    #[test]
    fn claim_a_short_message_is_written_without_new_memory() {
        let mut server = Connection::server(Limits::DEFAULT);
        let send = |server: &mut Connection| {
            server.send_text("Hello").expect("open");
            let mut output = server.take_output();
            output.advance(output.len());
        };
        send(&mut server);
        assert_eq!(measure(|| send(&mut server)).count_total, 0);
    }
}
