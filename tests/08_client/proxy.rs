//! # Through a proxy                                         chapter 08 · RFC 6455 §4.1, step 3
//! Knows: what a proxy is asked, and what its answers lead to. Does not know: what goes through.
//! Read before: `net/src/proxy.rs`. Read next: `tests/08_client/gate.rs`.

use super::*;

/// A name that nobody here can look up: the proxy must.
const URI: &str = "ws://server.invalid:8080/chat";

/// A proxy that answers `answer` and closes; the client's error, and what the proxy was asked.
async fn refused_by(answer: &[u8]) -> (OpenError, String) {
    let (listener, address) = listen().await;
    let proxy = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let asked = read_head(&mut stream).await;
        stream.write_all(answer).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut rest = Vec::new();
        let _reset = stream.read_to_end(&mut rest).await;
        assert!(rest.is_empty(), "nothing follows: {rest:?}");
        asked
    };
    let asking = connect(request(URI).proxy(Proxy::new(&address.to_string())));
    let (asked, opened) = tokio::join!(proxy, asking);
    (opened.unwrap_err(), asked)
}

#[test] // WS-4.1-10
fn should_ask_the_proxy_for_a_tunnel_to_host_and_port() {
    run(async {
        for (uri, authority) in [
            (URI, "server.invalid:8080"),
            ("ws://server.invalid/", "server.invalid:80"),
            ("ws://[::1]/", "[::1]:80"),
        ] {
            let (listener, address) = listen().await;
            let proxy = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                let asked = read_head(&mut stream).await;
                stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
                (asked, echo(stream).await)
            };
            let client = async {
                let proxy = Proxy::new(&address.to_string()).authorization("Basic YTpi");
                assert!(!format!("{proxy:?}").contains("YTpi"), "no credentials in a log");
                talk(connect(request(uri).proxy(proxy)).await.unwrap(), "hi").await.0
            };
            let ((asked, served), once) = tokio::join!(proxy, client);
            assert_eq!(
                asked,
                format!(
                    "CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\
                     Proxy-Authorization: Basic YTpi\r\n\r\n"
                )
            );
            assert_eq!((served.unwrap(), once.heard), (Ended::Closed, vec!["hi".into()]));
        }
    });
}

#[test] // WS-4.1-10, WS-4.1-14
fn must_begin_tls_inside_the_tunnel() {
    run(async {
        let identity = lab::certificate::Identity::self_signed(&["server.invalid"]).unwrap();
        let (tls, trusted) =
            (identity.tls().unwrap(), ClientTls::trusting(&identity.certificate).unwrap());
        let (listener, address) = listen().await;
        let proxy = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let asked = read_head(&mut stream).await;
            assert!(asked.starts_with("CONNECT server.invalid:443 HTTP/1.1\r\n"), "{asked}");
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            echo(tls.accept(stream).await.unwrap()).await
        };
        let client = async {
            let asking = request("wss://server.invalid/").trust(trusted);
            let asking = asking.proxy(Proxy::new(&address.to_string()));
            talk(connect(asking).await.unwrap(), "hi").await.0
        };
        let (served, once) = tokio::join!(proxy, client);
        assert_eq!((served.unwrap(), once.heard), (Ended::Closed, vec!["hi".into()]));
    });
}

#[test] // WS-4.1-10, WS-4.1-13
fn must_fail_with_the_status_when_the_proxy_refuses() {
    run(async {
        for status in [407, 403, 502, 301] {
            let answer = format!("HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\n\r\n");
            let (error, asked) = refused_by(answer.as_bytes()).await;
            assert!(!asked.contains("Authorization"), "{asked}");
            let OpenError::Proxy(ProxyError::Refused(found)) = error else { panic!("{error:?}") };
            assert_eq!(found, status);
        }
        let (error, _) = refused_by(b"HTTP/1.1 407 No\r\n\r\n").await;
        assert!(error.to_string().contains("wants other credentials"), "{error}");
    });
}

/// Bytes behind the proxy's head are the server's: this server answers too early, and is heard.
#[test]
fn must_not_lose_what_comes_behind_the_proxys_head() {
    run(async {
        let answers = b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
        let (listener, address) = listen().await;
        let proxy = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            read_head(&mut stream).await;
            stream.write_all(answers).await.unwrap();
            read_head(&mut stream).await
        };
        let asking = connect(request(URI).proxy(Proxy::new(&address.to_string())));
        let (asked, opened) = tokio::join!(proxy, asking);
        assert!(asked.starts_with("GET /chat HTTP/1.1\r\nHost: server.invalid:8080\r\n"));
        let OpenError::Handshake(error) = opened.unwrap_err() else { panic!("another error") };
        assert!(
            matches!(error.violation, Violation::NotSwitching(refusal) if refusal.status == 403)
        );
    });
}

#[test]
fn may_say_something_before_the_answer_and_any_2xx() {
    run(async {
        let (listener, address) = listen().await;
        let proxy = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            read_head(&mut stream).await;
            for piece in ["HTTP/1.1 102 Wait\r\n\r\nHTTP", "/1.1 204 No Content\r\n", "\r\n"] {
                stream.write_all(piece.as_bytes()).await.unwrap();
                tokio::task::yield_now().await;
            }
            echo(stream).await
        };
        let asking = connect(request(URI).proxy(Proxy::new(&address.to_string())));
        let client = async { talk(asking.await.unwrap(), "hi").await.0 };
        let (_, once) = tokio::join!(proxy, client);
        assert_eq!(once.heard, ["hi"]);
    });
}

#[test]
fn limit_the_heads_of_a_proxy_are_bounded() {
    run(async {
        let filler = "a".repeat(Limits::DEFAULT.head_bytes);
        let long = format!("HTTP/1.1 200 OK\r\nA: {filler}\r\n\r\n");
        let many = "HTTP/1.1 100 Continue\r\n\r\n".repeat(Limits::DEFAULT.head_bytes / 25 + 1);
        for answer in [long, many] {
            let (error, _) = refused_by(answer.as_bytes()).await;
            assert!(matches!(error, OpenError::Proxy(ProxyError::NotHttp(_))), "{error:?}");
        }
    });
}

#[test]
fn must_fail_on_what_is_no_proxy() {
    run(async {
        for garbage in ["SSH-2.0-x\r\n\r\n", "\x16\x03\x01"] {
            let (error, _) = refused_by(garbage.as_bytes()).await;
            assert!(matches!(error, OpenError::Proxy(ProxyError::NotHttp(_))), "{error:?}");
        }
        let (error, _) = refused_by(b"HTTP/1.1 200 O").await;
        assert!(matches!(error, OpenError::Proxy(ProxyError::CutShort)), "{error:?}");
        let (listener, address) = listen().await;
        drop(listener);
        let nobody = Proxy::new(&address.to_string());
        let error = connect(request(URI).proxy(nobody.clone())).await.unwrap_err();
        assert!(matches!(error, OpenError::Proxy(ProxyError::Io(_))), "{error:?}");
        for value in ["", "Basic a\r\nHost: b", "Basic \u{e9}"] {
            let asking = request(URI).proxy(nobody.clone().authorization(value));
            let error = connect(asking).await.unwrap_err();
            assert!(matches!(error, OpenError::Proxy(ProxyError::Authorization)), "{error:?}");
        }
    });
}
