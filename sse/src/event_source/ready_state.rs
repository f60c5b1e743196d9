//! # The table of readyState                                     chapter 07 · WHATWG §9.2.2, §9.2.3
//! Knows: the three states of an EventSource, and what each happening does to them.
//! Does not know: requests, bytes, how long anything takes.
//! Read before: `sse/src/lib.rs`. Read next: `event.rs`.

use wire::Cite;

/// How far an EventSource has come (WHATWG HTML §9.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadyState {
    /// 0: there is no stream yet, or none any more, and a request is made or waited for.
    Connecting = 0,
    /// 1: the stream is read.
    Open = 1,
    /// 2: there will be no further attempt.
    Closed = 2,
}

/// What can happen to it: three of them are the standard's own words for what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Happening {
    /// Announce the connection: the answer is an event stream.
    Announce,
    /// Reestablish the connection: the network failed, or the body came to its end.
    Reestablish,
    /// Fail the connection: the answer is none, and another one would be none either.
    Fail,
    /// The application called `close()`.
    Close,
}

/// What is told to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Nothing.
    Nothing,
    /// `open`.
    FireOpen,
    /// `error`, and the wait for the next attempt begins.
    FireErrorAndWait,
    /// `error`, for the last time.
    FireError,
}

/// One cell of the table: where a happening leads, what is told, and where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The next state.
    pub to: ReadyState,
    /// What is told.
    pub act: Act,
    /// The section that says so.
    pub cite: Cite,
}

impl ReadyState {
    /// All states, in the order of the table's rows.
    pub const ALL: [Self; 3] = [Self::Connecting, Self::Open, Self::Closed];
}

impl Happening {
    /// All happenings, in the order of the table's columns.
    pub const ALL: [Self; 4] = [Self::Announce, Self::Reestablish, Self::Fail, Self::Close];
}

/// Every state (a row, in the order of [`ReadyState::ALL`]) against every happening (a column, in
/// the order of [`Happening::ALL`]).
pub const TABLE: [[Step; 4]; 3] = {
    use Act::{FireError, FireErrorAndWait, FireOpen, Nothing};
    use ReadyState::{Closed, Connecting, Open};
    [
        [
            step(Open, FireOpen, "9.2.3"),
            step(Connecting, FireErrorAndWait, "9.2.3"),
            step(Closed, FireError, "9.2.3"),
            step(Closed, Nothing, "9.2.2"), // who closes knows it: no error is fired
        ],
        [
            step(Open, FireOpen, "9.2.3"),
            step(Connecting, FireErrorAndWait, "9.2.3"),
            step(Closed, FireError, "9.2.3"),
            step(Closed, Nothing, "9.2.2"),
        ],
        [step(Closed, Nothing, "9.2.3"); 4], // closed is closed for good
    ]
};

const fn step(to: ReadyState, act: Act, section: &'static str) -> Step {
    Step { to, act, cite: Cite::whatwg_sse(section) }
}

/// What `on` does to an EventSource in `state`.
///
/// ```
/// use sse::event_source::ready_state::{Act, Happening, ReadyState, step_of};
/// let step = step_of(ReadyState::Open, Happening::Reestablish);
/// assert_eq!((step.to, step.act), (ReadyState::Connecting, Act::FireErrorAndWait));
/// assert_eq!(step.cite.to_string(), "WHATWG HTML §9.2.3");
/// ```
pub const fn step_of(state: ReadyState, on: Happening) -> Step {
    TABLE[state as usize][on as usize]
}
