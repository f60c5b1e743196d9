//! # Locks that do not stay poisoned                                 chapter 15
//! Knows: why a panic elsewhere does not matter here. Does not know: what is locked.
//! Read before: `waiting.rs`. Read next: `hub.rs`.
//!
//! The standard library poisons a lock when a thread panics while it holds it, since what it
//! guards may be half changed. Here it never is: each change made under a lock is made of pushes
//! and sums that do not panic, and the only foreign code that runs under one, `Waker::clone`, runs
//! before anything is changed. So the guard is taken as it is; one bad waker must not end a topic
//! for everyone else.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Lock `mutex`.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lock `shared` together with other readers.
pub(crate) fn read<T>(shared: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    shared.read().unwrap_or_else(PoisonError::into_inner)
}

/// Lock `shared` alone.
pub(crate) fn write<T>(shared: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    shared.write().unwrap_or_else(PoisonError::into_inner)
}
