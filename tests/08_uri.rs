//! # ws and wss URIs                                 chapter 08 · RFC 6455 §3, §11.1.1, §11.1.2
//! Knows: which addresses of WebSockets are good, and what a request says of them.
//! Does not know: who opens them.
//! Read before: `handshake/src/uri.rs`. Read next: `tests/08_client.rs`.

use handshake::{Uri, UriError, client::Connect};

#[track_caller]
fn parse(text: &str) -> Uri {
    Uri::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[track_caller]
fn refuses(text: &str, error: UriError) {
    assert_eq!(Uri::parse(text), Err(error), "{text}");
}

/// What an address says, part by part.
mod s03_websocket_uris {
    use super::*;

    #[test] // WS-3-01
    fn may_leave_out_the_port() {
        for (text, port) in [
            ("ws://h/", 80),
            ("wss://h/", 443),
            ("ws://h:/", 80),
            ("wss://h:", 443),
            ("ws://h:8080/", 8080),
            ("ws://h:443/", 443),
            ("wss://h:00080", 80),
            ("ws://[::1]:9001/", 9001),
            ("ws://[::1]", 80),
        ] {
            assert_eq!(parse(text).port(), port, "{text}");
        }
    }

    #[test] // WS-3-02
    fn must_match_the_scheme_in_any_case() {
        for text in ["WSS://h/", "wSs://h/", "wss://h/"] {
            assert!(parse(text).is_secure(), "{text}");
        }
        for text in ["WS://h/", "ws://h/"] {
            assert!(!parse(text).is_secure(), "{text}");
        }
    }

    #[test] // WS-3-03
    fn must_join_path_and_query_to_the_resource_name() {
        for (text, target) in [
            ("ws://h", "/"),
            ("ws://h/", "/"),
            ("ws://h?x=1", "/?x=1"),
            ("ws://h/a?b", "/a?b"),
            ("ws://h/a/b?", "/a/b?"),
            ("ws://h/a?b?c/d", "/a?b?c/d"),
            ("ws://h:1/:@!$&'()*+,;=-._~", "/:@!$&'()*+,;=-._~"),
        ] {
            assert_eq!(parse(text).target(), target, "{text}");
        }
    }

    #[test] // WS-3-04
    fn must_not_have_a_fragment() {
        for text in ["ws://h/p#f", "ws://h#", "ws://h?x#y", "wss://h/p#"] {
            refuses(text, UriError::Fragment);
        }
    }

    #[test] // WS-3-05
    fn must_keep_an_escaped_number_sign_as_it_is() {
        assert_eq!(parse("ws://h/a%23b?c%23d").target(), "/a%23b?c%23d");
    }
}

/// What is refused before a byte is sent.
mod s04_1_valid_components {
    use super::*;

    #[test] // WS-4.1-03, WS-4.1-04
    fn must_refuse_another_scheme_or_none() {
        for (text, found) in [
            ("http://h/", "http"),
            ("https://h/", "https"),
            ("w\u{17f}://h/", "w\u{17f}"),
            ("h/path", ""),
            ("//h/", ""),
            ("", ""),
            (" ws://h/", " ws"),
        ] {
            refuses(text, UriError::Scheme(found.into()));
        }
        for text in ["ws:h/", "ws:/h", "wss:"] {
            refuses(text, UriError::NoAuthority);
        }
    }

    #[test] // WS-4.1-03
    fn must_refuse_an_empty_host_and_what_is_none() {
        for text in ["ws://", "ws:///path", "ws://:80/", "ws://?q"] {
            refuses(text, UriError::NoHost);
        }
        for host in
            ["a b", "a%41", "[::1", "[::1]x", "[1.2.3.4]", "[fe80::1%25eth0]", "a\r\nb", "a,b"]
        {
            refuses(&format!("ws://{host}/"), UriError::NotAHost(host.into()));
        }
    }

    #[test] // WS-4.1-03
    fn must_refuse_an_ipv6_address_without_brackets() {
        refuses("ws://::1:80/", UriError::NotAHost("::1".into()));
        refuses("ws://::1]/", UriError::NotAHost(":".into()));
    }

    #[test] // WS-4.1-03
    fn must_refuse_a_port_that_is_no_port() {
        for port in ["0", "65536", "+80", "-1", "8o", " 80", "99999999999999999999"] {
            refuses(&format!("ws://h:{port}/"), UriError::NotAPort(port.into()));
        }
        assert_eq!(parse("ws://h:65535").port(), 65535);
        assert_eq!(parse("ws://h:1").port(), 1);
    }

    #[test] // WS-4.1-03
    fn must_refuse_a_password_and_say_where_it_belongs() {
        for text in ["ws://user:secret@h/", "ws://user@h/", "ws://@h/"] {
            refuses(text, UriError::UserInfo);
        }
        assert!(UriError::UserInfo.to_string().contains("Authorization"));
        assert_eq!(
            parse("ws://h/@b").target(),
            "/@b",
            "behind the host it is a letter like others"
        );
    }

    #[test] // WS-4.1-19: a line break cannot reach the request line
    fn must_refuse_controls_and_lone_percent_signs() {
        refuses("ws://h/a\r\nHost: b", UriError::Control('\r'));
        refuses("ws://h/a\tb", UriError::Control('\t'));
        refuses("ws://h/\u{85}", UriError::Control('\u{85}'));
        for text in ["ws://h/%", "ws://h/%4", "ws://h/%zz", "ws://h/?100%", "ws://h/%\u{e9}"] {
            refuses(text, UriError::LonePercent);
        }
    }

    #[test] // WS-4.1-23
    fn must_name_the_port_in_host_unless_it_is_the_default() {
        for (text, authority, with_port) in [
            ("ws://H:80/", "h", "h:80"),
            ("wss://h:443/", "h", "h:443"),
            ("ws://h:443/", "h:443", "h:443"),
            ("wss://h:80/", "h:80", "h:80"),
            ("ws://h:8080/", "h:8080", "h:8080"),
            ("ws://[0:0::1]/", "[::1]", "[::1]:80"),
            ("wss://[::1]:8443/", "[::1]:8443", "[::1]:8443"),
            ("ws://127.0.0.1:9001", "127.0.0.1:9001", "127.0.0.1:9001"),
        ] {
            let uri = parse(text);
            assert_eq!(uri.authority(), authority, "{text}");
            assert_eq!(uri.authority_with_port(), with_port, "{text}");
        }
        assert_eq!(parse("ws://[::1]/").host(), "::1");
    }
}

/// Characters that no URI may hold.
mod s11_1_characters {
    use super::*;

    #[test]
    fn must_refuse_a_host_outside_of_ascii_and_say_how_to_write_it() {
        for scheme in ["ws", "wss"] {
            let host = "b\u{fc}cher.example";
            refuses(&format!("{scheme}://{host}/"), UriError::HostNotAscii(host.into()));
        }
        assert!(UriError::HostNotAscii("\u{e9}".into()).to_string().contains("xn--"));
        assert_eq!(parse("ws://xn--bcher-kva.example").host(), "xn--bcher-kva.example");
    }

    #[test] // WS-11.1.1-02, WS-11.1.2-02
    fn must_escape_the_utf_8_of_all_else() {
        for scheme in ["ws", "wss"] {
            for (tail, target) in [
                ("/\u{e9}?\u{fc}", "/%C3%A9?%C3%BC"),
                ("/\u{1F600}", "/%F0%9F%98%80"),
                ("/a b?\"<>\\^`{|}[]", "/a%20b?%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D"),
                ("/%c3%a9", "/%c3%a9"),
            ] {
                assert_eq!(parse(&format!("{scheme}://h{tail}")).target(), target);
            }
        }
    }
}

laws::proptest::proptest! {
    /// What is displayed parses to the same, and is displayed the same.
    #[test] // WS-3-03
    fn law_display_then_parse_is_identity(text in laws::handshake::uris()) {
        if let Ok(uri) = Uri::parse(&text) {
            let shown = uri.to_string();
            let again = Uri::parse(&shown).unwrap();
            laws::proptest::prop_assert_eq!(&again, &uri);
            laws::proptest::prop_assert_eq!(again.to_string(), shown);
        }
    }

    /// Whatever is an address, a request can say it, in one line.
    #[test] // WS-4.1-19, WS-4.1-22
    fn law_every_address_can_be_asked_for(text in laws::handshake::uris()) {
        if let Ok(uri) = Uri::parse(&text) {
            let (request, _) = Connect::new(&uri.authority(), uri.target()).start([0; 16]).unwrap();
            let request = String::from_utf8(request).unwrap();
            let line = format!("GET {} HTTP/1.1\r\nHost: {}\r\n", uri.target(), uri.authority());
            laws::proptest::prop_assert!(request.starts_with(&line), "{}", request);
            laws::proptest::prop_assert_eq!(request.lines().count(), 7);
        }
    }

    /// No text makes it panic.
    #[test]
    fn law_any_text_is_an_address_or_an_error(text: String, tail in "wss?://.{0,40}") {
        let _either = (Uri::parse(&text), Uri::parse(&tail));
    }
}
