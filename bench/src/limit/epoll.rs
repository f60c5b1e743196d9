//! # Raw epoll: a server of one loop and one buffer                  chapter 16
//! Knows: the system calls that no server can do without. Does not know: what is spoken.
//! Read before: `limit/mod.rs`. Read next: `limit/epoll_echo.rs`.
//!
//! A message costs one `recv` and one `send`, and a share of an `epoll_wait`. There are no limits,
//! no deadlines, no goodbyes: a figure to be put beside, not a server to be used.

use crate::failure::Failure;
use rustix::buffer::spare_capacity;
use rustix::event::{PollFd, PollFlags, Timespec, epoll, poll};
use rustix::fd::OwnedFd;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

/// What is read at once.
const BUFFER_BYTES: usize = 64 * 1024;
/// The connections that are served between two waits.
const READY_MAX: usize = 256;
/// By what number epoll calls the listener.
const LISTENER: u64 = u64::MAX;
/// How long a peer may take to take an answer, in seconds.
const WRITE_SECONDS: i64 = 5;

/// What is answered to the bytes that came.
pub trait Work {
    /// What is remembered of a connection.
    type State: Default;

    /// Look at `input`, all that came and was not taken yet. Returns how much of it is done with,
    /// and what is written for it; that may lie in `input` itself.
    fn answer<'a>(&'a mut self, state: &mut Self::State, input: &'a mut [u8]) -> (usize, &'a [u8]);
}

struct Connection<S> {
    stream: TcpStream,
    state: S,
    /// What came and could not be answered yet.
    kept: Vec<u8>,
}

/// Accept and answer, until waiting fails.
///
/// # Errors
/// Waiting failed.
pub fn serve<W: Work>(listener: TcpListener, mut work: W) -> Result<(), Failure> {
    listener.set_nonblocking(true)?;
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    let data = epoll::EventData::new_u64(LISTENER);
    epoll::add(&epoll, &listener, data, epoll::EventFlags::IN)?;
    let mut connections = HashMap::new();
    let mut ready = Vec::with_capacity(READY_MAX);
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut next = 0;
    loop {
        epoll::wait(&epoll, spare_capacity(&mut ready), None)?;
        for event in ready.drain(..) {
            let number = event.data.u64();
            if number == LISTENER {
                if let Ok((stream, _)) = listener.accept() {
                    connections.insert(next, accept(&epoll, stream, next)?);
                    next += 1;
                }
            } else if let Some(connection) = connections.get_mut(&number)
                && !exchange(connection, &mut work, &mut buffer).unwrap_or(false)
            {
                connections.remove(&number);
            }
        }
    }
}

/// Watch a new connection: for edges, since all that there is, is read each time.
fn accept<S: Default>(
    epoll: &OwnedFd,
    stream: TcpStream,
    number: u64,
) -> Result<Connection<S>, Failure> {
    stream.set_nonblocking(true)?;
    stream.set_nodelay(true)?;
    let data = epoll::EventData::new_u64(number);
    epoll::add(epoll, &stream, data, epoll::EventFlags::IN | epoll::EventFlags::ET)?;
    Ok(Connection { stream, state: S::default(), kept: Vec::new() })
}

/// Read what came, and write what is answered. False when the peer has ended the connection.
fn exchange<W: Work>(
    connection: &mut Connection<W::State>,
    work: &mut W,
    buffer: &mut Vec<u8>,
) -> io::Result<bool> {
    loop {
        let kept = connection.kept.len();
        if buffer.len() < kept + BUFFER_BYTES {
            buffer.resize(kept + BUFFER_BYTES, 0);
        }
        buffer[..kept].copy_from_slice(&connection.kept);
        let read = match connection.stream.read(&mut buffer[kept..kept + BUFFER_BYTES]) {
            Ok(0) => return Ok(false),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(true),
            Err(error) => return Err(error),
        };
        let all = kept + read;
        let (taken, answer) = work.answer(&mut connection.state, &mut buffer[..all]);
        write_all(&connection.stream, answer)?;
        connection.kept.clear();
        connection.kept.extend_from_slice(&buffer[taken..all]);
        if read < BUFFER_BYTES {
            return Ok(true);
        }
    }
}

/// Write `bytes`, and wait where the peer is slow: a load never is.
fn write_all(mut stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(n) => bytes = &bytes[n..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                let patience = Timespec { tv_sec: WRITE_SECONDS, tv_nsec: 0 };
                let mut writable = [PollFd::new(&stream, PollFlags::OUT)];
                if poll(&mut writable, Some(&patience))? == 0 {
                    return Err(io::ErrorKind::TimedOut.into());
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
