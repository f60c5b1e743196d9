//! # What a client offers                                        chapter 08 · RFC 7692 §5.1, §7.1
//! Knows: one offer, and whether an answer fits it. Does not know: the other offers.
//! Read before: `deflate/policy.rs`. Read next: `deflate/violation.rs`.

use super::parameters::{Direction, Parameters};
use super::policy::window;
use super::{Agreed, LARGEST_WINDOW, SMALLEST_WINDOW, Violation};
use crate::{Extension, UsageError};
use std::fmt;

/// One offer of permessage-deflate. `Display` writes it.
///
/// The default is what browsers say, too: `permessage-deflate; client_max_window_bits`.
///
/// ```
/// use handshake::deflate::Offer;
/// assert_eq!(Offer::default().to_string(), "permessage-deflate; client_max_window_bits");
/// let small = Offer::plain().server_no_context_takeover().server_max_window_bits(10)?;
/// let written = "permessage-deflate; server_no_context_takeover; server_max_window_bits=10";
/// assert_eq!(small.to_string(), written);
/// # Ok::<(), handshake::UsageError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    parameters: Parameters,
}

impl Default for Offer {
    fn default() -> Self {
        let client_max_window_bits = Some(None);
        Self { parameters: Parameters { client_max_window_bits, ..Parameters::default() } }
    }
}

impl Offer {
    /// An offer without parameters.
    pub fn plain() -> Self {
        Self { parameters: Parameters::default() }
    }

    /// Read an element that a client sent, or that a caller wrote by hand.
    ///
    /// # Errors
    /// A parameter is unknown, came twice, or has a value that it must not have: a server declines
    /// this offer and looks at the next one (RFC 7692 §7).
    pub fn read(element: &Extension) -> Result<Self, Violation> {
        Ok(Self { parameters: Parameters::read(element, Direction::Offer)? })
    }

    /// The server must forget after each message, so that we need no window between two.
    #[must_use]
    pub fn server_no_context_takeover(mut self) -> Self {
        self.parameters.server_no_context_takeover = true;
        self
    }

    /// We mean to forget after each message, and will, whether the server says so or not.
    #[must_use]
    pub fn client_no_context_takeover(mut self) -> Self {
        self.parameters.client_no_context_takeover = true;
        self
    }

    /// The server must compress with a window of so many bits at most.
    ///
    /// # Errors
    /// [`UsageError::WindowBits`]: not 9 to 15.
    pub fn server_max_window_bits(mut self, bits: u8) -> Result<Self, UsageError> {
        self.parameters.server_max_window_bits = Some(window(bits)?);
        Ok(self)
    }

    /// We mean to compress with a window of so many bits at most, and the server may ask for less.
    ///
    /// # Errors
    /// [`UsageError::WindowBits`]: not 9 to 15.
    pub fn client_max_window_bits(mut self, bits: u8) -> Result<Self, UsageError> {
        self.parameters.client_max_window_bits = Some(Some(window(bits)?));
        Ok(self)
    }

    /// What the server made of this offer.
    ///
    /// What we meant to do, we do, even where the answer leaves it out.
    ///
    /// # Errors
    /// The answer says more than, or not all that, this offer allows: fail the connection.
    pub fn accept(&self, answer: &Extension) -> Result<Agreed, Violation> {
        let answer = Parameters::read(answer, Direction::Answer)?;
        self.parameters.check(&answer)?;
        let meant = self.parameters.client_max_window_bits.flatten().unwrap_or(LARGEST_WINDOW);
        let client = answer.client_max_window_bits.flatten().unwrap_or(meant);
        if client < SMALLEST_WINDOW {
            return Err(Violation::WindowUnsupported(client));
        }
        Ok(Agreed {
            server_no_context_takeover: answer.server_no_context_takeover,
            client_no_context_takeover: answer.client_no_context_takeover
                || self.parameters.client_no_context_takeover,
            server_max_window_bits: answer.server_max_window_bits.unwrap_or(LARGEST_WINDOW),
            client_max_window_bits: client,
        })
    }

    pub(super) fn parameters(&self) -> &Parameters {
        &self.parameters
    }
}

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parameters.write().fmt(f)
    }
}
