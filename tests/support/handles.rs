//! # Handles: WebSockets joined by a pipe                            chapter 12
//! Knows: two of ours in virtual time, and how to drop a future half-way. Does not know: what is
//! tested.
//! Read before: `net/src/handle.rs`. Read next: `tests/12_handle.rs`.

use frames::Message;
use net::handle::{Heard, Queue};
use net::tokio::io::{DuplexStream, duplex};
use net::{Connection, Stop, WebSocket};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use wire::Limits;

pub fn server(stream: DuplexStream, queue: Queue) -> WebSocket {
    let socket = frames::Connection::server(Limits::DEFAULT);
    WebSocket::spawn(Connection::new(stream, Limits::DEFAULT, Stop::default()), socket, queue)
}

pub fn client(stream: DuplexStream, queue: Queue) -> WebSocket {
    let socket = frames::Connection::client(Limits::DEFAULT, || [1, 2, 3, 4]);
    WebSocket::spawn(Connection::new(stream, Limits::DEFAULT, Stop::default()), socket, queue)
}

/// A client and a server, with a pipe between them that holds `pipe` bytes each way.
pub fn pair(pipe: usize) -> (WebSocket, WebSocket) {
    let (one, two) = duplex(pipe);
    (client(one, Queue::default()), server(two, Queue::default()))
}

pub async fn next(socket: &mut WebSocket) -> String {
    match socket.receive().await {
        Heard::Message(Message::Text(text)) => text.into_owned(),
        other => panic!("a text was expected: {other:?}"),
    }
}

pub async fn ending(socket: &mut WebSocket) -> net::handle::Ending {
    match socket.receive().await {
        Heard::Ended(ending) => ending,
        other => panic!("the end was expected: {other:?}"),
    }
}

/// Poll `future` so many times, then drop it.
pub async fn give_up_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}
