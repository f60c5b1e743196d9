//! # Polling by nobody: the limit                      chapter 16 · RFC 6202 §2
//! Knows: as much of a poll as its answer depends on. Does not know: fields, limits, deadlines.
//! Read before: `polling.rs`, `limit/epoll.rs`. Read next: `polling_ours.rs`.
//!
//! What no server of polls can leave undone: it reads once, finds where each head ends, sees that
//! it is a poll, reads the place of the reader from it, looks what is news there, and writes all
//! answers at once. Both answers that there can be are kept whole, for as long as their date is
//! true. No field of a request is looked at: a Content-Length would go unseen.

use super::polling::{FIELDS, Log};
use crate::failure::Failure;
use crate::limit::epoll::{self, Work};
use memchr::memmem::Finder;
use rustix::time::{ClockId, clock_gettime};
use std::net::TcpListener;
use std::time::Duration;

/// What ends a head.
const END: &[u8] = b"\r\n\r\n";
/// How a poll begins, up to the place of the reader.
const BEGINS: &[u8] = b"GET /poll?since=";
/// The answer to anything else.
const REFUSED: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

struct Polls {
    log: Log,
    end: Finder<'static>,
    /// The second whose date is in the answers.
    second: u64,
    /// To one who has the event, and to one to whom it is news.
    whole: [Vec<u8>; 2],
    answers: Vec<u8>,
}

/// The limit.
///
/// # Errors
/// Waiting failed.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    let (log, end) = (Log::default(), Finder::new(END));
    epoll::serve(
        listener,
        Polls { log, end, second: 0, whole: Default::default(), answers: Vec::new() },
    )
}

impl Polls {
    /// Write both answers anew when their date is over.
    fn keep_the_date(&mut self) {
        // As exact as a date has to be, and the cheapest clock to look at.
        let second = clock_gettime(ClockId::RealtimeCoarse).tv_sec.unsigned_abs();
        if second != self.second {
            self.second = second;
            self.whole = [false, true].map(|is_news| whole(self.log.body(is_news), second));
        }
    }

    /// The answer to `head`, which ends with its last line.
    fn answer_to(&self, head: &[u8]) -> &[u8] {
        let Some(behind) = head.strip_prefix(BEGINS) else { return REFUSED };
        let end = behind.iter().position(|&byte| byte == b' ').unwrap_or_default();
        let (since, version) = behind.split_at(end);
        let news = str::from_utf8(since).ok().map(|since| self.log.has_news(Some(since)));
        match news {
            Some(Ok(is_news)) if version.starts_with(b" HTTP/1.1\r\n") => {
                &self.whole[usize::from(is_news)]
            }
            _ => REFUSED,
        }
    }
}

/// A whole answer with this body, in that second.
fn whole(body: &[u8], second: u64) -> Vec<u8> {
    let date = http1::date::fixdate(Duration::from_secs(second));
    let mut head = format!("HTTP/1.1 200 OK\r\nDate: {}", String::from_utf8_lossy(&date));
    for (name, value) in FIELDS {
        head.extend(["\r\n", name, ": ", value]);
    }
    head += &format!("\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

impl Work for Polls {
    type State = ();

    fn answer<'a>(&'a mut self, (): &mut (), input: &'a mut [u8]) -> (usize, &'a [u8]) {
        self.keep_the_date();
        let mut answers = std::mem::take(&mut self.answers);
        answers.clear();
        let mut done = 0;
        for at in self.end.find_iter(input) {
            answers.extend_from_slice(self.answer_to(&input[done..at + 2]));
            done = at + END.len();
        }
        self.answers = answers;
        (done, &self.answers)
    }
}
