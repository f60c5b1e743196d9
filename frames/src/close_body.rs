//! # The body of a Close frame                                       chapter 14 · RFC 6455 §5.5.1
//! Knows: a code and a reason as bytes. Does not know: the connection that they end.
//! Read before: `close_code.rs`, `utf8.rs`. Read next: `closing.rs`.

use crate::check::CONTROL_BYTES;
use crate::{CloseCode, ProtocolError, UsageError, Violation, utf8};

/// The most bytes that a reason may have: what a control frame holds, less two for the code.
pub const REASON_BYTES: usize = CONTROL_BYTES - 2;

/// What a Close frame says: nothing, or a code (two bytes, high one first) and a reason (UTF-8).
///
/// ```
/// use frames::{CloseBody, CloseCode};
/// let body = CloseBody::parse(&[0x03, 0xe8, b'b', b'y', b'e'])?;
/// assert_eq!(body, CloseBody { code: CloseCode::NORMAL, reason: "bye" });
/// assert_eq!(CloseBody::parse(&[])?.code, CloseCode::NO_STATUS);
/// # Ok::<(), frames::ProtocolError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseBody<'b> {
    /// The code; 1005 stands for an empty body.
    pub code: CloseCode,
    /// The reason, often empty.
    pub reason: &'b str,
}

impl<'b> CloseBody<'b> {
    /// The empty body.
    pub const EMPTY: Self = Self { code: CloseCode::NO_STATUS, reason: "" };

    /// Read the payload of a Close frame.
    ///
    /// # Errors
    /// One byte, a code that must not travel, or a reason that is not UTF-8; the offset counts
    /// from the payload's first byte.
    pub fn parse(payload: &'b [u8]) -> Result<Self, ProtocolError> {
        let broken = |violation, at: usize| Err(ProtocolError { violation, offset: at as u64 });
        let (code, reason) = match payload {
            [] => return Ok(Self::EMPTY),
            [_] => return broken(Violation::CloseBodyOfOneByte, 0),
            [high, low, reason @ ..] => (u16::from_be_bytes([*high, *low]), reason),
        };
        let code = CloseCode::new(code);
        if !code.may_travel() {
            return broken(Violation::CloseCodeForbidden(code), 0);
        }
        match utf8::whole(reason) {
            Ok(reason) => Ok(Self { code, reason }),
            Err(at) => broken(Violation::CloseReasonNotUtf8, 2 + at),
        }
    }

    /// Append the payload to `out`.
    ///
    /// # Errors
    /// A code that must not travel, or a reason of more than 123 bytes. A reason is never cut for
    /// you: half a character would be no text.
    pub fn encode(&self, out: &mut Vec<u8>) -> Result<(), UsageError> {
        if *self == Self::EMPTY {
            return Ok(());
        }
        if !self.code.may_travel() {
            return Err(UsageError::CloseCodeForbidden(self.code));
        }
        if self.reason.len() > REASON_BYTES {
            return Err(UsageError::CloseReasonTooLong(self.reason.len()));
        }
        out.extend_from_slice(&self.code.value().to_be_bytes());
        out.extend_from_slice(self.reason.as_bytes());
        Ok(())
    }
}
