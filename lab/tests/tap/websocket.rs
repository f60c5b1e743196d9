//! # 10,000 messages each way, and every frame of them shown         chapter 12
//! Knows: a WebSocket through a tap to the lab, and the lines on the screen. Does not know: frames.
//! Read before: `relay.rs`. Read next: `lab/src/tap/show.rs`.

use super::*;
use lab::commands::paint::Paint;
use lab::tap::desk::RecordTo as _;
use lab::tap::show::{Form, Show};
use net::handle::Queue;
use net::websocket::{Request, connect};

/// Text number `i`, of a length of its own.
fn text(i: usize) -> String {
    format!("{i} {}", "x".repeat(i * 7919 % 300))
}

/// What is shown of these records.
fn shown(records: &[trace::Record], form: Form) -> String {
    let mut screen = Vec::new();
    let mut show = Show::new(&mut screen, form, None, Paint::PLAIN);
    for record in records {
        show.record(record).unwrap();
    }
    drop(show);
    String::from_utf8(screen).unwrap()
}

#[test]
fn must_pass_on_and_show_10_000_messages_each_way() {
    for split in [None, Some(64)] {
        run(async {
            let lab = lab_server().await;
            let faults = Faults { split, ..Faults::default() };
            let tapped = Tapped::start(faults, &lab.to_string()).await;
            let url = format!("ws://{}/echo", tapped.address);
            let opened = connect(Request::new(&url).unwrap()).await.unwrap();
            let (mut reader, writer) = opened.into_websocket(Queue::default()).split();
            let writing = net::tokio::spawn(async move {
                for i in 0..10_000 {
                    writer.send(text(i)).await.unwrap();
                }
                writer
            });
            for i in 0..10_000 {
                assert_eq!(reader.receive().await.message(), Some(text(i).into()));
            }
            let writer = writing.await.unwrap();
            let ending = writer.close(frames::CloseCode::NORMAL, "enough").await.unwrap();
            assert!(ending.closed.clean);
            let shown = shown(&tapped.records().await, Form::Lines);
            for arrow in ["→", "←"] {
                let begins = format!(" s  {arrow} text ");
                let texts: Vec<&str> =
                    shown.lines().filter(|line| line.contains(&begins)).collect();
                assert_eq!(texts.len(), 10_000);
                for (i, line) in texts.iter().enumerate() {
                    assert!(line.contains(&format!("B  \"{i} ")), "{line}");
                }
                assert!(shown.contains(&format!(" s  {arrow} close ")), "{shown}");
            }
            assert!(!shown.contains("not legal") && !shown.contains("unknown"));
        });
    }
}

#[test]
fn must_show_how_a_connection_began_and_ended() {
    let at = |ms| Duration::from_millis(ms);
    let record = |ms, connection, what| trace::Record { at: at(ms), connection, what };
    let opened = |client: &str| What::Opened { client: client.into(), server: "b:80".into() };
    let ended = |from, how| What::Ended { from, how };
    let get = b"GET / HTTP/1.1\r\nHost: b\r\n\r\nGET /half HT".to_vec();
    let records = [
        record(1, 1, opened("a:1")),
        record(2, 2, opened("a:2")),
        record(3, 1, What::Bytes { from: Sender::Client, bytes: get }),
        record(4, 2, What::Note("the tap left out what asks for an upgrade".into())),
        record(5, 1, ended(Sender::Client, End::Finished)),
        record(6, 2, ended(Sender::Client, End::Cut)),
        record(7, 2, ended(Sender::Server, End::Cut)),
        record(8, 1, ended(Sender::Server, End::Reset)),
    ];
    let lines = [
        "#1     0.0010 s  · opened: the client a:1, the server b:80",
        "#2     0.0020 s  · opened: the client a:2, the server b:80",
        "#2     0.0040 s  · the tap left out what asks for an upgrade",
        "#1     0.0050 s  · the client ends: FIN",
        "#2     0.0060 s  · the tap cuts off the client",
        "#2     0.0070 s  · the tap cuts off the server",
        "#2     0.0070 s  · over: 0 B from the client, 0 B from the server",
        "#1     0.0080 s  · the server breaks off: RST",
        "#1     0.0080 s  · over: 39 B from the client, 0 B from the server",
    ];
    let told = shown(&records, Form::Connections);
    assert_eq!(told.lines().collect::<Vec<_>>(), lines);
    let with_units = shown(&records, Form::Lines);
    let notes = with_units.lines().filter(|line| line.contains(" · "));
    assert_eq!(notes.collect::<Vec<_>>(), lines);
    let requests = with_units.lines().filter(|line| line.contains("→ request "));
    assert_eq!(requests.count(), 2, "what was not finished is shown, too: {with_units}");
}
