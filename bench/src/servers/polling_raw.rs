//! # Polling by nobody: the limit                                    chapter 16
//! Knows: where heads end. Does not know: what is asked.
//! Read before: `polling.rs`, `limit/epoll.rs`. Read next: `polling_ours.rs`.
//!
//! One read, one search for the ends of heads, one write of as many copies of a fixed answer.

use super::polling::BODY;
use crate::failure::Failure;
use crate::limit::epoll::{self, Work};
use memchr::memmem;
use std::net::TcpListener;

/// The same answer to every head.
struct Fixed {
    answer: Vec<u8>,
    answers: Vec<u8>,
}

/// The limit.
///
/// # Errors
/// Waiting failed.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    let head = "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
        Content-Type: application/json\r\nCache-Control: no-store\r\nContent-Length";
    let answer = format!("{head}: {}\r\n\r\n{BODY}", BODY.len()).into_bytes();
    epoll::serve(listener, Fixed { answer, answers: Vec::new() })
}

impl Work for Fixed {
    type State = ();

    fn answer<'a>(&'a mut self, (): &mut (), input: &'a mut [u8]) -> (usize, &'a [u8]) {
        const END: &[u8] = b"\r\n\r\n";
        self.answers.clear();
        let mut done = 0;
        for at in memmem::find_iter(input, END) {
            self.answers.extend_from_slice(&self.answer);
            done = at + END.len();
        }
        (done, &self.answers)
    }
}
