//! # What a fault does to those who talk                             chapter 03
//! Knows: a lab behind a bad wire, and what its clients then hear. Does not know: how the wire is
//! made bad.
//! Read before: `relay.rs`. Read next: `tap/command.rs`.

use super::*;
use lab::tap::Way;
use net::event_source::{Event, EventSource};

async fn publish(lab: SocketAddr, text: &str) {
    let mut stream = TcpStream::connect(lab).await.unwrap();
    let length = text.len();
    let head = format!(
        "POST /publish HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    say(&mut stream, (head + text).as_bytes()).await;
    let (answer, _) = rest(&mut stream).await;
    assert!(answer.starts_with(b"HTTP/1.1 202 "), "{}", answer.escape_ascii());
}

const UPGRADE: &[u8] = b"GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n\r\n";

#[test]
fn must_get_no_websocket_through_a_proxy_that_drops_the_upgrade() {
    run(async {
        let lab = lab_server().await.to_string();
        for (drop_upgrade, status) in [(false, "101"), (true, "426")] {
            let faults = Faults { drop_upgrade, ..Faults::default() };
            let tapped = Tapped::start(faults, &lab).await;
            let mut client = tapped.connect().await;
            say(&mut client, UPGRADE).await;
            let answer = hear(&mut client, 12).await;
            assert_eq!(answer, format!("HTTP/1.1 {status}").into_bytes());
            let records = tapped.records().await;
            let expected: &[&str] =
                if drop_upgrade { &["the tap left out what asks for an upgrade"] } else { &[] };
            assert_eq!(notes(&records), expected);
        }
    });
}

#[test]
fn must_be_silent_behind_a_proxy_that_buffers_until_the_stream_ends() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let faults = Faults { buffer: Some(16 * 1024), ..Faults::default() };
        let server = listener.local_addr().unwrap().to_string();
        let tapped = Tapped::start(faults, &server).await;
        let mut client = tapped.connect().await;
        let (mut server, _) = listener.accept().await.unwrap();
        let request = b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";
        say(&mut client, request).await;
        hear(&mut server, request.len()).await;
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
        let events: Vec<u8> = b"data: hello\n\n".repeat(100);
        say(&mut server, head).await;
        say(&mut server, &events).await;
        // A second request on the same wire shows that the proxy has read all of that: it comes
        // through behind the events, and nothing has come back.
        say(&mut client, request).await;
        hear(&mut server, request.len()).await;
        let mut byte = [0];
        let nothing = std::future::poll_fn(|cx| {
            let mut byte = net::tokio::io::ReadBuf::new(&mut byte);
            std::task::Poll::Ready(client.poll_peek(cx, &mut byte).is_pending())
        });
        assert!(nothing.await, "it is silent");
        drop(server);
        assert_eq!(rest(&mut client).await, ([&head[..], &events].concat(), false));
        let records = tapped.records().await;
        let why = "until the end of the stream";
        assert!(notes(&records).iter().all(|note| note.ends_with(why)), "{records:?}");
    });
}

#[test]
fn must_cut_behind_exactly_so_many_bytes() {
    run(async {
        for (n, fin) in [(0, true), (1, true), (1, false), (999, true), (1000, false)] {
            let cut_after = Some(u64::try_from(n).unwrap());
            let from = Way::Server;
            let faults = Faults { cut_after, fin, from, ..Faults::default() };
            let (tapped, mut client, mut server) = one(faults).await;
            // Cut at once, it may be gone before anybody says a word.
            if n > 0 {
                client.write_all(&[b'c'; 2000]).await.unwrap();
                server.write_all(&[b's'; 1000]).await.unwrap();
            }
            let (heard, is_reset) = rest(&mut client).await;
            assert_eq!((heard.len(), is_reset), (n, !fin));
            let (_, is_reset) = rest(&mut server).await;
            assert_eq!(is_reset, !fin, "both sides hear of it alike");
            drop((client, server));
            let records = tapped.records().await;
            assert_eq!(said(&records, 1, Sender::Server).len(), n);
            let cut = [Sender::Client, Sender::Server].map(|side| (side, End::Cut));
            assert_eq!(ends(&records), cut);
        }
    });
}

#[test]
fn must_cut_when_the_time_has_come() {
    run(async {
        for fin in [false, true] {
            let cut_time = Some(Duration::from_millis(50));
            let (tapped, mut client, mut server) =
                one(Faults { cut_time, fin, ..Faults::default() }).await;
            assert_eq!(rest(&mut client).await, (vec![], !fin));
            assert_eq!(rest(&mut server).await, (vec![], !fin));
            drop((client, server));
            tapped.records().await;
        }
    });
}

#[test]
fn regression_who_had_ended_was_said_to_be_cut_off_and_the_other_was_not() {
    run(async {
        let (tapped, mut client, mut server) = one(Faults::default()).await;
        client.shutdown().await.unwrap();
        assert_eq!(rest(&mut server).await, (vec![], false));
        // The tap is stopped while the server could still talk.
        let ends = ends(&tapped.records().await);
        assert_eq!(ends, [(Sender::Client, End::Finished), (Sender::Server, End::Cut)]);
    });
}

#[test]
fn must_lose_no_event_however_often_the_stream_is_cut() {
    run(async {
        let lab = lab_server().await;
        for i in 0..50 {
            publish(lab, &format!("event {i}")).await;
        }
        let (from, cut_after) = (Way::Server, Some(900));
        let faults = Faults { from, cut_after, ..Faults::default() };
        let tapped = Tapped::start(faults, &lab.to_string()).await;
        let url = format!("http://{}/events?since=0", tapped.address);
        let mut source = EventSource::connect(&url).unwrap();
        let (mut heard, mut opened) = (Vec::new(), 0);
        while heard.len() < 50 {
            match source.next().await.unwrap() {
                Event::Open => opened += 1,
                Event::Message { data, .. } => heard.push(data),
                Event::Error { retry_in, .. } => assert!(retry_in.is_some()),
            }
        }
        let all: Vec<String> = (0..50).map(|i| format!("event {i}")).collect();
        assert_eq!(heard, all);
        assert!(opened > 1, "it was cut");
        drop(source);
        let records = tapped.records().await;
        assert!(ends(&records).iter().any(|(_, how)| *how == End::Cut));
    });
}

#[test]
fn must_pass_nothing_on_when_frozen_and_say_nothing_of_it() {
    run(async {
        let freeze = Some(Duration::ZERO);
        let (tapped, mut client, mut server) = one(Faults { freeze, ..Faults::default() }).await;
        say(&mut client, b"is anybody there?").await;
        say(&mut server, b"is anybody there?").await;
        client.shutdown().await.unwrap();
        for side in [&mut client, &mut server] {
            let silence = timeout(Duration::from_millis(200), side.read(&mut [0])).await;
            assert!(silence.is_err(), "neither bytes nor an end");
        }
        let records = tapped.records().await;
        assert_eq!(said(&records, 1, Sender::Client), b"");
    });
}
