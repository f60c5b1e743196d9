//! # The epoch: one life of a log                                    chapter 15
//! Knows: when the numbers of a log can go on, and when they must not. Does not know: events.
//! Read before: `open.rs`. Read next: `store.rs`.
//!
//! A log that was given to the operating system alone may lose its end together with the machine.
//! If its numbers then went on in the same epoch, some would be given twice, and a client that had
//! seen the first event of such a number would never hear the second. So a log that does not wait
//! for the disk keeps a mark for as long as it is open: in which life of the machine that was. A
//! mark of another life means that the machine went down with the log open.

use crate::Flush;
use crate::error::StoreError;
use crate::store::ABOUT;
use redb::{Database, ReadableTable as _};
use std::fs;
use wire::Epoch;

/// The entry that holds the mark.
const MARK: &str = "unflushed";

/// The epoch that goes on: the one in the store, or `fresh` if the end of the log may be lost.
/// Leaves a mark if `flush` does not wait for the disk.
///
/// `life` is the present [`life_of_the_machine`].
pub(crate) fn go_on(
    database: &Database,
    flush: Flush,
    fresh: Epoch,
    life: &str,
) -> Result<Epoch, StoreError> {
    let write = database.begin_write()?;
    let epoch = {
        let mut about = write.open_table(ABOUT)?;
        let mark = about.get(MARK)?.map(|mark| mark.value().to_string());
        let kept = about.get("epoch")?.and_then(|epoch| parse(epoch.value()));
        let is_whole = mark.is_none_or(|mark| !mark.is_empty() && mark == life);
        let epoch = kept.filter(|_| is_whole).unwrap_or(fresh);
        about.insert("epoch", epoch.to_string().as_str())?;
        match flush {
            Flush::EachCommit => about.remove(MARK)?.is_some(),
            Flush::ToSystem => about.insert(MARK, life)?.is_some(),
        };
        epoch
    };
    write.commit()?;
    Ok(epoch)
}

/// All is on the disk: take the mark away.
pub(crate) fn rest(database: &Database) -> Result<(), StoreError> {
    let write = database.begin_write()?;
    write.open_table(ABOUT)?.remove(MARK)?;
    write.commit()?;
    Ok(())
}

fn parse(text: &str) -> Option<Epoch> {
    u64::from_str_radix(text, 16).ok().map(Epoch::new)
}

/// A text that is another one after each start of the machine; empty where none is to be had.
pub(crate) fn life_of_the_machine() -> String {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id");
    id.map(|id| id.trim().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use redb::backends::InMemoryBackend;

    /// Opened in three lives of the machine: `closes` says whether it was closed in between.
    fn epochs(flush: Flush, lives: [&str; 3], closes: bool) -> [u64; 3] {
        let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        let mut fresh = 0;
        lives.map(|life| {
            fresh += 1;
            let epoch = go_on(&database, flush, Epoch::new(fresh), life).unwrap();
            if closes {
                rest(&database).unwrap();
            }
            epoch.get()
        })
    }

    #[test]
    fn must_go_on_after_the_process_was_killed() {
        assert_eq!(epochs(Flush::EachCommit, ["a"; 3], false), [1, 1, 1]);
        assert_eq!(epochs(Flush::ToSystem, ["a"; 3], false), [1, 1, 1]);
    }

    #[test]
    fn must_begin_anew_when_the_machine_went_down_with_the_log_open_and_not_flushed() {
        assert_eq!(epochs(Flush::ToSystem, ["a", "b", "b"], false), [1, 2, 2]);
        assert_eq!(epochs(Flush::EachCommit, ["a", "b", "c"], false), [1, 1, 1]);
        assert_eq!(epochs(Flush::ToSystem, ["a", "b", "c"], true), [1, 1, 1]);
    }

    #[test]
    fn must_begin_anew_where_nothing_tells_the_lives_of_the_machine_apart() {
        assert_eq!(epochs(Flush::ToSystem, [""; 3], false), [1, 2, 3]);
        assert_eq!(epochs(Flush::ToSystem, [""; 3], true), [1, 1, 1]);
    }
}
