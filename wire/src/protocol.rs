//! # The one shape of every protocol                                 chapter 03
//! Knows: bytes in, events out, bytes out, time. Does not know: what any of them mean.
//! Read before: `input.rs`, `output.rs`. Read next: `tap.rs`, then `net/src/drive.rs`.

use crate::{Input, Output};
use std::fmt;
use std::time::Duration;

/// A protocol without input and output: a state machine over bytes and time.
///
/// It never reads, writes, sleeps or throws dice. Whoever drives it does four steps, for ever, in
/// this order:
///
/// 1. **read or tick**: get bytes from the peer (or [`receive_eof`](Self::receive_eof) when it
///    will send no more), and [`tick`](Self::tick) the clock;
/// 2. **drain**: call [`next_event`](Self::next_event) until it returns `None`; between two
///    events the application may answer by calling the protocol's own methods;
/// 3. **write** what [`take_output`](Self::take_output) returns;
/// 4. **wait** for bytes, or until [`deadline`](Self::deadline).
///
/// `net::drive` does so over a socket, and [`crate::feed`] over a slice.
///
/// Laws, held for every implementation by `tests/laws`:
/// any split of the input gives the same events; after `None` the input is empty, for what is
/// unfinished is kept by the protocol (and only that: an idle protocol holds no buffer); after
/// the first error the same error is returned again; any bytes never panic and stay within limits.
pub trait Protocol {
    /// What happened. May borrow the input (`'i`), never the protocol.
    type Event<'i>: fmt::Debug;
    /// How a peer broke the rules.
    type Error: fmt::Display;

    /// Decode the next event from `input`, or `None` when more bytes are needed.
    ///
    /// Called with an empty input after a tick or the end of the stream, it returns what those
    /// brought about.
    ///
    /// # Errors
    /// The peer broke a rule. What there is to say about it to the peer is in the output.
    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Self::Event<'i>>, Self::Error>;

    /// The peer will send no more.
    fn receive_eof(&mut self);

    /// Take the bytes to write. They are handed out once.
    fn take_output(&mut self) -> Output;

    /// When [`tick`](Self::tick) must be called at the latest, counted from the moment the
    /// connection began.
    fn deadline(&self) -> Option<Duration> {
        None
    }

    /// It is now `now`, counted from the moment the connection began.
    fn tick(&mut self, now: Duration) {
        let _ = now;
    }

    /// False while the protocol has as much input as it may hold; the driver then leaves the
    /// rest in the socket, where the peer can feel it.
    fn wants_input(&self) -> bool {
        true
    }

    /// How many bytes of unfinished input the protocol keeps at this moment: 0 when idle, and
    /// never more than its limits allow.
    fn held(&self) -> usize;

    /// Where it is, in the words of its standard, for who looks on: `OPEN, inside a text of 2
    /// fragments`. Empty where there is nothing to say.
    fn describe(&self) -> String {
        String::new()
    }

    /// We are going away: say goodbye the way this protocol does. What is owed is still sent, and
    /// the output ends as soon as the protocol allows.
    fn shut_down(&mut self);
}
