//! # Where we differ on purpose                                      chapter 12
//! Knows: each difference, its reason, and bytes that show it. Does not know: who judges how.
//! Read before: `by_tokio_websockets.rs`. Read next: `tests/differential/tests/frames.rs`.

use crate::verdict::{End, Heard, Sent, Verdict, unfinished_from};
use crate::{by_tokio_websockets, by_tungstenite, ours};
use frames::{ProtocolError, Role, Violation};

/// One of the two that our bytes are put to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The package `tungstenite`.
    Tungstenite,
    /// The package `tokio-websockets`.
    TokioWebsockets,
}

/// The same bytes, judged twice.
#[derive(Clone, Debug)]
pub struct Case {
    /// What came.
    pub bytes: Vec<u8>,
    /// What we made of it.
    pub ours: Verdict,
    /// The rule that we found broken.
    pub error: Option<ProtocolError>,
    /// What the peer made of it.
    pub theirs: Verdict,
}

impl Case {
    /// Put `bytes`, cut at `cuts`, to both.
    pub fn new(peer: Peer, receiver: Role, bytes: &[u8], cuts: &[usize]) -> Self {
        let (ours, error) = ours::judge(receiver, bytes, cuts);
        let theirs = match peer {
            Peer::Tungstenite => by_tungstenite::judge(receiver, bytes, cuts),
            Peer::TokioWebsockets => by_tokio_websockets::judge(receiver, bytes, cuts),
        };
        Self { bytes: bytes.to_vec(), ours, error, theirs }
    }

    /// True when both said the same.
    pub fn agrees(&self) -> bool {
        self.ours == self.theirs
    }

    /// Up to where we failed, both heard and answered the same.
    fn same_until_we_failed(&self) -> bool {
        self.ours.end == End::Failed
            && self.theirs.heard.starts_with(&self.ours.heard)
            && self.theirs.sent.starts_with(self.ours.sent_before_failing())
    }

    /// Both heard the same and answered it the same, but for a last Close frame.
    fn same_but_for_the_end(&self) -> bool {
        self.theirs.heard == self.ours.heard
            && self.theirs.sent_before_failing() == self.ours.sent_before_failing()
    }

    fn we_found(&self, wanted: impl Fn(&Violation) -> bool) -> bool {
        self.error.as_ref().is_some_and(|error| wanted(&error.violation))
    }

    /// What we found broken lies in a frame that has not come whole.
    fn error_is_in_an_unfinished_frame(&self) -> bool {
        let from = unfinished_from(&self.bytes);
        self.error.as_ref().is_some_and(|error| error.offset >= from as u64)
    }
}

/// One difference.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// Who differs from us.
    pub peer: Peer,
    /// What it does.
    pub what: &'static str,
    /// Why we do otherwise.
    pub reason: &'static str,
    /// Whose side of the example is asked.
    pub receiver: Role,
    /// Bytes that show it, in hex.
    pub example: &'static str,
    /// True for a case that shows this difference and no other.
    pub shows: fn(&Case) -> bool,
}

/// All that there are.
pub const DIFFERENCES: [Difference; 10] = [
    Difference {
        peer: Peer::Tungstenite,
        what: "accepts a length in a longer form than it needs",
        reason: "RFC 6455 §5.2: the shortest form must be used; two forms are two readings",
        receiver: Role::Server,
        example: "81 fe 00 05 | 00 00 00 00 | 68 65 6c 6c 6f",
        shows: |case| {
            use Violation::{ControlTooLong, LengthNotShortest};
            // For a control frame every form but the first is too long, whatever it says.
            case.we_found(|found| matches!(found, LengthNotShortest(_) | ControlTooLong))
                && case.same_until_we_failed()
                // What it makes of the bytes behind is another matter.
                && (case.theirs.end != End::Failed || case.theirs.heard != case.ours.heard)
        },
    },
    Difference {
        peer: Peer::Tungstenite,
        what: "fails without a Close frame",
        reason: "RFC 6455 §7.1.7: a Close frame should say why, so that the peer can mend it",
        receiver: Role::Server,
        example: "81 02 | 68 69",
        shows: |case| {
            (case.ours.end, case.theirs.end) == (End::Failed, End::Failed)
                && case.same_but_for_the_end()
                && !case.theirs.sent.iter().any(|sent| matches!(sent, Sent::Close(_)))
        },
    },
    Difference {
        peer: Peer::Tungstenite,
        what: "looks at a frame when the whole of it has come",
        reason: "what is known to be wrong need not be waited for, nor paid for in memory",
        receiver: Role::Server,
        example: "81 85 | 00 00 00 00 | ff",
        shows: |case| {
            (case.ours.end, case.theirs.end) == (End::Failed, End::Open)
                && case.same_but_for_the_end()
                && case.error_is_in_an_unfinished_frame()
        },
    },
    Difference {
        peer: Peer::Tungstenite,
        what: "takes a code that must not travel for a clean close, and shows 1002 in its place",
        reason: "RFC 6455 §7.4: such a Close frame breaks a rule, and the application should know",
        receiver: Role::Server,
        example: "88 82 | 00 00 00 00 | 03 ed",
        shows: |case| {
            case.we_found(|violation| matches!(violation, Violation::CloseCodeForbidden(_)))
                && case.same_until_we_failed()
                && matches!(case.theirs.heard.last(), Some(Heard::Close(Some(1002), _)))
                && case.theirs.sent == case.ours.sent
        },
    },
    Difference {
        peer: Peer::Tungstenite,
        what: "refuses close code 1014",
        reason: "IANA's registry has it (bad gateway) since 2016",
        receiver: Role::Client,
        example: "88 02 | 03 f6",
        shows: |case| {
            matches!(case.ours.heard.last(), Some(Heard::Close(Some(1014), _)))
                && matches!(case.theirs.heard.last(), Some(Heard::Close(Some(1002), _)))
                && case.theirs.sent.last() == Some(&Sent::Close(Some(1002)))
        },
    },
    Difference {
        peer: Peer::TokioWebsockets,
        what: "takes a 64-bit length with its highest bit set for a long message: 1009",
        reason: "RFC 6455 §5.2: that bit is 0; no limit, however large, makes it right",
        receiver: Role::Server,
        example: "82 ff 80 00 00 00 00 00 00 00 | 00 00 00 00",
        shows: |case| {
            case.we_found(|violation| *violation == Violation::LengthTopBit)
                && case.theirs.end == End::Failed
                && case.same_but_for_the_end()
                && case.theirs.sent.last() == Some(&Sent::Close(Some(1009)))
        },
    },
    Difference {
        peer: Peer::TokioWebsockets,
        what: "waits for the rest of a header where one byte of it is wrong",
        reason: "a byte that cannot be right is known when it comes",
        receiver: Role::Server,
        example: "83",
        shows: |case| {
            (case.ours.end, case.theirs.end) == (End::Failed, End::Open)
                && case.same_but_for_the_end()
                && case.error_is_in_an_unfinished_frame()
        },
    },
    Difference {
        peer: Peer::TokioWebsockets,
        what: "judges a length before the key has come: a body of one byte, a message too long",
        reason: "we do when the header is whole, or the body; the verdict is the same",
        receiver: Role::Client,
        example: "88 01",
        shows: |case| {
            let from = unfinished_from(&case.bytes);
            (case.ours.end, case.theirs.end) == (End::Open, End::Failed)
                && case.same_but_for_the_end()
                && matches!(case.bytes[from..], [0x88, 0x01 | 0x81, ..] | [_, 0xfe | 0xff, ..])
        },
    },
    Difference {
        peer: Peer::TokioWebsockets,
        what: "reads fragments that together are too long, and then fails without a Close frame",
        reason: "RFC 6455 §7.4.1: 1009 says why, and the header that goes too far tells it",
        receiver: Role::Client,
        example: "02 7e 02 58 | 00*600 | 80 7e 02 58 | 00*600",
        shows: |case| {
            case.we_found(|violation| matches!(violation, Violation::MessageTooLong { .. }))
                && case.theirs.end != End::Closed
                && case.same_until_we_failed()
                && !case.theirs.sent.iter().any(|sent| matches!(sent, Sent::Close(_)))
        },
    },
    Difference {
        peer: Peer::TokioWebsockets,
        what: "accepts text that ends inside a character if its last fragment is empty",
        reason: "RFC 6455 §8.1: the message as a whole is not UTF-8",
        receiver: Role::Client,
        example: "01 02 | e2 82 | 80 00",
        shows: |case| {
            case.we_found(|violation| *violation == Violation::TextEndsInsideCharacter)
                && case.same_until_we_failed()
        },
    },
];

/// The difference that `case` shows, or none.
pub fn shown(peer: Peer, case: &Case) -> Option<&'static Difference> {
    DIFFERENCES.iter().find(|difference| difference.peer == peer && (difference.shows)(case))
}
