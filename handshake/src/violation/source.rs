//! # Where each rule of the handshake is written                     chapter 09 · RFC 6455 §4
//! Knows: the section of each rule, and its id in the registry of requirements. Does not know:
//! what was found.
//! Read before: `violation.rs`. Read next: `violation/sentence.rs`.

use super::Violation;
use wire::Cite;

impl Violation {
    /// The rule's id in the registry of requirements: `WS-4.2.1-02` is a rule of RFC 6455 §4.2.1,
    /// `PMD-7-08` one of RFC 7692 §7.
    pub fn rule(&self) -> &'static str {
        self.source().1
    }

    fn source(&self) -> (Cite, &'static str) {
        let (section, rule) = match self {
            Self::Http(violation) => return (wire::Violation::cite(violation), "WS-4.2.1-01"),
            Self::AnswerNotHttp(violation) => {
                return (wire::Violation::cite(violation), "WS-4.1-48");
            }
            Self::Deflate(violation) => {
                return (wire::Violation::cite(violation), violation.rule());
            }
            Self::BodyNotAllowed | Self::RequestCutShort => ("4.2.1", "WS-4.2.1-01"),
            Self::MethodNotGet(_) => ("4.2.1", "WS-4.2.1-02"),
            Self::HttpTooOld => ("4.2.1", "WS-4.2.1-03"),
            Self::UpgradeNotWebSocket => ("4.2.1", "WS-4.2.1-06"),
            Self::ConnectionNotUpgrade => ("4.2.1", "WS-4.2.1-07"),
            Self::KeyMissing | Self::KeyNotSixteenBytes(_) => ("4.2.1", "WS-4.2.1-08"),
            Self::VersionNotThirteen(_) => ("4.2.1", "WS-4.2.1-09"),
            Self::SubprotocolMalformed(_) => ("4.1", "WS-4.1-36"),
            Self::SubprotocolTwice(_) => ("4.1", "WS-4.1-37"),
            Self::OriginForeign(_) => ("10.2", "WS-10.2-02"),
            Self::OriginMissing => ("10.2", "WS-10.2-01"),
            Self::Repeated(name) => match *name {
                "Sec-WebSocket-Key" => ("11.3.1", "WS-11.3.1-01"),
                "Sec-WebSocket-Extensions" => ("11.3.2", "WS-11.3.2-02"),
                "Sec-WebSocket-Accept" => ("11.3.3", "WS-11.3.3-01"),
                "Sec-WebSocket-Protocol" => ("11.3.4", "WS-11.3.4-02"),
                "Sec-WebSocket-Version" => ("11.3.5", "WS-11.3.5-02"),
                _ => ("4.2.1", "WS-4.2.1-01"),
            },
            Self::ExtensionsMalformed(_) => ("9.1", "WS-9.1-01"),
            Self::NotSwitching(_) => ("4.1", "WS-4.1-42"),
            Self::AnswerTooOld => ("4.1", "WS-4.1-48"),
            Self::AnswerNotWebSocket => ("4.1", "WS-4.1-43"),
            Self::AnswerNotUpgrade => ("4.1", "WS-4.1-44"),
            Self::AcceptMissing | Self::AcceptWrong { .. } => ("4.1", "WS-4.1-45"),
            Self::ExtensionNotOffered(_) => ("4.1", "WS-4.1-46"),
            Self::SubprotocolNotOffered(_) => ("4.1", "WS-4.1-47"),
        };
        (Cite::rfc6455(section), rule)
    }
}

impl wire::Violation for Violation {
    fn cite(&self) -> Cite {
        self.source().0
    }
}
