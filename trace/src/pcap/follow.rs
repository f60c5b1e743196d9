//! # Streams out of segments                                         chapter 03
//! Knows: who began a connection; order, repetition and gaps. Does not know: files.
//! Read before: `packet.rs`. Read next: `read.rs`.

use super::packet::Seen;
use super::segment::{ACK, FIN, RST, SYN};
use crate::record::{End, Record, What};
use explain::Sender;
use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::time::Duration;

/// Bytes of one direction that may wait for those before them: 4 MiB.
const WAITING_BYTES: usize = 4 << 20;

/// Puts the segments of all connections together.
#[derive(Debug, Default)]
pub(super) struct Follow {
    pub(super) records: Vec<Record>,
    /// Both orders of both addresses lead to the connection that is there now.
    known: HashMap<(SocketAddr, SocketAddr), usize>,
    connections: Vec<Connection>,
}

#[derive(Debug)]
struct Connection {
    client: SocketAddr,
    client_bytes: Direction,
    server_bytes: Direction,
}

/// What one end writes.
#[derive(Debug, Default)]
struct Direction {
    /// The number of its first byte; unknown before the first segment.
    first: Option<u32>,
    /// How many bytes were told, or passed over: the place of the next one.
    next: u64,
    /// What came too early, by its place.
    waiting: BTreeMap<u64, Vec<u8>>,
    waiting_bytes: usize,
    /// The place of the FIN that has come.
    fin: Option<u64>,
    ended: bool,
}

/// How far `to` is behind `from` in numbers that begin again at 0; negative if it is before.
#[allow(clippy::cast_possible_wrap)] // that is what makes them go around
fn distance(from: u32, to: u32) -> i32 {
    to.wrapping_sub(from) as i32
}

impl Connection {
    /// May this SYN be the one that began it? One comes again if its answer was lost, and may be
    /// captured late; a connection that is over, or began with another number, is another one.
    fn began_with(&self, syn: &Seen<'_>) -> bool {
        let first = syn.sequence.wrapping_add(1);
        let is_over = self.client_bytes.ended || self.server_bytes.ended;
        !is_over
            && self.client == syn.from
            && self.client_bytes.first.is_none_or(|known| known == first)
    }
}

impl Follow {
    /// The next segment of the capture.
    pub(super) fn segment(&mut self, at: Duration, seen: &Seen<'_>) {
        let begins = seen.flags & (SYN | ACK) == SYN;
        let known = self.known.get(&(seen.from, seen.to)).copied();
        let number = match known {
            Some(number) if !begins || self.connections[number].began_with(seen) => number,
            _ => self.open(at, seen, begins),
        };
        let connection = &mut self.connections[number];
        let (from, direction) = if seen.from == connection.client {
            (Sender::Client, &mut connection.client_bytes)
        } else {
            (Sender::Server, &mut connection.server_bytes)
        };
        let mut told = Vec::new();
        direction.segment(from, seen, &mut told);
        self.tell(at, number, told);
    }

    /// The capture ends: what waits for bytes that never came is told as it is.
    pub(super) fn finish(mut self, at: Duration) -> Vec<Record> {
        for number in 0..self.connections.len() {
            let mut told = Vec::new();
            let connection = &mut self.connections[number];
            connection.client_bytes.pass_gaps(Sender::Client, &mut told);
            connection.server_bytes.pass_gaps(Sender::Server, &mut told);
            self.tell(at, number, told);
        }
        self.records
    }

    /// A connection that was not known. Without its SYN, the higher port is the client's.
    fn open(&mut self, at: Duration, seen: &Seen<'_>, begins: bool) -> usize {
        let is_answer = seen.flags & (SYN | ACK) == SYN | ACK;
        let is_client = begins || !is_answer && seen.from.port() >= seen.to.port();
        let (client, server) = if is_client { (seen.from, seen.to) } else { (seen.to, seen.from) };
        let number = self.connections.len();
        let (client_bytes, server_bytes) = Default::default();
        self.connections.push(Connection { client, client_bytes, server_bytes });
        self.known.insert((client, server), number);
        self.known.insert((server, client), number);
        let what = What::Opened { client: client.to_string(), server: server.to_string() };
        self.tell(at, number, vec![what]);
        if !begins && !is_answer {
            let note = "the capture begins inside this connection: its first bytes are not in it";
            self.tell(at, number, vec![What::Note(note.into())]);
        }
        number
    }

    fn tell(&mut self, at: Duration, number: usize, told: Vec<What>) {
        let connection = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let records = told.into_iter().map(|what| Record { at, connection, what });
        self.records.extend(records);
    }
}

impl Direction {
    /// The next segment of this direction, and what it lets us tell.
    fn segment(&mut self, from: Sender, seen: &Seen<'_>, told: &mut Vec<What>) {
        if self.ended {
            return;
        }
        // A SYN takes a number of its own.
        let is_first = u32::from(seen.flags & SYN != 0);
        let begin = self.place(seen.sequence.wrapping_add(is_first));
        if seen.flags & FIN != 0 {
            // A packet has at most 256 KiB.
            let length = i64::try_from(seen.data.len() + seen.cut).unwrap_or(0);
            self.fin = u64::try_from(begin.saturating_add(length)).ok();
        }
        // What was told already is not told again.
        let next = i64::try_from(self.next).unwrap_or(i64::MAX);
        let old = usize::try_from(next.saturating_sub(begin)).unwrap_or(0);
        if let Some(new @ [_, ..]) = seen.data.get(old..) {
            let place = u64::try_from(begin).unwrap_or(0).max(self.next);
            let waiting = self.waiting.entry(place).or_default();
            if new.len() > waiting.len() {
                self.waiting_bytes += new.len() - waiting.len();
                *waiting = new.to_vec();
            }
        }
        self.pass_what_is_next(from, told);
        if self.waiting_bytes > WAITING_BYTES {
            self.pass_gaps(from, told);
        }
        if seen.flags & RST != 0 {
            self.pass_gaps(from, told);
            self.end(from, End::Reset, told);
        }
    }

    /// The place of the byte with this number: the one that is nearest to the next place, for
    /// numbers begin again at 0. It is negative before the first byte.
    fn place(&mut self, sequence: u32) -> i64 {
        let first = *self.first.get_or_insert(sequence);
        let told = u32::try_from(self.next % (1 << 32)).unwrap_or(0);
        let next = i64::try_from(self.next).unwrap_or(i64::MAX);
        next.saturating_add(distance(first.wrapping_add(told), sequence).into())
    }

    /// Tell what stands at `next`, as long as there is some.
    fn pass_what_is_next(&mut self, from: Sender, told: &mut Vec<What>) {
        while let Some(entry) = self.waiting.first_entry().filter(|it| *it.key() <= self.next) {
            let (place, mut bytes) = entry.remove_entry();
            self.waiting_bytes = self.waiting_bytes.saturating_sub(bytes.len());
            let old = usize::try_from(self.next - place).unwrap_or(usize::MAX);
            bytes.drain(..old.min(bytes.len()));
            self.next += bytes.len() as u64;
            if !bytes.is_empty() {
                told.push(What::Bytes { from, bytes });
            }
        }
        if self.fin == Some(self.next) && !self.ended {
            self.end(from, End::Finished, told);
        }
    }

    /// What never came is passed over, and said.
    fn pass_gaps(&mut self, from: Sender, told: &mut Vec<What>) {
        while !self.ended {
            let nearest = self.waiting.keys().next().copied().or(self.fin);
            let Some(place) = nearest.filter(|place| *place > self.next) else { break };
            let missing = place - self.next;
            let (plural, are) = if missing == 1 { ("", "is") } else { ("s", "are") };
            let what = format!("{missing} byte{plural} of the {from} {are} not in the capture");
            told.push(What::Note(what));
            self.next = place;
            self.pass_what_is_next(from, told);
        }
    }

    fn end(&mut self, from: Sender, how: End, told: &mut Vec<What>) {
        self.ended = true;
        told.push(What::Ended { from, how });
    }
}
