//! # Rows: memory                                                    chapter 16
//! Knows: how a server's memory grows with what it holds. Does not know: time: that is `growth`.
//! Read before: `rows/growth/mod.rs`, `process.rs`. Read next: `rows/memory/messages.rs`.
//!
//! Counted are the pages that the server's process shares with nobody, before and after: a new
//! process each turn, that has held a little of the same before counting begins. When it was
//! counted, what is held does its work, so that none of it can be missing.

mod connections;
mod kept;
mod messages;

use crate::cpu;
use crate::failure::Failure;
use crate::process::Server;
use crate::row::{Contender, Measure, Row, Sample, Slot};

const MEASURE: Measure = Measure::cost("bytes");
/// Memory does not vary as time does.
const ROUNDS: usize = 2;
/// For one of what the axis counts.
const EACH: &str = "bytes for each";
/// No size is larger, where nobody looks at the figures.
const SMOKE: usize = 2_000;

/// The rows.
pub fn rows() -> Vec<Row> {
    let mut rows = vec![messages::row(), kept::event(), connections::row()];
    rows.extend([kept::readers(), kept::topics(), kept::history()]);
    rows
}

/// A row whose places are `sizes`.
fn row(
    name: &'static str,
    about: &'static str,
    sizes: &[usize],
    contenders: fn(usize) -> Result<Vec<Contender>, Failure>,
) -> Row {
    super::growth::over(name, about, (MEASURE, ROUNDS), sizes, contenders)
}

/// The private bytes of `server`, when it has nothing more to do.
fn settled(server: &Server, slot: Slot) -> Result<f64, Failure> {
    if !slot.smoke {
        server.settle()?;
    }
    Ok(cpu::private_bytes(server.pid())? as f64)
}

/// `bytes` were taken by `size` of it.
fn sample(bytes: f64, size: usize) -> Sample {
    Sample { figure: bytes, also: vec![(EACH, bytes / size as f64)] }
}
