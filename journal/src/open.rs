//! # Opening: a new log, an old one, or none                         chapter 15
//! Knows: how a log comes into being, and how damage is found before it is served.
//! Does not know: events.
//! Read before: `file.rs`. Read next: `epoch.rs`.
//!
//! A new log is made under another name and gets its own when it is whole: a process that is killed
//! at its first start leaves nothing that looks like a damaged log.

use crate::OpenError;
use crate::error::{FORMAT, StoreError};
use crate::file::{self, LogFile, Sync};
use crate::store::{ABOUT, EVENTS};
use redb::{Builder, Database, StorageBackend as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};
use wire::Epoch;

/// The name of the file in the folder of a log.
pub(crate) const FILE: &str = "events.redb";
/// What it is called until it is whole.
const UNFINISHED: &str = "events.redb.new";
/// What the store may keep of its file in memory: readers are served from the hub.
const CACHE_BYTES: usize = 8 * 1024 * 1024;

/// Open the log in `folder`, or make it if there is none. A new one gets the epoch `fresh`.
pub(crate) fn open(folder: &Path, sync: &Arc<Sync>, fresh: Epoch) -> Result<Database, OpenError> {
    let path = folder.join(FILE);
    fs::create_dir_all(folder).map_err(|error| OpenError::Unreachable(path.clone(), error))?;
    if !path.exists() {
        return make(folder, sync, fresh);
    }
    let file = LogFile::open(&path, sync)?;
    let database = guarded(&path, || checked(file))?;
    understood(&path, &database)?;
    Ok(database)
}

fn make(folder: &Path, sync: &Arc<Sync>, fresh: Epoch) -> Result<Database, OpenError> {
    let (path, unfinished) = (folder.join(FILE), folder.join(UNFINISHED));
    let file = LogFile::open(&unfinished, sync)?;
    // What is there was left by a process that was killed at this place.
    file.set_len(0).map_err(|error| OpenError::Unreachable(unfinished.clone(), error))?;
    let database = guarded(&unfinished, || {
        let database = builder().create_with_backend(file)?;
        let write = database.begin_write()?;
        {
            write.open_table(EVENTS)?;
            let mut about = write.open_table(ABOUT)?;
            about.insert("format", FORMAT)?;
            about.insert("epoch", fresh.to_string().as_str())?;
        }
        write.commit()?;
        Ok(database)
    })?;
    fs::rename(&unfinished, &path)
        .and_then(|()| file::sync_folder(folder))
        .map_err(|error| OpenError::Unreachable(path, error))?;
    Ok(database)
}

fn builder() -> Builder {
    let mut builder = Database::builder();
    // The third format is the one that later versions of the store read, too.
    builder.set_cache_size(CACHE_BYTES).create_with_file_format_v3(true);
    builder
}

/// The store in `file`, every page of it held against its checksum.
fn checked(file: LogFile) -> Result<Database, StoreError> {
    let mut database = builder().create_with_backend(file)?;
    if database.check_integrity()? {
        return Ok(database);
    }
    Err(redb::Error::Corrupted("its newest part does not fit the rest".into()).into())
}

/// Do something with the store that can find damage.
///
/// The store does not expect a file that was changed or cut off, and stops with a panic at some of
/// what it then finds. There is nobody to serve yet, so that panic is an answer like the others.
pub(crate) fn guarded<T>(
    path: &Path,
    act: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, OpenError> {
    let damaged = |how: String| OpenError::Damaged(path.into(), how);
    let error = match catch_unwind(AssertUnwindSafe(act)) {
        Ok(Ok(done)) => return Ok(done),
        Ok(Err(StoreError(error))) => *error,
        Err(_panic) => return Err(damaged("its parts do not fit together".into())),
    };
    Err(match error {
        redb::Error::DatabaseAlreadyOpen => OpenError::InUse(path.into()),
        redb::Error::TableDoesNotExist(_) | redb::Error::TableTypeMismatch { .. } => {
            OpenError::Foreign(path.into())
        }
        redb::Error::Corrupted(how) => damaged(how),
        redb::Error::Io(error) => match error.kind() {
            io::ErrorKind::InvalidData => OpenError::Foreign(path.into()),
            io::ErrorKind::UnexpectedEof => damaged("it was cut off".into()),
            _ => OpenError::Unreachable(path.into(), error),
        },
        other => damaged(other.to_string()),
    })
}

/// Is it a log, and of a format that is known?
fn understood(path: &Path, database: &Database) -> Result<(), OpenError> {
    let format = guarded(path, || {
        let about = database.begin_read()?.open_table(ABOUT)?;
        let format = about.get("format")?.map(|format| format.value().to_string());
        Ok(format)
    })?;
    match format {
        Some(format) if format == FORMAT => Ok(()),
        Some(format) => Err(OpenError::Newer(path.into(), format)),
        None => Err(OpenError::Foreign(path.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redb::TableDefinition;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        let _none_yet = fs::remove_dir_all(&folder);
        folder
    }

    fn open_new(folder: &Path) -> Result<Database, OpenError> {
        open(folder, &Arc::default(), Epoch::new(1))
    }

    #[test]
    fn must_leave_the_store_of_another_program_as_it_is() {
        let folder = folder("foreign");
        fs::create_dir_all(&folder).unwrap();
        let store = Database::create(folder.join(FILE)).unwrap();
        const OTHER: TableDefinition<'_, u64, u64> = TableDefinition::new("about");
        let write = store.begin_write().unwrap();
        write.open_table(OTHER).unwrap().insert(1, 2).unwrap();
        write.commit().unwrap();
        drop(store);
        assert!(matches!(open_new(&folder), Err(OpenError::Foreign(_))));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn must_not_read_a_format_that_is_not_known() {
        let folder = folder("newer");
        let store = open_new(&folder).unwrap();
        let write = store.begin_write().unwrap();
        write.open_table(ABOUT).unwrap().insert("format", "2").unwrap();
        write.commit().unwrap();
        drop(store);
        let error = open_new(&folder).map(|_| ()).unwrap_err();
        assert!(matches!(&error, OpenError::Newer(_, format) if format == "2"), "{error}");
        assert!(error.to_string().contains("has the format \"2\"; this program knows \"1\""));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn must_begin_again_when_the_first_start_was_cut_off() {
        let folder = folder("unfinished");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(UNFINISHED), [7; 5_000]).unwrap();
        drop(open_new(&folder).unwrap());
        assert!(folder.join(FILE).exists() && !folder.join(UNFINISHED).exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
