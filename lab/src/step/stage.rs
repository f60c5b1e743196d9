//! # The stage: two ends, what carries bytes between them, and a clock   chapter 03
//! Knows: how the real protocols are driven in virtual time, and that all of it is written down.
//! Does not know: what they say; see `step/scenarios/mod.rs`.
//! Read before: `wire/src/protocol.rs`, `trace/src/recorder.rs`. Read next: `step/line.rs`.

use super::line::Line;
use frames::{Connection, Liveness};
use net::entropy;
use std::error::Error;
use std::time::Duration;
use trace::{End, Log, Recorder, Sender, Trace, What};
use wire::{Input, Limits, Protocol, Tap};

/// What a scenario returns: it goes wrong only by a slip in it, or on a real socket.
pub type Played = Result<(), Box<dyn Error>>;

/// A protocol, written down.
pub type Watched<P> = Tap<P, Recorder>;

/// The nonce of the example in RFC 6455 §1.3: `the sample nonce`.
pub const NONCE: [u8; 16] = *b"the sample nonce";
/// The masking keys, one after another and round again; the first is that of RFC 6455 §5.7.
pub const KEYS: [[u8; 4]; 3] =
    [[0x37, 0xfa, 0x21, 0x3d], [0xa1, 0x07, 0x3c, 0x90], [0x0c, 0x5e, 0xd2, 0x48]];
/// How long bytes travel, where no real socket carries them.
const TRAVEL: Duration = Duration::from_millis(1);

/// Where a scenario is played.
#[derive(Debug)]
pub struct Stage {
    log: Log,
    line: Line,
    now: Duration,
    connection: u32,
    /// When the present connection began.
    began: Duration,
}

impl Stage {
    /// In memory: the same nonce, the same masking keys and a clock that only we move, so the
    /// trace is the same each time.
    pub fn new(title: &str) -> Self {
        Self::over(Line::Memory, title)
    }

    /// Over real sockets of this machine, with real randomness and the machine's clock.
    pub fn live(title: &str) -> Self {
        Self::over(Line::live(), title)
    }

    fn over(line: Line, title: &str) -> Self {
        let (log, now, began) = (Log::new(title), Duration::ZERO, Duration::ZERO);
        Self { log, line, now, connection: 0, began }
    }

    /// What was written down.
    pub fn trace(&self) -> Trace {
        self.log.trace()
    }

    /// Begin a connection.
    ///
    /// # Errors
    /// No socket can be had.
    pub fn connect(&mut self) -> Played {
        self.connection += 1;
        let (client, server) = self.line.connect()?;
        self.move_on(Duration::ZERO);
        self.began = self.now;
        self.write(What::Opened { client, server });
        Ok(())
    }

    /// 16 bytes for a handshake's key.
    pub fn nonce(&self) -> [u8; 16] {
        if self.line.is_live() { entropy::nonce() } else { NONCE }
    }

    /// The client's end of a WebSocket.
    pub fn websocket_client(&self) -> Connection {
        if self.line.is_live() {
            return Connection::client(Limits::DEFAULT, entropy::masking_key);
        }
        let mut keys = KEYS.into_iter().cycle();
        Connection::client(Limits::DEFAULT, move || keys.next().unwrap_or_default())
    }

    /// The server's end of one, which asks a peer that is silent for 20 s.
    pub fn websocket_server(&self) -> Connection {
        let liveness = Liveness::new(Limits::DEFAULT, 0);
        Connection::server(Limits::DEFAULT).with_liveness(liveness)
    }

    /// Both ends of a WebSocket behind its opening handshake, on a connection that begins now.
    ///
    /// # Errors
    /// No socket can be had.
    pub fn websocket(
        &mut self,
    ) -> Result<(Watched<Connection>, Watched<Connection>), Box<dyn Error>> {
        self.connect()?;
        let client = self.watch(self.websocket_client(), Sender::Client);
        let server = self.watch(self.websocket_server(), Sender::Server);
        Ok((client, server))
    }

    /// Write down what goes on in `protocol`. Bytes are written down at the server's end.
    pub fn watch<P: Protocol>(&self, protocol: P, at: Sender) -> Watched<P> {
        self.write(What::State { at, state: protocol.describe() });
        Tap::new(protocol, self.recorder(at))
    }

    /// Write down where `protocol` is: it was handed a connection, and has said nothing yet.
    pub fn look<P: Protocol>(&mut self, at: Sender, protocol: &Watched<P>) {
        self.move_on(TRAVEL);
        self.write(What::State { at, state: protocol.describe() });
    }

    /// Who writes down what goes on at this end of the present connection.
    pub fn recorder(&self, at: Sender) -> Recorder {
        let recorder = Recorder::new(&self.log, self.connection, at, self.began);
        if at == Sender::Client { recorder.without_bytes() } else { recorder }
    }

    /// Carry what `from` has to say to `to`, and let `hear` answer its events.
    ///
    /// # Errors
    /// The socket failed. A broken rule is none: it is written down.
    pub fn carry<A: Protocol, B: Protocol>(
        &mut self,
        from: (Sender, &mut Watched<A>),
        to: &mut Watched<B>,
        hear: impl FnMut(&mut Watched<B>, B::Event<'_>),
    ) -> Played {
        self.carry_cut(from, to, &[], hear)
    }

    /// The same, where what is carried is read in pieces, cut at `cuts`.
    ///
    /// # Errors
    /// As [`carry`](Self::carry).
    pub fn carry_cut<A: Protocol, B: Protocol>(
        &mut self,
        (sender, from): (Sender, &mut Watched<A>),
        to: &mut Watched<B>,
        cuts: &[usize],
        mut hear: impl FnMut(&mut Watched<B>, B::Event<'_>),
    ) -> Played {
        self.move_on(TRAVEL);
        from.tick(self.here());
        let output = from.take_output();
        let whole = self.line.carry(sender, &output.to_vec())?;
        let mut rest = whole.as_slice();
        let mut start = 0;
        for end in cuts.iter().copied().chain([whole.len()]) {
            let (piece, behind) = rest.split_at(end.saturating_sub(start).min(rest.len()));
            rest = behind;
            if start > 0 {
                self.move_on(TRAVEL);
            }
            start = end;
            self.read(to, &mut piece.to_vec(), &mut hear);
        }
        if output.is_end() {
            if sender == Sender::Server {
                // The client's end is written down by the server's recorder.
                self.write(What::Ended { from: sender, how: End::Finished });
            }
            to.receive_eof();
            drain(to, &mut [], &mut hear);
        }
        Ok(())
    }

    /// Carry bytes that no protocol writes or reads, and write them down.
    ///
    /// # Errors
    /// The socket failed.
    pub fn hand(&mut self, from: Sender, bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
        self.move_on(TRAVEL);
        let bytes = self.line.carry(from, bytes)?;
        self.write(What::Bytes { from, bytes: bytes.clone() });
        Ok(bytes)
    }

    /// Let `to` read bytes that no protocol wrote: those of a peer that breaks the rules.
    ///
    /// # Errors
    /// The socket failed.
    pub fn forge<B: Protocol>(
        &mut self,
        from: Sender,
        bytes: &[u8],
        to: &mut Watched<B>,
        mut hear: impl FnMut(&mut Watched<B>, B::Event<'_>),
    ) -> Played {
        self.move_on(TRAVEL);
        let mut bytes = self.line.carry(from, bytes)?;
        self.read(to, &mut bytes, &mut hear);
        Ok(())
    }

    /// Let `time` pass, and tell `protocol`: in virtual time alone.
    pub fn wait<P: Protocol>(
        &mut self,
        time: Duration,
        protocol: &mut Watched<P>,
        mut hear: impl FnMut(&mut Watched<P>, P::Event<'_>),
    ) {
        self.now += time;
        protocol.tick(self.here());
        drain(protocol, &mut [], &mut hear);
    }

    /// What `from` writes is lost: nobody reads it any more.
    pub fn lose<P: Protocol>(&mut self, sender: Sender, from: &mut Watched<P>) {
        if from.take_output().is_end() {
            self.write(What::Ended { from: sender, how: End::Finished });
        }
    }

    /// The connection is cut: neither end hears a farewell.
    pub fn cut(&mut self) {
        self.move_on(TRAVEL);
        self.write(What::Ended { from: Sender::Server, how: End::Cut });
    }

    /// Write down what no recorder sees: the states of a handshake, which are types.
    pub fn write(&self, what: What) {
        self.log.add(self.now, self.connection, what);
    }

    /// The time since the scenario began.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// The time since the connection began.
    fn here(&self) -> Duration {
        self.now.saturating_sub(self.began)
    }

    /// The clock, the bytes, and the clock again: what waits for silence counts from here.
    fn read<P: Protocol>(
        &self,
        protocol: &mut Watched<P>,
        bytes: &mut [u8],
        hear: &mut impl FnMut(&mut Watched<P>, P::Event<'_>),
    ) {
        protocol.tick(self.here());
        drain(protocol, bytes, hear);
        protocol.tick(self.here());
    }

    fn move_on(&mut self, by: Duration) {
        self.now = self.line.elapsed().unwrap_or(self.now + by);
    }
}

/// Hear all that these bytes bring about. The first error ends it, and was written down.
fn drain<P: Protocol>(
    protocol: &mut Watched<P>,
    bytes: &mut [u8],
    hear: &mut impl FnMut(&mut Watched<P>, P::Event<'_>),
) {
    let mut input = Input::new(bytes);
    while let Ok(Some(event)) = protocol.next_event(&mut input) {
        hear(protocol, event);
    }
}
