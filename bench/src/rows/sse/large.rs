//! # Row: sse-large                                                  chapter 16
//! Knows: events of 1 MiB, however they are cut. Does not know: who reads them.
//! Read before: `rows/sse/parse.rs`. Read next: `rows/sse/eventsource_parser.rs`.

use super::eventsource_parser::eventsource_parser;
use super::readers::{RATE, contenders, eventsource_stream};
use super::streams::large;
use crate::goal::{Goal, RowGoal, To};
use crate::row::{Case, Row};

const KIB: usize = 1024;

/// What a large event costs to read, whatever the size of the pieces in which it comes.
pub fn row() -> Row {
    let pieces = [
        ("pieces of 1 KiB", KIB),
        ("pieces of 4 KiB", 4 * KIB),
        ("pieces of 16 KiB", 16 * KIB),
        ("pieces of 64 KiB", 64 * KIB),
        ("in one piece", KIB * KIB),
    ];
    Row {
        name: "sse-large",
        about: "What does an event of 1 MiB cost to read, however it is cut?",
        measure: RATE,
        cases: pieces.map(|(name, piece)| case(name, piece)).into(),
        // Owned: in one piece, the lent event is not copied at all, and no other can keep up.
        goals: vec![RowGoal::Flat { of: "ours, owned", at_least: 0.7 }],
    }
}

fn case(name: &str, piece: usize) -> Case {
    let to = To::Named("sse-stream");
    Case::new(name, move || {
        let stream = large();
        let mut all = contenders(&stream, piece);
        // In smaller pieces it takes seconds for each event.
        if piece >= 16 * KIB {
            all.push(eventsource_stream(&stream, piece));
        }
        all.extend(eventsource_parser(&stream, piece)?);
        Ok(all)
    })
    .goal(Goal::Ratio { of: "ours, lending", to, at_least: 0.95 })
    .goal(Goal::Ratio { of: "ours, owned", to, at_least: 0.95 })
}
