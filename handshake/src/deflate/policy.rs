//! # What a server agrees to                                     chapter 08 · RFC 7692 §5.1, §7.1
//! Knows: what our server would like, and how much of it an offer allows. Does not know: the
//! order of the offers.
//! Read before: `deflate/parameters.rs`. Read next: `deflate/offer.rs`.

use super::{Agreed, LARGEST_WINDOW, Offer, SMALLEST_WINDOW};
use crate::UsageError;

/// What our server wants of compression.
///
/// By default neither side carries its context from one message to the next: messages get a little
/// longer, and an idle connection holds no window.
///
/// ```
/// use handshake::deflate::{Offer, Policy};
/// let agreed = Policy::default().server_max_window_bits(12)?.agree(&Offer::default()).unwrap();
/// assert!(agreed.server_no_context_takeover && agreed.client_no_context_takeover);
/// assert_eq!((agreed.server_max_window_bits, agreed.client_max_window_bits), (12, 15));
/// # Ok::<(), handshake::UsageError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    server_no_context_takeover: bool,
    client_no_context_takeover: bool,
    server_max_window_bits: u8,
    client_max_window_bits: u8,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            server_no_context_takeover: true,
            client_no_context_takeover: true,
            server_max_window_bits: LARGEST_WINDOW,
            client_max_window_bits: LARGEST_WINDOW,
        }
    }
}

impl Policy {
    /// Keep the context of what we send, unless the client wants us to forget.
    #[must_use]
    pub fn server_context_takeover(mut self) -> Self {
        self.server_no_context_takeover = false;
        self
    }

    /// Let the client keep the context of what it sends, unless it means to forget.
    #[must_use]
    pub fn client_context_takeover(mut self) -> Self {
        self.client_no_context_takeover = false;
        self
    }

    /// Compress with a window of so many bits at most.
    ///
    /// # Errors
    /// [`UsageError::WindowBits`]: not 9 to 15.
    pub fn server_max_window_bits(mut self, bits: u8) -> Result<Self, UsageError> {
        self.server_max_window_bits = window(bits)?;
        Ok(self)
    }

    /// Ask the client to compress with a window of so many bits at most. A client that did not
    /// offer to be asked may use 15 all the same.
    ///
    /// # Errors
    /// [`UsageError::WindowBits`]: not 9 to 15.
    pub fn client_max_window_bits(mut self, bits: u8) -> Result<Self, UsageError> {
        self.client_max_window_bits = window(bits)?;
        Ok(self)
    }

    /// What comes of `offer`; `None` if it asks us to compress with a window of 8 bits, which we
    /// cannot.
    pub fn agree(&self, offer: &Offer) -> Option<Agreed> {
        let offer = offer.parameters();
        let server = offer.server_max_window_bits.unwrap_or(LARGEST_WINDOW);
        let server = server.min(self.server_max_window_bits);
        let client = match offer.client_max_window_bits {
            None => LARGEST_WINDOW,
            Some(meant) => meant.unwrap_or(LARGEST_WINDOW).min(self.client_max_window_bits),
        };
        let (forget, forgets) =
            (offer.server_no_context_takeover, offer.client_no_context_takeover);
        (server >= SMALLEST_WINDOW).then_some(Agreed {
            server_no_context_takeover: self.server_no_context_takeover || forget,
            client_no_context_takeover: self.client_no_context_takeover || forgets,
            server_max_window_bits: server,
            client_max_window_bits: client,
        })
    }
}

/// `bits`, if we can compress with such a window.
pub(super) fn window(bits: u8) -> Result<u8, UsageError> {
    let known = (SMALLEST_WINDOW..=LARGEST_WINDOW).contains(&bits);
    if known { Ok(bits) } else { Err(UsageError::WindowBits(bits)) }
}
