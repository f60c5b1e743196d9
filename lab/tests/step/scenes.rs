//! # What the scenarios play                                         chapter 03
//! Knows: which protocol does what in each of them. Does not know: screens.
//! Read before: `lab/tests/step/notes.rs`. Read next: `lab/tests/step/walking.rs`.

use super::{failures, scenario, steps, story, tells};
use lab::step::scenarios::ALL;
use lab::step::steps::{Happened, Step, Steps, Wrote};
use std::time::Duration;
use trace::{Sender, Trace, What};

/// What was written, piece by piece.
fn written(steps: &Steps) -> impl Iterator<Item = &Wrote> {
    steps.steps.iter().filter_map(|step| step.wrote.as_ref())
}

mod s08_handshake {
    use super::*;

    #[test]
    fn vector_the_handshake_is_that_of_rfc_6455() {
        let steps = steps("handshake");
        let all: Vec<u8> = written(&steps).flat_map(|wrote| wrote.bytes.to_vec()).collect();
        let text = String::from_utf8_lossy(&all);
        assert!(text.contains("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
        assert!(text.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    }

    #[test]
    fn claim_the_mark_stands_behind_the_head_of_the_101() {
        let steps = steps("handshake");
        let head = written(&steps).nth(2).unwrap();
        let (read, rest) = head.bytes.split_at(head.piece.until);
        assert!(read.ends_with(b"\r\n\r\n"));
        assert_eq!(rest, b"\x81\x07welcome");
    }

    #[test]
    fn claim_a_refusal_is_answered_by_http() {
        tells("refused", &["server finds: ", "status 4", "server ends its side"]);
    }
}

mod s10_frames {
    use super::*;

    #[test]
    fn claim_a_frame_in_pieces_is_one_message_again() {
        let heard = story("frame").iter().filter(|line| line.contains("server hears")).count();
        assert_eq!(heard, 2);
        tells("frame", &["1 byte of a frame's header", "2 of 5 bytes", "hears Message"]);
    }

    /// Two readers of one text: where the connection fails, `explain` complains of the same rule.
    #[test]
    fn claim_what_the_connection_refuses_is_what_explain_complains_of() {
        for (name, section) in [("mask", "5.1"), ("bad-frame", "5.2"), ("utf8", "8.1")] {
            let steps = steps(name);
            let fails = |step: &&Step| {
                step.happened.iter().any(|happened| matches!(happened, Happened::Failed(..)))
            };
            // The bytes of one read may be several pieces; what is told stands at the last.
            let at = steps.steps.iter().find(fails).unwrap().at;
            let read = steps.steps.iter().filter(|step| step.at == at);
            let pieces = read.filter_map(|step| step.wrote.as_ref());
            let mut complaints = pieces.flat_map(|wrote| &wrote.piece.explained.complaints);
            assert_eq!(complaints.next().unwrap().cite.section, section, "{name}");
            tells(name, &[&format!("(RFC 6455 §{section})")]);
        }
    }

    #[test]
    fn claim_rules_are_broken_where_that_is_shown_and_nowhere_else() {
        for scenario in ALL {
            let expected = match scenario.name {
                "refused" => 2,
                "mask" | "bad-frame" | "utf8" | "liveness" => 1,
                _ => 0,
            };
            assert_eq!(failures(&steps(scenario.name)).len(), expected, "{}", scenario.name);
        }
    }

    #[test]
    fn claim_one_text_under_two_keys_is_two_rows_of_bytes() {
        let steps = steps("mask");
        let two: Vec<&Wrote> = written(&steps).take(2).collect();
        assert_ne!(two[0].bytes[6..], two[1].bytes[6..]);
        let value = |wrote: &Wrote| wrote.piece.explained.field("payload data").cloned();
        assert_eq!(value(two[0]).unwrap().value, value(two[1]).unwrap().value);
    }
}

mod s12_messages {
    use super::*;

    #[test]
    fn claim_the_pong_goes_out_between_the_fragments() {
        tells("fragments", &["server hears Ping", "(pong)", "server hears Message"]);
    }

    #[test]
    fn claim_the_same_text_again_is_shorter_and_all_three_are_heard() {
        let steps = steps("deflate");
        let is_heard = |step: &&Step| {
            let words = "server hears Message(Text(\"the same";
            step.story().iter().any(|line| line.contains(words))
        };
        let heard = steps.steps.iter().filter(is_heard);
        let sizes: Vec<_> = heard.map(|step| step.wrote.as_ref().unwrap().bytes.len()).collect();
        assert_eq!(sizes.len(), 3);
        assert!(sizes[1] < sizes[0] / 2 && sizes[0] < sizes[2], "{sizes:?}");
    }
}

mod s13_liveness {
    use super::*;

    #[test]
    fn claim_a_silent_peer_is_asked_after_20_s_and_given_up_after_20_more() {
        let trace = scenario("liveness").trace().unwrap();
        let first = |is: &dyn Fn(&What) -> bool| {
            trace.records.iter().find(|record| is(&record.what)).unwrap().at
        };
        let message = first(&|what| matches!(what, What::Event { at: Sender::Server, .. }));
        let ping = first(&|what| matches!(what, What::Bytes { from: Sender::Server, .. }));
        let failed = first(&|what| matches!(what, What::Failed { .. }));
        let seconds = Duration::from_secs;
        assert_eq!([ping - message, failed - ping], [seconds(20), seconds(20)]);
    }
}

mod s14_closing {
    use super::*;

    #[test]
    fn claim_both_ends_close_and_the_server_ends_first() {
        tells("close", &["server ends its side", "client: ", "client ends its side"]);
        assert!(story("close").last().unwrap().ends_with("→ CLOSED"));
    }
}

mod s04_polling {
    use super::*;

    #[test]
    fn claim_an_unchanged_poll_is_a_304_without_a_body() {
        tells("poll", &["status 200", "status 304", "client hears Answer", "status 200"]);
        let steps = steps("poll");
        let mut answers = written(&steps).filter(|wrote| wrote.bytes.starts_with(b"HTTP/1.1 304"));
        assert!(answers.next().unwrap().bytes.ends_with(b"\r\n\r\n"));
    }

    #[test]
    fn claim_a_long_poll_is_answered_by_news_and_by_time() {
        tells("long-poll", &["→ parked", "→ answered with events", "→ parked", "TimedOut"]);
    }
}

mod s07_event_source {
    use super::*;

    #[test]
    fn claim_what_was_missed_comes_behind_the_last_event_id() {
        let told = ["the connection is cut", "connects to", "missed\"", "missed too\""];
        tells("reconnect", &told);
        let steps = steps("reconnect");
        let mut texts = written(&steps).map(|wrote| String::from_utf8_lossy(&wrote.bytes));
        assert!(texts.any(|text| text.contains("Last-Event-ID: c1-1\r\n")));
    }
}

mod s03_traces {
    use super::*;

    /// What a proxy records: bytes, and no states.
    fn bytes_alone(mut trace: Trace) -> Trace {
        trace.records.retain(|record| {
            matches!(record.what, What::Opened { .. } | What::Bytes { .. } | What::Ended { .. })
        });
        trace
    }

    fn pieces(steps: &Steps) -> Vec<String> {
        written(steps).map(|wrote| wrote.piece.explained.title.clone()).collect()
    }

    #[test]
    fn claim_a_trace_of_bytes_alone_has_a_step_for_each_piece() {
        for scenario in ALL {
            let bare = Steps::of(&bytes_alone(scenario.trace().unwrap()));
            assert_eq!(pieces(&bare), pieces(&steps(scenario.name)), "{}", scenario.name);
            assert!(bare.steps.iter().all(|step| step.note.is_none()));
        }
    }

    #[test]
    fn claim_played_over_sockets_it_tells_the_same() {
        for scenario in ALL.iter().filter(|scenario| scenario.live) {
            let (live, homeless) = scenario.steps(&scenario.live_trace().unwrap());
            assert!(homeless.is_empty(), "{}: {homeless:#?}", scenario.name);
            // Where a connection begins the ends are named, and have addresses here.
            let titles = |steps: &Steps| {
                let steps = steps.steps.iter().filter(|step| step.opened.is_none());
                steps.map(Step::title).collect::<Vec<_>>()
            };
            let memory = titles(&steps(scenario.name));
            assert_eq!(titles(&live), memory, "{}", scenario.name);
        }
    }

    #[test]
    fn claim_live_keys_are_other_keys() {
        let first = |trace: Trace| {
            let mut bytes = trace.records.into_iter().filter_map(|record| match record.what {
                What::Bytes { bytes, .. } => Some(bytes),
                _ => None,
            });
            bytes.next().unwrap()
        };
        let mask = scenario("mask");
        assert_ne!(first(mask.live_trace().unwrap()), first(mask.trace().unwrap()));
    }
}
