//! # Close codes                                                     chapter 14 · RFC 6455 §7.4
//! Knows: all 65,536 of them. Does not know: connections, but for their answer to a wrong one.
//! Read before: `frames/src/close_code.rs`. Read next: nothing.

use super::*;
use frames::close_code::TABLE;

/// Which codes may travel, said in the plainest way.
fn may_travel(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

#[test] // WS-7.4.2-01, WS-7.4.2-02, WS-7.4.2-03, WS-11.7-01
fn must_refuse_or_answer_each_of_the_65536_codes() {
    for code in 0..=u16::MAX {
        let body = code.to_be_bytes();
        assert_eq!(CloseCode::new(code).may_travel(), may_travel(code), "{code}");
        let parsed = CloseBody::parse(&body).map_err(|error| (error.violation, error.offset));
        let close_code = CloseCode::new(code);
        let mut sent = Vec::new();
        let encoded = CloseBody { code: close_code, reason: "why" }.encode(&mut sent);
        if may_travel(code) {
            assert_eq!(parsed, Ok(CloseBody { code: close_code, reason: "" }));
            assert_eq!((encoded, &sent[..2]), (Ok(()), &body[..]));
        } else {
            assert_eq!(parsed, Err((Violation::CloseCodeForbidden(close_code), 0)));
            assert_eq!(encoded, Err(UsageError::CloseCodeForbidden(close_code)));
            assert_eq!(sent, [0; 0]);
        }
    }
}

/// All of them again, at both ends of an open connection.
// WS-7.4.1-01, WS-7.4.1-03, WS-7.4.1-04, WS-7.4.1-05, WS-7.4.1-08, WS-7.4.2-01 to 03
#[test]
fn must_send_and_hear_each_of_the_65536_codes_or_neither() {
    for code in 0..=u16::MAX {
        for (mut from, mut to) in [(new_server(), new_client()), (new_client(), new_server())] {
            let sent = from.close(CloseCode::new(code), "why");
            let [high, low] = code.to_be_bytes();
            let mut bytes = from.take_output().to_vec();
            if let Err(error) = sent {
                assert_eq!(error, UsageError::CloseCodeForbidden(CloseCode::new(code)));
                assert!(bytes.is_empty() && from.state() == State::Open);
                bytes = hex(if from.role().masks() { "88 82 | 00 00 00 00" } else { "88 02" });
                bytes.extend_from_slice(&[high, low]);
            }
            let heard = to.next_event(&mut Input::new(&mut bytes));
            let answer = to.take_output().to_vec();
            if sent.is_ok() {
                let Ok(Some(Event::Closed(end))) = heard else { panic!("{code}: {heard:?}") };
                assert_eq!((end.code, &*end.reason), (CloseCode::new(code), "why"));
                assert!(answer.ends_with(&[high, low]), "{code}: the same code back");
            } else {
                let error = heard.expect_err("a code that must not travel").violation;
                assert_eq!(error, Violation::CloseCodeForbidden(CloseCode::new(code)));
                assert!(answer.ends_with(&1002u16.to_be_bytes()), "{code}");
            }
            assert_eq!(sent.is_ok(), may_travel(code), "{code}");
        }
    }
}

// WS-7.4.1-03, WS-7.4.1-04, WS-7.4.1-05, WS-7.4.1-08
#[test]
fn must_fail_on_a_code_that_must_not_travel() {
    let defined = ["03 ec", "03 ed", "03 ee", "03 f7"].map(|code| (code, "7.4.1"));
    let ranges = ["03 e7", "0b b7", "13 88"].map(|code| (code, "7.4.2"));
    for (code, section) in defined.into_iter().chain(ranges) {
        fails(&format!("88 82 | 00 00 00 00 | {code}"), "close code", section, 6, "03 ea");
    }
}

#[test] // WS-11.7-01
fn must_have_a_row_for_every_code_and_no_gap() {
    assert_eq!((TABLE[0].first, TABLE[20].last), (0, u16::MAX));
    for pair in TABLE.windows(2) {
        assert_eq!(pair[0].last + 1, pair[1].first);
    }
    for row in &TABLE {
        assert_eq!(CloseCode::new(row.first).row(), row);
        assert_eq!(CloseCode::new(row.last).row(), row);
    }
}
#[test] // WS-7.4-01, WS-7.4.1-04
fn may_close_without_a_code() {
    let mut talk = server();
    talk.we_do("close", |server| server.close(CloseCode::NO_STATUS, "")).expect("open");
    talk.we_send("88 00");
    let mut server = new_server();
    let refused = UsageError::CloseCodeForbidden(CloseCode::NO_STATUS);
    assert_eq!(server.close(CloseCode::NO_STATUS, "a reason needs a code"), Err(refused));
}

#[test] // WS-7.1.7-05, WS-10.7-03
fn must_answer_each_broken_rule_with_its_code() {
    for (rule, code) in [
        (Violation::ReservedBits, 1002),
        (Violation::UnmaskedFrame, 1002),
        (Violation::CloseBodyOfOneByte, 1002),
        (Violation::TextNotUtf8, 1007),
        (Violation::TextEndsInsideCharacter, 1007),
        (Violation::CloseReasonNotUtf8, 1007),
        (Violation::MessageTooLong { limit: 4 }, 1009),
    ] {
        assert_eq!(rule.close_code(), CloseCode::new(code), "{rule}");
    }
}
