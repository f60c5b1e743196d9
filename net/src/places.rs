//! # Places: how many may be here at once                            chapter 15
//! Knows: how many connections are open, from which addresses, and how many are within their first
//! head. Does not know: sockets.
//! Read before: nothing. Read next: `refuse.rs`, `serve.rs`.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How long a peer may keep us waiting for its first head, whoever else comes. A head takes a
/// moment, and where all clients come at once it is we who are slow; that does not count.
pub const ENTRANCE_TIME: Duration = Duration::from_secs(2);

/// How many connections a server takes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// All in all: 18,000, which stays below the usual hard limit on open files (20,000).
    pub connections: usize,
    /// From one address: 256. No address is exempt, 127.0.0.1 is not. Of IPv6 the first 64 bits
    /// count, for one customer has all that is behind them.
    pub per_address: usize,
    /// That kept us waiting for their first head (and TLS) for longer than [`ENTRANCE_TIME`]: 256.
    /// So many are a crowd of those who stop half way. Nobody is refused for them: the oldest of
    /// them give way.
    pub entering: usize,
}

impl Caps {
    /// The defaults named above.
    pub const DEFAULT: Self = Self { connections: 18_000, per_address: 256, entering: 256 };
}

impl Default for Caps {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// So many all in all, wherever they come from and however far they are.
impl From<usize> for Caps {
    fn from(connections: usize) -> Self {
        Self { connections, per_address: connections, entering: connections }
    }
}

/// Which number is reached; displayed, it is what the refused one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// [`Caps::connections`].
    Connections(usize),
    /// [`Caps::per_address`].
    Address(usize),
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connections(most) => write!(f, "{most} connections are open, the most at once"),
            Self::Address(most) => {
                write!(f, "{most} connections from your address are open, the most from one")
            }
        }
    }
}

/// The places of one server. A clone looks at the same ones.
#[derive(Clone, Debug)]
pub struct Places {
    tells: bool,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    caps: Caps,
    book: Mutex<Book>,
    /// Too many keep us waiting for their first head.
    crowded: Notify,
}

#[derive(Debug, Default)]
struct Book {
    taken: usize,
    by_address: HashMap<Origin, usize>,
    given: u64,
    /// Those who keep us waiting for their first head, oldest first.
    entering: BTreeMap<u64, Waiting>,
}

/// One that keeps us waiting for its first head.
#[derive(Debug)]
struct Waiting {
    since: Instant,
    /// Wakes it when it shall give way.
    waker: Waker,
}

impl Book {
    /// The oldest that keeps us waiting, if more than `most` do: it is taken out, or it has time
    /// until then.
    fn one_too_many(&mut self, most: usize) -> Option<Result<Waker, Instant>> {
        if self.entering.len() <= most {
            return None;
        }
        let oldest = self.entering.first_entry()?;
        let until = oldest.get().since + ENTRANCE_TIME;
        Some(if until > Instant::now() { Err(until) } else { Ok(oldest.remove().waker) })
    }
}

impl Shared {
    /// A panic elsewhere leaves no number half written: go on.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Into<Caps>> From<C> for Places {
    fn from(caps: C) -> Self {
        let (caps, book, crowded) = (caps.into(), Mutex::default(), Notify::new());
        Self { tells: true, shared: Arc::new(Shared { caps, book, crowded }) }
    }
}

impl Places {
    /// Refuse without a word: the clients begin with TLS, and no other answer means anything to
    /// them.
    #[must_use]
    pub fn without_a_word(mut self) -> Self {
        self.tells = false;
        self
    }

    /// True if who is refused is told so by HTTP.
    pub(crate) fn tells(&self) -> bool {
        self.tells
    }

    /// Take a place for a connection from `address`. It is given back when the [`Place`] is
    /// dropped; the first head is over when [`Entering`] is.
    ///
    /// # Errors
    /// [`Full`]: which of the caps is reached.
    pub fn take(&self, address: IpAddr) -> Result<(Place, Entering), Full> {
        let origin = Origin::of(address);
        let caps = self.shared.caps;
        let mut book = self.shared.book();
        let from_there = book.by_address.get(&origin).copied().unwrap_or(0);
        if book.taken >= caps.connections {
            return Err(Full::Connections(caps.connections));
        }
        if from_there >= caps.per_address {
            return Err(Full::Address(caps.per_address));
        }
        book.taken += 1;
        book.given += 1;
        book.by_address.insert(origin, from_there + 1);
        let place = Place { shared: Arc::clone(&self.shared), origin };
        let (shared, number) = (Arc::clone(&self.shared), book.given);
        let entering = Entering { shared, number, since: Instant::now(), waits: false };
        Ok((place, entering))
    }

    /// Tell those to give way who are too many to keep us waiting, and have had their time. Returns
    /// when the next one will have had it.
    pub fn thin_out(&self) -> Option<Instant> {
        loop {
            let one = self.shared.book().one_too_many(self.shared.caps.entering)?;
            match one {
                Ok(waker) => waker.wake(),
                Err(until) => return Some(until),
            }
        }
    }

    /// Ready when there may be someone to [thin out](Self::thin_out).
    pub(crate) async fn crowded(&self) {
        self.shared.crowded.notified().await;
    }

    /// How many are taken now.
    pub fn taken(&self) -> usize {
        self.shared.book().taken
    }

    /// How many were ever given.
    pub fn given(&self) -> u64 {
        self.shared.book().given
    }
}

/// The place of one connection, until it is dropped.
#[derive(Debug)]
pub struct Place {
    shared: Arc<Shared>,
    origin: Origin,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut book = self.shared.book();
        book.taken = book.taken.saturating_sub(1);
        if let Some(from_there) = book.by_address.get_mut(&self.origin) {
            *from_there -= 1;
            if *from_there == 0 {
                book.by_address.remove(&self.origin);
            }
        }
    }
}

/// A connection is within its first head, until this is dropped.
#[derive(Debug)]
pub struct Entering {
    shared: Arc<Shared>,
    number: u64,
    since: Instant,
    /// It has kept us waiting. If the book has it no more, it shall give way.
    waits: bool,
}

impl Entering {
    /// When it came.
    pub fn since(&self) -> Instant {
        self.since
    }

    /// Ready when it shall give way to others; else the task is woken when it shall. Call this when
    /// all that came from the peer is read: its time begins with the first call.
    pub fn poll_give_way(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let waker = cx.waker().clone();
        let mut book = self.shared.book();
        let replaced = match book.entering.get_mut(&self.number) {
            Some(waiting) => Some(mem::replace(&mut waiting.waker, waker)),
            None if self.waits => return Poll::Ready(()),
            None => {
                self.waits = true;
                book.entering.insert(self.number, Waiting { since: Instant::now(), waker });
                if book.entering.len() > self.shared.caps.entering {
                    self.shared.crowded.notify_one();
                }
                None
            }
        };
        drop(book);
        drop(replaced); // what a waker does when it is dropped is not done under the lock
        Poll::Pending
    }

    /// Wait until it shall give way to others.
    pub async fn give_way(&mut self) {
        poll_fn(|cx| self.poll_give_way(cx)).await;
    }
}

impl Drop for Entering {
    fn drop(&mut self) {
        let waiting = self.shared.book().entering.remove(&self.number);
        drop(waiting); // its waker, too; not under the lock
    }
}

/// What counts as one address: the first 64 bits of IPv6, all of IPv4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Origin(u64);

impl Origin {
    /// IPv4 has a place where IPv6 has none: addresses that begin so are of groups, not of peers.
    const V4: u64 = 0xffff_ffff_0000_0000;

    fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => u64::try_from(v6.to_bits() >> 64).unwrap_or_default(),
            IpAddr::V4(v4) => Self::V4 | u64::from(v4.to_bits()),
        })
    }
}
