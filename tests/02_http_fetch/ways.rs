//! # Ways to a server                                         chapter 02 · RFC 9110 §4.2.2, §9.3.6
//! Knows: TLS, and a tunnel through a proxy. Does not know: what is said inside.
//! Read before: `net/src/reach.rs`. Read next: `tests/08_client/tls.rs`.

use super::*;
use lab::certificate::Identity;
use net::proxy::{Proxy, ProxyError};
use net::reach::ReachError;
use net::tls::{ClientTls, TlsError};

const HI: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

#[test]
fn must_ask_inside_tls_whom_it_trusts() {
    run(async {
        let identity = Identity::self_signed(&["localhost"]).unwrap();
        let (shown, trusted) =
            (identity.tls().unwrap(), ClientTls::trusting(&identity.certificate).unwrap());
        let script = Script::bind().await;
        let url = |host: &str| format!("https://{host}:{}/x", script.address.port());
        let request = Request::get(&url("localhost")).unwrap();
        let server = async {
            let mut asked = Asked::read(shown.accept(script.accept().await).await.unwrap()).await;
            asked.say(HI).await;
            asked.end().await;
            asked
        };
        let trusting = fetch(request.clone().trust(trusted.clone()));
        let (fetched, asked) = tokio::join!(trusting, server);
        assert_eq!(fetched.unwrap().body, b"hi");
        assert_eq!(asked.line(), "GET /x HTTP/1.1");
        assert_eq!(asked.field("Host").unwrap(), format!("localhost:{}", script.address.port()));

        let stranger = Request::get(&url("127.0.0.1")).unwrap().trust(trusted);
        for request in [request, stranger] {
            let server = async { shown.accept(script.accept().await).await.err() };
            let (fetched, _) = tokio::join!(fetch(request), server);
            let Err(FetchError::Reach(ReachError::Tls(error))) = fetched else {
                panic!("{fetched:?}")
            };
            assert!(matches!(error, TlsError::Untrusted(_)), "{error}");
            assert!(!FetchError::Reach(ReachError::Tls(error)).is_worth_a_retry());
        }
    });
}

#[test]
fn must_go_through_a_proxy_and_tell_it_nothing_else() {
    run(async {
        let script = Script::bind().await;
        let proxy = Proxy::new(&script.address.to_string()).authorization("Basic YTpi");
        let request = Request::get("http://nowhere.example/x").unwrap().field("Cookie", "a=b");
        let server = async {
            let mut tunnel = script.asked().await;
            assert_eq!(tunnel.line(), "CONNECT nowhere.example:80 HTTP/1.1");
            assert_eq!(tunnel.field("Proxy-Authorization").as_deref(), Some("Basic YTpi"));
            assert_eq!(tunnel.field("Cookie"), None);
            tunnel.say("HTTP/1.1 200 OK\r\n\r\n").await;
            let mut asked = Asked::read(tunnel.stream).await;
            asked.say(HI).await;
            asked.end().await;
            asked
        };
        let (fetched, asked) = tokio::join!(fetch(request.clone().proxy(proxy.clone())), server);
        assert_eq!(fetched.unwrap().body, b"hi");
        assert_eq!(asked.line(), "GET /x HTTP/1.1");
        assert_eq!(asked.field("Proxy-Authorization"), None);

        for (status, worth) in [(407, false), (502, true)] {
            let answer = format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n");
            let fetching = fetch(request.clone().proxy(proxy.clone()));
            let error = tokio::join!(fetching, script.answer(answer)).0.unwrap_err();
            assert_eq!(error.is_worth_a_retry(), worth, "{error}");
            let refused = FetchError::Reach(ReachError::Proxy(ProxyError::Refused(status)));
            assert_eq!(error.to_string(), refused.to_string());
        }
    });
}
