//! # Inside TLS                                        chapter 08 · RFC 6455 §4.1, §7.1.1, §10.6
//! Knows: what goes over the wire before, in and after TLS. Does not know: cryptography.
//! Read before: `net/src/tls.rs`, `net/src/stream.rs`. Read next: `tests/08_client.rs`.

use super::*;
use lab::certificate::{Identity, fingerprint};
use std::sync::Arc;

/// A certificate for this machine: what a server shows, and a client that trusts it.
fn identity() -> (ServerTls, ClientTls) {
    let identity = Identity::self_signed(&["localhost", "127.0.0.1", "::1"]).unwrap();
    (identity.tls().unwrap(), ClientTls::trusting(&identity.certificate).unwrap())
}

/// Records what a client sends on its way to `target`.
async fn record(listener: TcpListener, target: SocketAddr) -> Vec<u8> {
    let (mut client, _) = listener.accept().await.unwrap();
    let (mut server, mut sent) = (TcpStream::connect(target).await.unwrap(), Vec::new());
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let up = async {
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = from_client.read(&mut buffer).await {
            sent.extend_from_slice(&buffer[..n]);
            if to_server.write_all(&buffer[..n]).await.is_err() {
                break;
            }
        }
        let _gone = to_server.shutdown().await;
    };
    let down = async {
        let _cut = tokio::io::copy(&mut from_server, &mut to_client).await;
        let _gone = to_client.shutdown().await;
    };
    tokio::join!(up, down);
    sent
}

/// The types of the TLS records in `bytes`, which hold nothing else (RFC 8446 §5.1).
fn record_types(mut bytes: &[u8]) -> Vec<u8> {
    let mut types = Vec::new();
    while let [kind, 3, 1..=3, high, low, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        types.push(*kind);
        bytes = &rest[length.min(rest.len())..];
    }
    assert!(bytes.is_empty(), "this is no TLS record: {:?}", bytes.escape_ascii().to_string());
    types
}

/// The host that a ClientHello names (RFC 8446 §4.1.2, RFC 6066 §3).
fn server_name(hello: &[u8]) -> Option<String> {
    let number = |bytes: &[u8]| bytes.iter().fold(0, |n, &byte| n * 256 + usize::from(byte));
    let mut at = 5 + 4 + 2 + 32; // the headers of record and message, the version, the random
    at += 1 + number(&hello[at..at + 1]); // the session
    at += 2 + number(&hello[at..at + 2]); // the cipher suites
    at += 1 + number(&hello[at..at + 1]); // the compressions
    at += 2;
    while at < hello.len() {
        let (kind, length) = (number(&hello[at..at + 2]), number(&hello[at + 2..at + 4]));
        let extension = &hello[at + 4..at + 4 + length];
        if kind == 0 {
            return Some(String::from_utf8(extension[5..].to_vec()).unwrap());
        }
        at += 4 + length;
    }
    None
}

#[test] // WS-4.1-14, WS-4.1-17
fn must_begin_with_a_client_hello_that_names_the_host() {
    run(async {
        let (listener, address) = listen().await;
        for (host, name) in [("localhost", Some("localhost")), ("127.0.0.1", None)] {
            let server = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut hello = vec![0; 5];
                stream.read_exact(&mut hello).await.unwrap();
                hello.resize(5 + usize::from(u16::from_be_bytes([hello[3], hello[4]])), 0);
                stream.read_exact(&mut hello[5..]).await.unwrap();
                hello
            };
            let uri = format!("wss://{host}:{}/", address.port());
            let (hello, error) = tokio::join!(server, connect(request(&uri)));
            assert_eq!((hello[0], hello[1], hello[5]), (0x16, 3, 1), "a handshake, a ClientHello");
            assert_eq!(server_name(&hello).as_deref(), name);
            assert!(matches!(error, Err(OpenError::Tls(TlsError::Io(_)))), "it was cut");
        }
    });
}

#[test] // WS-4.1-14, WS-4.1-16, WS-10.6-01, WS-10.6-02
fn must_send_everything_inside_tls() {
    run(async {
        let (tls, trusted) = identity();
        let ((listener, address), (way, on_the_way)) = (listen().await, listen().await);
        let server = async {
            let stream = listener.accept().await.unwrap().0;
            echo(Stream::Tls(Box::new(tls.accept(stream).await.unwrap()))).await
        };
        let client = async {
            let uri = format!("wss://localhost:{}/", on_the_way.port());
            talk(connect(request(&uri).trust(trusted)).await.unwrap(), "a secret").await
        };
        let (served, sent, (once, ended)) = tokio::join!(server, record(way, address), client);
        assert_eq!((served.unwrap(), ended.unwrap()), (Ended::Closed, Ended::Closed));
        assert_eq!(once.heard, ["a secret"]);
        let types = record_types(&sent);
        assert_eq!(types[0], 0x16, "{types:x?}");
        for clear in [&b"GET "[..], b"Upgrade", b"secret"] {
            assert!(!sent.windows(clear.len()).any(|window| window == clear));
        }
    });
}

#[test] // WS-4.1-15
fn must_fail_on_a_bad_certificate_before_any_byte_of_http() {
    run(async {
        let (tls, _) = identity();
        let (_, of_another) = identity();
        let other_host = Identity::self_signed(&["other.example"]).unwrap();
        let trusts_it = ClientTls::trusting(&other_host.certificate).unwrap();
        for (tls, trusted, says) in [
            (tls.clone(), Some(of_another), ""),
            (tls, None, "signed by nobody whom we trust"),
            (other_host.tls().unwrap(), Some(trusts_it), "not valid for name"),
        ] {
            let ((listener, address), (way, on_the_way)) = (listen().await, listen().await);
            let server = async {
                let error = tls.accept(listener.accept().await.unwrap().0).await.unwrap_err();
                assert!(matches!(error, TlsError::Failed(_)), "the client said why: {error:?}");
            };
            let mut asking = request(&format!("wss://localhost:{}/", on_the_way.port()));
            if let Some(trusted) = trusted {
                asking = asking.trust(trusted);
            }
            let (sent, opened, ()) = tokio::join!(record(way, address), connect(asking), server);
            let error = opened.unwrap_err();
            assert!(matches!(error, OpenError::Tls(TlsError::Untrusted(_))), "{error:?}");
            assert!(error.to_string().contains(says), "{error}");
            let types = record_types(&sent);
            // Hello, a change of the cipher for old boxes on the way, an alert. No data (0x17) of
            // ours: the alert of TLS 1.3 goes in such a record only once keys are agreed.
            assert_eq!(types[0], 0x16, "{types:x?}");
            assert!(!sent.windows(4).any(|window| window == b"GET "));
        }
    });
}

#[test] // WS-4.1-15
fn must_fail_when_the_server_does_not_speak_tls() {
    run(async {
        let (listener, address) = listen().await;
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
            let mut sent = Vec::new();
            let _reset = stream.read_to_end(&mut sent).await;
            record_types(&sent)
        };
        let uri = format!("wss://{address}/");
        let (types, error) = tokio::join!(server, connect(request(&uri)));
        assert_eq!(types[0], 0x16);
        let error = error.unwrap_err();
        assert!(matches!(error, OpenError::Tls(TlsError::NotTls)), "{error:?}");
        assert!(error.to_string().contains("is the address one for ws:"), "{error}");
    });
}

#[test]
fn must_tell_a_client_without_tls_what_is_spoken_here() {
    run(async {
        let (tls, _) = identity();
        let (listener, address) = listen().await;
        let server = async {
            let stream = listener.accept().await.unwrap().0;
            let time = Limits::DEFAULT.head_time;
            Stream::accept(stream, Some(&tls), time, Stop::default()).await.unwrap_err()
        };
        let client = async {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        let (error, answer) = tokio::join!(server, client);
        assert!(matches!(error, TlsError::NotTls), "{error:?}");
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
        assert!(
            answer.ends_with(
                "\r\n\r\nthis port speaks TLS: the address begins with https: or wss:\n"
            )
        );
    });
}

#[test]
fn limit_a_client_that_does_not_begin_tls_is_given_up() {
    in_virtual_time(async {
        let (tls, _) = identity();
        let (listener, address) = listen().await;
        let _silent = TcpStream::connect(address).await.unwrap();
        let stream = listener.accept().await.unwrap().0;
        let time = Duration::from_secs(10);
        let error = Stream::accept(stream, Some(&tls), time, Stop::default()).await.unwrap_err();
        let TlsError::Io(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);

        let _silent = TcpStream::connect(address).await.unwrap();
        let stream = listener.accept().await.unwrap().0;
        let stop = Stop::default();
        stop.ask();
        let error = Stream::accept(stream, Some(&tls), time, stop).await.unwrap_err();
        let TlsError::Io(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionAborted);
    });
}

/// Without it, an end would look to the peer as if somebody on the way had made it.
#[test] // WS-7.1.1-01
fn should_end_tls_with_close_notify_on_both_sides() {
    run(async {
        let (tls, trusted) = identity();
        let (listener, address) = listen().await;
        let server = async {
            let mut stream = tls.accept(listener.accept().await.unwrap().0).await.unwrap();
            welcome(&mut stream).await;
            stream.write_all(&laws::hex("88 02 | 03 e8")).await.unwrap();
            // Ours says that it is all, and then hears that the client's is: an end without
            // close_notify is an error.
            stream.shutdown().await.unwrap();
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.unwrap();
            rest.len()
        };
        let client = async {
            let uri = format!("wss://localhost:{}/", address.port());
            let opened = connect(request(&uri).trust(trusted)).await.unwrap();
            let Opened { mut connection, mut socket, .. } = opened;
            drive(&mut connection, &mut socket, &mut Once::default()).await.unwrap()
        };
        let (rest, ended) = tokio::join!(server, client);
        assert_eq!((rest, ended), (8, Ended::Closed), "a masked Close frame came back");
    });
}

#[test] // WS-7.2.1-02
fn must_take_an_end_without_close_notify_for_a_loss() {
    run(async {
        let (tls, trusted) = identity();
        let (listener, address) = listen().await;
        let server = async {
            let mut stream = tls.accept(listener.accept().await.unwrap().0).await.unwrap();
            welcome(&mut stream).await;
            stream.get_mut().0.shutdown().await.unwrap();
            stream
        };
        let client = async {
            let uri = format!("wss://localhost:{}/", address.port());
            let opened = connect(request(&uri).trust(trusted)).await.unwrap();
            let Opened { mut connection, mut socket, .. } = opened;
            drive(&mut connection, &mut socket, &mut Once::default()).await
        };
        let (_stream, ended) = tokio::join!(server, client);
        assert!(matches!(ended, Err(Fault::Io(_))), "{ended:?}");
    });
}

#[test] // WS-4.2.2-02, WS-10.6-01
fn must_serve_the_lab_and_the_echo_over_tls() {
    run(async {
        let (tls, trusted) = identity();
        assert_eq!(fingerprint(&tls).len(), 32 * 3 - 1);
        let stop = Stop::default();
        let ((lab_at, lab_address), (echo_at, echo_address)) = (listen().await, listen().await);
        let lab = lab::Lab::new(lab::Config::default()).with_tls(Some(tls.clone()));
        let lab = tokio::spawn(Arc::new(lab).serve(lab_at, stop.clone()));
        let echo = lab::echo_server::serve(echo_at, Some(tls), Limits::DEFAULT, stop.clone());
        let echo = tokio::spawn(echo);

        let socket = TcpStream::connect(lab_address).await.unwrap();
        let mut page = trusted.connect("localhost", socket).await.unwrap();
        let get = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        page.write_all(get).await.unwrap();
        let mut answer = Vec::new();
        page.read_to_end(&mut answer).await.expect("it ends with close_notify");
        assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));

        for uri in [format!("wss://{lab_address}/echo"), format!("wss://{echo_address}/")] {
            // As the page does, which came by https.
            let origin = uri.replace("wss:", "https:").replace("/echo", "");
            let asking = request(&uri).origin(origin.trim_end_matches('/'));
            let opened = connect(asking.trust(trusted.clone())).await.unwrap();
            let (once, ended) = talk(opened, "in TLS").await;
            assert_eq!((once.heard, ended.unwrap()), (vec!["in TLS".into()], Ended::Closed));
        }
        // Large enough to fill every buffer on the way, both ways.
        let opened = connect(request(&format!("wss://{echo_address}/")).trust(trusted)).await;
        let (once, _) = talk(opened.unwrap(), &"x".repeat(1024 * 1024)).await;
        assert_eq!(once.heard[0].len(), 1024 * 1024);
        stop.ask();
        lab.await.unwrap();
        echo.await.unwrap();
    });
}

#[test]
fn must_say_what_is_wrong_with_a_certificate_or_a_key() {
    let (one, two) =
        (Identity::self_signed(&["a"]).unwrap(), Identity::self_signed(&["a"]).unwrap());
    let error = ServerTls::new(b"nothing", &one.key).unwrap_err();
    assert!(matches!(error, TlsError::Certificate(_)), "{error:?}");
    let error = ServerTls::new(&one.certificate, b"nothing").unwrap_err();
    assert!(matches!(error, TlsError::Key(_)), "{error:?}");
    let error = ServerTls::new(&one.certificate, &two.key).unwrap_err();
    assert!(matches!(error, TlsError::Mismatch), "{error:?}");
    let error = ServerTls::new(&one.key, &one.key).unwrap_err();
    assert!(matches!(error, TlsError::Certificate(_)), "{error:?}");
    let error = ClientTls::trusting(b"nothing").unwrap_err();
    assert!(matches!(error, TlsError::Certificate(_)), "{error:?}");
    assert_eq!(format!("{one:?}"), "Identity", "no key in a log");
    // DER is as good as PEM.
    ClientTls::trusting(one.tls().unwrap().certificate()).unwrap();
}

#[test]
fn must_take_any_certificate_only_where_anybody_is_trusted() {
    run(async {
        let other_host = Identity::self_signed(&["other.example"]).unwrap().tls().unwrap();
        for (trusted, is_open) in
            [(ClientTls::anybody().unwrap(), true), (ClientTls::web().unwrap(), false)]
        {
            let (listener, address) = listen().await;
            let accepting = async { other_host.accept(listener.accept().await.unwrap().0).await };
            let connecting = async {
                let socket = tokio::net::TcpStream::connect(address).await.unwrap();
                trusted.connect("localhost", socket).await
            };
            let (accepted, connected) = tokio::join!(accepting, connecting);
            assert_eq!((accepted.is_ok(), connected.is_ok()), (is_open, is_open));
        }
    });
}
