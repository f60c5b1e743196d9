//! # Who looks on at the bytes of a request                          chapter 02
//! Knows: that a connection began, and what went over it. Does not know: what the bytes mean.
//! Read before: `wire/src/tap.rs`. Read next: `fetch/request.rs`.

use std::fmt;
use std::sync::Arc;
use wire::Watch;

/// What an onlooker sees, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen<'s> {
    /// A new connection begins; the last one, if there was any, is over.
    Opened,
    /// These bytes go to the server.
    Sent(&'s [u8]),
    /// These bytes came from it.
    Received(&'s [u8]),
}

/// Who looks on at the bytes of a request and its answers, over all its connections: inside TLS,
/// where there is TLS. The default looks at nothing, and costs nothing.
#[derive(Clone, Default)]
pub struct Onlooker(Option<Arc<See>>);

/// Is told what is seen.
type See = dyn Fn(Seen<'_>) + Send + Sync;

impl Onlooker {
    /// Tell `see`.
    pub fn new(see: impl Fn(Seen<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(see)))
    }

    pub(crate) fn see(&self, seen: Seen<'_>) {
        if let Some(see) = &self.0 {
            see(seen);
        }
    }
}

impl Watch for Onlooker {
    fn received(&mut self, bytes: &[u8]) {
        self.see(Seen::Received(bytes));
    }

    fn sent(&mut self, bytes: &[u8]) {
        self.see(Seen::Sent(bytes));
    }
}

impl fmt::Debug for Onlooker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Onlooker" } else { "nobody" })
    }
}
