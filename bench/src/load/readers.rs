//! # Readers: a thousand clients that all hear the same              chapter 16
//! Knows: how they connect, and that each hears every event, whole and in order.
//! Does not know: who serves them, how fast it goes.
//! Read before: `process.rs`. Read next: `units.rs`, `rows/fan_out.rs`.

use crate::failure::Failure;
use crate::load::units::{Unit, Way};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::time::Timespec;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

/// What one read takes at most.
const BUFFER_BYTES: usize = 64 * 1024;
/// How long a burst may take before we give up.
const PATIENCE: Duration = Duration::from_secs(10);
/// We look, and look again, and do not sleep: to wake us would be a part of the server's work, the
/// more of it the slower it writes. Readers elsewhere would cost it nothing of the kind.
const AT_ONCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };
/// A head is no longer than this.
const HEAD_BYTES: usize = 4096;

/// Clients of one server, each with a connection of its own.
#[derive(Debug)]
pub struct Readers {
    way: Way,
    each: Vec<Reader>,
    epoll: OwnedFd,
    buffer: Vec<u8>,
}

#[derive(Debug)]
struct Reader {
    stream: TcpStream,
    /// What came and is no whole unit yet.
    unread: Vec<u8>,
    /// How many events of this burst it has heard.
    heard: usize,
}

impl Readers {
    /// Connect so many to `server`, and wait until each is answered.
    ///
    /// # Errors
    /// One is refused, or not answered.
    pub fn connect(server: SocketAddr, way: Way, count: usize) -> Result<Self, Failure> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let mut each = Vec::with_capacity(count);
        for index in 0..count {
            let mut stream = TcpStream::connect(server)?;
            stream.set_nodelay(true)?;
            stream.write_all(way.request().as_bytes())?;
            let unread = behind_the_head(&mut stream)?;
            stream.set_nonblocking(true)?;
            epoll::add(&epoll, &stream, EventData::new_u64(index as u64), EventFlags::IN)?;
            each.push(Reader { stream, unread, heard: 0 });
        }
        Ok(Self { way, each, epoll, buffer: vec![0; BUFFER_BYTES] })
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.each.len()
    }

    /// Wait until each has heard these events, one after the other, and nothing else.
    ///
    /// # Errors
    /// One hears something else, or nothing for long.
    pub fn hear(&mut self, events: &[Vec<u8>]) -> Result<(), Failure> {
        let mut missing = self.each.len() * events.len();
        self.each.iter_mut().for_each(|reader| reader.heard = 0);
        let begun = Instant::now();
        let mut ready = Vec::with_capacity(256);
        while missing > 0 {
            ready.clear();
            epoll::wait(&self.epoll, spare_capacity(&mut ready), Some(&AT_ONCE))?;
            if ready.is_empty() && begun.elapsed() > PATIENCE {
                return Err(Failure(format!("{missing} events were not heard in 10 s")));
            }
            for Event { data, .. } in ready.iter().copied() {
                let index = usize::try_from(data.u64()).unwrap_or(usize::MAX);
                if let Some(reader) = self.each.get_mut(index) {
                    missing -= reader.read(self.way, &mut self.buffer, events)?;
                }
            }
        }
        Ok(())
    }
}

impl Reader {
    /// Read once; tells how many events that brought.
    fn read(&mut self, way: Way, buffer: &mut [u8], events: &[Vec<u8>]) -> Result<usize, Failure> {
        let before = self.heard;
        let came = match self.stream.read(buffer) {
            Ok(0) => return Err(Failure("a reader was sent away".to_string())),
            Ok(n) => &buffer[..n],
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        self.unread.extend_from_slice(came);
        let mut done = 0;
        while let Some((unit, length)) = way.next(&self.unread[done..])? {
            done += length;
            match unit {
                Unit::Event(event) => {
                    let asked = events.get(self.heard);
                    if asked.is_none_or(|asked| asked != event) {
                        let done = String::from_utf8_lossy(event).into_owned();
                        let asked = asked.map(|asked| String::from_utf8_lossy(asked).into_owned());
                        return Err(Failure::wrong("a reader", done, asked));
                    }
                    self.heard += 1;
                }
                // Liveness: it is asked whether it is there.
                Unit::Question(answer) => self.stream.write_all(&answer)?,
                Unit::Nothing => {}
            }
        }
        self.unread.drain(..done);
        Ok(self.heard - before)
    }
}

/// Read the head of the answer; returns what came behind it.
fn behind_the_head(stream: &mut TcpStream) -> Result<Vec<u8>, Failure> {
    let mut came = Vec::new();
    while came.len() < HEAD_BYTES {
        if let Some(end) = came.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&came[..end]);
            if !head.starts_with("HTTP/1.1 101 ") && !head.starts_with("HTTP/1.1 200 ") {
                return Err(Failure(format!("a reader was answered {head:?}")));
            }
            return Ok(came.split_off(end + 4));
        }
        let mut buffer = [0; 1024];
        match stream.read(&mut buffer)? {
            0 => return Err(Failure("a reader was not answered".to_string())),
            n => came.extend_from_slice(&buffer[..n]),
        }
    }
    Err(Failure("the head of an answer is too long".to_string()))
}
