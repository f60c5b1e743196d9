//! # The table of closing                                            chapter 14 · RFC 6455 §7
//! Knows: every state of a connection's life, and what each happening does to it.
//! Does not know: bytes, or how long anything takes.
//! Read before: `close_body.rs`. Read next: `connection.rs`.

use std::fmt::Write as _;
use wire::Cite;

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Messages go both ways.
    Open,
    /// We sent a Close frame and wait for the peer's. It may still send messages before it.
    CloseSent,
    /// Both Close frames passed. The server ends the stream; the client waits for that.
    Exchanged,
    /// The peer broke a rule. Nothing it sends is looked at any more.
    Failed,
    /// The stream ended, or we gave up waiting for its end.
    Ended,
}

/// What can happen to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Happening {
    /// The application closes.
    WeClose,
    /// A Close frame comes from the peer.
    PeerCloses,
    /// The peer breaks a rule.
    PeerErrs,
    /// The peer ends its side of the stream.
    PeerEnds,
    /// What we waited for did not come in time.
    TimeIsUp,
}

/// What we do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Nothing.
    Nothing,
    /// Send a Close frame.
    SendClose,
    /// Send a Close frame with the peer's code, and tell the application: closed, cleanly.
    AnswerClose,
    /// Tell the application: closed, cleanly.
    TellClean,
    /// Tell the application: closed without the peer's Close frame, 1006.
    TellLost,
}

/// One cell of the table: where a happening leads, what we do, and where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The next state.
    pub to: State,
    /// What we do.
    pub act: Act,
    /// The section that says so.
    pub cite: Cite,
}

impl State {
    /// All states, in the order of the table's rows.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::CloseSent, Self::Exchanged, Self::Failed, Self::Ended];
}

impl Happening {
    /// All happenings, in the order of the table's columns.
    pub const ALL: [Self; 5] =
        [Self::WeClose, Self::PeerCloses, Self::PeerErrs, Self::PeerEnds, Self::TimeIsUp];
}

/// Every state (a row, in the order of [`State::ALL`]) against every happening (a column, in the
/// order of [`Happening::ALL`]).
pub const TABLE: [[Step; 5]; 5] = {
    use Act::{AnswerClose, Nothing, SendClose, TellClean, TellLost};
    use State::{CloseSent, Ended, Exchanged, Failed, Open};
    [
        [
            step(CloseSent, SendClose, "7.1.2"),
            step(Exchanged, AnswerClose, "5.5.1"),
            step(Failed, SendClose, "7.1.7"),
            step(Ended, TellLost, "7.1.5"),
            step(Open, Nothing, "7.1.7"), // nothing is waited for
        ],
        [
            step(CloseSent, Nothing, "5.5.1"), // one Close frame is enough
            step(Exchanged, TellClean, "7.1.4"),
            step(Failed, Nothing, "7.1.7"), // our Close frame is on its way already
            step(Ended, TellLost, "7.1.5"),
            step(Ended, TellLost, "7.1.1"),
        ],
        [
            step(Exchanged, Nothing, "5.5.1"),
            step(Exchanged, Nothing, "5.5.1"),
            step(Exchanged, Nothing, "5.5.1"),
            step(Ended, Nothing, "7.1.4"),
            step(Ended, Nothing, "7.1.1"),
        ],
        [
            step(Failed, Nothing, "7.1.7"),
            step(Failed, Nothing, "7.1.7"),
            step(Failed, Nothing, "7.1.7"),
            step(Ended, Nothing, "7.1.7"),
            step(Ended, Nothing, "7.1.1"),
        ],
        [step(Ended, Nothing, "7.1.4"); 5],
    ]
};

const fn step(to: State, act: Act, section: &'static str) -> Step {
    Step { to, act, cite: Cite::rfc6455(section) }
}

/// What `on` does to a connection in `state`.
///
/// ```
/// use frames::closing::{Act, Happening, State, step_of};
/// let step = step_of(State::Open, Happening::PeerCloses);
/// assert_eq!((step.to, step.act), (State::Exchanged, Act::AnswerClose));
/// assert_eq!(step.cite.to_string(), "RFC 6455 §5.5.1");
/// ```
pub const fn step_of(state: State, on: Happening) -> Step {
    TABLE[state as usize][on as usize]
}

/// The table as a diagram in the Mermaid language; happenings that change no state are left out.
pub fn mermaid() -> String {
    let mut text = String::from("stateDiagram-v2\n    [*] --> Open\n");
    for (from, row) in State::ALL.iter().zip(&TABLE) {
        for (on, step) in Happening::ALL.iter().zip(row) {
            if step.to == *from {
                continue;
            }
            let act = match step.act {
                Act::Nothing => String::new(),
                act => format!(" / {act:?}"),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "    {from:?} --> {:?}: {on:?}{act} (§{})",
                step.to, step.cite.section
            );
        }
    }
    text.push_str("    Ended --> [*]\n");
    text
}
