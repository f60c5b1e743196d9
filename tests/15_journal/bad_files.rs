//! # Files that are no log, and logs that are in use                 chapter 15
//! Knows: what each is answered with. Does not know: how the store finds out.
//! Read before: `journal/src/open.rs`. Read next: `tests/15_journal/law.rs`.

use super::*;

fn refused(folder: &Folder) -> OpenError {
    Store::open(&folder.0, &QUICK, Epoch::new(7)).unwrap_err()
}

/// A closed log of 1,000 events.
fn closed(name: &str) -> Folder {
    let folder = Folder::new(name);
    let text = "x".repeat(200);
    append(&mut open(&folder, &QUICK), &[text.as_str(); 1_000]);
    folder
}

#[test]
fn must_not_be_opened_twice() {
    let folder = Folder::new("twice");
    let store = open(&folder, &QUICK);
    let error = refused(&folder);
    assert!(matches!(error, OpenError::InUse(_)), "{error}");
    assert!(error.to_string().contains("name another folder"), "{error}");
    drop(store);
    open(&folder, &QUICK);
}

#[test]
fn must_leave_a_file_of_something_else_as_it_is() {
    let folder = Folder::new("foreign");
    fs::create_dir_all(&folder.0).unwrap();
    for bytes in [b"a".repeat(3), b"Dear diary,\n".repeat(500)] {
        fs::write(folder.file(), &bytes).unwrap();
        let error = refused(&folder);
        assert!(matches!(error, OpenError::Foreign(_)), "{error}");
        assert_eq!(fs::read(folder.file()).unwrap(), bytes);
    }
}

#[test]
fn must_say_where_no_log_can_be_made() {
    let folder = Folder::new("unreachable");
    fs::write(&folder.0, "a file where the folder should be").unwrap();
    let error = refused(&folder);
    assert!(matches!(error, OpenError::Unreachable(..)), "{error}");
    assert!(error.to_string().contains("journal-unreachable"), "{error}");
    fs::remove_file(&folder.0).unwrap();
}

#[test]
fn must_find_that_a_log_was_cut_off() {
    let folder = closed("short");
    let whole = fs::read(folder.file()).unwrap();
    for length in [10, 320, 4_096, whole.len() / 2, whole.len() - 1] {
        fs::write(folder.file(), &whole[..length]).unwrap();
        let error = refused(&folder);
        assert!(matches!(error, OpenError::Damaged(..)), "{length}: {error}");
        assert!(error.to_string().contains("move the file away to begin a new log"), "{error}");
    }
    fs::write(folder.file(), whole).unwrap();
    assert_eq!(loaded(&open(&folder, &QUICK)).len(), 1_000);
}

/// Either the damage is found, or it lies where nothing is kept: what is served is always true.
#[test]
fn must_not_serve_a_log_that_was_changed() {
    let folder = closed("changed");
    let whole = fs::read(folder.file()).unwrap();
    let rows = loaded(&open(&folder, &QUICK));
    let whole_again = fs::read(folder.file()).unwrap_or(whole);
    let mut found = 0;
    for step in 0..30 {
        let mut bytes = whole_again.clone();
        let at = step * (bytes.len() / 30) + step;
        bytes[at..at + 16].iter_mut().for_each(|byte| *byte ^= 0x5A);
        fs::write(folder.file(), bytes).unwrap();
        match Store::open(&folder.0, &QUICK, Epoch::new(7)) {
            Ok(store) => assert_eq!(loaded(&store), rows, "changed at {at}"),
            Err(OpenError::Damaged(..) | OpenError::Foreign(_)) => found += 1,
            Err(error) => panic!("changed at {at}: {error}"),
        }
    }
    assert!(found > 0, "nothing was found");
}
