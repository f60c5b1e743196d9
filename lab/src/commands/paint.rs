//! # Colour, where it helps and is wanted                            chapter 00
//! Knows: when a terminal may be painted, and the few colours that mean something.
//! Does not know: what is said; nothing is said by colour alone.
//! Read before: `mod.rs`. Read next: `exit.rs`.

use std::fmt;
use std::io::{self, IsTerminal as _};

/// Whether to paint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    painted: bool,
}

/// What a colour means. The words say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A client's bytes.
    Client,
    /// A server's bytes.
    Server,
    /// As it must be.
    Good,
    /// A broken rule.
    Bad,
    /// Less important: times, sources.
    Quiet,
    /// A heading.
    Strong,
}

impl Paint {
    /// On standard output: painted if it is a terminal, NO_COLOR is unset or empty, and TERM is
    /// not `dumb`.
    pub fn for_stdout() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { painted: io::stdout().is_terminal() && !unwanted && !dumb }
    }

    /// Never painted: for pipes, files and tests.
    pub const PLAIN: Self = Self { painted: false };

    /// Always painted.
    pub const ALWAYS: Self = Self { painted: true };

    /// `text` in this ink.
    pub fn ink<T: fmt::Display>(self, ink: Ink, text: T) -> Inked<T> {
        Inked { ink: self.painted.then_some(ink), text }
    }
}

/// How many columns and rows the terminal has at standard output; nothing where that is none, or
/// where it does not say: some then answer 0.
pub fn window() -> Option<(usize, usize)> {
    let size = io::stdout().is_terminal().then(crossterm::terminal::size)?.ok()?;
    (size.0 > 0 && size.1 > 0).then_some((size.0.into(), size.1.into()))
}

/// Something to be written in an ink.
#[derive(Clone, Copy, Debug)]
pub struct Inked<T> {
    ink: Option<Ink>,
    text: T,
}

impl<T: fmt::Display> fmt::Display for Inked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = match self.ink {
            None => return self.text.fmt(f),
            Some(Ink::Client) => 36,
            Some(Ink::Server) => 33,
            Some(Ink::Good) => 32,
            Some(Ink::Bad) => 31,
            Some(Ink::Quiet) => 2,
            Some(Ink::Strong) => 1,
        };
        write!(f, "\x1b[{code}m")?;
        self.text.fmt(f)?;
        f.write_str("\x1b[0m")
    }
}
