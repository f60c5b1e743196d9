//! # Drive: any protocol over any stream                             chapter 03
//! Knows: the four steps of `wire::Protocol`, in their order. Does not know: any protocol.
//! Read before: `wire/src/protocol.rs`, `connection.rs`. Read next: `serve.rs`.
//!
//! One buffer a thread is read into, whichever connection is readable: a connection that waits
//! owns none. All that was read is drained before anything is written, and what that brought
//! about is written once.

use crate::Connection;
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use std::{error, fmt, io, mem};
use tokio::io::{AsyncRead, AsyncWrite};
use wire::{Input, Protocol};

/// The size of the buffer that all connections of a thread share: a message of 64 KiB has room in
/// it, and the header of the next one. (What is never read into takes no memory.)
const READ_BUFFER_BYTES: usize = 128 * 1024;
/// Rounds of the four steps before other connections get their turn.
const ROUNDS_MAX: usize = 32;
/// After we ended our side: how long to wait for the peer to end its own, reading what it still
/// sends. To close with bytes unread would reset the connection and could destroy our last ones.
const LINGER: Duration = Duration::from_secs(1);

thread_local! {
    static READ_BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BUFFER_BYTES]);
}

/// What an application says after an event: go on, or stop driving (`Break`) and hand the
/// connection on.
pub type Flow = ControlFlow<()>;

/// Who hears the events of a protocol, and gives it work.
pub trait Application<P: Protocol> {
    /// Something happened. Answer by calling `protocol`'s own methods.
    fn on_event(&mut self, protocol: &mut P, event: P::Event<'_>) -> Flow;

    /// May more be heard now? While not, the bytes stay in the socket, where the peer feels them,
    /// and the protocol's time stands still: it must not blame the peer for what we do not read.
    /// (Nor for what it has not got: while it is `blocked`, that time stands still too.)
    ///
    /// `blocked` says that the peer does not take what waits for it. Who answers what it hears, as
    /// most do, says no then (the default), or the answers would pile up. Who does not may go on:
    /// two peers that both only wrote would else wait for each other. Meanwhile nothing is taken
    /// from the protocol.
    fn may_hear(&self, blocked: bool) -> bool {
        !blocked
    }

    /// The peer has taken all that we sent: is there more to say? To be woken when there is,
    /// register `cx`'s waker.
    fn poll_work(&mut self, protocol: &mut P, cx: &mut Context<'_>) -> Flow {
        let _ = (protocol, cx);
        Flow::Continue(())
    }

    /// The end was asked for: let the protocol say goodbye. Who has something to say first says it
    /// in [`poll_work`](Self::poll_work), and shuts the protocol down when that is done.
    fn shut_down(&mut self, protocol: &mut P) {
        protocol.shut_down();
    }
}

/// How driving ended, when nothing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The stream is over.
    Closed,
    /// The application broke off; the stream is open, and what is unread or unsent is kept.
    HandedOn,
}

/// How driving ended, when something did.
#[derive(Debug)]
pub enum Fault<E> {
    /// The stream failed: reset, aborted, or otherwise lost.
    Io(io::Error),
    /// The peer broke a rule. It was told so, and the stream is over.
    Protocol(E),
    /// The peer took less than `Limits::write_bytes` of what waited for it in
    /// `Limits::write_time`.
    Stalled,
}

impl<E: fmt::Display> fmt::Display for Fault<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the connection was lost: {error}"),
            Self::Protocol(error) => error.fmt(f),
            Self::Stalled => f.write_str("the peer stopped reading"),
        }
    }
}

impl<E: fmt::Display + fmt::Debug> error::Error for Fault<E> {}

impl<E> From<io::Error> for Fault<E> {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Drive `protocol` over `connection` until the stream ends or `application` hands it on.
///
/// Dropping the future between two polls loses nothing: all state is in the three arguments.
/// (Not an `async fn`: that would keep its arguments twice.)
///
/// # Errors
/// [`Fault`]: the stream failed, the peer broke a rule, or it stopped reading.
pub fn drive<'d, S, P, A>(
    connection: &'d mut Connection<S>,
    protocol: &'d mut P,
    application: &'d mut A,
) -> impl Future<Output = Result<Ended, Fault<P::Error>>> + use<'d, S, P, A>
where
    S: AsyncRead + AsyncWrite + Unpin,
    P: Protocol,
    A: Application<P>,
{
    let mut driver = Driver {
        connection,
        protocol,
        application,
        known: None,
        told_to_stop: false,
        all_is_read: false,
        state: State::Open,
    };
    poll_fn(move |cx| driver.poll(cx))
}

/// Where the stream is on its way to the end.
enum State<E> {
    /// Both sides may send.
    Open,
    /// We have nothing more to say: the last bytes are written, our side is ended, the peer's end
    /// is waited for. With the reason, if bad. (Boxed, as that comes last.)
    Ending(Box<Option<E>>),
}

struct Driver<'d, S, P: Protocol, A> {
    connection: &'d mut Connection<S>,
    protocol: &'d mut P,
    application: &'d mut A,
    /// Whom the timer and `Stop` wake.
    known: Option<Waker>,
    told_to_stop: bool,
    /// Nothing is there to be read in this turn: it was tried.
    all_is_read: bool,
    state: State<P::Error>,
}

type Progress<E> = ControlFlow<Result<Ended, Fault<E>>, bool>;

impl<S, P, A> Driver<'_, S, P, A>
where
    S: AsyncRead + AsyncWrite + Unpin,
    P: Protocol,
    A: Application<P>,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ended, Fault<P::Error>>> {
        // The clock is looked at once a turn.
        let now = self.connection.now();
        self.make_known(cx);
        self.all_is_read = false;
        for _ in 0..ROUNDS_MAX {
            let round = match self.state {
                State::Open => self.round(cx, now),
                State::Ending(_) => self.end(cx, now),
            };
            match round {
                ControlFlow::Break(result) => return Poll::Ready(result),
                ControlFlow::Continue(true) => {}
                ControlFlow::Continue(false) => return Poll::Pending,
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// The timer and `Stop` are told once whom to wake; again if it is another task than before.
    fn make_known(&mut self, cx: &mut Context<'_>) {
        let waker = cx.waker();
        if !self.known.as_ref().is_some_and(|known| known.will_wake(waker)) {
            self.known = Some(waker.clone());
            self.connection.forget_timer();
            // Each round looks whether it was asked for.
            let _asked = self.connection.stop.poll_asked(cx);
        }
    }

    /// One round of the four steps. Continues with `false` when there is nothing to do but wait.
    fn round(&mut self, cx: &mut Context<'_>, now: Duration) -> Progress<P::Error> {
        // Step 3 of the last round, as far as the peer let us. While it takes nothing we produce
        // nothing, and as a rule hear nothing: it feels that, and our memory does not.
        let writable = match self.connection.poll_write(cx) {
            Poll::Ready(Ok(())) => true,
            Poll::Ready(Err(error)) => return self.lost(Fault::Io(error)),
            Poll::Pending => false,
        };
        if !writable && self.is_stalled(now) {
            return self.lost(Fault::Stalled);
        }
        // Step 1: read or tick. To what is not taken the peer cannot answer, either.
        let hears = self.application.may_hear(!writable);
        let time_goes_on = hears && writable;
        self.protocol.tick(self.connection.protocol_time(now, time_goes_on));
        if !self.told_to_stop && self.connection.stop.is_asked() {
            self.told_to_stop = true;
            self.application.shut_down(self.protocol);
        }
        let read = if hears {
            READ_BUFFER.with_borrow_mut(|buffer| self.read_and_drain(cx, buffer, !writable))
        } else {
            Ok(ControlFlow::Continue(false))
        };
        let read = match read {
            Ok(ControlFlow::Continue(progress)) => progress,
            Ok(ControlFlow::Break(())) => return self.hand_on(),
            Err(Fault::Protocol(error)) => {
                self.connection.unsent.append(self.protocol.take_output());
                self.state = State::Ending(Box::new(Some(error)));
                return ControlFlow::Continue(true);
            }
            Err(fault) => return self.lost(fault),
        };
        if writable && self.application.poll_work(self.protocol, cx).is_break() {
            return self.hand_on();
        }
        // Step 3: write what all that brought about, at the top of the next round.
        if writable {
            let output = self.protocol.take_output();
            let wrote = !output.is_empty();
            self.connection.unsent.append(output);
            if self.connection.unsent.is_end() {
                self.state = State::Ending(Box::new(None));
                return ControlFlow::Continue(true);
            }
            if wrote {
                return ControlFlow::Continue(true);
            }
        }
        if read {
            return ControlFlow::Continue(true);
        }
        // Step 4: wait.
        let deadline = self.protocol.deadline().filter(|_| time_goes_on);
        let deadline = deadline.map(|deadline| self.connection.moment_of(deadline));
        self.wait(cx, deadline, now)
    }

    /// Steps 1 and 2. True when something was read.
    fn read_and_drain(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
        blocked: bool,
    ) -> Result<ControlFlow<(), bool>, Fault<P::Error>> {
        if !self.connection.unread.is_empty() {
            let mut unread = mem::take(&mut self.connection.unread);
            return self.drain_read(&mut unread, blocked);
        }
        if !self.connection.peer_ended && !self.all_is_read && self.protocol.wants_input() {
            match self.connection.poll_read(cx, buffer)? {
                Poll::Ready(0) => {
                    self.connection.peer_ended = true;
                    self.protocol.receive_eof();
                    return self.drain_read(&mut [], blocked);
                }
                Poll::Ready(n) => return self.drain_read(&mut buffer[..n], blocked),
                Poll::Pending => self.all_is_read = true,
            }
        }
        let heard = self.drain(&mut [], blocked)?;
        Ok(heard.map_continue(|()| false))
    }

    /// Step 2, after something was read.
    fn drain_read(
        &mut self,
        bytes: &mut [u8],
        blocked: bool,
    ) -> Result<ControlFlow<(), bool>, Fault<P::Error>> {
        Ok(self.drain(bytes, blocked)?.map_continue(|()| true))
    }

    /// Step 2: hear events until the protocol needs more, or the application may hear no more.
    /// What is unread when it breaks off is kept for the next protocol.
    fn drain(&mut self, bytes: &mut [u8], blocked: bool) -> Result<Flow, Fault<P::Error>> {
        let mut input = Input::new(bytes);
        let mut flow = ControlFlow::Continue(());
        loop {
            match self.protocol.next_event(&mut input) {
                Ok(Some(event)) => flow = self.application.on_event(self.protocol, event),
                Ok(None) => break,
                Err(error) => return Err(Fault::Protocol(error)),
            }
            if flow.is_break() || !self.application.may_hear(blocked) {
                break;
            }
        }
        if !input.is_empty() {
            self.connection.unread = (&*input.take_all()).into();
        }
        Ok(flow)
    }

    /// Step 4: wait for bytes or the deadline; but not for ever on a peer that takes nothing.
    fn wait(
        &mut self,
        cx: &mut Context<'_>,
        deadline: Option<Duration>,
        now: Duration,
    ) -> Progress<P::Error> {
        let stalls = self.connection.write_deadline();
        let deadline = [deadline, stalls].into_iter().flatten().min();
        if self.connection.poll_deadline(cx, deadline, now).is_ready() {
            // What is due is done in the next turn, which looks at the clock anew.
            cx.waker().wake_by_ref();
        }
        ControlFlow::Continue(false)
    }

    /// The peer has taken too little for too long.
    fn is_stalled(&self, now: Duration) -> bool {
        self.connection.write_deadline().is_some_and(|at| at <= now)
    }

    /// The stream failed. What that means the protocol knows: the application hears of the end as
    /// if the peer had ended its side.
    fn lost(&mut self, fault: Fault<P::Error>) -> Progress<P::Error> {
        self.protocol.receive_eof();
        // An error or a request to hand on changes nothing any more.
        let _over = self.drain(&mut [], true);
        ControlFlow::Break(Err(fault))
    }

    fn hand_on(&mut self) -> Progress<P::Error> {
        self.connection.unsent.append(self.protocol.take_output());
        ControlFlow::Break(Ok(Ended::HandedOn))
    }

    /// Write the last bytes, end our side, and wait a little for the peer to end its own.
    fn end(&mut self, cx: &mut Context<'_>, now: Duration) -> Progress<P::Error> {
        let linger_until = match self.connection.poll_end(cx) {
            Poll::Ready(Ok(ended)) => ended + LINGER,
            Poll::Ready(Err(error)) => return self.over(Some(Fault::Io(error))),
            Poll::Pending if self.is_stalled(now) => return self.over(Some(Fault::Stalled)),
            Poll::Pending => return self.wait(cx, None, now),
        };
        if self.connection.peer_ended || now >= linger_until {
            return self.over(None);
        }
        let read = READ_BUFFER.with_borrow_mut(|buffer| self.connection.poll_read(cx, buffer));
        match read {
            Poll::Ready(Ok(0)) | Poll::Ready(Err(_)) => self.over(None),
            Poll::Ready(Ok(_)) => ControlFlow::Continue(true),
            Poll::Pending => self.wait(cx, Some(linger_until), now),
        }
    }

    /// The stream is over; say why: what the peer broke before what became of the stream then.
    fn over(&mut self, fault: Option<Fault<P::Error>>) -> Progress<P::Error> {
        let broken = match mem::replace(&mut self.state, State::Open) {
            State::Ending(why) => *why,
            State::Open => None,
        };
        match (broken, fault) {
            (Some(broken), _) => ControlFlow::Break(Err(Fault::Protocol(broken))),
            (None, Some(fault)) => self.lost(fault),
            (None, None) => ControlFlow::Break(Ok(Ended::Closed)),
        }
    }
}
