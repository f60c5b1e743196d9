//! # Keepers: they hold what they are told to                        chapter 16
//! Knows: orders, one a line, and their answers. Does not know: what is held, or what it takes.
//! Read before: `servers/mod.rs`. Read next: `servers/keep/ours.rs`, `servers/keep/least.rs`.
//!
//! `readers 1000` builds and holds that much, and answers `0` when it is there. `prove` lets what
//! was built last do its work, and answers how much came of it.

mod least;
mod ours;

use crate::failure::Failure;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

/// How many messages, or events of a stream, are under way at once: one alone may find room that
/// was there before.
pub const AT_ONCE: usize = 64;
/// The text of an event that is held has so many bytes.
const TEXT_BYTES: usize = 100;

/// Something that is held. Called, it does its work, and says how much came of it.
type Kept = Box<dyn FnOnce() -> u64>;

/// Ours, each as it ships.
///
/// # Errors
/// An order is none, or cannot be followed.
pub fn ours(listener: TcpListener) -> Result<(), Failure> {
    serve(&listener, ours::build)
}

/// The same, and nothing around it: bytes, a list, a map.
///
/// # Errors
/// An order is none, or cannot be followed.
pub fn least(listener: TcpListener) -> Result<(), Failure> {
    serve(&listener, least::build)
}

/// Follow the orders of the first who comes.
fn serve(
    listener: &TcpListener,
    build: fn(&str, usize) -> Result<Kept, Failure>,
) -> Result<(), Failure> {
    let (mut stream, _) = listener.accept()?;
    let mut orders = BufReader::new(stream.try_clone()?);
    let (mut held, mut line) = (Vec::new(), String::new());
    while orders.read_line(&mut line)? > 0 {
        let answer = match line.trim_end().split_once(' ') {
            Some((what, size)) => {
                let size = size.parse().map_err(|_| unknown(&line))?;
                held.push(build(what, size)?);
                0
            }
            None => held.pop().map_or(0, |prove| prove()),
        };
        writeln!(stream, "{answer}")?;
        line.clear();
    }
    Ok(())
}

fn unknown(order: &str) -> Failure {
    Failure(format!("{order:?} is no order"))
}

/// The text of the event of that number.
fn text(number: usize) -> String {
    format!("{number:0>TEXT_BYTES$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_what_is_held_is_there() {
        for what in ["event", "event-in-lines", "readers", "topics", "history"] {
            for size in [16, 3_000] {
                let times = if what.starts_with("event") { AT_ONCE } else { 1 };
                let came = ours::build(what, size).unwrap()();
                assert_eq!(came, (size * times) as u64, "{what}");
            }
        }
        for (what, size) in [("bytes", 16), ("readers", 16), ("topics", 16), ("history", 16)] {
            let times = if what == "bytes" { AT_ONCE } else { 1 };
            assert_eq!(least::build(what, size).unwrap()(), (size * times) as u64, "{what}");
        }
        assert!(ours::build("elephants", 1).is_err());
    }
}
