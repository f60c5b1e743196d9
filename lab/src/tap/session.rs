//! # Session: one connection, from its first byte to its end         chapter 03 · RFC 9293 §3.6
//! Knows: both directions, and how the end of one reaches the other side. Does not know: what
//! waits on a line, and until when.
//! Read before: `line.rs`, `change.rs`, `desk.rs`. Read next: `serve.rs`.
//!
//! A FIN ends one direction; the other goes on. A reset ends both at once, and what was still on
//! its way is lost. So both must arrive as what they are: a client that hears a FIN where there
//! was a reset takes half an answer for a whole one.

use super::change::{self, Change};
use super::desk::Witness;
use super::line::{Line, Passing};
use super::{Faults, line};
use net::tokio::io::{
    AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadHalf, WriteHalf, split,
};
use net::tokio::time::{Instant, sleep_until, timeout};
use net::tokio::{join, select};
use net::{Stop, Stream};
use std::future::pending;
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use trace::{End, Sender, What};
use wire::Bytes;

/// How long a side may go on talking after it heard the FIN of a cut.
const LINGER: Duration = Duration::from_secs(1);

/// One connection.
#[derive(Debug)]
pub struct Session {
    number: u32,
    faults: Faults,
    witness: Witness,
    began: Instant,
    /// Whether the client, and the server, took no more.
    gone: [AtomicBool; 2],
    /// Whether it was told that the client, and the server, will say no more.
    ended: [AtomicBool; 2],
}

/// How one direction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Passed {
    /// Its sender ended it, and its receiver was told.
    Finished,
    /// Its sender reset the connection.
    Reset,
    /// Its receiver took no more.
    Gone,
    /// It was cut behind so many bytes.
    Cut,
}

/// Where a direction leads from, and where to.
type Ends<'s> = (&'s mut ReadHalf<Stream>, &'s mut WriteHalf<Stream>);

impl Session {
    /// The session of this number.
    pub fn new(number: u32, faults: Faults, witness: Witness) -> Self {
        let (gone, ended) = Default::default();
        Self { number, faults, witness, began: Instant::now(), gone, ended }
    }

    /// Pass on what both say until both have ended, or one is reset, or a fault cuts them.
    pub async fn run(self, client: Stream, server: Stream, mut stop: Stop) {
        let (mut from_client, mut to_client) = split(client);
        let (mut from_server, mut to_server) = split(server);
        let (up, down) = change::both(&self.faults);
        let cut_at = self.faults.cut_time.map(|time| self.began + time);
        let ended = {
            let up = self.pass(Sender::Client, (&mut from_client, &mut to_server), up);
            let down = self.pass(Sender::Server, (&mut from_server, &mut to_client), down);
            select! {
                ended = both(up, down) => Some(ended),
                () = at(cut_at) => Some(Passed::Cut),
                () = stop.asked() => None,
            }
        };
        for (from, how) in self.how_both_ended(ended) {
            self.tell(What::Ended { from, how }).await;
        }
        let mut client = from_client.unsplit(to_client);
        let mut server = from_server.unsplit(to_server);
        match ended {
            None | Some(Passed::Finished) => {}
            Some(Passed::Cut) if self.faults.fin => {
                let both = async { join!(end(&mut client), end(&mut server)) };
                let _still_talking = timeout(LINGER, both).await;
            }
            Some(Passed::Cut | Passed::Reset | Passed::Gone) => {
                for side in [&client, &server] {
                    // With a linger time of zero, closing is a reset.
                    let _gone_before = side.socket().set_zero_linger();
                }
            }
        }
    }

    /// Pass on what `from` says.
    async fn pass(&self, from: Sender, (source, sink): Ends<'_>, mut change: Change) -> Passed {
        let mut line = Line::new(self.faults.pace(from));
        let mut buffer = vec![0; line::HELD_MAX];
        let mut is_open = true;
        loop {
            while let Some(passing) = line.next(self.began.elapsed()) {
                match passing {
                    // Told first: what answers it cannot be told before.
                    Passing::Piece(bytes) => {
                        self.tell(What::Bytes { from, bytes: bytes.to_vec() }).await;
                        if write(sink, &bytes).await.is_err() {
                            return self.gone(from);
                        }
                    }
                    Passing::Ended(how) => return self.end(from, how, sink).await,
                }
            }
            let (room, due) = (line.room(), line.due().map(|due| self.began + due));
            let read = select! {
                read = source.read(&mut buffer[..room]), if is_open && room > 0 => read,
                () = at(due) => continue,
            };
            let now = self.began.elapsed();
            let changed = match &read {
                Ok(n @ 1..) => change.push(&buffer[..*n]),
                _ => change.end(),
            };
            for note in changed.notes {
                self.tell(What::Note(note)).await;
            }
            line.push(now, Bytes::from(changed.bytes));
            if !matches!(read, Ok(1..)) {
                is_open = false;
                line.end(now, self.how_it_ended(from, &read));
            }
        }
    }

    /// What was not told yet of the end.
    fn how_both_ended(&self, ended: Option<Passed>) -> Vec<(Sender, End)> {
        let sides = [Sender::Client, Sender::Server];
        match ended {
            None | Some(Passed::Cut) => {
                let open = |of: &Sender| !self.ended[side(*of)].load(Ordering::Relaxed);
                sides.into_iter().filter(open).map(|side| (side, End::Cut)).collect()
            }
            // It had ended before, and then said that it hears no more, either.
            Some(Passed::Gone) => {
                let gone = sides.into_iter().filter(|of| self.is_gone(*of));
                gone.map(|side| (side, End::Reset)).collect()
            }
            Some(Passed::Finished | Passed::Reset) => Vec::new(),
        }
    }

    fn is_gone(&self, of: Sender) -> bool {
        self.gone[side(of)].load(Ordering::Relaxed)
    }

    /// After a write has failed, the system takes the reset for told: reading finds a plain end.
    fn how_it_ended(&self, from: Sender, read: &io::Result<usize>) -> End {
        match read {
            // TLS that ended without saying so; TCP ended in order.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => End::Finished,
            Ok(_) if !self.is_gone(from) => End::Finished,
            _ => End::Reset,
        }
    }

    /// One direction ends: in order, its receiver hears of it now; else the whole session ends.
    async fn end(&self, from: Sender, how: End, sink: &mut WriteHalf<Stream>) -> Passed {
        match how {
            End::Cut => return Passed::Cut,
            End::Reset => {
                self.tell(What::Ended { from, how }).await;
                return Passed::Reset;
            }
            End::Finished => {}
        }
        self.ended[side(from)].store(true, Ordering::Relaxed);
        self.tell(What::Ended { from, how }).await;
        match sink.shutdown().await {
            Ok(()) => Passed::Finished,
            Err(_) => self.gone(from),
        }
    }

    /// Who should hear what `from` says does not.
    fn gone(&self, from: Sender) -> Passed {
        self.gone[side(other(from))].store(true, Ordering::Relaxed);
        Passed::Gone
    }

    async fn tell(&self, what: What) {
        self.witness.tell(self.number, what).await;
    }
}

/// Both directions, until the session is over.
async fn both(up: impl Future<Output = Passed>, down: impl Future<Output = Passed>) -> Passed {
    let (mut up, mut down) = (pin!(up), pin!(down));
    let (mut first, mut second) = (None, None);
    loop {
        select! {
            passed = &mut up, if first.is_none() => first = Some(passed),
            passed = &mut down, if second.is_none() => second = Some(passed),
        }
        match (first, second) {
            (Some(over @ (Passed::Reset | Passed::Cut)), _)
            | (_, Some(over @ (Passed::Reset | Passed::Cut))) => return over,
            (Some(Passed::Gone), Some(_)) | (Some(_), Some(Passed::Gone)) => return Passed::Gone,
            (Some(Passed::Finished), Some(Passed::Finished)) => return Passed::Finished,
            // Who takes no more may have said something that was not passed on yet.
            (None, _) | (_, None) => {}
        }
    }
}

async fn write(sink: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    sink.write_all(bytes).await?;
    sink.flush().await
}

/// End in order, and hear out what is still said: else the system would make it a reset.
async fn end(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    let _gone_before = stream.shutdown().await;
    let mut buffer = [0; 4096];
    while let Ok(1..) = stream.read(&mut buffer).await {}
}

/// Ready at that moment, or never.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

fn other(side: Sender) -> Sender {
    match side {
        Sender::Client => Sender::Server,
        Sender::Server => Sender::Client,
    }
}

fn side(of: Sender) -> usize {
    match of {
        Sender::Client => 0,
        Sender::Server => 1,
    }
}
