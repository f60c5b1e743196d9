//! # Incidents: what the operator should know                        chapter 15
//! Knows: how often something went wrong, and the line for the log. Does not know: what to do.
//! Read before: `net/src/serve.rs`. Read next: `metrics.rs`.

use net::Incident;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What went wrong since the beginning.
#[derive(Debug, Default)]
pub struct Incidents {
    /// Connections whose task panicked.
    pub panicked: AtomicU64,
    /// Connections that found no place, and heard 503.
    pub refused: AtomicU64,
    /// Times that `accept` failed, until it succeeded again.
    pub accept_failed: AtomicU64,
}

impl Incidents {
    /// Count one, and log it.
    pub fn note(&self, incident: &Incident) {
        match incident {
            Incident::AcceptFailed(error) => tracing::warn!(%error, "cannot accept; trying again"),
            Incident::AcceptsAgain(failures) => {
                self.accept_failed.fetch_add(*failures, Relaxed);
                tracing::warn!(failures, "accepting again");
            }
            Incident::Refused(peer, full) => {
                self.refused.fetch_add(1, Relaxed);
                tracing::info!(%peer, %full, "refused");
            }
            Incident::Panicked => {
                self.panicked.fetch_add(1, Relaxed);
                tracing::error!("a connection's task panicked; the others go on");
            }
            Incident::Cut(n) => tracing::warn!(connections = n, "cut: they did not end in time"),
        }
    }
}
