//! # Polling by hand: tokio and httparse                     chapter 16 · RFC 6202 §2
//! Knows: as much of HTTP as one handler needs. Does not know: bodies, deadlines, broken rules.
//! Read before: `polling.rs`. Read next: `polling_raw.rs`.
//!
//! A yardstick: what a practised hand writes in an afternoon for one route, and would not show to
//! the open network. It answers 200 to whatever httparse can read.

use super::polling::{FIELDS, Log, on_tokio};
use crate::failure::Failure;
use net::clock;
use net::tokio::io::{AsyncReadExt, AsyncWriteExt};
use net::tokio::net::TcpStream;
use std::io::Write;
use std::net::TcpListener;
use std::ops::ControlFlow;

/// As many field lines as a head may have.
const FIELDS_MAX: usize = 16;

/// tokio and httparse.
///
/// # Errors
/// It cannot listen.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    let log = Log::default();
    on_tokio(listener, |listener| async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _unsupported = stream.set_nodelay(true);
            let log = log.clone();
            net::tokio::spawn(async move {
                let _ended = connection(stream, &log).await;
            });
        }
    })
}

/// Read, answer all that was read, write once.
async fn connection(mut stream: TcpStream, log: &Log) -> Result<(), Failure> {
    let (mut read, mut out) = (Vec::with_capacity(4096), Vec::new());
    while stream.read_buf(&mut read).await? > 0 {
        let mut done = 0;
        while let ControlFlow::Continue(n) = answer(&read[done..], log, &mut out)? {
            done += n;
        }
        read.drain(..done);
        stream.write_all(&out).await?;
        out.clear();
    }
    Ok(())
}

/// Answer the head at the beginning of `read`, if its end is there. Continues behind it.
fn answer(read: &[u8], log: &Log, out: &mut Vec<u8>) -> Result<ControlFlow<(), usize>, Failure> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS_MAX];
    let mut request = httparse::Request::new(&mut fields);
    let parsed = request.parse(read).map_err(|error| Failure(error.to_string()))?;
    let httparse::Status::Complete(n) = parsed else { return Ok(ControlFlow::Break(())) };
    let query = request.path.and_then(|path| path.strip_prefix("/poll?"));
    let since = query.unwrap_or_default().strip_prefix("since=");
    let body = log.answer(since).map_err(Failure)?;
    let date = http1::date::fixdate(clock::unix_time());
    out.extend_from_slice(b"HTTP/1.1 200 OK\r\ndate: ");
    out.extend_from_slice(&date);
    for (name, value) in FIELDS {
        write!(out, "\r\n{name}: {value}")?;
    }
    write!(out, "\r\ncontent-length: {}\r\n\r\n", body.len())?;
    out.extend_from_slice(&body);
    Ok(ControlFlow::Continue(n))
}
