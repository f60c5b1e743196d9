//! # Walking through any trace                                       chapter 03
//! Knows: laws of steps and of walking. Does not know: what a scenario shows; see
//! `lab/tests/step.rs`.
//! Read before: `lab/src/step/steps.rs`, `lab/src/step/walker.rs`. Read next: `03_sans_io.rs`.

use frames::Connection;
use lab::commands::paint::Paint;
use lab::step::scenarios::ALL;
use lab::step::screen::{Show, screen};
use lab::step::steps::Steps;
use lab::step::walker::{Key, Walker};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use laws::proptest::sample::select;
use std::time::Duration;
use trace::{End, Log, Record, Recorder, Sender, Trace, What};
use wire::{Input, Limits, Protocol as _, Tap};

fn sender() -> impl Strategy<Value = Sender> {
    select(vec![Sender::Client, Sender::Server])
}

/// Bytes that begin as something, and anything else.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<&[u8]> = vec![
        b"GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"\x81\x05Hello\x89\x00",
        b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d",
    ];
    let known = select(known).prop_map(<[u8]>::to_vec);
    prop_oneof![known, vec(any::<u8>(), 0..40)]
}

fn what() -> impl Strategy<Value = What> {
    let how = select(vec![End::Finished, End::Reset, End::Cut]);
    prop_oneof![
        1 => "[a-z]{1,9}".prop_map(|client| What::Opened { client, server: "b".into() }),
        6 => (sender(), bytes()).prop_map(|(from, bytes)| What::Bytes { from, bytes }),
        2 => (sender(), ".{0,300}", 0..40_u64)
            .prop_map(|(at, event, unread)| What::Event { at, event, unread }),
        2 => (sender(), ".{0,90}").prop_map(|(at, state)| What::State { at, state }),
        1 => (sender(), ".{0,90}").prop_map(|(at, error)| What::Failed { at, error }),
        1 => (sender(), how).prop_map(|(from, how)| What::Ended { from, how }),
        1 => "[ a-z一-龥]{0,90}|.{0,90}".prop_map(What::Note),
    ]
}

fn any_trace() -> impl Strategy<Value = Trace> {
    let record = (0u64..4, 1u32..3, what()).prop_map(|(at, connection, what)| {
        let at = Duration::from_millis(at);
        Record { at, connection, what }
    });
    vec(record, 0..24).prop_map(|mut records| {
        records.sort_by_key(|record| record.at);
        Trace { title: "any".into(), records }
    })
}

fn keys() -> impl Strategy<Value = Vec<Key>> {
    let named =
        [Key::Enter, Key::Escape, Key::Backspace, Key::Right, Key::Left, Key::Home, Key::End];
    let letters = "nb ch?g/q0123456789ex".chars().map(Key::Char);
    vec(select(letters.chain(named).collect::<Vec<_>>()), 0..60)
}

mod s03_steps {
    use super::*;

    proptest! {
        /// Bytes, events and ends are all looked at, once, in their order.
        #[test]
        fn law_every_record_of_a_trace_is_in_a_step(trace in any_trace()) {
            let steps = Steps::of(&trace).steps;
            let is_event = |record: &&Record| matches!(record.what, What::Event { .. });
            let events = trace.records.iter().filter(is_event).count();
            let heard = steps.iter().flat_map(|step| step.story());
            let heard = heard.filter(|line| line.split(' ').nth(1) == Some("hears")).count();
            prop_assert!(heard >= events, "{heard} of {events}");
            let written = trace.records.iter().filter_map(|record| match &record.what {
                What::Bytes { bytes, .. } if !bytes.is_empty() => Some(bytes.clone()),
                _ => None,
            });
            let mut shown = steps.iter().filter_map(|step| step.wrote.as_ref());
            for bytes in written {
                prop_assert!(shown.any(|wrote| *wrote.bytes == *bytes), "{bytes:?} is not shown");
            }
        }

        /// The mark goes on within a write, and never beyond it.
        #[test]
        fn law_the_mark_stands_in_the_bytes(trace in any_trace()) {
            for wrote in Steps::of(&trace).steps.iter().filter_map(|step| step.wrote.as_ref()) {
                prop_assert!(wrote.piece.until <= wrote.bytes.len());
            }
        }

        /// Each event stands at the piece that made it, also where several came in one read.
        #[test]
        fn law_each_piece_has_its_event(texts in vec("[a-z]{1,9}", 1..9)) {
            let log = Log::new("");
            let recorder = Recorder::new(&log, 1, Sender::Server, Duration::ZERO);
            let mut server = Tap::new(Connection::server(Limits::DEFAULT), recorder);
            let mut client = Connection::client(Limits::DEFAULT, || [1, 2, 3, 4]);
            for text in &texts {
                client.send_text(text).expect("it is open");
            }
            let mut bytes = client.take_output().to_vec();
            let mut input = Input::new(&mut bytes);
            while server.next_event(&mut input).expect("no rule is broken").is_some() {}
            let steps = Steps::of(&log.trace()).steps;
            prop_assert_eq!(steps.len(), texts.len());
            for (step, text) in steps.iter().zip(&texts) {
                let heard = format!("server hears Message(Text({text:?}))");
                prop_assert!(step.story().contains(&heard), "{:?} lacks {}", step.story(), heard);
            }
        }

        /// Any trace has screens, of 80 columns.
        #[test]
        fn law_any_trace_fits_the_screen(trace in any_trace()) {
            let steps = Steps::of(&trace);
            for index in 0..steps.steps.len() {
                for keys in [false, true] {
                    let show = Show { keys, answer: true };
                    for line in screen(&steps, index, Paint::PLAIN, show).lines() {
                        let wide = line.chars().filter(|char| ('一'..='龥').contains(char));
                        prop_assert!(line.chars().count() + wide.count() <= 80, "{line:?}");
                        prop_assert!(!line.chars().any(char::is_control), "{line:?}");
                    }
                }
            }
        }
    }
}

mod s03_walking {
    use super::*;

    proptest! {
        /// What is seen at a step does not depend on the way there.
        #[test]
        fn law_any_walk_ends_at_the_screen_of_its_index(
            scenario in select(ALL), keys in keys(),
        ) {
            let trace = scenario.trace().expect("a trace");
            let (steps, _) = scenario.steps(&trace);
            let mut walker = Walker::new(steps.clone(), 0);
            for key in keys {
                walker.press(key);
            }
            let index = walker.index();
            // What was typed is given up, what is in front goes away; then there, and back.
            for key in [Key::Escape, Key::Escape, Key::End, Key::Home] {
                walker.press(key);
            }
            for _ in 0..index {
                walker.press(Key::Right);
            }
            prop_assert_eq!(walker.index(), index);
            let fresh = Walker::new(steps, index);
            prop_assert_eq!(walker.screen(Paint::PLAIN), fresh.screen(Paint::PLAIN));
        }
    }
}
