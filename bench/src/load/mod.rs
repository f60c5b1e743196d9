//! # Load: many clients in one thread                                chapter 16
//! Knows: how requests are sent and answers compared. Does not know: what they say.
//! Read before: `load/round.rs`, `load/client.rs`. Read next: `process.rs`, `rows/echo.rs`.
//!
//! A closed loop: each client sends its requests at once, and sends them again when all answers are
//! there. What it does is the same for every server, and it costs so little that the server has
//! never to wait for it.

mod client;
pub mod opening;
pub mod readers;
mod round;
pub mod units;

pub use round::{Answer, Round};

use crate::failure::Failure;
use client::Client;
use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::fd::OwnedFd;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long an answer may be out.
const PATIENCE: Duration = Duration::from_secs(5);
/// An answer that is learned is over when nothing more came for so long.
const SILENCE: Duration = Duration::from_millis(100);
/// The longest answer that is learned.
const LEARNED_MAX: usize = 4 * 1024 * 1024;
/// What is read at once.
const BUFFER_BYTES: usize = 256 * 1024;
/// The clients that are looked after between two looks at the clock.
const READY_MAX: usize = 256;

/// Clients of one server, connected.
#[derive(Debug)]
pub struct Load {
    epoll: OwnedFd,
    clients: Vec<Client>,
    buffer: Vec<u8>,
}

/// What they did together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Requests that were answered as they should be.
    pub operations: u64,
    /// How often a client read something.
    pub reads: u64,
    /// How often a client wrote something.
    pub writes: u64,
}

impl Load {
    /// Connect `count` clients to `address`. Each sends `opening` and hears that the protocol is
    /// switched (101); an empty opening is none.
    ///
    /// # Errors
    /// Somebody was not let in.
    pub fn open(address: SocketAddr, count: usize, opening: &[u8]) -> Result<Self, Failure> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let mut clients = Vec::with_capacity(count);
        for number in 0..count {
            let stream = opening::connect(address, opening, PATIENCE)?;
            let data = epoll::EventData::new_u64(number as u64);
            epoll::add(&epoll, &stream, data, epoll::EventFlags::IN)?;
            clients.push(Client::new(stream, number as u64));
        }
        Ok(Self { epoll, clients, buffer: vec![0; BUFFER_BYTES] })
    }

    /// Let the first client send `requests`, and return all that is answered to them: for answers
    /// that cannot be foretold.
    ///
    /// # Errors
    /// Nothing was answered, or it had no end.
    pub fn learn(&mut self, requests: &[u8]) -> Result<Vec<u8>, Failure> {
        let nobody = || Failure("there is no client that could learn".to_string());
        let mut stream = &self.clients.first().ok_or_else(nobody)?.stream;
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(requests)?;
        let mut answer = Vec::new();
        while answer.len() < LEARNED_MAX {
            match stream.read(&mut self.buffer) {
                Ok(0) => break,
                Ok(n) => answer.extend_from_slice(&self.buffer[..n]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
            stream.set_read_timeout(Some(SILENCE))?;
        }
        stream.set_nonblocking(true)?;
        match answer.len() {
            1..LEARNED_MAX => Ok(answer),
            n => Err(Failure(format!("{n} bytes were answered to {} bytes", requests.len()))),
        }
    }

    /// Let each client do `round` again and again for so long, at least once; the rounds that have
    /// begun by then are done to their end.
    ///
    /// # Errors
    /// A server answered something else, or nothing for five seconds.
    pub fn run(&mut self, round: &Round, time: Duration) -> Result<Done, Failure> {
        let mut done = Done::default();
        let until = Instant::now() + time;
        for client in &mut self.clients {
            client.begin(&self.epoll, round, &mut done)?;
        }
        let mut at_work = self.clients.len();
        let mut ready = Vec::with_capacity(READY_MAX);
        while at_work > 0 {
            let patience = Timespec { tv_sec: PATIENCE.as_secs() as i64, tv_nsec: 0 };
            epoll::wait(&self.epoll, spare_capacity(&mut ready), Some(&patience))?;
            let now = Instant::now();
            if ready.is_empty() || now > until + PATIENCE {
                return Err(Failure(format!("{at_work} clients were left without an answer")));
            }
            for event in ready.drain(..) {
                let client = &mut self.clients[event.data.u64() as usize];
                if !client.go_on(&self.epoll, round, &mut self.buffer, &mut done)? {
                    continue;
                }
                done.operations += round.operations;
                if now < until {
                    client.begin(&self.epoll, round, &mut done)?;
                } else {
                    at_work -= 1;
                }
            }
        }
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    /// A server that answers each of two clients with what it sends, or something like it.
    fn server(answer: impl FnMut(&mut [u8]) + Clone + Send + 'static) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        for _ in 0..2 {
            let (listener, mut answer) = (listener.try_clone().unwrap(), answer.clone());
            thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut buffer = vec![0; 100_000];
                while let Ok(n @ 1..) = stream.read(&mut buffer) {
                    answer(&mut buffer[..n]);
                    if stream.write_all(&buffer[..n]).is_err() {
                        return;
                    }
                }
            });
        }
        address
    }

    fn round(requests: Vec<u8>) -> Round {
        Round { operations: 2, answer: Answer::Exactly(requests.clone()), requests }
    }

    #[test]
    fn example_each_client_does_each_round_to_its_end() {
        let mut load = Load::open(server(|_| {}), 2, b"").unwrap();
        assert_eq!(load.learn(b"onetwo").unwrap(), b"onetwo");
        let done = load.run(&round(b"onetwo".to_vec()), Duration::ZERO).unwrap();
        assert_eq!(done.operations, 4);
        // More than a socket takes at once.
        let done = load.run(&round(vec![7; 9_000_000]), Duration::ZERO).unwrap();
        assert_eq!(done.operations, 4);
    }

    #[test]
    fn example_a_wrong_answer_is_no_answer() {
        let flip = |bytes: &mut [u8]| bytes.iter_mut().for_each(|byte| *byte ^= 1);
        let mut load = Load::open(server(flip), 2, b"").unwrap();
        let failure = load.run(&round(b"onetwo".to_vec()), Duration::ZERO).unwrap_err();
        assert_eq!(failure.0, "a wrong answer, from its byte 0: \"noduvn\"");
    }
}
