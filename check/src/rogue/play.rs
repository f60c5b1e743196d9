//! # A script, played                                                chapter 00
//! Knows: a stream, a clock, and the step that is next. Does not know: what the bytes mean.
//! Read before: `rogue/script.rs`. Read next: `rogue/serve.rs`.
//!
//! Whatever a step does, what comes meanwhile is read and shown, unless not to read is the point:
//! else two that both only write would wait for each other.

use super::{Piece, Place, Step};
use net::Stream;
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf, split};
use net::tokio::time::{sleep, timeout};
use std::io;
use std::ops::ControlFlow::{self, Break, Continue};
use std::time::Duration;

/// The longest head that is waited for.
const HEAD_BYTES: usize = 64 * 1024;

/// What bounds a script, whatever the peer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How often a flood repeats, instead of what its script says.
    pub count: Option<u32>,
    /// How long one connection may take.
    pub time: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { count: None, time: Duration::from_secs(60) }
    }
}

/// What is seen of a connection while a script is played on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen<'b> {
    /// It begins.
    Begun,
    /// The rogue wrote this.
    Sent(&'b [u8]),
    /// The peer wrote this.
    Came(&'b [u8]),
    /// The peer ended its side.
    PeerEnded,
    /// It is over.
    Ended(End),
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The script is at its end, and the peer ended its side too.
    Both,
    /// The peer ended its side before the script was at its end.
    Peer,
    /// The rogue reset the connection.
    Reset,
    /// The peer reset the connection, or the network lost it.
    Lost(io::ErrorKind),
    /// The time was up.
    TimeUp,
}

/// Play `steps` on `stream`, at most for `bounds.time`. What goes and comes is told to `see`.
pub async fn play(
    stream: Stream,
    steps: &[Step],
    place: Place,
    bounds: Bounds,
    see: &mut (dyn FnMut(Seen<'_>) + Send),
) -> End {
    see(Seen::Begun);
    let (read, write) = split(stream);
    let head = Vec::new();
    let mut player = Player { read, write, place, count: bounds.count, head, ended: false, see };
    let end = timeout(bounds.time, player.all(steps)).await.unwrap_or(End::TimeUp);
    if end == End::Reset {
        let Player { read, write, .. } = player;
        // A stream inside TLS sends what waits first; on the wire it is a reset all the same.
        let _only_a_hint = read.unsplit(write).socket().set_zero_linger();
    }
    see(Seen::Ended(end));
    end
}

struct Player<'s> {
    read: ReadHalf<Stream>,
    write: WriteHalf<Stream>,
    place: Place,
    count: Option<u32>,
    /// What came and was not yet waited for.
    head: Vec<u8>,
    /// True once the peer ended its side.
    ended: bool,
    see: &'s mut (dyn FnMut(Seen<'_>) + Send),
}

type Flow = ControlFlow<End>;

impl Player<'_> {
    async fn all(&mut self, steps: &[Step]) -> End {
        for step in steps {
            if let Break(end) = self.step(*step).await {
                return end;
            }
        }
        if let Err(error) = self.write.shutdown().await {
            return End::Lost(error.kind());
        }
        match self.listen().await {
            Break(end) => end,
            Continue(()) => End::Both,
        }
    }

    async fn step(&mut self, step: Step) -> Flow {
        match step {
            Step::Head => self.head().await,
            Step::Send(pieces) => self.send(&self.place.bytes(pieces)).await,
            Step::Drip(pieces, pause) => self.drip(pieces, pause).await,
            Step::Flood(pieces, times) => {
                let bytes = self.place.bytes(pieces);
                for _ in 0..self.count.unwrap_or(times) {
                    self.send(&bytes).await?;
                }
                Continue(())
            }
            Step::Wait(time) => self.wait(time).await,
            Step::Listen => self.listen().await,
            Step::Sip(pause) => self.sip(pause).await,
            // The bound on the time ends it.
            Step::Vanish => std::future::pending().await,
            Step::Reset => Break(End::Reset),
        }
    }

    /// Read until an empty line came.
    async fn head(&mut self) -> Flow {
        loop {
            if let Some(at) = self.head.windows(4).position(|four| four == b"\r\n\r\n") {
                let behind = self.head.split_off(at + 4);
                self.place.learn(&self.head);
                self.head = behind;
                return Continue(());
            }
            if self.head.len() > HEAD_BYTES || self.ended {
                return Break(End::Peer);
            }
            self.read().await?;
        }
    }

    /// Write all of it, and read what comes meanwhile.
    async fn send(&mut self, bytes: &[u8]) -> Flow {
        let mut left = bytes;
        let mut buffer = [0; 4096];
        while !left.is_empty() {
            let open = !self.ended;
            net::tokio::select! {
                written = self.write.write(left) => match written {
                    Ok(written) => {
                        let (sent, rest) = left.split_at(written);
                        (self.see)(Seen::Sent(sent));
                        left = rest;
                    }
                    Err(error) => return Break(End::Lost(error.kind())),
                },
                came = self.read.read(&mut buffer), if open => {
                    let count = self.came(came)?;
                    self.keep(buffer.get(..count).unwrap_or_default());
                }
            }
        }
        match self.write.flush().await {
            Ok(()) => Continue(()),
            Err(error) => Break(End::Lost(error.kind())),
        }
    }

    async fn drip(&mut self, pieces: &[Piece], pause: Duration) -> Flow {
        for byte in self.place.bytes(pieces) {
            self.send(&[byte]).await?;
            self.wait(pause).await?;
        }
        Continue(())
    }

    /// Read for so long.
    async fn wait(&mut self, time: Duration) -> Flow {
        let reading = async {
            while !self.ended {
                self.read().await?;
            }
            std::future::pending().await
        };
        timeout(time, reading).await.unwrap_or(Continue(()))
    }

    /// Read until the peer ends its side.
    async fn listen(&mut self) -> Flow {
        while !self.ended {
            self.read().await?;
            self.head.clear();
        }
        Continue(())
    }

    async fn sip(&mut self, pause: Duration) -> Flow {
        while !self.ended {
            let mut byte = [0];
            let came = self.read.read(&mut byte).await;
            let count = self.came(came)?;
            self.keep(byte.get(..count).unwrap_or_default());
            self.head.clear();
            sleep(pause).await;
        }
        Continue(())
    }

    async fn read(&mut self) -> Flow {
        let mut buffer = [0; 4096];
        let came = self.read.read(&mut buffer).await;
        let count = self.came(came)?;
        self.keep(buffer.get(..count).unwrap_or_default());
        Continue(())
    }

    /// How much came; 0 is the end of the peer's side.
    fn came(&mut self, came: io::Result<usize>) -> ControlFlow<End, usize> {
        match came {
            Ok(count) => {
                if count == 0 && !self.ended {
                    self.ended = true;
                    (self.see)(Seen::PeerEnded);
                }
                Continue(count)
            }
            Err(error) => Break(End::Lost(error.kind())),
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            (self.see)(Seen::Came(bytes));
        }
        // Only a head is ever waited for.
        if self.head.len() <= HEAD_BYTES {
            self.head.extend_from_slice(bytes);
        }
    }
}
