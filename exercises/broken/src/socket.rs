//! # A socket that reads bytes, not frames                           chapter 01 · RFC 9293 §3.9.1
//! Knows: what was read and not yet used, and how long to wait. Does not know: what it means.
//! Read before: `lib.rs`. Read next: `server.rs`.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// A peer that was silent for so long is asked whether it is there; after as long again it is given
/// up. It is also what a write may take.
const SILENCE: Duration = Duration::from_secs(20);
/// What is still read of a peer after our last byte, so that it can read that byte in peace.
const LINGER: Duration = Duration::from_secs(1);

/// A TCP connection, and the bytes of it that came earlier than they were wanted.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    /// What was read from the stream and is not used yet.
    pub unread: Vec<u8>,
    /// What is sent to a silent peer.
    question: Option<Vec<u8>>,
    /// When everything must be there.
    until: Option<Instant>,
}

impl Socket {
    /// Begin with an accepted stream.
    ///
    /// # Errors
    /// The operating system's, when the connection is gone already.
    pub fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(SILENCE))?;
        Ok(Self { stream, unread: Vec::new(), question: None, until: None })
    }

    /// From now on everything must be there within `time`; with `None` there is no hurry.
    pub fn hurry(&mut self, time: Option<Duration>) {
        self.until = time.map(|time| Instant::now() + time);
    }

    /// Send `question` when the peer is silent, to learn whether it is there.
    pub fn ask_when_silent(&mut self, question: Option<Vec<u8>>) {
        self.question = question;
    }

    /// Read once: at least one byte more is in `unread`, and nobody knows how many.
    ///
    /// # Errors
    /// `UnexpectedEof` when the peer sends no more, `TimedOut` when it was silent for too long.
    pub fn fill(&mut self) -> io::Result<()> {
        let mut question = self.question.clone();
        loop {
            self.stream.set_read_timeout(Some(self.patience()?))?;
            let mut piece = [0; 16 * 1024];
            match self.stream.read(&mut piece) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => {
                    self.unread.extend_from_slice(&piece[..read]);
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_silence(&error) => match question.take() {
                    Some(question) => self.send(&question)?,
                    None => return Err(io::ErrorKind::TimedOut.into()),
                },
                Err(error) => return Err(error),
            }
        }
    }

    /// How long the next read may take.
    fn patience(&self) -> io::Result<Duration> {
        let Some(until) = self.until else { return Ok(SILENCE) };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
    }

    /// Take exactly `N` bytes, however many reads they need.
    ///
    /// # Errors
    /// Those of [`Socket::fill`].
    pub fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        while self.unread.len() < N {
            self.fill()?;
        }
        let mut bytes = [0; N];
        bytes.copy_from_slice(&self.unread[..N]);
        self.unread.drain(..N);
        Ok(bytes)
    }

    /// Take what is there: one byte at least, `most` at most.
    ///
    /// # Errors
    /// Those of [`Socket::fill`].
    pub fn take_some(&mut self, most: u64) -> io::Result<Vec<u8>> {
        if self.unread.is_empty() {
            self.fill()?;
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(self.unread.len());
        let rest = self.unread.split_off(most);
        Ok(std::mem::replace(&mut self.unread, rest))
    }

    /// Write all of `bytes`.
    ///
    /// # Errors
    /// The operating system's; among them that the peer does not read.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Write what the operating system takes at once, and say how much that was.
    ///
    /// # Errors
    /// The operating system's.
    pub fn send_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_nonblocking(true)?;
        let sent = self.stream.write(bytes);
        self.stream.set_nonblocking(false)?;
        sent
    }

    /// Say that no more comes, and read on for a moment: to close with bytes unread would be a
    /// reset, and a reset destroys what the peer has not read yet.
    pub fn leave(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
        self.question = None;
        self.hurry(Some(LINGER));
        while self.fill().is_ok() {
            self.unread.clear();
        }
    }

    /// Drop the connection without a word: what happens when a thread dies.
    pub fn break_off(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
