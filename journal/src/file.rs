//! # The file, and the call that makes it safe                       chapter 15
//! Knows: the lock of the one writer, and whether to wait for the disk. Does not know: pages.
//! Read before: `error.rs`. Read next: `open.rs`.

use crate::OpenError;
use redb::backends::FileBackend;
use redb::{DatabaseError, StorageBackend};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// The file of a store. The lock on it goes with the process, however that ends.
#[derive(Debug)]
pub(crate) struct LogFile {
    file: FileBackend,
    sync: Arc<Sync>,
}

/// What the store and its file know together about waiting for the disk.
#[derive(Debug, Default)]
pub(crate) struct Sync {
    /// A commit does not wait. The store waits while it opens and closes, whatever it does between.
    pub(crate) skipped: AtomicBool,
    /// The disk did not take what it was given, and the system has forgotten which part: to write
    /// on would build on what is not there.
    pub(crate) failed: AtomicBool,
}

impl LogFile {
    /// Open the file at `path`, which is made if it is missing.
    pub(crate) fn open(path: &Path, sync: &Arc<Sync>) -> Result<Self, OpenError> {
        let unreachable = |error| OpenError::Unreachable(path.into(), error);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(path).map_err(unreachable)?;
        match FileBackend::new(file) {
            Ok(file) => Ok(Self { file, sync: Arc::clone(sync) }),
            Err(DatabaseError::DatabaseAlreadyOpen) => Err(OpenError::InUse(path.into())),
            Err(error) => Err(unreachable(io::Error::other(error))),
        }
    }
}

/// Put the names in `folder` on the disk, and its own: a file without its name is not found after a
/// power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = folder.canonicalize()?;
    if let Some(above) = folder.parent() {
        let _may_be_out_of_reach = File::open(above).and_then(|above| above.sync_all());
    }
    File::open(folder)?.sync_all()
}

impl StorageBackend for LogFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        self.file.read(offset, length)
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.file.set_len(length)
    }

    fn sync_data(&self, eventual: bool) -> io::Result<()> {
        if self.sync.skipped.load(Relaxed) {
            return Ok(());
        }
        let done = self.file.sync_data(eventual);
        if done.is_err() {
            self.sync.failed.store(true, Relaxed);
        }
        done
    }

    fn write(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.write(offset, bytes)
    }
}
