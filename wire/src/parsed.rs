//! # Complete or partial                                             chapter 01
//! Knows: that TCP may deliver half of anything. Does not know: half of what.
//! Read before: nothing. Read next: `input.rs`.

/// What a pure parser says about a slice: the value, or how many more bytes it needs at least.
///
/// Partial is not an error: the rest may be on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parsed<T> {
    /// The value is there.
    Complete {
        /// The value.
        value: T,
        /// How many bytes of the slice it took; what is behind them was not looked at.
        consumed: usize,
    },
    /// The slice ends too early.
    Partial {
        /// At least this many more bytes are needed (1 or more).
        needed: usize,
    },
}

impl<T> Parsed<T> {
    /// The value, if it is there.
    pub fn complete(self) -> Option<T> {
        match self {
            Self::Complete { value, .. } => Some(value),
            Self::Partial { .. } => None,
        }
    }
}
