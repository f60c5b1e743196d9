//! # A stream that fails at every call                                chapter 03
//! Knows: a conversation over WebSocket, and every moment at which its stream can fail, stutter or
//! end. Does not know: which of them a real network has; all must be borne.
//! Read before: `03_driver_limits.rs`, `net/src/drive.rs`. Read next: `14_real_sockets.rs`.

mod support;

use frames::{CloseCode, Closed, Connection, Event, Message};
use net::handle::{Heard, Queue};
use net::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use net::{Application, Ended, Fault, Flow, Stop, WebSocket, drive};
use std::io;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use support::in_virtual_time;
use wire::Limits;

/// What happens to one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// It fails.
    Reset,
    /// It is to be tried again.
    NotNow,
    /// It moves one byte, where it could move more.
    Short,
    /// There is nothing more: a read brings the end, a write takes nothing.
    End,
}

const TROUBLES: [Trouble; 4] = [Trouble::Reset, Trouble::NotNow, Trouble::Short, Trouble::End];

/// What the peer says: a text, a ping, fragments with a ping between them, a Close frame.
const SAID: &str = "81 85 | 00 00 00 00 | \"Hello\"   89 82 | 00 00 00 00 | \"hi\"
    01 81 | 00 00 00 00 | \"a\"   89 80 | 00 00 00 00   80 81 | 00 00 00 00 | \"b\"
    88 82 | 00 00 00 00 | 03 e8";

/// What is answered.
const ANSWERED: &str =
    "81 05 | \"Hello\"   8a 02 | \"hi\"   8a 00   81 02 | \"ab\"   88 02 | 03 e8";

/// A stream in memory; the call with number `at` (reads, writes, flushes and ends are counted
/// together) is in trouble. Each read brings seven bytes, so that there are many calls.
struct Troubled {
    to_read: Vec<u8>,
    at: usize,
    trouble: Trouble,
    seen: Arc<Mutex<Seen>>,
}

/// What the other side of the stream sees.
#[derive(Debug, Default)]
struct Seen {
    calls: usize,
    written: Vec<u8>,
    ended: bool,
}

impl Troubled {
    fn new(at: usize, trouble: Trouble) -> (Self, Arc<Mutex<Seen>>) {
        let seen = Arc::<Mutex<Seen>>::default();
        let to_read = laws::hex(SAID);
        (Self { to_read, at, trouble, seen: Arc::clone(&seen) }, seen)
    }

    /// The trouble of this call. Of the calls behind a reset or an end, all have it.
    fn turn(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Trouble>>> {
        let mut seen = self.seen.lock().unwrap();
        let lasts = matches!(self.trouble, Trouble::Reset | Trouble::End);
        let hits = seen.calls == self.at || (lasts && seen.calls > self.at);
        seen.calls += 1;
        match self.trouble {
            _ if !hits => Poll::Ready(Ok(None)),
            Trouble::Reset => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
            Trouble::NotNow => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            trouble => Poll::Ready(Ok(Some(trouble))),
        }
    }
}

macro_rules! turn {
    ($stream:expr, $cx:expr) => {
        match $stream.turn($cx) {
            Poll::Ready(Ok(trouble)) => trouble,
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => return Poll::Pending,
        }
    };
}

impl AsyncRead for Troubled {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let most = match turn!(self, cx) {
            Some(Trouble::End) => 0,
            Some(_) => 1,
            None => 7,
        };
        let n = most.min(self.to_read.len());
        let rest = self.to_read.split_off(n);
        buffer.put_slice(&std::mem::replace(&mut self.to_read, rest));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Troubled {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let n = match turn!(self, cx) {
            Some(Trouble::End) => 0,
            Some(_) => 1,
            None => bytes.len(),
        };
        self.seen.lock().unwrap().written.extend_from_slice(&bytes[..n]);
        Poll::Ready(Ok(n))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        turn!(self, cx);
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        turn!(self, cx);
        self.seen.lock().unwrap().ended = true;
        Poll::Ready(Ok(()))
    }
}

/// What the application heard: messages, and the end.
#[derive(Debug, Default, PartialEq)]
struct Log {
    messages: Vec<String>,
    closed: Vec<Closed>,
}

impl Log {
    /// A beginning of all that is said was heard, in order. The end is told once.
    #[track_caller]
    fn is_a_beginning(&self, at: &str) {
        let all = ["Hello", "ab"];
        assert!(self.messages.iter().zip(all).all(|(heard, said)| heard == said), "{at}: {self:?}");
        assert!(self.messages.len() <= all.len(), "{at}: {self:?}");
        assert_eq!(self.closed.len(), 1, "{at}: {self:?}");
    }

    fn is_all(&self) -> bool {
        self.messages == ["Hello", "ab"]
            && matches!(&self.closed[..], [closed] if closed.clean
                && closed.code == CloseCode::NORMAL)
    }
}

fn connection(stream: Troubled) -> net::Connection<Troubled> {
    net::Connection::new(stream, Limits::DEFAULT, Stop::default())
}

/// What is written is always a beginning of what would have been written.
#[track_caller]
fn is_a_beginning(seen: &Seen, at: &str) {
    assert!(laws::hex(ANSWERED).starts_with(&seen.written), "{at}: {seen:?}");
}

mod through_the_driver {
    use super::*;

    impl Application<Connection> for Log {
        fn on_event(&mut self, socket: &mut Connection, event: Event<'_>) -> Flow {
            match event {
                Event::Message(Message::Text(text)) => {
                    socket.send_text(&text).unwrap();
                    self.messages.push(text.into_owned());
                }
                Event::Closed(closed) => self.closed.push(closed),
                _ => {}
            }
            ControlFlow::Continue(())
        }
    }

    fn talk(
        at: usize,
        trouble: Trouble,
    ) -> (Result<Ended, Fault<frames::ProtocolError>>, Log, Seen) {
        let (stream, seen) = Troubled::new(at, trouble);
        let mut heard = Log::default();
        let (mut connection, mut socket) =
            (connection(stream), Connection::server(Limits::DEFAULT));
        let ended = in_virtual_time(drive(&mut connection, &mut socket, &mut heard));
        drop(connection);
        (ended, heard, Arc::into_inner(seen).unwrap().into_inner().unwrap())
    }

    #[test] // WS-7.1.5-01, WS-7.2.1-02
    fn must_end_well_or_say_what_failed_whichever_call_is_in_trouble() {
        let (ended, heard, undisturbed) = talk(usize::MAX, Trouble::Reset);
        assert_eq!(ended.unwrap(), Ended::Closed);
        assert!(heard.is_all(), "{heard:?}");
        assert_eq!((undisturbed.written, undisturbed.ended), (laws::hex(ANSWERED), true));
        assert!(undisturbed.calls > 20, "{}", undisturbed.calls);
        for at in 0..undisturbed.calls {
            for trouble in TROUBLES {
                let (ended, heard, seen) = talk(at, trouble);
                let at = format!("{trouble:?} at call {at}: {ended:?}");
                heard.is_a_beginning(&at);
                is_a_beginning(&seen, &at);
                match trouble {
                    Trouble::NotNow | Trouble::Short => {
                        assert!(heard.is_all() && ended.is_ok() && seen.ended, "{at}");
                        assert_eq!(seen.written, laws::hex(ANSWERED), "{at}");
                    }
                    // Once our side is ended, nothing can be lost any more.
                    Trouble::Reset => {
                        assert_eq!(matches!(ended, Err(Fault::Io(_))), !seen.ended, "{at}");
                    }
                    // A write that takes nothing is a fault; a read that brings nothing is not.
                    Trouble::End => {
                        assert!(matches!(ended, Ok(Ended::Closed) | Err(Fault::Io(_))), "{at}");
                    }
                }
            }
        }
    }
}

mod through_the_handle {
    use super::*;

    async fn talk(at: usize, trouble: Trouble) -> (Log, Seen) {
        let (stream, seen) = Troubled::new(at, trouble);
        let socket = Connection::server(Limits::DEFAULT);
        let mut socket = WebSocket::spawn(connection(stream), socket, Queue::default());
        let mut heard = Log::default();
        let ending = loop {
            match socket.receive().await {
                Heard::Message(Message::Text(text)) => heard.messages.push(text.into_owned()),
                other @ (Heard::Message(_) | Heard::Part { .. }) => panic!("a text: {other:?}"),
                Heard::Ended(ending) => break ending,
            }
        };
        assert!(!ending.closed.clean || ending.fault.is_none(), "{ending:?}");
        heard.closed.push(ending.closed);
        // Whoever waits is told, whatever he waits for.
        assert!(socket.send("late").await.is_err());
        assert!(socket.ping().await.is_err());
        drop(socket);
        (heard, std::mem::take(&mut seen.lock().unwrap()))
    }

    #[test] // WS-7.2.1-02
    fn must_tell_whoever_waits_whichever_call_is_in_trouble() {
        let (heard, undisturbed) = in_virtual_time(talk(usize::MAX, Trouble::Reset));
        assert!(heard.is_all(), "{heard:?}");
        for at in 0..undisturbed.calls {
            for trouble in TROUBLES {
                let (heard, seen) = in_virtual_time(talk(at, trouble));
                let at = format!("{trouble:?} at call {at}: {seen:?}");
                heard.is_a_beginning(&at);
                if matches!(trouble, Trouble::NotNow | Trouble::Short) {
                    assert!(heard.is_all(), "{at}: {heard:?}");
                    assert_eq!(seen.written, undisturbed.written, "{at}");
                }
            }
        }
    }
}

/// One connection is not the only one.
mod turns {
    use super::*;
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::pin::pin;

    /// A peer that always has one more message, and takes every answer.
    struct Endless<'c>(&'c Cell<usize>);

    impl AsyncRead for Endless<'_> {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            self.0.set(self.0.get() + 1);
            buffer.put_slice(&laws::hex("81 81 | 00 00 00 00 | \"a\""));
            Poll::Ready(Ok(()))
        }
    }

    impl AsyncWrite for Endless<'_> {
        fn poll_write(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Poll::Ready(Ok(bytes.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[test]
    fn limit_32_reads_before_others_have_their_turn() {
        let reads = Cell::new(0);
        let mut connection =
            net::Connection::new(Endless(&reads), Limits::DEFAULT, Stop::default());
        let (mut socket, mut heard) = (Connection::server(Limits::DEFAULT), Log::default());
        in_virtual_time(async {
            let mut driving = pin!(drive(&mut connection, &mut socket, &mut heard));
            for turn in 1..=10 {
                poll_fn(|cx| {
                    assert!(driving.as_mut().poll(cx).is_pending());
                    Poll::Ready(())
                })
                .await;
                assert_eq!(reads.get(), 32 * turn);
            }
        });
        assert_eq!(heard.messages.len(), 320);
    }
}
