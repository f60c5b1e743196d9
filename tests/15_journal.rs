//! # The log on disk: what was acknowledged outlives the process     chapter 15
//! Knows: what is found again after an end of any kind, and what a bad file is answered with.
//! Does not know: transports; see `lab/tests/restart.rs`.
//! Read before: `journal/src/store.rs`. Read next: `tests/15_journal/killed.rs`.

use hub::{HubLimits, Topic};
use journal::{Entry, Flush, OpenError, Options, Store};
use std::fs;
use std::path::{Path, PathBuf};
use wire::{Epoch, Published};

#[path = "15_journal/backplane.rs"]
mod backplane;
#[path = "15_journal/bad_files.rs"]
mod bad_files;
#[path = "15_journal/killed.rs"]
mod killed;
#[path = "15_journal/law.rs"]
mod law;

/// A folder that is empty at first; dropped, it is gone.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("journal-{name}"));
        let _none_yet = fs::remove_dir_all(&path);
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("events.redb")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _nothing_to_remove = fs::remove_dir_all(&self.0);
    }
}

/// Written to the system alone: what is tested is no power cut, and a wait for the disk is long.
const QUICK: Options = Options { flush: Flush::ToSystem, ..Options::DEFAULT };

fn topic(name: &str) -> Topic {
    Topic::new(name).unwrap()
}

fn open(folder: &Folder, options: &Options) -> Store {
    Store::open(&folder.0, options, Epoch::new(7)).unwrap()
}

/// Append texts, in one batch, to the topic `news`.
fn append(store: &mut Store, texts: &[&str]) -> Vec<u64> {
    let news = topic("news");
    let batch: Vec<_> =
        texts.iter().map(|data| Entry { topic: &news, event: "message", data }).collect();
    store.append(&batch).unwrap()
}

/// All that is kept: `topic number type text`.
fn loaded(store: &Store) -> Vec<String> {
    let mut rows = Vec::new();
    let show = |topic: &Topic, number, event: &str, data: &str| {
        rows.push(format!("{topic} {number} {event} {data}"));
    };
    store.load(show).unwrap();
    rows
}

mod opening {
    use super::*;

    #[test]
    fn must_make_the_folder_and_an_empty_log_with_the_epoch_that_it_is_given() {
        let folder = Folder::new("new");
        let store = Store::open(&folder.0.join("deep"), &QUICK, Epoch::new(0xabc)).unwrap();
        assert_eq!((store.epoch(), loaded(&store)), (Epoch::new(0xabc), vec![]));
        assert_eq!(store.last(&topic("news")), 0);
    }

    #[test]
    fn must_go_on_with_the_numbers_in_the_same_epoch() {
        for flush in [Flush::EachCommit, Flush::ToSystem] {
            let folder = Folder::new("again");
            let options = Options { flush, ..Options::DEFAULT };
            let mut store = Store::open(&folder.0, &options, Epoch::new(7)).unwrap();
            assert_eq!(append(&mut store, &["a", "b"]), [1, 2]);
            drop(store);
            let mut store = Store::open(&folder.0, &options, Epoch::new(8)).unwrap();
            assert_eq!((store.epoch(), store.last(&topic("news"))), (Epoch::new(7), 2));
            assert_eq!(append(&mut store, &["c"]), [3]);
            assert_eq!(
                loaded(&store),
                ["news 1 message a", "news 2 message b", "news 3 message c"]
            );
        }
    }

    #[test]
    fn must_give_each_topic_its_own_numbers() {
        let folder = Folder::new("topics");
        let (a, b) = (topic("a"), topic("a.b"));
        let mut store = open(&folder, &QUICK);
        let batch = [(&b, "x", "1"), (&a, "y", "2"), (&b, "z", "")];
        let batch = batch.map(|(topic, event, data)| Entry { topic, event, data });
        assert_eq!(store.append(&batch).unwrap(), [1, 1, 2]);
        drop(store);
        let store = open(&folder, &QUICK);
        assert_eq!(loaded(&store), ["a 1 y 2", "a.b 1 x 1", "a.b 2 z "]);
        assert_eq!(store.topics().collect::<Vec<_>>(), [&a, &b]);
    }
}

mod bounds {
    use super::*;

    fn with(log_events: usize, log_bytes: usize) -> Options {
        Options { limits: HubLimits { log_events, log_bytes, ..HubLimits::DEFAULT }, ..QUICK }
    }

    #[test]
    fn limit_of_events_drops_the_oldest_and_keeps_their_numbers_used() {
        let folder = Folder::new("events");
        let mut store = open(&folder, &with(2, 1_000));
        append(&mut store, &["a", "b"]);
        assert_eq!(loaded(&store), ["news 1 message a", "news 2 message b"]);
        append(&mut store, &["c"]);
        assert_eq!(loaded(&store), ["news 2 message b", "news 3 message c"]);
        append(&mut store, &["d", "e", "f", "g"]);
        drop(store);
        assert_eq!(loaded(&open(&folder, &QUICK)), ["news 6 message f", "news 7 message g"]);
    }

    #[test]
    fn limit_of_bytes_counts_as_the_hub_does_and_keeps_the_newest() {
        let folder = Folder::new("bytes");
        let weight = Published::weight_of("message", "a");
        let mut store = open(&folder, &with(100, 2 * weight));
        append(&mut store, &["a", "b"]);
        assert_eq!(loaded(&store).len(), 2);
        append(&mut store, &["cc"]);
        assert_eq!(loaded(&store), ["news 3 message cc"]);
        append(&mut store, &[&"d".repeat(1_000)]);
        assert_eq!(store.last(&topic("news")), 4);
        assert_eq!(loaded(&store).len(), 1);
    }

    #[test]
    fn limit_that_became_smaller_takes_hold_with_the_next_event() {
        let folder = Folder::new("smaller");
        append(&mut open(&folder, &QUICK), &["a", "b", "c"]);
        let mut store = open(&folder, &with(1, 1_000));
        append(&mut store, &["d"]);
        assert_eq!(loaded(&store), ["news 4 message d"]);
    }

    /// What is trimmed makes room: the file does not grow with all that was ever published.
    #[test]
    fn limit_of_the_file_is_a_few_times_what_is_kept() {
        let folder = Folder::new("file");
        let mut store = open(&folder, &with(1_000, 1_000_000));
        let text = "x".repeat(200);
        for _ in 0..100 {
            append(&mut store, &[text.as_str(); 500]);
        }
        drop(store);
        let bytes = fs::metadata(folder.file()).unwrap().len();
        assert!(bytes < 8_000_000, "{bytes} bytes for 1,000 events of 200 bytes");
    }
}
