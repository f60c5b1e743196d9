//! # Refuse: no place is free, and the client is told                chapter 15 · RFC 9110 §15.6.4
//! Knows: one answer of HTTP, 503, and how to end so that it arrives. Does not know: requests.
//! Read before: `places.rs`. Read next: `serve.rs`.
//!
//! The answer is written before any request came: whoever is refused costs neither a place nor a
//! parser. It goes out at once, into the empty buffer of a new socket. To close then, with the
//! request unread, would reset the connection and could destroy the answer on its way; so we end
//! our side and read for a moment. How many we do that for is bounded, too.

use crate::entropy;
use crate::places::Full;
use socket2::SockRef;
use std::net::Shutdown;
use std::time::Duration;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many refused clients are waited for at once; beyond it they are cut when they were told.
const WAITED_FOR_MAX: usize = 256;
/// How long each is waited for.
const WAIT: Duration = Duration::from_secs(1);
/// What is read meanwhile: a head or two.
const READ_MAX: u64 = 64 * 1024;
/// When to come back is drawn from here, so that not all come back at once.
const COME_BACK: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(11));

/// Those who were refused, and have not gone yet.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    waited_for: JoinSet<()>,
}

impl Refusals {
    /// Refuse this one, which takes no time.
    pub(crate) fn refuse(&mut self, mut stream: TcpStream, full: Full) {
        while self.waited_for.try_join_next().is_some() {}
        let answer = answer(full, entropy::between(COME_BACK.0, COME_BACK.1));
        let socket = SockRef::from(&stream);
        // A new socket takes a few hundred bytes. If it does not, the client is gone already.
        let told = socket.send(&answer).is_ok() && socket.shutdown(Shutdown::Write).is_ok();
        if told && self.waited_for.len() < WAITED_FOR_MAX {
            self.waited_for.spawn(async move {
                let mut buffer = [0; 1024];
                let mut left = READ_MAX;
                let reading = async {
                    while let Ok(n @ 1..) = stream.read(&mut buffer).await {
                        left = left.saturating_sub(n as u64);
                        if left == 0 {
                            break;
                        }
                    }
                };
                let _in_time = timeout(WAIT, reading).await;
            });
        }
    }
}

/// The whole answer: 503, one sentence, and when to come back, in whole seconds.
fn answer(full: Full, come_back: Duration) -> Vec<u8> {
    let seconds = come_back.as_secs();
    let body = format!("{full}; come back in {seconds} s\n");
    let length = body.len();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: {seconds}\r\nCache-Control: no-store\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}
