//! # Places: how many may be here at once                            chapter 15
//! Knows: how many connections are open, from which addresses, and how many are within their first
//! head. Does not know: sockets.
//! Read before: nothing. Read next: `refuse.rs`, `serve.rs`.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// How many connections a server takes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// All in all: 18,000, which stays below the usual hard limit on open files (20,000).
    pub connections: usize,
    /// From one address: 256. No address is exempt, 127.0.0.1 is not. Of IPv6 the first 64 bits
    /// count, for one customer has all that is behind them.
    pub per_address: usize,
    /// Still within their first head (and TLS handshake): 256. It is there for a moment only, so
    /// that many are a crowd of those who stop half way.
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
    /// [`Caps::entering`].
    Entering(usize),
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connections(most) => write!(f, "{most} connections are open, the most at once"),
            Self::Address(most) => {
                write!(f, "{most} connections from your address are open, the most from one")
            }
            Self::Entering(most) => {
                write!(f, "{most} connections are within their first head, the most at once")
            }
        }
    }
}

/// The places of one server. A clone looks at the same ones.
#[derive(Clone, Debug)]
pub struct Places {
    caps: Caps,
    tells: bool,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    book: Mutex<Book>,
    /// Someone has left the entrance.
    left: Notify,
}

#[derive(Debug, Default)]
struct Book {
    taken: usize,
    entering: usize,
    by_address: HashMap<IpAddr, usize>,
    given: u64,
}

impl Shared {
    /// A panic elsewhere leaves no number half written: go on.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Into<Caps>> From<C> for Places {
    fn from(caps: C) -> Self {
        Self { caps: caps.into(), tells: true, shared: Arc::default() }
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
    /// dropped; the entrance is left when [`Entering`] is.
    ///
    /// # Errors
    /// [`Full`]: which of the caps is reached.
    pub fn take(&self, address: IpAddr) -> Result<(Place, Entering), Full> {
        let address = counted_as(address);
        let mut book = self.shared.book();
        let from_there = book.by_address.get(&address).copied().unwrap_or(0);
        if book.taken >= self.caps.connections {
            return Err(Full::Connections(self.caps.connections));
        }
        if from_there >= self.caps.per_address {
            return Err(Full::Address(self.caps.per_address));
        }
        if book.entering >= self.caps.entering {
            return Err(Full::Entering(self.caps.entering));
        }
        book.taken += 1;
        book.entering += 1;
        book.given += 1;
        book.by_address.insert(address, from_there + 1);
        let place = Place { shared: Arc::clone(&self.shared), address };
        Ok((place, Entering { shared: Arc::clone(&self.shared) }))
    }

    /// How many are taken now.
    pub fn taken(&self) -> usize {
        self.shared.book().taken
    }

    /// How many were ever given.
    pub fn given(&self) -> u64 {
        self.shared.book().given
    }

    /// True while as many as may are within their first head.
    pub(crate) fn is_entrance_full(&self) -> bool {
        self.shared.book().entering >= self.caps.entering
    }

    /// Ready when someone has left the entrance; perhaps once too often.
    pub(crate) async fn entrance_left(&self) {
        self.shared.left.notified().await;
    }
}

/// The place of one connection, until it is dropped.
#[derive(Debug)]
pub struct Place {
    shared: Arc<Shared>,
    address: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut book = self.shared.book();
        book.taken = book.taken.saturating_sub(1);
        if let Some(from_there) = book.by_address.get_mut(&self.address) {
            *from_there -= 1;
            if *from_there == 0 {
                book.by_address.remove(&self.address);
            }
        }
    }
}

/// A connection is within its first head, until this is dropped.
#[derive(Debug)]
pub struct Entering {
    shared: Arc<Shared>,
}

impl Drop for Entering {
    fn drop(&mut self) {
        let mut book = self.shared.book();
        book.entering = book.entering.saturating_sub(1);
        drop(book);
        self.shared.left.notify_one();
    }
}

/// As which address this one counts.
fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}
