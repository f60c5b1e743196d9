//! # HTTP: what an application writes                                chapter 02 · RFC 9112 §4–5
//! Knows: that no value can begin a line of its own, and that what is written can be read.
//! Does not know: connections.
//! Read before: `02_http_client.rs`. Read next: `http1/src/field_writer.rs`.

use http1::{Client, Event, Request, RequestHead, Response, Server, UsageError};
use laws::proptest::prelude::*;
use std::time::Duration;
use wire::{Input, Limits, Protocol};

/// What a server sends, asked to respond so.
fn sent(response: Response) -> Result<Vec<u8>, UsageError> {
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut bytes = *b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let mut input = Input::new(&mut bytes);
    while let Ok(Some(_)) = server.next_event(&mut input) {}
    server.respond(response)?;
    Ok(server.take_output().to_vec())
}

mod s05_5_response_splitting {
    use super::*;

    // HTTP-2.2-03, HTTP-5.2-01
    #[test]
    fn must_refuse_a_value_with_a_line_end() {
        let refused = Err(UsageError::InvalidFieldValue("Location".into()));
        for value in ["/\r\nX: y", "/\n", "\r", "\0", "\x7f"] {
            assert_eq!(sent(Response::new(302).field("Location", value)), refused);
        }
    }

    // SEM-5.1-01
    #[test]
    fn must_refuse_a_name_that_is_no_token() {
        for name in ["", "a b", "a:", "a\r\n", "é"] {
            let refused = Err(UsageError::InvalidFieldName(name.into()));
            assert_eq!(sent(Response::new(200).field(name, "x")), refused);
        }
    }

    // HTTP-6.1-03, HTTP-6.1-04, HTTP-6.2-01
    #[test]
    fn must_refuse_the_fields_that_the_protocol_writes() {
        for name in ["content-length", "Transfer-Encoding", "CONNECTION", "Date"] {
            let refused = Err(UsageError::ManagedField(name.into()));
            assert_eq!(sent(Response::new(200).field(name, "x")), refused);
        }
    }

    #[test]
    fn must_refuse_a_status_that_is_not_final() {
        for status in [0, 100, 199, 600] {
            assert_eq!(sent(Response::new(status)), Err(UsageError::InvalidStatus(status)));
        }
    }

    #[test]
    fn must_keep_the_first_problem_and_write_nothing() {
        let response = Response::new(200).field("a b", "x").field("Date", "x");
        assert_eq!(sent(response), Err(UsageError::InvalidFieldName("a b".into())));
    }
}

mod usage {
    use super::*;

    #[test]
    fn must_refuse_an_answer_that_no_one_waits_for() {
        let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
        assert_eq!(server.respond(Response::new(200)), Err(UsageError::NothingOwed));
        assert_eq!(server.begin(Response::new(200)), Err(UsageError::NothingOwed));
        assert_eq!(server.send_chunk(b"x"), Err(UsageError::NotStreaming));
        assert_eq!(server.finish(), Err(UsageError::NotStreaming));
        assert!(server.take_output().is_empty());
    }

    #[test]
    fn must_refuse_a_body_that_comes_with_begin() {
        let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
        let mut bytes = *b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let event = server.next_event(&mut Input::new(&mut bytes)).expect("good");
        assert!(matches!(event, Some(Event::Request(_))));
        let whole = Response::new(200).text("whole");
        assert_eq!(server.begin(whole.clone()), Err(UsageError::BodyWithBegin));
        assert!(server.is_answer_owed() && server.take_output().is_empty());
        assert_eq!(server.respond(whole.clone()), Ok(()));
        assert_eq!(server.respond(whole), Err(UsageError::NothingOwed));
    }
}

mod laws_of_writing {
    use super::*;

    /// Bytes in which line ends are common.
    fn hostile() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![3 => any::<u8>(), 1 => Just(b'\r'), 1 => Just(b'\n')];
        laws::proptest::collection::vec(byte, 0..20)
    }

    laws::proptest::proptest! {
        // HTTP-2.2-03, HTTP-5.2-01
        /// A value is refused, or it is one line on the wire.
        #[test]
        fn law_a_value_is_never_more_than_a_line(value in hostile()) {
            let plain = sent(Response::new(200).field("X", "")).expect("good");
            let lines = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n').count();
            match sent(Response::new(200).field("X", &value)) {
                Ok(bytes) => {
                    prop_assert_eq!(lines(&bytes), lines(&plain));
                    prop_assert!(!value.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)));
                }
                Err(error) => prop_assert_eq!(error, UsageError::InvalidFieldValue("X".into())),
            }
        }

        /// A head that was written is read as it was meant.
        // HTTP-2.2-05, HTTP-2.2-07
        #[test]
        fn law_a_written_request_is_read_as_it_was_meant(
            method in "[A-Z]{3,6}", path in "/[!-\"$->@-~]{0,20}", query in "[!-\"$-~]{0,9}",
            fields in laws::http1::fields(), body in any::<Vec<u8>>(),
        ) {
            let target = format!("{path}?{query}");
            let mut request = Request::new(&method, &target, "example.com:80").body(body.clone());
            for (name, value) in &fields {
                request = request.field(name, value);
            }
            let mut client = Client::new(Limits::DEFAULT);
            prop_assert_eq!(client.request(request), Ok(()));
            let mut bytes = client.take_output().to_vec();
            let parsed = RequestHead::parse(&mut bytes, &Limits::DEFAULT).expect("good");
            let wire::Parsed::Complete { value: head, consumed } = parsed else {
                return Err(TestCaseError::fail("the head has no end"));
            };
            prop_assert_eq!((head.method(), head.target()), (&*method, &*target));
            prop_assert_eq!((head.path(), head.query()), (&*path, Some(&*query)));
            prop_assert_eq!(head.authority(), Some("example.com:80"));
            let read: Vec<_> = head.fields().iter().filter(|(n, _)| n.starts_with("X-")).collect();
            let meant: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_bytes())).collect();
            prop_assert_eq!(read, meant);
            prop_assert_eq!(&bytes[consumed..], &body);
        }
    }
}

mod a_hundred_thousand {
    use super::*;

    /// Bytes that are the same in each run, half of them such as hurt (Vigna's xorshift64*).
    struct Dice(u64);

    impl Dice {
        fn next(&mut self) -> usize {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40) as usize
        }

        fn bytes(&mut self) -> Vec<u8> {
            let hostile = b"\r\n\0 \t:/aX-\x7f\x80\xff";
            let n = self.next() % 8;
            let byte = |dice: &mut Self| match dice.next() {
                n if n % 2 == 0 => hostile[(n / 2) % hostile.len()],
                n => (n >> 1) as u8,
            };
            (0..n).map(|_| byte(self)).collect()
        }
    }

    /// Refused, or one line of the form that was meant: `name: value`, without white space around.
    fn is_one_line(head: &[u8], name: &[u8], value: &[u8]) -> bool {
        let lines: Vec<&[u8]> = head.split(|&byte| byte == b'\n').collect();
        let line = [name, b": ", value.trim_ascii(), b"\r"].concat();
        let whole = lines.iter().all(|line| line.is_empty() || line.ends_with(b"\r"));
        let crs = head.iter().filter(|&&byte| byte == b'\r').count();
        whole && crs + 1 == lines.len() && lines.iter().filter(|l| **l == line).count() == 1
    }

    // HTTP-2.2-03, HTTP-5.2-01
    #[test]
    fn law_names_and_values_are_refused_or_one_line() {
        let mut dice = Dice(1);
        let (mut good, mut bad) = (0, 0);
        let plain = sent(Response::new(200).field("X", "")).expect("good");
        let lines = plain.iter().filter(|&&byte| byte == b'\n').count();
        for i in 0..100_000 {
            let (name, value) = match i % 4 {
                0 => (String::from_utf8_lossy(&dice.bytes()).into_owned(), b"y".to_vec()),
                _ => ("X".to_string(), dice.bytes()),
            };
            match sent(Response::new(200).field(&name, &value)) {
                Ok(bytes) => {
                    let found = bytes.iter().filter(|&&byte| byte == b'\n').count();
                    assert_eq!(found, lines, "{name:?}: {}", value.escape_ascii());
                    assert!(is_one_line(&bytes, name.as_bytes(), &value), "{name:?} {value:?}");
                    good += 1;
                }
                Err(_) => bad += 1,
            }
        }
        assert!(good > 5_000 && bad > 50_000, "{good} good, {bad} bad: both must be met");
    }

    // HTTP-2.2-03
    #[test]
    fn law_methods_targets_and_hosts_are_refused_or_one_line() {
        let mut dice = Dice(2);
        let (mut good, mut bad) = (0, 0);
        for i in 0..100_000 {
            let text = String::from_utf8_lossy(&dice.bytes()).into_owned();
            let request = match i % 3 {
                0 => Request::new(&text, "/", "a"),
                1 => Request::get(&format!("/{text}"), "a"),
                _ => Request::get("/", &text),
            };
            let mut client = Client::new(Limits::DEFAULT);
            match client.request(request) {
                Ok(()) => {
                    let head = client.take_output().to_vec();
                    let ends = head.iter().filter(|&&byte| matches!(byte, b'\r' | b'\n')).count();
                    assert!(ends == 6 && head.ends_with(b"\r\n\r\n"), "{}", head.escape_ascii());
                    let spaces = head.iter().filter(|&&byte| byte == b' ').count();
                    assert_eq!(spaces, 3, "{}", head.escape_ascii());
                    good += 1;
                }
                Err(_) => {
                    assert!(client.take_output().is_empty());
                    bad += 1;
                }
            }
        }
        assert!(good > 5_000 && bad > 50_000, "{good} good, {bad} bad: both must be met");
    }
}

mod laws_of_the_server {
    use super::*;
    use laws::Log;
    use laws::http1::{Acting, requests};

    const LIMITS: Limits = Limits { head_bytes: 300, body_bytes: 100, ..Limits::DEFAULT };

    /// A server whose application answers each request as soon as it is complete.
    fn server() -> Acting<Server, fn(&mut Server, &Event<'_>)> {
        Acting::new(Server::new(LIMITS, Duration::ZERO), |server, event| {
            if *event == Event::End {
                server.respond(Response::new(200).text("heard")).expect("owed");
            }
        })
    }

    fn note(log: &mut Log, event: Event<'_>) {
        match event {
            Event::Data(data) => log.piece("Data", &data),
            other => log.event(other),
        }
    }

    laws::protocol! {
        new: server,
        note: note,
        valid: requests(),
        held: 300,
    }
}
