//! # The two roles                                                   chapter 11 · RFC 6455 §5.1
//! Knows: who masks. Does not know: how.
//! Read before: `opcode.rs`. Read next: `header.rs`.

/// Which side of the connection we are. After the handshake it decides two things only: who masks,
/// and who ends the stream first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Opened the connection: masks every frame, with a fresh key each.
    Client,
    /// Accepted the connection: masks none, and ends the stream first.
    Server,
}

impl Role {
    /// The other side.
    pub const fn peer(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }

    /// True if this side must mask the frames that it sends (RFC 6455 §5.1).
    pub const fn masks(self) -> bool {
        matches!(self, Self::Client)
    }
}
