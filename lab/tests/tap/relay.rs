//! # Nothing is lost, nothing changes places                         chapter 03
//! Knows: both sides of a tap, and what they said. Does not know: what it means.
//! Read before: `line.rs`. Read next: `faults.rs`.

use super::*;
use laws::proptest::prelude::*;
use laws::proptest::test_runner::TestRunner;
use net::tokio::io::AsyncWrite;

/// How many messages each side sends.
const MESSAGES: u32 = 10_000;

/// Numbers that look like chance, and are the same each time.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below).unwrap()
    }
}

/// Messages of any sizes, each with its number: as they are written, one after another.
fn messages(seed: u64) -> Vec<Vec<u8>> {
    let mut dice = Dice(seed);
    let message = |i: u32| {
        let length = match dice.next(100) {
            0 => dice.next(5000),
            _ => dice.next(60),
        };
        [&i.to_be_bytes()[..], &vec![u8::try_from(dice.next(256)).unwrap(); length]].concat()
    };
    (0..MESSAGES).map(message).collect()
}

async fn write_all(mut sink: impl AsyncWrite + Unpin, messages: &[Vec<u8>]) {
    for message in messages {
        sink.write_all(message).await.unwrap();
    }
    sink.shutdown().await.unwrap();
}

/// Every fault that does not cut, and all of them at once.
fn faults() -> Vec<Faults> {
    let none = Faults::default();
    let split = Faults { split: Some(7), ..none };
    let delay = Faults { delay: Duration::from_millis(3), ..none };
    let rate = Faults { rate: Some(4_000_000), ..none };
    let middle = Faults { drop_upgrade: true, buffer: Some(10_000), ..none };
    let one_way = Faults { from: lab::tap::Way::Server, split: Some(1), ..none };
    let all = Faults { split: Some(50), delay: delay.delay, rate: rate.rate, ..middle };
    vec![none, split, delay, rate, middle, one_way, all]
}

#[test]
fn must_keep_10_000_messages_each_way_through_every_fault_that_does_not_cut() {
    let (asked, answered) = (messages(1), messages(2));
    for faults in faults() {
        run(async {
            let (tapped, mut client, mut server) = one(faults).await;
            let (mut from_client, to_server) = (Vec::new(), client.split());
            let (mut from_server, to_client) = (Vec::new(), server.split());
            let ((mut heard, said_up), (mut met, said_down)) = (to_server, to_client);
            let (a, b, _, _) = net::tokio::join!(
                heard.read_to_end(&mut from_server),
                met.read_to_end(&mut from_client),
                write_all(said_up, &asked),
                write_all(said_down, &answered),
            );
            a.and(b).unwrap();
            assert!(from_client == asked.concat(), "{faults:?}");
            assert!(from_server == answered.concat(), "{faults:?}");
            let records = tapped.records().await;
            assert!(said(&records, 1, Sender::Client) == asked.concat());
            assert!(said(&records, 1, Sender::Server) == answered.concat());
            let mut ended = ends(&records);
            ended.sort_by_key(|(side, _)| *side == Sender::Server);
            let finished = [Sender::Client, Sender::Server].map(|side| (side, End::Finished));
            assert_eq!(ended, finished);
        });
    }
}

#[test]
fn law_both_directions_are_the_same_bytes_in_any_cuts() {
    let speech = || prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3000), 0..6);
    let split = prop::option::of(1..2000_usize);
    let runtime = Runtime::new().unwrap();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(64));
    let law = runner.run(&(speech(), speech(), split), |(asked, answered, split)| {
        let playing = async {
            let faults = Faults { split, ..Faults::default() };
            let (tapped, mut client, mut server) = one(faults).await;
            for piece in &asked {
                say(&mut client, piece).await;
            }
            client.shutdown().await.unwrap();
            for piece in &answered {
                say(&mut server, piece).await;
            }
            server.shutdown().await.unwrap();
            let heard = (rest(&mut server).await, rest(&mut client).await);
            (heard, tapped.records().await)
        };
        let playing = async { timeout(PATIENCE, playing).await };
        let ((up, down), records) = runtime.block_on(playing).unwrap();
        prop_assert_eq!(&up, &(asked.concat(), false));
        prop_assert_eq!(&down, &(answered.concat(), false));
        prop_assert_eq!(said(&records, 1, Sender::Client), up.0);
        prop_assert_eq!(said(&records, 1, Sender::Server), down.0);
        Ok(())
    });
    law.unwrap();
}

#[test]
fn must_pass_on_a_half_close_and_let_the_other_side_go_on() {
    run(async {
        let (tapped, mut client, mut server) = one(Faults::default()).await;
        say(&mut client, b"that was all").await;
        client.shutdown().await.unwrap();
        assert_eq!(rest(&mut server).await, (b"that was all".to_vec(), false));
        say(&mut server, b"but not from here").await;
        assert_eq!(hear(&mut client, 17).await, b"but not from here");
        drop(server);
        assert_eq!(rest(&mut client).await, (vec![], false));
        let records = tapped.records().await;
        let order = [(Sender::Client, End::Finished), (Sender::Server, End::Finished)];
        assert_eq!(ends(&records), order);
    });
}

#[test]
fn must_pass_on_a_reset_as_a_reset() {
    run(async {
        for from in [Sender::Client, Sender::Server] {
            let (tapped, mut client, mut server) = one(Faults::default()).await;
            say(&mut client, b"a").await;
            say(&mut server, b"b").await;
            hear(&mut server, 1).await;
            hear(&mut client, 1).await;
            let (resets, mut hears) = match from {
                Sender::Client => (client, server),
                Sender::Server => (server, client),
            };
            resets.set_zero_linger().unwrap();
            drop(resets);
            assert_eq!(rest(&mut hears).await, (vec![], true), "a reset, and not an end");
            assert_eq!(ends(&tapped.records().await), [(from, End::Reset)]);
        }
    });
}

/// A client that closes without a word, while the server still writes.
#[test]
fn must_tell_a_server_that_its_client_is_gone() {
    run(async {
        let (tapped, client, mut server) = one(Faults::default()).await;
        drop(client);
        assert_eq!(rest(&mut server).await, (vec![], false), "the client's FIN");
        while server.write_all(&[0; 1000]).await.is_ok() {}
        let ended = ends(&tapped.records().await);
        assert_eq!(ended, [(Sender::Client, End::Finished), (Sender::Client, End::Reset)]);
    });
}

#[test]
fn must_not_read_more_from_a_side_than_the_other_takes() {
    run(async {
        let (tapped, mut client, mut server) = one(Faults::default()).await;
        // What nobody reads fills the buffers of two systems' sockets, and then the writer waits.
        let mut written = 0;
        while let Ok(n) = timeout(Duration::from_secs(2), client.write(&[7; 65_536])).await {
            written += n.unwrap();
            assert!(written < 100_000_000, "somebody keeps all of it");
        }
        drop(client);
        assert_eq!(rest(&mut server).await.0.len(), written);
        tapped.records().await;
    });
}

#[test]
fn must_close_and_say_why_when_no_server_is_there() {
    run(async {
        let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let tapped = Tapped::start(Faults::default(), &nobody.to_string()).await;
        let mut client = tapped.connect().await;
        assert_eq!(rest(&mut client).await.0, b"");
        let records = tapped.records().await;
        let [note] = notes(&records)[..] else { panic!("{records:?}") };
        let begins = format!("the tap reaches no server at {nobody}: cannot connect: ");
        assert!(note.starts_with(&begins), "{note}");
        let cut = [Sender::Client, Sender::Server].map(|side| (side, End::Cut));
        assert_eq!(ends(&records), cut);
    });
}

#[test]
fn must_keep_100_connections_apart() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = listener.local_addr().unwrap().to_string();
        let tapped = Tapped::start(Faults::default(), &server).await;
        let echoing = net::tokio::spawn(async move {
            for _ in 0..100 {
                let (mut stream, _) = listener.accept().await.unwrap();
                net::tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    net::tokio::io::copy(&mut from, &mut to).await.unwrap();
                    to.shutdown().await.unwrap();
                });
            }
        });
        let mut clients = Vec::new();
        for _ in 0..100 {
            clients.push(tapped.connect().await);
        }
        for round in 0..10 {
            for (i, client) in clients.iter_mut().enumerate() {
                say(client, format!("{round}:{i:03};").as_bytes()).await;
            }
        }
        for (i, client) in clients.iter_mut().enumerate() {
            client.shutdown().await.unwrap();
            let expected: String = (0..10).map(|round| format!("{round}:{i:03};")).collect();
            assert_eq!(rest(client).await, (expected.into_bytes(), false));
        }
        echoing.await.unwrap();
        let records = tapped.records().await;
        for connection in 1..=100 {
            let up = said(&records, connection, Sender::Client);
            assert_eq!(up.len(), 60);
            assert_eq!(up, said(&records, connection, Sender::Server));
        }
    });
}
