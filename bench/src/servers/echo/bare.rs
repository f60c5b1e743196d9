//! # Raw echo on tokio                                               chapter 16
//! Knows: what the runtime costs that ours and all peers stand on. Does not know: protocols.
//! Read before: `limit/epoll_echo.rs`, `servers/echo/mod.rs`. Read next: `servers/echo/ours.rs`.

use crate::failure::Failure;
use crate::limit::epoll_echo::echo;
use crate::servers::echo::each;
use net::tokio::io::{AsyncRead, ReadBuf};
use net::tokio::net::TcpStream;
use std::cell::RefCell;
use std::future::poll_fn;
use std::net::TcpListener;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// What is read at once.
const BUFFER_BYTES: usize = 64 * 1024;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The loop of the raw server, as a task for each connection.
///
/// # Errors
/// There is no runtime to be had.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    each(listener, |mut stream| async move {
        let mut kept = Vec::new();
        poll_fn(|cx| BUFFER.with_borrow_mut(|buffer| exchange(cx, &mut stream, &mut kept, buffer)))
            .await;
    })
}

/// Read, echo, write, until nothing more is there. Ready when the connection is over, or does not
/// take what was sent back: a load always does.
fn exchange(
    cx: &mut Context<'_>,
    stream: &mut TcpStream,
    kept: &mut Vec<u8>,
    buffer: &mut Vec<u8>,
) -> Poll<()> {
    loop {
        let begin = kept.len();
        buffer.resize(buffer.len().max(begin + BUFFER_BYTES), 0);
        buffer[..begin].copy_from_slice(kept);
        let mut space = ReadBuf::new(&mut buffer[begin..begin + BUFFER_BYTES]);
        let read = ready!(Pin::new(&mut *stream).poll_read(cx, &mut space));
        let all = begin + space.filled().len();
        if read.is_err() || all == begin {
            return Poll::Ready(());
        }
        let (taken, answer) = echo(&mut buffer[..all]);
        if !answer.is_empty() && stream.try_write(answer).ok() != Some(answer.len()) {
            return Poll::Ready(());
        }
        kept.clear();
        kept.extend_from_slice(&buffer[taken..all]);
    }
}
