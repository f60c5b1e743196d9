//! # Answering pings                                                 chapter 13 · RFC 6455 §5.5.3
//! Knows: that an answer nobody takes must not pile up. Does not know: why nobody takes it.
//! Read before: `send.rs`. Read next: `parts.rs`.

use crate::closing::State;
use crate::{Connection, Opcode};

/// While so many bytes wait in the output, pongs do not join them: the newest waits beside them,
/// and a newer ping takes its place (RFC 6455 §5.5.3 allows to answer only the latest).
pub const OUTPUT_BYTES: usize = 64 * 1024;

impl Connection {
    /// A ping came.
    #[inline]
    pub(crate) fn answer_ping(&mut self, payload: &[u8]) {
        if self.output.len() < OUTPUT_BYTES {
            self.write(true, Opcode::Pong, payload);
        } else {
            self.late_pong = Some(payload.into());
        }
    }

    /// The output is taken: the pong that waited goes with it. (Who has closed may still send a
    /// pong; who has seen the peer's Close frame may not.)
    #[inline]
    pub(crate) fn send_late_pong(&mut self) {
        if let Some(payload) = self.late_pong.take()
            && matches!(self.state, State::Open | State::CloseSent)
        {
            self.write(true, Opcode::Pong, &payload);
        }
    }
}
