//! # permessage-deflate, agreed on                               chapter 08 · RFC 7692 §5, §7.1
//! Knows: what two sides can agree on, and how it is written. Does not know: how to compress.
//! Read before: `extension.rs`. Read next: `deflate/parameters.rs`.
//!
//! A client offers, a server picks one offer or none, and may ask for a little more or less than
//! was offered. Each of the four parameters speaks of one side's compressor: what a `server_` one
//! says, the server does and the client may rely on, and the other way round.
//!
//! | parameter | in an offer | in the answer |
//! |---|---|---|
//! | `server_no_context_takeover` | the server must forget after each message | it will |
//! | `client_no_context_takeover` | the client means to forget | it must |
//! | `server_max_window_bits=N` | the server must look back 2^N bytes at most | it will: same or less |
//! | `client_max_window_bits[=N]` | the server may bound me (I mean to use N) | it must: same or less |

mod offer;
mod parameters;
mod policy;
mod violation;

pub use offer::Offer;
pub use policy::Policy;
pub use violation::Violation;

use crate::Extension;
use parameters::Parameters;

/// The registered name (RFC 7692 §7).
pub const NAME: &str = "permessage-deflate";

/// The largest window: what is meant where a parameter is absent.
pub const LARGEST_WINDOW: u8 = 15;

/// The smallest window with which we compress. The standard knows 8, but the usual compressors
/// cannot keep to it in a raw stream. To use 9 in its place would send what the peer need not be
/// able to read, so an agreement on 8 is declined.
pub const SMALLEST_WINDOW: u8 = 9;

/// What both sides do from now on.
///
/// A window of `bits` means that a compressor refers back 2^`bits` bytes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Agreed {
    /// The server's compressor forgets after each message.
    pub server_no_context_takeover: bool,
    /// The client's compressor forgets after each message.
    pub client_no_context_takeover: bool,
    /// The window of the server's compressor: 9 to 15 (8 only where the server is not ours).
    pub server_max_window_bits: u8,
    /// The window of the client's compressor: 9 to 15 (8 only where the client is not ours).
    pub client_max_window_bits: u8,
}

impl Agreed {
    /// How a server writes it in answer to `offer`; `None` if it is no answer to that offer.
    ///
    /// A window of 15 is left unsaid, except where the offer asked about it.
    ///
    /// # Source
    /// RFC 7692 §5.1, §7.1
    pub fn in_answer_to(&self, offer: &Offer) -> Option<Extension> {
        let offered = offer.parameters();
        let say = |bits: u8, asked: bool| (bits < LARGEST_WINDOW || asked).then_some(bits);
        let says_client = offered.client_max_window_bits.flatten().is_some();
        let answer = Parameters {
            server_no_context_takeover: self.server_no_context_takeover,
            client_no_context_takeover: self.client_no_context_takeover,
            server_max_window_bits: say(
                self.server_max_window_bits,
                offered.server_max_window_bits.is_some(),
            ),
            client_max_window_bits: say(self.client_max_window_bits, says_client).map(Some),
        };
        let in_range = (SMALLEST_WINDOW..=LARGEST_WINDOW).contains(&self.server_max_window_bits)
            && (8..=LARGEST_WINDOW).contains(&self.client_max_window_bits);
        (in_range && offered.check(&answer).is_ok()).then(|| answer.write())
    }
}
