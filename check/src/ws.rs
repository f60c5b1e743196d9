//! # The probes for WebSocket servers                            chapter 16 · RFC 6455
//! Knows: their order, what must be found out first, a sign of life. Does not know: any rule.
//! Read before: `run.rs`. Read next: `ws/talk.rs`, `ws/framing.rs`.

mod closing;
mod control;
mod extensions;
mod fragments;
mod framing;
mod handshake;
mod lengths;
mod liveness;
mod load;
mod masking;
mod offers;
mod refusals;
pub mod request;
pub mod talk;
mod text;

use crate::{Probe, Visit};
use net::tokio::time::sleep;
use request::Request;

/// How often a server is asked that does not answer, before it is said to be gone.
const ATTEMPTS: u32 = 3;

/// All probes, in the order of the report.
pub(crate) fn probes() -> Vec<&'static Probe> {
    let groups = [
        handshake::PROBES,
        offers::PROBES,
        refusals::PROBES,
        framing::PROBES,
        masking::PROBES,
        lengths::PROBES,
        fragments::PROBES,
        control::PROBES,
        text::PROBES,
        closing::PROBES,
        extensions::PROBES,
        liveness::PROBES,
        load::PROBES,
    ];
    groups.into_iter().flatten().collect()
}

/// Find out whether the server opens a WebSocket, echoes, and says goodbye.
pub(crate) async fn survey(visit: &mut Visit) {
    let request = Request::new(&visit.target);
    let Ok(mut talk) = visit.open_with(&request).await else { return };
    visit.opens = true;
    visit.echoes = talk.comes_back().await;
    visit.says_goodbye = talk.is_heard_out(visit.target.timeout).await;
}

/// True when a good request opens a WebSocket. One that is busy is asked again.
pub(crate) async fn lives(visit: &Visit) -> bool {
    for attempt in 0..ATTEMPTS {
        if let Ok(mut talk) = visit.open().await {
            // Whoever never answers is not waited for behind each probe.
            if visit.says_goodbye {
                talk.say_goodbye().await;
            }
            return true;
        }
        sleep(visit.target.quiet * attempt).await;
    }
    false
}
