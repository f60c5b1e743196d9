//! # Memory: events under way, readers, topics, history              chapter 16
//! Knows: how a keeper is told to hold them, and asked whether it does. Does not know: how they are
//! built.
//! Read before: `rows/memory/messages.rs`, `servers/keep/mod.rs`. Read next:
//! `rows/memory/connections.rs`.

use super::{SMOKE, row, sample};
use crate::cpu;
use crate::failure::Failure;
use crate::process::Server;
use crate::row::{Contender, Kind, Row};
use crate::servers::keep::AT_ONCE;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What is held before counting begins.
const WARM: usize = 16;
/// Nothing takes longer to be built.
const PATIENCE: Duration = Duration::from_secs(60);

/// An event of a stream under way, in the decoder.
pub(super) fn event() -> Row {
    let about = "An event of a stream, with so many bytes of data and no end yet: what is kept?";
    row("memory-event", about, &[4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20], |size| {
        Ok(vec![
            contender("ours", Kind::Ours, "event", size),
            contender("ours, in lines", Kind::Ours, "event-in-lines", size),
            bytes(size),
        ])
    })
}

/// Readers of a topic that wait.
pub(super) fn readers() -> Row {
    let about = "So many waiting readers of one topic: what do they take, connections aside?";
    row("memory-readers", about, &[1_000, 10_000, 100_000], |readers| {
        Ok(vec![
            contender("ours", Kind::Ours, "readers", readers),
            contender("a place and a waker", Kind::Limit, "readers", readers),
        ])
    })
}

/// Topics, each with a log.
pub(super) fn topics() -> Row {
    let about = "So many topics, each with a log of one event of 100 bytes: what do they take?";
    row("memory-topics", about, &[1_000, 10_000, 100_000], |topics| {
        Ok(vec![
            contender("ours", Kind::Ours, "topics", topics),
            contender("a map of texts", Kind::Limit, "topics", topics),
        ])
    })
}

/// Events that are kept for who comes back.
pub(super) fn history() -> Row {
    let about = "A log of so many events of 100 bytes: what does it take?";
    row("memory-history", about, &[1_000, 10_000, 100_000], |events| {
        Ok(vec![
            contender("ours", Kind::Ours, "history", events),
            contender("a list of texts", Kind::Limit, "history", events),
        ])
    })
}

/// The bytes themselves, for a message or an event of `size`.
pub(super) fn bytes(size: usize) -> Contender {
    contender("the bytes", Kind::Limit, "bytes", size)
}

fn contender(name: &'static str, kind: Kind, what: &'static str, size: usize) -> Contender {
    let server = if kind == Kind::Limit { "keep-least" } else { "keep-ours" };
    let is_under_way = what == "bytes" || what.starts_with("event");
    let times = if is_under_way { AT_ONCE } else { 1 };
    Contender::new(name, kind, move |slot| {
        let size = if slot.smoke { size.min(SMOKE) } else { size };
        let server = Server::start(server)?;
        let mut keeper = BufReader::new(TcpStream::connect(server.address)?);
        keeper.get_ref().set_read_timeout(Some(PATIENCE))?;
        order(&mut keeper, &format!("{what} {WARM}"))?;
        let before = cpu::private_bytes(server.pid())?;
        order(&mut keeper, &format!("{what} {size}"))?;
        let after = cpu::private_bytes(server.pid())?;
        let (came, asked) = (order(&mut keeper, "prove")?, (size * times) as u64);
        if came != asked {
            return Err(Failure::wrong(what, came, asked));
        }
        Ok(sample((after as f64 - before as f64) / times as f64, size))
    })
}

/// Have an order followed.
fn order(keeper: &mut BufReader<TcpStream>, order: &str) -> Result<u64, Failure> {
    writeln!(keeper.get_mut(), "{order}")?;
    let mut answer = String::new();
    keeper.read_line(&mut answer)?;
    answer.trim_end().parse().map_err(|_| Failure(format!("{answer:?} was answered to {order}")))
}
