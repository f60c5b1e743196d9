//! # The probes for HTTP and event streams          chapters 02 to 07 · RFC 9112, WHATWG HTML §9.2
//! Knows: their order, a sign of life, what a user must tell. Does not know: any rule.
//! Read before: `run.rs`. Read next: `http/talk.rs`, `http/requests.rs`.

mod events;
mod load;
mod poll;
mod publish;
mod refusals;
mod requests;
mod stream;
mod stream_head;
mod talk;
mod texts;

pub use publish::Publish;

use crate::{Probe, Visit};
use net::tokio::time::sleep;

/// How often a server is asked that does not answer, before it is said to be gone.
const ATTEMPTS: u32 = 3;
/// A path that no server has.
const NOWHERE: &str = "/there-is-nothing-here";

/// What a user tells of an HTTP server, for it cannot be guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// How an event is published.
    pub publish: Option<Publish>,
    /// The target of a long poll.
    pub long_poll: Option<String>,
    /// The target of a short poll.
    pub poll: Option<String>,
}

/// All probes, in the order of the report.
pub(crate) fn probes() -> Vec<&'static Probe> {
    let groups = [
        requests::PROBES,
        refusals::PROBES,
        stream_head::PROBES,
        events::PROBES,
        texts::PROBES,
        load::PROBES,
        poll::PROBES,
    ];
    groups.into_iter().flatten().collect()
}

/// Find out whether a request for what is not there is answered: some servers know one path, and
/// are silent about all others.
pub(crate) async fn survey(visit: &mut Visit) {
    visit.answers_anything = is_answered(visit, NOWHERE).await;
}

/// True when a good request is answered, whatever the answer. One that is busy is asked again.
pub(crate) async fn lives(visit: &Visit) -> bool {
    let target = if visit.answers_anything { NOWHERE } else { visit.events() };
    for attempt in 0..ATTEMPTS {
        if is_answered(visit, target).await {
            return true;
        }
        sleep(visit.target.quiet * attempt).await;
    }
    false
}

async fn is_answered(visit: &Visit, target: &str) -> bool {
    let Ok(mut talk) = visit.say(&visit.request("GET", target, &[])).await else { return false };
    talk.head().await.is_ok()
}
