//! # HTTP: what an application writes                                chapter 02 · RFC 9112 §4–5
//! Knows: that no value can begin a line of its own, and that what is written can be read.
//! Does not know: connections.
//! Read before: `02_http_client.rs`. Read next: `http1/src/field_writer.rs`.
//!
//! Rule ids (H-20) are those of the requirement registry.

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

    // H-20
    #[test]
    fn must_refuse_a_value_with_a_line_end() {
        let refused = Err(UsageError::InvalidFieldValue("Location".into()));
        for value in ["/\r\nX: y", "/\n", "\r", "\0", "\x7f"] {
            assert_eq!(sent(Response::new(302).field("Location", value)), refused);
        }
    }

    #[test]
    fn must_refuse_a_name_that_is_no_token() {
        for name in ["", "a b", "a:", "a\r\n", "é"] {
            let refused = Err(UsageError::InvalidFieldName(name.into()));
            assert_eq!(sent(Response::new(200).field(name, "x")), refused);
        }
    }

    // H-34
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
        // H-20
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
