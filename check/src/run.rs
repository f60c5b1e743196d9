//! # One probe after another                                     chapter 16
//! Knows: what is found out first, the order, whether the server still lives. Does not know: rules.
//! Read before: `probe.rs`, `visit.rs`. Read next: `report.rs`, `ws.rs`.

use crate::{Kind, Miss, Only, Outcome, Probe, Report, Row, Target, Visit, http, ws};
use explain::Sender;
use std::fmt;

/// The server cannot be reached at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreachable(pub String);

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreachable {}

/// All probes for servers of this kind, in the order of the report.
pub fn probes(kind: Kind) -> Vec<&'static Probe> {
    match kind {
        Kind::WebSocket => ws::probes(),
        Kind::Http => http::probes(),
    }
}

/// Put the chosen probes to a server, one after another; `on_row` hears each verdict at once.
///
/// # Errors
/// [`Unreachable`]: there is no server.
pub async fn check(
    target: &Target,
    only: &Only,
    mut on_row: impl FnMut(&Row),
) -> Result<Report, Unreachable> {
    let mut visit = Visit::new(target.clone());
    match visit.connect().await {
        Ok(_) => {}
        Err(Miss::Wrong { found, .. } | Miss::Skip(found)) => return Err(Unreachable(found)),
    }
    match target.kind {
        Kind::WebSocket => ws::survey(&mut visit).await,
        Kind::Http => http::survey(&mut visit).await,
    }
    let mut rows = Vec::new();
    let mut gone: Option<&str> = None;
    for probe in probes(target.kind).into_iter().filter(|probe| only.takes(probe)) {
        visit.begin();
        let judged = match gone {
            Some(id) => Err(Miss::wrong("an answer", format!("the server is gone since {id}"))),
            None => (probe.run)(&visit).await,
        };
        let outcome = Outcome::new(judged, visit.record.take());
        let row = Row { probe, outcome, was_asked: gone.is_none() };
        on_row(&row);
        rows.push(row);
        let lives = match target.kind {
            _ if gone.is_some() => true,
            Kind::WebSocket => !visit.opens || ws::lives(&visit).await,
            Kind::Http => http::lives(&visit).await,
        };
        if !lives {
            gone = Some(probe.id);
        }
    }
    Ok(Report { rows, gone, peer: Sender::Server })
}
