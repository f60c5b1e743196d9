//! # What a header may say                         chapter 10 · RFC 6455 §5.1, §5.2, §5.4, §5.5
//! Knows: the rules for headers, all of them, in the order of the bytes. Does not know: payloads.
//! Read before: `header.rs`, `violation.rs`. Read next: `mask.rs`.

use crate::{Header, LengthForm, Opcode, ProtocolError, Role, Violation};
use wire::Parsed;

/// The most bytes that a control frame's payload may have (RFC 6455 §5.5).
pub const CONTROL_BYTES: usize = 125;

impl Header {
    /// Judge a header that `receiver` got from its peer; `fragmented` says whether a message has
    /// begun and not ended.
    ///
    /// The rules are asked in the order of the bytes, so the first offending byte decides.
    ///
    /// ```
    /// use frames::{Header, Opcode, Role, Violation};
    /// let unmasked = Header::new(true, Opcode::Text, 5, None);
    /// assert_eq!(unmasked.check(Role::Client, false), Ok(()));
    /// let error = unmasked.check(Role::Server, false).unwrap_err();
    /// assert_eq!((error.violation, error.offset), (Violation::UnmaskedFrame, 1));
    /// ```
    ///
    /// # Errors
    /// The first broken rule; the offset counts from the header's first byte.
    #[inline]
    pub fn check(&self, receiver: Role, fragmented: bool) -> Result<(), ProtocolError> {
        self.check_with(receiver, fragmented, false)
    }

    /// The same where `deflate` says whether compression was agreed on: RSV1 then marks the first
    /// frame of a compressed message (RFC 7692 §6).
    ///
    /// # Errors
    /// As [`check`](Self::check), and RSV1 where no message begins.
    #[inline]
    pub fn check_with(
        &self,
        receiver: Role,
        fragmented: bool,
        deflate: bool,
    ) -> Result<(), ProtocolError> {
        // Byte 0.
        if (self.rsv1 && !deflate) || self.rsv2 || self.rsv3 {
            return broken(Violation::ReservedBits, 0);
        }
        match self.opcode {
            Opcode::Reserved(bits) => return broken(Violation::ReservedOpcode(bits), 0),
            Opcode::Continuation if !fragmented => return broken(Violation::NothingToContinue, 0),
            Opcode::Text | Opcode::Binary if fragmented => {
                return broken(Violation::MessageInsideMessage, 0);
            }
            Opcode::Close | Opcode::Ping | Opcode::Pong if !self.fin => {
                return broken(Violation::FragmentedControl, 0);
            }
            Opcode::Close | Opcode::Ping | Opcode::Pong if self.rsv1 => {
                return broken(Violation::CompressedControl, 0);
            }
            Opcode::Continuation if self.rsv1 => {
                return broken(Violation::CompressedContinuation, 0);
            }
            _ => {}
        }
        // Byte 1.
        match (receiver, self.key) {
            (Role::Server, None) => return broken(Violation::UnmaskedFrame, 1),
            (Role::Client, Some(_)) => return broken(Violation::MaskedFrame, 1),
            (Role::Server, Some(_)) | (Role::Client, None) => {}
        }
        if self.opcode.is_control() && self.form != LengthForm::Bits7 {
            return broken(Violation::ControlTooLong, 1);
        }
        // Byte 1 chose the form, but only the length tells whether it is the right one.
        if self.form != LengthForm::shortest(self.length) {
            return broken(Violation::LengthNotShortest(self.length), 1);
        }
        // Byte 2 and the following.
        if self.length >> 63 != 0 {
            return broken(Violation::LengthTopBit, 2);
        }
        Ok(())
    }

    /// Judge a header of which only the bytes `begun` came: what is wrong by now stays wrong, so
    /// nobody has to wait for the rest. Returns what it says once its length is whole; the key may
    /// still be to come, and is zeros then.
    ///
    /// # Errors
    /// A rule that one of these bytes breaks, as [`check_with`](Self::check_with) will say when all
    /// are there.
    #[cold]
    pub fn check_begun(
        begun: &[u8],
        receiver: Role,
        fragmented: bool,
        deflate: bool,
    ) -> Result<Option<Self>, ProtocolError> {
        let mut bytes = [0; Self::MAX_SIZE];
        for (byte, came) in bytes.iter_mut().zip(begun) {
            *byte = *came;
        }
        let Parsed::Complete { value, .. } = Self::parse(&bytes) else { return Ok(None) };
        // The zeros that we added are not at fault, and a length is judged when it is whole.
        let has_length = begun.len() >= 2 + value.form.extra();
        let judged = |error: &ProtocolError| match error.violation {
            Violation::LengthTopBit | Violation::LengthNotShortest(_) => has_length,
            _ => error.offset < begun.len() as u64,
        };
        match value.check_with(receiver, fragmented, deflate) {
            Err(error) if judged(&error) => Err(error),
            Ok(()) if has_length => Ok(Some(value)),
            _ => Ok(None),
        }
    }
}

#[cold]
fn broken(violation: Violation, offset: u64) -> Result<(), ProtocolError> {
    Err(ProtocolError { violation, offset })
}
