//! # Row: sse-parse                                                  chapter 16
//! Knows: streams of small events, in pieces of 16 KiB. Does not know: who reads them.
//! Read before: `rows/sse/readers.rs`. Read next: `rows/sse/large.rs`.

use super::eventsource_parser::eventsource_parser;
use super::readers::{RATE, contenders, eventsource_stream};
use super::streams::{Prepared, mixed, plain};
use crate::goal::{Goal, To};
use crate::row::{Case, Row};

const MIB: usize = 1024 * 1024;
/// How much is read at a time.
const PIECE: usize = 16 * 1024;

/// What an event stream costs to read.
pub fn row() -> Row {
    let to = To::Named("sse-stream");
    let lending = Goal::Ratio { of: "ours, lending", to, at_least: 1.5 };
    let owned = Goal::Ratio { of: "ours, owned", to, at_least: 1.1 };
    Row {
        name: "sse-parse",
        about: "What does an event stream cost to read, in pieces of 16 KiB?",
        measure: RATE,
        cases: vec![
            case("100 B events", || plain(4 * MIB)).goal(lending).goal(owned),
            case("ids, types, comments, CR LF", || mixed(4 * MIB)),
        ],
        goals: Vec::new(),
    }
}

fn case(name: &str, stream: fn() -> Prepared) -> Case {
    Case::new(name, move || {
        let stream = stream();
        let mut all = contenders(&stream, PIECE);
        all.push(eventsource_stream(&stream, PIECE));
        all.extend(eventsource_parser(&stream, PIECE)?);
        Ok(all)
    })
}
