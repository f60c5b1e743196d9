//! # One client of a load                                            chapter 16
//! Knows: how far its round has come. Does not know: the others.
//! Read before: `load/round.rs`. Read next: `load/mod.rs`.

use crate::failure::Failure;
use crate::load::{Done, Round};
use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::fd::OwnedFd;
use std::io::{self, Read, Write};
use std::net::TcpStream;

/// A connection, and how far its round has come.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) stream: TcpStream,
    /// Its number among all, by which epoll calls it.
    number: u64,
    /// How much of the requests the server has taken.
    sent: usize,
    /// How much of the answers has come.
    heard: usize,
    /// The server takes no more for now: epoll is to say when it does.
    is_blocked: bool,
}

impl Client {
    pub(super) fn new(stream: TcpStream, number: u64) -> Self {
        Self { stream, number, sent: 0, heard: 0, is_blocked: false }
    }

    /// Begin a round.
    pub(super) fn begin(
        &mut self,
        epoll: &OwnedFd,
        round: &Round,
        done: &mut Done,
    ) -> Result<(), Failure> {
        (self.sent, self.heard) = (0, 0);
        self.send(epoll, round, done)
    }

    /// The socket is ready: send what could not be sent, hear what came. True when the round is
    /// over.
    pub(super) fn go_on(
        &mut self,
        epoll: &OwnedFd,
        round: &Round,
        buffer: &mut [u8],
        done: &mut Done,
    ) -> Result<bool, Failure> {
        if self.is_blocked {
            self.send(epoll, round, done)?;
        }
        let heard = match self.stream.read(buffer) {
            Ok(0) => return Err(Failure("the server ended a connection".to_string())),
            Ok(n) => &buffer[..n],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        done.reads += 1;
        round.compare(self.heard, heard)?;
        self.heard += heard.len();
        Ok(self.heard == round.answer_len() && self.sent == round.requests.len())
    }

    /// Send as much as the server takes.
    fn send(&mut self, epoll: &OwnedFd, round: &Round, done: &mut Done) -> Result<(), Failure> {
        let was_blocked = std::mem::replace(&mut self.is_blocked, false);
        while self.sent < round.requests.len() && !self.is_blocked {
            match self.stream.write(&round.requests[self.sent..]) {
                Ok(n) => {
                    done.writes += 1;
                    self.sent += n;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.is_blocked = true,
                Err(error) => return Err(error.into()),
            }
        }
        if self.is_blocked != was_blocked {
            let out = if self.is_blocked { EventFlags::OUT } else { EventFlags::empty() };
            let data = EventData::new_u64(self.number);
            epoll::modify(epoll, &self.stream, data, EventFlags::IN | out)?;
        }
        Ok(())
    }
}
