//! # One direction, in virtual time                                  chapter 03
//! Knows: what must hold of a line for any bytes, any pace and any moments. Does not know: sockets.
//! Read before: `lab/src/tap/line.rs`. Read next: `relay.rs`.

use lab::tap::line::{HELD_MAX, Line, Pace, Passing};
use laws::proptest::prelude::*;
use std::time::Duration;
use trace::End;
use wire::Bytes;

fn milliseconds(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// What was written, and when: pieces with the pause before each.
fn speech() -> impl Strategy<Value = Vec<(u64, Vec<u8>)>> {
    prop::collection::vec((0..50_u64, prop::collection::vec(any::<u8>(), 0..200)), 0..20)
}

fn pace() -> impl Strategy<Value = Pace> {
    let (split, delay) = (prop::option::of(1..100_usize), 0..80_u64);
    let (rate, cut) = (prop::option::of(1..5000_u64), prop::option::of(0..2000_u64));
    (split, delay, rate, cut).prop_map(|(split, delay, rate, cut_after)| Pace {
        split,
        delay: milliseconds(delay),
        rate,
        cut_after,
        freeze: None,
    })
}

/// What came out of a line, and when.
fn play(pace: Pace, speech: &[(u64, Vec<u8>)]) -> (Vec<(Duration, Bytes)>, Option<End>) {
    let (mut line, mut now, mut out) = (Line::new(pace), Duration::ZERO, Vec::new());
    let mut ended = None;
    let mut hear = |line: &mut Line, until: Duration| {
        while let Some(due) = line.due().filter(|due| *due <= until) {
            let passing = line.next(due.max(Duration::ZERO));
            match passing.unwrap() {
                Passing::Piece(bytes) => out.push((due, bytes)),
                Passing::Ended(how) => ended = Some(how),
            }
        }
        assert_eq!(line.next(until), None, "what is not due is not there");
    };
    for (pause, bytes) in speech {
        now += milliseconds(*pause);
        hear(&mut line, now);
        line.push(now, Bytes::from(bytes.clone()));
    }
    line.end(now, End::Finished);
    hear(&mut line, Duration::MAX);
    (out, ended)
}

proptest! {
    #[test]
    fn law_a_line_keeps_every_byte_and_the_order(pace in pace(), speech in speech()) {
        let written: Vec<u8> = speech.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
        let (out, ended) = play(pace, &speech);
        let heard: Vec<u8> = out.iter().flat_map(|(_, bytes)| bytes.to_vec()).collect();
        let most = pace.cut_after.map_or(usize::MAX, |most| usize::try_from(most).unwrap());
        prop_assert_eq!(&heard[..], &written[..written.len().min(most)]);
        let how = if written.len() >= most { End::Cut } else { End::Finished };
        prop_assert_eq!(ended, Some(how));
        prop_assert!(out.iter().all(|(_, bytes)| !bytes.is_empty()));
        prop_assert!(out.is_sorted_by_key(|(at, _)| *at));
    }

    #[test]
    fn law_a_piece_is_no_longer_no_sooner_and_no_faster_than_the_pace_allows(
        pace in pace(),
        speech in speech(),
    ) {
        let (out, _) = play(pace, &speech);
        let (mut heard, mut written, mut said) = (0, 0, Vec::new());
        let mut now = Duration::ZERO;
        for (pause, bytes) in &speech {
            now += milliseconds(*pause);
            written += bytes.len();
            said.push((written, now));
        }
        for (at, bytes) in &out {
            prop_assert!(pace.split.is_none_or(|most| bytes.len() <= most));
            heard += bytes.len();
            let (_, spoken) = said.iter().find(|(behind, _)| *behind >= heard).unwrap();
            prop_assert!(*at >= *spoken + pace.delay);
            if let Some(rate) = pace.rate {
                // The last piece is on its way now, and takes its time behind this moment.
                let before = u128::try_from(heard - bytes.len()).unwrap();
                let rounding = out.len() as u128;
                prop_assert!(before * 1_000_000 <= (at.as_micros() + rounding) * u128::from(rate));
            }
        }
    }

    #[test]
    fn law_a_frozen_line_says_nothing_more(
        pace in pace(),
        speech in speech(),
        freeze in 0..300_u64,
    ) {
        let (whole, _) = play(Pace { cut_after: None, ..pace }, &speech);
        let freeze = milliseconds(freeze);
        let pace = Pace { cut_after: None, freeze: Some(freeze), ..pace };
        let mut line = Line::new(pace);
        let mut now = Duration::ZERO;
        let mut out = Vec::new();
        let mut hear = |line: &mut Line, until: Duration| {
            while let Some(due) = line.due().filter(|due| *due <= until) {
                match line.next(due) {
                    Some(Passing::Piece(bytes)) => out.push((due, bytes)),
                    other => return assert_eq!(other, Some(Passing::Ended(End::Finished))),
                }
            }
        };
        for (pause, bytes) in &speech {
            now += milliseconds(*pause);
            hear(&mut line, now);
            line.push(now, Bytes::from(bytes.clone()));
        }
        line.end(now, End::Finished);
        hear(&mut line, Duration::MAX);
        let before: Vec<_> = whole.into_iter().filter(|(at, _)| *at < freeze).collect();
        prop_assert_eq!(out, before);
    }
}

#[test]
fn limit_64_kib_wait_on_a_line() {
    let mut line = Line::new(Pace { delay: milliseconds(1), ..Pace::default() });
    assert_eq!(line.room(), HELD_MAX);
    line.push(Duration::ZERO, Bytes::from(vec![0; HELD_MAX - 1]));
    assert_eq!((line.held(), line.room()), (HELD_MAX - 1, 1));
    line.push(Duration::ZERO, Bytes::from_static(b"x"));
    assert_eq!(line.room(), 0);
    // A proxy that lets go of what it held may bring more at once.
    line.push(Duration::ZERO, Bytes::from_static(b"more"));
    assert_eq!(line.room(), 0);
    while line.next(milliseconds(1)).is_some() {}
    assert_eq!((line.held(), line.room()), (0, HELD_MAX));
}

#[test]
fn limit_no_piece_is_longer_than_64_kib() {
    let mut line = Line::new(Pace::default());
    line.push(Duration::ZERO, Bytes::from(vec![0; 2 * HELD_MAX + 1]));
    let mut lengths = Vec::new();
    while let Some(Passing::Piece(piece)) = line.next(Duration::ZERO) {
        lengths.push(piece.len());
    }
    assert_eq!(lengths, [HELD_MAX, HELD_MAX, 1]);
}

#[test]
fn must_be_cut_behind_the_last_byte_without_waiting_for_another() {
    let mut line = Line::new(Pace { cut_after: Some(3), ..Pace::default() });
    line.push(Duration::ZERO, Bytes::from_static(b"abc"));
    assert_eq!(line.next(Duration::ZERO), Some(Passing::Piece(Bytes::from_static(b"abc"))));
    assert_eq!(line.due(), Some(Duration::ZERO));
    assert_eq!(line.next(Duration::ZERO), Some(Passing::Ended(End::Cut)));
    assert_eq!((line.due(), line.next(Duration::MAX)), (None, None));
}
