//! # Encode: what does a message cost to send?                       chapter 16
//! Knows: sizes, contenders, goals. Does not know: how any of them writes.
//! Read before: `peers/sink.rs`. Read next: `rows/encode/ours.rs`, `peers/encode.rs`.
//!
//! Everybody sends the same binary message again and again, and each message is written by itself,
//! to a stream in memory that only counts.

mod ours;

use crate::failure::Failure;
use crate::goal::{Goal, To};
use crate::micro::{self, Work};
use crate::peers::encode as peers;
use crate::peers::sink::Sink;
use crate::row::{Case, Contender, Kind, Measure, Row};
use frames::{Header, Opcode, Role};
use wire::{Bytes, Parsed};

const MEASURE: Measure = Measure::cost("ns/message");
/// How many messages a pass sends.
const MESSAGES: u64 = 1000;

/// The row.
pub fn row() -> Row {
    let about = "What does a binary message cost to send, written by itself?";
    let goal = |of| Goal::Ratio { of, to: To::BestPeer, at_least: 2.5 };
    let cases = vec![
        case("125 B", Role::Server, 125).goal(goal("ours, copied")),
        case("64 KiB", Role::Server, 64 * 1024).goal(goal("ours, by reference")),
        case("125 B, masked", Role::Client, 125),
    ];
    Row { name: "encode", about, measure: MEASURE, cases, goals: Vec::new() }
}

fn case(name: &str, role: Role, size: usize) -> Case {
    Case::new(name, move || contenders(&Setting { role, payload: vec![b'x'; size].into() }))
}

fn contenders(setting: &Setting) -> Result<Vec<Contender>, Failure> {
    Ok(vec![
        setting.contender(Kind::Limit, "raw header", ours::raw)?,
        setting.contender(Kind::Ours, "ours, by reference", ours::by_reference)?,
        setting.contender(Kind::Ours, "ours, copied", ours::copied)?,
        setting.contender(Kind::Peer, "tungstenite", peers::tungstenite)?,
        setting.contender(Kind::Peer, "tokio-tungstenite", peers::tokio_tungstenite)?,
        setting.contender(Kind::Peer, "tokio-websockets", peers::tokio_websockets)?,
        setting.contender(Kind::Peer, "fastwebsockets", peers::fastwebsockets)?,
        setting.contender(Kind::Peer, "yawc", peers::yawc)?,
        setting.contender(Kind::Peer, "soketto", peers::soketto)?,
        setting.contender(Kind::Peer, "sockudo-ws", peers::sockudo)?,
    ])
}

/// Who sends what.
struct Setting {
    role: Role,
    payload: Bytes,
}

impl Setting {
    /// Set up who sends to a sink, see that what it sends is right, and let it take turns.
    fn contender<F: FnMut() -> Option<()> + 'static>(
        &self,
        kind: Kind,
        name: &'static str,
        set_up: impl FnOnce(Sink, Role, Bytes) -> Result<F, Failure>,
    ) -> Result<Contender, Failure> {
        let sink = Sink::default();
        let mut send = set_up(sink.clone(), self.role, self.payload.clone())?;
        let (sent, frame) = sink.watch(&mut send);
        sent.ok_or_else(|| Failure(format!("{name} did not send")))?;
        self.check(name, &frame)?;
        let units = (MESSAGES, MESSAGES * frame.len() as u64);
        Ok(micro::contender(name, kind, MEASURE, units, Sending { sink, send }))
    }

    /// Is `frame` the right one?
    fn check(&self, name: &str, frame: &[u8]) -> Result<(), Failure> {
        let Parsed::Complete { value: header, consumed } = Header::parse(frame) else {
            return Err(Failure(format!("{name} sent no frame")));
        };
        let length = self.payload.len() as u64;
        let right = Header::new(true, Opcode::Binary, length, header.key);
        if header != right || self.role.masks() != header.key.is_some() {
            return Err(Failure::wrong(name, header, right));
        }
        let mut payload = frame[consumed..].to_vec();
        frames::mask(&mut payload, header.key.unwrap_or_default());
        if payload != self.payload {
            return Err(Failure(format!("{name} sent another payload")));
        }
        Ok(())
    }
}

struct Sending<F> {
    sink: Sink,
    send: F,
}

impl<F: FnMut() -> Option<()>> Work for Sending<F> {
    /// The number of bytes that were written; 0 if not each message was written by itself.
    fn pass(&mut self) -> u64 {
        let before = self.sink.taken();
        let all = (0..MESSAGES).all(|_| (self.send)().is_some());
        let after = self.sink.taken();
        if all && after.1 - before.1 >= MESSAGES { after.0 - before.0 } else { 0 }
    }
}
