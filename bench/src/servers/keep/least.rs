//! # The least that could be held                                    chapter 16
//! Knows: the bytes themselves, and what finds them again. Does not know: limits, ids, locks.
//! Read before: `servers/keep/ours.rs`. Read next: `rows/memory/mod.rs`.

use super::{AT_ONCE, Kept, text, unknown};
use crate::failure::Failure;
use std::collections::BTreeMap;
use std::task::Waker;

/// Build so much of it.
pub(super) fn build(what: &str, size: usize) -> Result<Kept, Failure> {
    match what {
        "bytes" => Ok(bytes(size)),
        "readers" => Ok(readers(size)),
        "topics" => Ok(topics(size)),
        "history" => Ok(history(size)),
        _ => Err(unknown(what)),
    }
}

/// Bytes, as many as of a message or an event under way.
fn bytes(size: usize) -> Kept {
    let each: Vec<Vec<u8>> = (0..AT_ONCE).map(|_| vec![b'x'; size]).collect();
    Box::new(move || each.iter().flatten().map(|byte| u64::from(*byte == b'x')).sum())
}

/// For each reader its place, and who is to be woken.
fn readers(count: usize) -> Kept {
    let all: Vec<(u64, Waker)> = (0..count).map(|_| (1, Waker::noop().clone())).collect();
    Box::new(move || {
        all.iter().for_each(|(_, waker)| waker.wake_by_ref());
        all.iter().map(|(place, _)| place).sum()
    })
}

/// The name of each topic, and its one text.
fn topics(count: usize) -> Kept {
    let name = |number: usize| format!("topic-{number}").into_boxed_str();
    // One by one, as topics come: a map that is made of all at once is denser.
    let mut all = BTreeMap::new();
    (0..count).for_each(|number| drop(all.insert(name(number), exact(number))));
    let is_there = move |number: &usize| all.get(&name(*number)) == Some(&exact(*number));
    Box::new(move || (0..count).filter(is_there).count() as u64)
}

/// The texts.
fn history(count: usize) -> Kept {
    let all: Vec<Box<str>> = (0..count).map(exact).collect();
    Box::new(move || {
        let same = all.iter().enumerate().filter(|(number, kept)| ***kept == *text(*number));
        same.count() as u64
    })
}

/// A text, in no more room than it needs.
fn exact(number: usize) -> Box<str> {
    Box::from(text(number).as_str())
}
