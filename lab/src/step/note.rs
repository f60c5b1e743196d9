//! # What a teacher says at a step                                   chapter 03
//! Knows: a title, a question with its answer, a place in the code; at which step they belong.
//! Does not know: what happened there: that is in the trace.
//! Read before: `step/steps.rs`. Read next: `step/code.rs`.

/// Words for one step of a scenario. Nothing of the protocol is told here a second time: what
/// happened stands in the trace, and a note whose step is not there fails a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The first step behind that of the note before it belongs to this note whose story has a
    /// line with these words: see `Step::story`.
    pub on: &'static str,
    /// What to look at.
    pub title: &'static str,
    /// Where in the code this is done.
    pub code: Place,
    /// What would break here?
    pub question: &'static str,
    /// The answer.
    pub answer: &'static str,
}

/// A function in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, from the root of the workspace.
    pub file: &'static str,
    /// The function's name.
    pub function: &'static str,
}

/// A place in the code.
pub const fn at(file: &'static str, function: &'static str) -> Place {
    Place { file, function }
}
