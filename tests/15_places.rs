//! # As many as there is place for                                   chapter 15
//! Knows: how many may come, from where, and what the next one hears. Does not know: what those do
//! who are inside.
//! Read before: `net/src/places.rs`, `15_serving.rs`. Read next: `15_ending.rs`.

mod support;

use lab::Config;
use net::{Caps, Full, Places};
use std::net::IpAddr;
use support::{Answer, Client, PATIENCE, Running, get, upgrade};

/// A lab with so many places.
fn lab(caps: Caps) -> Running {
    Running::with(Config { caps, ..Config::default() })
}

/// A client that is served, and stays.
fn served(lab: &Running) -> Client {
    let mut client = lab.connect();
    client.send(&get("/healthz"));
    assert_eq!(client.answer().status, 200);
    client
}

/// A client that is refused: it hears so without a word of its own, and then the end.
#[track_caller]
fn refused(mut client: Client) -> Answer {
    let answer = client.answer();
    assert_eq!(answer.status, 503, "{}", answer.head);
    let seconds: u64 = answer.field("Retry-After").unwrap().parse().unwrap();
    assert!((1..=11).contains(&seconds), "{seconds} s");
    assert_eq!(answer.field("Connection"), Some("close"));
    assert_eq!(answer.text().lines().count(), 1, "one sentence");
    assert!(client.read_to_end().is_empty(), "and the end");
    answer
}

fn wait_for_places(lab: &Running, taken: usize) {
    while lab.lab.places.taken() != taken {
        std::thread::yield_now();
    }
}

mod the_book {
    use super::*;
    use net::Entering;
    use net::places::ENTRANCE_TIME;
    use net::tokio::time::{Instant, sleep, sleep_until};
    use std::task::{Context, Waker};
    use support::in_virtual_time;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn limit_the_defaults_are_18_000_and_256_and_256() {
        let Caps { connections, per_address, entering } = Caps::default();
        assert_eq!((connections, per_address, entering), (18_000, 256, 256));
    }

    #[test]
    fn limit_connections() {
        let places = Places::from(2);
        let one = places.take(address("10.0.0.1")).unwrap();
        let two = places.take(address("10.0.0.2")).unwrap();
        let full = places.take(address("10.0.0.3")).unwrap_err();
        assert_eq!(full, Full::Connections(2));
        drop(one);
        assert_eq!(places.taken(), 1);
        let three = places.take(address("10.0.0.3")).unwrap();
        drop((two, three));
        assert_eq!((places.taken(), places.given()), (0, 3));
    }

    /// Each address by itself; of IPv6 the network; IPv4 is the same inside IPv6.
    #[test]
    fn limit_per_address() {
        let places = Places::from(Caps { per_address: 1, ..Caps::DEFAULT });
        let mut inside = Vec::new();
        for (first, same, other) in [
            ("127.0.0.9", "127.0.0.9", "127.0.0.10"),
            ("10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2"),
            ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"),
        ] {
            inside.push(places.take(address(first)).unwrap());
            assert_eq!(places.take(address(same)).unwrap_err(), Full::Address(1), "{same}");
            inside.push(places.take(address(other)).unwrap());
        }
        inside.clear();
        inside.push(places.take(address("127.0.0.9")).unwrap());
    }

    /// Of those within their first head the oldest gives way, once it has had its time and there
    /// are too many; who has said the first head is none of them.
    #[test]
    fn limit_entering() {
        in_virtual_time(async {
            let places = Places::from(Caps { entering: 1, ..Caps::DEFAULT });
            let come = || places.take(address("10.0.0.1")).unwrap();
            let gives_way = |entering: &mut Entering| {
                let mut cx = Context::from_waker(Waker::noop());
                entering.poll_give_way(&mut cx).is_ready()
            };
            let [(_, mut one), (_, mut two)] = [come(), come()];
            sleep(ENTRANCE_TIME * 2).await; // we did not come to look for their heads
            assert!(!gives_way(&mut one) && !gives_way(&mut two));
            let due = Instant::now() + ENTRANCE_TIME;
            assert_eq!(places.thin_out(), Some(due));
            assert!(!gives_way(&mut one), "it has time yet");
            sleep_until(due).await;
            drop(two); // said its head
            assert_eq!(places.thin_out(), None);
            assert!(!gives_way(&mut one), "nobody needs its place");
            let (place, mut three) = come();
            assert!(!gives_way(&mut three));
            assert_eq!(places.thin_out(), None);
            assert!(gives_way(&mut one) && gives_way(&mut one), "told once, and for good");
            assert!(!gives_way(&mut three));
            assert_eq!(places.taken(), 1, "a place is another matter");
            drop(place);
            assert_eq!(places.taken(), 0);
        });
    }
}

mod s15_6_4_service_unavailable {
    use super::*;
    use std::sync::atomic::Ordering::Relaxed;

    #[test]
    fn limit_the_next_one_hears_503_and_when_to_come_back() {
        let lab = lab(2.into());
        let (first, mut second) = (served(&lab), served(&lab));
        let answer = refused(lab.connect());
        let sentence = "2 connections are open, the most at once; come back in ";
        assert!(answer.text().starts_with(sentence), "{}", answer.text());
        drop(first);
        wait_for_places(&lab, 1);
        let _third = served(&lab);
        second.send(&get("/metrics"));
        let figures = second.answer();
        for line in ["wire101_sockets 2", "wire101_refused_total 1", "wire101_accepted_total 3"] {
            assert!(figures.text().contains(&format!("\n{line}\n")), "{line}");
        }
    }

    /// The answer reaches one who was still sending a request, too.
    #[test]
    fn must_not_destroy_the_answer_by_a_reset() {
        let lab = lab(1.into());
        let _first = served(&lab);
        for _ in 0..100 {
            let mut client = lab.connect();
            client.send(&get("/events"));
            refused(client);
        }
    }

    /// A thousand who stay after they were refused: each was told, and only some are waited for.
    #[test]
    fn limit_a_thousand_refused_ones_are_all_told_and_cost_no_place() {
        net::open_files::allow_all().unwrap();
        let lab = lab(1.into());
        let mut first = served(&lab);
        let crowd: Vec<_> = (0..1_000).map(|_| lab.connect()).collect();
        crowd.into_iter().for_each(|client| drop(refused(client)));
        assert_eq!(lab.lab.incidents.refused.load(Relaxed), 1_000);
        assert_eq!(lab.lab.places.taken(), 1);
        first.send(&get("/healthz"));
        assert_eq!(first.answer().status, 200, "who is inside is served");
    }

    /// 256 from one address; the next one from there is refused, and one from elsewhere is not.
    #[test]
    #[cfg(target_os = "linux")] // elsewhere this machine is 127.0.0.1 alone
    fn limit_256_from_one_address() {
        use net::tokio::net::TcpSocket;
        let lab = lab(Caps::DEFAULT);
        let from = |address: [u8; 4]| {
            let stream = lab.block_on(async {
                let socket = TcpSocket::new_v4().unwrap();
                socket.bind((address, 0).into()).unwrap();
                socket.connect(lab.address).await.unwrap().into_std().unwrap()
            });
            stream.set_nonblocking(false).unwrap();
            Client::of(stream)
        };
        let served_from = |address| {
            let mut client = from(address);
            client.send(&get("/healthz"));
            assert_eq!(client.answer().status, 200);
            client
        };
        let nine: Vec<_> = (0..256).map(|_| served_from([127, 0, 0, 9])).collect();
        let answer = refused(from([127, 0, 0, 9]));
        let sentence = "256 connections from your address are open, the most from one; come back";
        assert!(answer.text().starts_with(sentence), "{}", answer.text());
        let _ten = served_from([127, 0, 0, 10]);
        drop(nine);
        wait_for_places(&lab, 1);
        let _nine_again = served_from([127, 0, 0, 9]);
    }
}

mod the_first_head {
    use super::*;
    use lab::Lab;
    use lab::certificate::Identity;
    use lab::connection::enter;
    use net::tokio::io::{AsyncReadExt as _, duplex};
    use net::tokio::time::sleep;
    use net::{Connection, Stop, tokio};
    use std::sync::Arc;
    use std::time::Duration;
    use support::in_virtual_time;
    use wire::Limits;

    /// A lab in which nothing but giving way ends a connection within its first head.
    fn patient(entering: usize) -> Running {
        let limits = Limits { head_time: PATIENCE, ..Limits::DEFAULT };
        let caps = Caps { entering, ..Config::default().caps };
        Running::with(Config { caps, limits, ..Config::default() })
    }

    /// A good client: it gets its WebSocket.
    fn welcome(lab: &Running) -> Client {
        let mut client = lab.connect();
        client.send(&upgrade("/echo"));
        assert!(client.head().starts_with("HTTP/1.1 101 "));
        client
    }

    /// 5,000 who connect, say nothing or half a head, and stay. Good clients get in meanwhile; of
    /// the others all but 256 have to go, the oldest first.
    #[test]
    fn limit_5_000_stopped_half_way_lock_nobody_out() {
        net::open_files::allow_all().unwrap();
        let lab = patient(Caps::DEFAULT.entering);
        let (mut stopped, mut good) = (Vec::new(), Vec::new());
        for number in 0..5_000 {
            let mut client = lab.connect();
            client.send(["", "G", "GET /ws HTTP/1.1\r\nHost: lab\r\n"][number % 3]);
            stopped.push(client);
            if number % 250 == 249 {
                good.push(welcome(&lab));
            }
        }
        good.push(welcome(&lab));
        let stay = stopped.split_off(5_000 - 256);
        for (number, client) in stopped.iter_mut().enumerate() {
            let heard = String::from_utf8(client.read_to_end()).unwrap();
            if number % 3 == 0 {
                assert_eq!(heard, "", "there was no question");
            } else {
                assert!(heard.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{heard}");
                assert!(heard.contains("\r\nConnection: close\r\n"), "{heard}");
            }
        }
        drop(stopped);
        wait_for_places(&lab, stay.len() + good.len());
        for mut client in stay {
            client.send("x\r\n\r\n"); // no head at all, but it is heard
            assert_eq!(client.answer().status, 400);
        }
    }

    /// When many come at once each has its time, and nobody is sent away.
    #[test]
    fn must_let_a_burst_in() {
        let lab = patient(1);
        let come = |_| {
            let mut client = lab.connect();
            client.send(&get("/healthz"));
            client
        };
        for mut client in (0..100).map(come).collect::<Vec<_>>() {
            assert_eq!(client.answer().status, 200);
        }
    }

    /// One deadline for all before the first request: what TLS took is taken from the head's time.
    #[test]
    fn limit_10_s_from_the_first_moment() {
        in_virtual_time(async {
            let (_place, entering) = Places::from(1).take([10, 0, 0, 1].into()).unwrap();
            let since = entering.since();
            sleep(Duration::from_secs(6)).await;
            let (mut client, server) = duplex(1024);
            let lab = Arc::new(Lab::new(Config::default()));
            let mut socket = Connection::new(server, lab.limits.clone(), Stop::default());
            tokio::spawn(async move { enter(&mut socket, &lab, Some(entering.into())).await });
            assert_eq!(client.read_to_end(&mut Vec::new()).await.unwrap(), 0);
            assert_eq!(since.elapsed(), Limits::DEFAULT.head_time);
        });
    }

    /// Who does not get on with TLS gives way like others; there is no word for it.
    #[test]
    fn limit_those_who_stop_within_tls_too() {
        let limits = Limits { head_time: PATIENCE, ..Limits::DEFAULT };
        let caps = Caps { entering: 0, ..Caps::DEFAULT };
        let lab = Lab::new(Config { caps, limits, ..Config::default() });
        let tls = Identity::self_signed(&["localhost"]).unwrap().tls().unwrap();
        let lab = Running::of(lab.with_tls(Some(tls)));
        assert_eq!(lab.connect().read_to_end(), b"");
    }
}

mod connections_are_worth_keeping {
    use super::*;

    const POLLS: u64 = 100;

    /// what a hundred polls cost in connections.
    #[test]
    fn claim_100_polls_take_one_connection_or_100() {
        let lab = Running::start();
        let mut client = lab.connect();
        for _ in 0..POLLS {
            client.send(&get("/long-poll?wait=0"));
            assert_eq!(client.answer().status, 200);
        }
        assert_eq!(lab.lab.places.given(), 1);
        for _ in 0..POLLS {
            let answer =
                lab.ask("GET /long-poll?wait=0 HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n");
            assert_eq!(answer.status, 200);
        }
        assert_eq!(lab.lab.places.given(), 1 + POLLS);
    }
}
