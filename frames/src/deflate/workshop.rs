//! # The workshop                                                    chapter 12 · RFC 7692 §7.2
//! Knows: the tools of a thread, compressors and inflaters, and where each stopped.
//! Does not know: what is compressed, or for whom.
//! Read before: `history.rs`. Read next: `deflater.rs`.
//!
//! A tool is large (47 to 380 KB) and needed for a moment, so no connection owns one: it takes one,
//! works, and gives it back. What a connection keeps is its [`History`], and any tool can learn
//! that. To learn takes time; so a compressor that was given back stays as it is, and who comes
//! back for it before another needed it goes on where it stopped.

use super::history::{History, Mark};
use crate::unfinished::Unfinished;
use std::cell::RefCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::thread::LocalKey;
use zlib_rs::{Deflate, Inflate};

/// How hard to try, of 9. Measured over JSON of 1 KiB: level 1 leaves 43 % in 6 µs, level 3 leaves
/// 29 % in 13 µs, level 6 no less in 15 µs.
const LEVEL: i32 = 3;

/// The most tools of a kind that a thread keeps: as many busy connections find theirs again.
const TOOLS_MAX: usize = 8;

/// The tools of a kind that wait, the one that has waited longest first.
type Shelf<T> = RefCell<Vec<Waiting<T>>>;

thread_local! {
    static COMPRESSORS: Shelf<Deflate> = const { RefCell::new(Vec::new()) };
    static INFLATERS: Shelf<Inflate> = const { RefCell::new(Vec::new()) };
}

/// A compressor or an inflater. (Boxed: of who has none, its room would be the most.)
pub(super) struct Tool<T>(Box<T>);

impl<T> Deref for Tool<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Tool<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> fmt::Debug for Tool<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tool")
    }
}

/// A tool that waits.
struct Waiting<T> {
    tool: Tool<T>,
    /// How many bits its window has.
    bits: u8,
    /// Which history it knows, up to which byte.
    knows: Option<Mark>,
}

/// A compressor with a window of `bits` that knows `history`.
pub(super) fn compressor(bits: u8, history: &History) -> Option<Tool<Deflate>> {
    let mark = history.mark();
    let mut tool = match take(&COMPRESSORS, bits, mark) {
        Some(waited) if mark.is_some() && waited.knows == mark => return Some(waited.tool),
        Some(Waiting { mut tool, .. }) => {
            tool.reset();
            tool
        }
        None => Tool(Box::new(Deflate::new(LEVEL, false, bits))),
    };
    for bytes in history.slices().into_iter().filter(|bytes| !bytes.is_empty()) {
        tool.set_dictionary(bytes).ok()?;
    }
    Some(tool)
}

/// Give back a compressor that knows `history` to its last byte, and nothing more.
pub(super) fn give_back(tool: Tool<Deflate>, bits: u8, history: &History) {
    give(&COMPRESSORS, Waiting { tool, bits, knows: history.mark() });
}

/// Give back a compressor that knows what its connection's peer does not.
pub(super) fn give_back_spoilt(tool: Tool<Deflate>, bits: u8) {
    give(&COMPRESSORS, Waiting { tool, bits, knows: None });
}

/// The largest window takes no more memory than a small one, and inflates all.
const LARGEST: u8 = 15;

/// An inflater that knows `history`, and then `begun`, slice by slice.
pub(super) fn inflater(history: &History, begun: &Unfinished) -> Tool<Inflate> {
    let mark = inflaters_mark(history).filter(|_| begun.held() == 0);
    let mut tool = match take(&INFLATERS, LARGEST, mark) {
        Some(waited) if mark.is_some() && waited.knows == mark => return waited.tool,
        Some(Waiting { mut tool, .. }) => {
            tool.reset(false);
            tool
        }
        None => Tool(Box::new(Inflate::new(false, LARGEST))),
    };
    let mut learn = |bytes: &[u8]| {
        // It appends to the window. It errs only in zlib's format, which has a header.
        let _ = tool.set_dictionary(bytes);
    };
    history.slices().into_iter().for_each(&mut learn);
    begun.each_slice(learn);
    tool
}

/// Give back an inflater that stands behind the last byte of a block, and knows `history`.
pub(super) fn give_back_inflater(tool: Tool<Inflate>, history: &History) {
    give(&INFLATERS, Waiting { tool, bits: LARGEST, knows: inflaters_mark(history) });
}

/// An inflater that goes on knows 2^15 bytes, and would let a message refer to more than was agreed
/// on where that was less: there it has to begin anew.
fn inflaters_mark(history: &History) -> Option<Mark> {
    history.mark().filter(|_| history.most() == 1 << LARGEST)
}

/// The tool that knows what `wanted` says; or else one that nobody will miss; or else, where no
/// more may be made, the one that has waited longest.
fn take<T>(
    shelf: &'static LocalKey<Shelf<T>>,
    bits: u8,
    wanted: Option<Mark>,
) -> Option<Waiting<T>> {
    shelf.with_borrow_mut(|waiting| {
        let place = |fits: &dyn Fn(&Waiting<T>) -> bool| {
            waiting.iter().position(|one| one.bits == bits && fits(one))
        };
        let place = place(&|one| wanted.is_some() && one.knows == wanted)
            .or_else(|| place(&|one| one.knows.is_none()))
            .or_else(|| place(&|_| waiting.len() == TOOLS_MAX));
        place.map(|place| waiting.remove(place))
    })
}

fn give<T>(shelf: &'static LocalKey<Shelf<T>>, tool: Waiting<T>) {
    shelf.with_borrow_mut(|waiting| {
        if waiting.len() == TOOLS_MAX {
            waiting.remove(0);
        }
        waiting.push(tool);
    });
}
