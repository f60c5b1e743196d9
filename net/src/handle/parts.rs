//! # A message that is sent in parts                                 chapter 12 · RFC 6455 §5.4
//! Knows: that it must be finished. Does not know: how long it will be.
//! Read before: `writer.rs`. Read next: `net/src/websocket.rs`.

use super::{SendError, Writer};
use frames::{Kind, Message, UsageError};
use tokio::sync::MutexGuard;

/// A message under way. Each part is sent as one fragment; no other message comes between.
///
/// If it is dropped before it is finished the connection is closed (1011), for the peer could not
/// tell half a message from a whole one.
#[derive(Debug)]
pub struct Parts<'w> {
    writer: &'w Writer,
    kind: Kind,
    is_begun: bool,
    _turn: MutexGuard<'w, ()>,
}

impl<'w> Parts<'w> {
    pub(super) fn new(writer: &'w Writer, kind: Kind, turn: MutexGuard<'w, ()>) -> Self {
        Self { writer, kind, is_begun: false, _turn: turn }
    }

    /// Send a part; more will follow.
    ///
    /// # Errors
    /// Not open, or a part of the other kind.
    ///
    /// # Cancel safety
    /// The part is sent whole or not at all.
    pub async fn send(&mut self, part: impl Into<Message<'static>>) -> Result<(), SendError> {
        let part = self.checked(part.into())?;
        self.writer.put(part, Some(false)).await?;
        self.is_begun = true;
        Ok(())
    }

    /// Send the last part; it may be empty.
    ///
    /// # Errors
    /// Not open, or a part of the other kind.
    pub async fn finish(mut self, part: impl Into<Message<'static>>) -> Result<(), SendError> {
        let part = self.checked(part.into())?;
        self.writer.put(part, Some(true)).await?;
        self.is_begun = false;
        Ok(())
    }

    fn checked(&self, part: Message<'static>) -> Result<Message<'static>, SendError> {
        if part.kind() == self.kind {
            Ok(part)
        } else {
            Err(SendError::Usage(UsageError::MessageUnfinished))
        }
    }
}

impl Drop for Parts<'_> {
    fn drop(&mut self) {
        if self.is_begun {
            self.writer.give_up();
        }
    }
}
