//! # Liveness: is the peer still there?                              chapter 13 · RFC 6455 §5.5.2
//! Knows: when something was last heard, when to ask, and when to give up. Does not know: clocks,
//! dice, frames.
//! Read before: `wire/src/limits.rs`. Read next: `connection.rs`.
//!
//! A peer whose machine lost its power or its network sends no farewell: TCP alone may take hours
//! to notice. So after a silence we ask, and after a further silence we give up.

use std::sync::Arc;
use std::time::Duration;
use wire::Limits;

/// When to ask a silent peer whether it is there, and when to believe that it is not.
///
/// Moments are compared, no timer is armed anew with every byte. A peer that is busy is never
/// asked. And when the answer is overdue, what has come meanwhile is looked at once more: if it was
/// us who slept, the answer lies there already.
///
/// ```
/// use frames::liveness::{Due, Liveness};
/// use std::time::Duration;
/// use wire::Limits;
/// let second = Duration::from_secs;
/// let mut liveness = Liveness::new(Limits::DEFAULT, 0); // asks after 20 s, waits for 20 s
/// assert_eq!(liveness.due(second(19)), Due::Nothing);
/// assert_eq!(liveness.due(second(20)), Due::Ask);
/// assert_eq!(liveness.due(second(39)), Due::Nothing);
/// assert_eq!(liveness.due(second(40)), Due::Nothing); // one more look at what has come
/// assert_eq!(liveness.due(second(40)), Due::GiveUp);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Liveness {
    limits: Arc<Limits>,
    /// By which share of half its time we ask sooner.
    jitter: u16,
    /// The last moment at which something changed.
    since: Duration,
    /// What happened then.
    stage: Stage,
}

/// What the present silence follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Something was heard.
    Heard,
    /// We asked.
    Asked,
    /// We asked, the answer is overdue, and what has come meanwhile is looked at for the last time.
    Overdue,
}

/// What is to be done at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing.
    Nothing,
    /// Ask: send a ping.
    Ask,
    /// The peer did not answer: it is not there.
    GiveUp,
}

impl Liveness {
    /// Ask after `limits.ping_time` of silence, less up to half of it: that share is `jitter`, 0
    /// for none and 65,535 for the whole half. Give each connection another one, so that many that
    /// began together do not all ask together.
    pub fn new(limits: impl Into<Arc<Limits>>, jitter: u16) -> Self {
        Self { limits: limits.into(), jitter, since: Duration::ZERO, stage: Stage::Heard }
    }

    /// How long a silence is borne before we ask.
    fn ask_after(&self) -> Duration {
        let share = self.limits.ping_time / 2 / u32::from(u16::MAX);
        self.limits.ping_time.saturating_sub(share * u32::from(self.jitter))
    }

    /// Something was heard at `now`: it need not be a pong, any byte is a sign of life.
    pub fn hear(&mut self, now: Duration) {
        (self.since, self.stage) = (now, Stage::Heard);
    }

    /// What is to be done at `now`. Whoever is told to ask must ask.
    pub fn due(&mut self, now: Duration) -> Due {
        if now < self.deadline() {
            return Due::Nothing;
        }
        match self.stage {
            Stage::Heard => {
                (self.since, self.stage) = (now, Stage::Asked);
                Due::Ask
            }
            Stage::Asked => {
                self.stage = Stage::Overdue;
                Due::Nothing
            }
            Stage::Overdue => Due::GiveUp,
        }
    }

    /// True when we asked, and nothing was heard since.
    pub fn is_asking(&self) -> bool {
        self.stage != Stage::Heard
    }

    /// When [`due`](Self::due) has to be asked again, at the latest.
    pub fn deadline(&self) -> Duration {
        self.since.saturating_add(match self.stage {
            Stage::Heard => self.ask_after(),
            Stage::Asked | Stage::Overdue => self.limits.pong_time,
        })
    }
}
