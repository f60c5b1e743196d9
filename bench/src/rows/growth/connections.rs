//! # Growth: connections                                             chapter 16
//! Knows: more and more WebSockets, each of which has one message echoed at a time. Does not know:
//! what one echo costs: that is `echo`.
//! Read before: `rows/growth/heads.rs`, `rows/echo.rs`. Read next: `rows/growth/readers.rs`.

use super::MEASURE;
use crate::failure::Failure;
use crate::process::Server;
use crate::row::{Contender, Kind, Row, Sample};
use crate::rows::echo::{Size, round, turn};
use frames::Opcode;

/// Open files beside the connections.
const OTHER_FILES: usize = 256;
/// A turn is as long as it takes to open ten thousand; few of them will do.
const ROUNDS: usize = 3;
/// As many, where nobody looks at the figures.
const SMOKE: usize = 100;

/// The row.
pub(super) fn row() -> Row {
    let about = "A message of 125 bytes, echoed to each of so many connections: what does it cost?";
    super::over(
        "growth-connections",
        about,
        (MEASURE, ROUNDS),
        &[10, 100, 1_000, 10_000],
        |count| {
            Ok(vec![
                contender("ours", Kind::Ours, "echo-ours", count),
                contender("raw epoll", Kind::Limit, "echo-raw", count),
            ])
        },
    )
}

/// A new server each turn: it has as many connections as are asked for, and never had more.
fn contender(
    name: &'static str,
    kind: Kind,
    server: &'static str,
    connections: usize,
) -> Contender {
    Contender::new(name, kind, move |slot| {
        let connections = if slot.smoke { connections.min(SMOKE) } else { connections };
        room_for(connections)?;
        let server = Server::start(server)?;
        let size = Size { connections, in_flight: 1, bytes: 125, opcode: Opcode::Binary };
        let each = turn(&server, size, &round(size), slot)?.figure;
        Ok(Sample::from(each * connections as f64))
    })
}

/// As many connections must be allowed.
pub(in crate::rows) fn room_for(connections: usize) -> Result<(), Failure> {
    let allowed = net::open_files::allow_all()?;
    match allowed >= (connections + OTHER_FILES) as u64 {
        true => Ok(()),
        false => {
            Err(Failure(format!("{allowed} open files are too few for {connections} at once")))
        }
    }
}
