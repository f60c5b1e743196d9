//! # The gate: one handshake at a time                               chapter 08 · RFC 6455 §4.1
//! Knows: which remotes a WebSocket is being opened to, and who waits. Does not know: sockets.
//! Read before: `handshake/src/uri.rs`. Read next: `websocket.rs`.
//!
//! A page that opens a thousand WebSockets to one victim must not knock a thousand times at once:
//! the next handshake with a remote begins when the last one succeeded or failed.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// The handshakes that may be under way in all, with different remotes.
pub const PENDING_MAX: usize = 256;

/// Whom a WebSocket is opened to, as far as we know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Remote {
    /// An address and a port: two names for one address are one remote.
    Address(SocketAddr),
    /// A name and a port, where a proxy will look up the name (RFC 6455 §4.1, step 2).
    Name(String),
}

/// Lets one handshake with each remote be under way, and only so many in all. Clones are one gate.
#[derive(Clone, Debug)]
pub struct ConnectGate {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    all: Arc<Semaphore>,
    /// The turn at each remote that somebody is at, or waits for.
    remotes: Mutex<HashMap<Remote, Arc<Turn<()>>>>,
}

/// The right to open a WebSocket. Dropped, it lets the next one in.
#[derive(Debug)]
pub struct Pass {
    _turn: OwnedMutexGuard<()>,
    /// There: nobody closes the semaphore.
    _any: Option<OwnedSemaphorePermit>,
}

impl ConnectGate {
    /// A gate through which `pending_max` handshakes may be under way in all.
    pub fn new(pending_max: usize) -> Self {
        let all = Arc::new(Semaphore::new(pending_max.min(Semaphore::MAX_PERMITS)));
        Self { shared: Arc::new(Shared { all, remotes: Mutex::default() }) }
    }

    /// The gate of this process: the rule is about all that one client does.
    pub fn of_this_process() -> Self {
        static GATE: LazyLock<ConnectGate> = LazyLock::new(|| ConnectGate::new(PENDING_MAX));
        GATE.clone()
    }

    /// Wait until no other handshake with `remote` is under way, and not too many in all. Who came
    /// first goes first.
    ///
    /// Dropping the future gives the place in the queue up, and loses nothing else.
    pub async fn enter(&self, remote: Remote) -> Pass {
        // The remote's own turn first: who waits for that takes no place from the others.
        let turn = self.turn_at(remote).lock_owned().await;
        let any = Arc::clone(&self.shared.all).acquire_owned().await.ok();
        Pass { _turn: turn, _any: any }
    }

    /// The turn at `remote`. Remotes at which nobody is any more are forgotten.
    fn turn_at(&self, remote: Remote) -> Arc<Turn<()>> {
        // Nothing that can panic happens under the lock.
        let mut remotes = self.shared.remotes.lock().unwrap_or_else(PoisonError::into_inner);
        remotes.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(remotes.entry(remote).or_default())
    }

    /// How many remotes somebody is at, or waits for.
    pub fn remotes(&self) -> usize {
        let remotes = self.shared.remotes.lock().unwrap_or_else(PoisonError::into_inner);
        remotes.values().filter(|turn| Arc::strong_count(turn) > 1).count()
    }
}

impl Default for ConnectGate {
    fn default() -> Self {
        Self::of_this_process()
    }
}
