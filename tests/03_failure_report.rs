//! # What a failing test says                                        chapter 03
//! Knows: the words of a failure, so that whoever breaks something learns what. Does not know: why.
//! Read before: `tests/laws/src/talk.rs`. Read next: `03_sans_io.rs`.

mod support;

use frames::{Connection, Event};
use laws::{Log, Talk};
use std::panic::{AssertUnwindSafe, catch_unwind};
use support::shout::Shout;
use wire::{Cite, Limits, Payload};

/// What `test` says when it fails.
fn failure(test: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(test)).expect_err("the test fails");
    *panic.downcast::<String>().expect("a failure is text")
}

fn shout() -> Talk<Shout, impl FnMut(&mut Log, Payload<'_>)> {
    Talk::with("a toy that answers in capitals", Shout::default(), |log: &mut Log, line| {
        log.event(line);
    })
}

fn server() -> Talk<Connection, impl FnMut(&mut Log, Event<'_>)> {
    Talk::with("a server, open", Connection::server(Limits::DEFAULT), |log: &mut Log, event| {
        log.event(event);
    })
}

#[test]
fn must_number_the_steps_and_point_at_the_byte() {
    let said = failure(|| {
        let mut talk = shout();
        talk.peer_sends_text("abc\n");
        talk.we_send_text("ABD\n");
    });
    let expected = r#"failed after these steps
   1. a toy that answers in capitals
   2. peer sends   "abc\n"
   3. we should send "ABD\n"
      41 42 43 0a
            ^^ byte 2
  expected: 41 42 44 0a  b"ABD\n"
     found: 41 42 43 0a  b"ABC\n"
"#;
    assert_eq!(said, expected);
}

#[test]
fn must_name_the_rule_that_should_have_been_broken() {
    let said = failure(|| {
        let mut talk = server();
        talk.peer_sends("81 85 | 37 fa 21 3d | 7f 9f 4d 51 58");
        talk.fails_with("the frame is not masked", Cite::rfc6455("5.1"));
    });
    let expected = r#"failed after these steps
   1. a server, open
   2. peer sends   81 85 | 37 fa 21 3d | 7f 9f 4d 51 58
   3. it should fail: the frame is not masked
      81 85 37 fa 21 3d 7f 9f 4d 51 58
  expected: the frame is not masked (RFC 6455 §5.1)
     found: no error
      rule: RFC 6455 §5.1
"#;
    assert_eq!(said, expected);
}

#[test]
fn must_show_what_was_heard_instead() {
    let said = failure(|| {
        let mut talk = shout();
        talk.peer_sends_text("a4\n");
        talk.we_hear("b\"a\\n\"");
    });
    assert!(
        said.ends_with("     found: the error: a line holds a digit; letters only\n"),
        "{said}"
    );
}

#[test]
fn must_show_what_should_not_have_happened() {
    let said = failure(|| {
        let mut talk = shout();
        talk.peer_sends_text("a\n");
        talk.nothing_else_happens();
    });
    let expected = "expected: silence\n     found: sent [41 0a], heard [b\"a\\n\"], error []\n";
    assert!(said.ends_with(expected), "{said}");
}
