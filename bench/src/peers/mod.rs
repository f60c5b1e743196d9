//! # Peers: published packages, put to the same work                 chapter 16
//! Knows: how each wants to be called. Does not know: how fast it is.
//! Read before: `row.rs`. Read next: `peers/tape.rs`, `peers/sink.rs`, `rows/`.

pub mod decode;
pub mod encode;
pub mod sink;
pub mod tape;

use futures_util::Stream;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// What comes of `future` when it is asked once; `None` if it has to wait.
fn once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// The next item of `stream`; `None` if there is none now, or an error.
fn next<T, E>(stream: &mut (impl Stream<Item = Result<T, E>> + Unpin)) -> Option<T> {
    match Pin::new(stream).poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Some(Ok(item))) => Some(item),
        _ => None,
    }
}
