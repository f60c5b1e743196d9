//! # Close codes                                                     chapter 14 · RFC 6455 §7.4
//! Knows: what each number means, and whether it may travel. Does not know: the frame around it.
//! Read before: nothing. Read next: `close_body.rs`.

use std::fmt;
use wire::Cite;

/// Why a connection was closed, as a number. Any number can be held; [`may_travel`] tells which may
/// stand in a Close frame.
///
/// ```
/// use frames::CloseCode;
/// assert!(CloseCode::GOING_AWAY.may_travel());
/// assert!(!CloseCode::ABNORMAL.may_travel()); // it says that no Close frame came
/// assert_eq!(CloseCode::new(4000).to_string(), "4000 (private use)");
/// ```
///
/// [`may_travel`]: Self::may_travel
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CloseCode(u16);

/// What is known about a range of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The first code of the range.
    pub first: u16,
    /// The last code of the range.
    pub last: u16,
    /// True if a Close frame may carry it, in either direction.
    pub may_travel: bool,
    /// Its name.
    pub name: &'static str,
    /// Where this is written. RFC 6455 §11.7 stands for the registry at IANA that it opened, to
    /// which three codes came later.
    pub cite: Cite,
}

const fn row(
    first: u16,
    last: u16,
    may_travel: bool,
    name: &'static str,
    section: &'static str,
) -> Row {
    Row { first, last, may_travel, name, cite: Cite::rfc6455(section) }
}

/// The codes above all defined ones.
const BEYOND: Row = row(5000, u16::MAX, false, "not defined", "7.4.2");

/// All 65,536 codes, in ranges, rising and without a gap.
pub const TABLE: [Row; 21] = [
    row(0, 999, false, "not used", "7.4.2"),
    row(1000, 1000, true, "normal closure", "7.4.1"),
    row(1001, 1001, true, "going away", "7.4.1"),
    row(1002, 1002, true, "protocol error", "7.4.1"),
    row(1003, 1003, true, "unsupported data", "7.4.1"),
    row(1004, 1004, false, "reserved", "7.4.1"),
    row(1005, 1005, false, "no status received", "7.4.1"),
    row(1006, 1006, false, "abnormal closure", "7.4.1"),
    row(1007, 1007, true, "invalid payload data", "7.4.1"),
    row(1008, 1008, true, "policy violation", "7.4.1"),
    row(1009, 1009, true, "message too big", "7.4.1"),
    row(1010, 1010, true, "mandatory extension", "7.4.1"),
    row(1011, 1011, true, "internal error", "7.4.1"),
    row(1012, 1012, true, "service restart", "11.7"),
    row(1013, 1013, true, "try again later", "11.7"),
    row(1014, 1014, true, "bad gateway", "11.7"),
    row(1015, 1015, false, "TLS handshake", "7.4.1"),
    row(1016, 2999, false, "reserved for the protocol", "7.4.2"),
    row(3000, 3999, true, "libraries and frameworks", "7.4.2"),
    row(4000, 4999, true, "private use", "7.4.2"),
    BEYOND,
];

impl CloseCode {
    /// 1000: the purpose is fulfilled.
    pub const NORMAL: Self = Self(1000);
    /// 1001: a server goes down, or a browser leaves the page.
    pub const GOING_AWAY: Self = Self(1001);
    /// 1002: the peer broke the protocol.
    pub const PROTOCOL_ERROR: Self = Self(1002);
    /// 1003: a kind of message that this endpoint does not accept.
    pub const UNSUPPORTED_DATA: Self = Self(1003);
    /// 1005: the Close frame had no code. Never sent.
    pub const NO_STATUS: Self = Self(1005);
    /// 1006: the stream ended without a Close frame. Never sent.
    pub const ABNORMAL: Self = Self(1006);
    /// 1007: a payload contradicts its kind, as text that is not UTF-8 does.
    pub const INVALID_PAYLOAD: Self = Self(1007);
    /// 1008: a message breaks a policy that no better code names.
    pub const POLICY_VIOLATION: Self = Self(1008);
    /// 1009: a message is too big to be processed.
    pub const MESSAGE_TOO_BIG: Self = Self(1009);
    /// 1010: a client misses an extension that it needs; the reason lists it.
    pub const MANDATORY_EXTENSION: Self = Self(1010);
    /// 1011: a server met a condition that it did not expect.
    pub const INTERNAL_ERROR: Self = Self(1011);
    /// 1012: the service restarts.
    pub const SERVICE_RESTART: Self = Self(1012);
    /// 1013: the service is overloaded.
    pub const TRY_AGAIN_LATER: Self = Self(1013);
    /// 1014: a gateway got a bad answer from the server behind it.
    pub const BAD_GATEWAY: Self = Self(1014);
    /// 1015: the TLS handshake failed. Never sent.
    pub const TLS_HANDSHAKE: Self = Self(1015);

    /// The code with this number.
    pub const fn new(value: u16) -> Self {
        Self(value)
    }

    /// Its number.
    pub const fn value(self) -> u16 {
        self.0
    }

    /// What [`TABLE`] says about it.
    pub fn row(self) -> &'static Row {
        TABLE.iter().find(|row| self.0 <= row.last).unwrap_or(&BEYOND)
    }

    /// True if a Close frame may carry this code.
    pub fn may_travel(self) -> bool {
        self.row().may_travel
    }
}

impl fmt::Display for CloseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0, self.row().name)
    }
}
