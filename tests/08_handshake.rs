//! # From HTTP to WebSocket                                          chapter 08 · RFC 6455 §4
//! Knows: a handshake that succeeds, and all that a client refuses. Does not know: what a server
//! refuses (`09_refusing.rs`).
//! Read before: `handshake/src/lib.rs`. Read next: `tests/laws/src/handshake.rs`.

use handshake::client::{self, Connect, Open, Waiting};
use handshake::server::{self, Accepted, Asked, Reading};
use handshake::{OriginPolicy, ProtocolError, UsageError, Violation};
use handshake::{accept_key, decode_key, encode_key};
use wire::{Cite, Limits, Violation as _};

/// The nonce of RFC 6455 §1.3; its key is `dGhlIHNhbXBsZSBub25jZQ==`.
const NONCE: [u8; 16] = *b"the sample nonce";
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// What a client of ours says when it offers nothing.
const REQUEST: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n\r\n";

/// What a server of ours says when it chooses nothing.
const ANSWER: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// `chat` and `superchat` are offered, as in §1.3.
fn connect() -> Connect {
    Connect::new("server.example.com", "/chat").subprotocol("chat").subprotocol("superchat")
}

fn waiting() -> Waiting {
    connect().start(NONCE).unwrap().1
}

/// Let a client hear `bytes`, cut at `cuts`.
fn hear(mut waiting: Waiting, bytes: &[u8], cuts: &[usize]) -> Result<Open, ProtocolError> {
    let mut open: Option<Open> = None;
    for piece in pieces(bytes, cuts) {
        match open.as_mut() {
            Some(open) => open.leftover.extend_from_slice(piece), // the caller reads these itself
            None => match waiting.clone().receive(piece)? {
                client::Step::Waiting(still) => waiting = still,
                client::Step::Open(now) => open = Some(now),
            },
        }
    }
    // An answer that says no may have a body without an end: the end of the stream is its end.
    open.ok_or_else(|| waiting.receive_eof())
}

/// An open WebSocket without extensions.
fn open(subprotocol: Option<&str>, leftover: &[u8]) -> Open {
    Open { subprotocol: subprotocol.map(Into::into), deflate: None, leftover: leftover.into() }
}

/// Let a server hear `bytes`, cut at `cuts`: the question, and what came behind it.
fn asked(bytes: &[u8], cuts: &[usize]) -> Result<(Asked, Vec<u8>), ProtocolError> {
    let mut reading = Reading::new(Limits::DEFAULT).origins(OriginPolicy::any());
    let mut whole: Option<(Asked, Vec<u8>)> = None;
    for piece in pieces(bytes, cuts) {
        match whole.as_mut() {
            Some((_, leftover)) => leftover.extend_from_slice(piece),
            None => match reading.clone().receive(piece)? {
                server::Step::Reading(still) => reading = still,
                server::Step::Asked { asked, leftover } => whole = Some((asked, leftover)),
            },
        }
    }
    Ok(whole.expect("the request is whole"))
}

fn pieces<'b>(bytes: &'b [u8], cuts: &[usize]) -> Vec<&'b [u8]> {
    let ends = cuts.iter().map(|&cut| cut.min(bytes.len())).chain([bytes.len()]);
    ends.scan(0, |from, to| Some(&bytes[std::mem::replace(from, to)..to])).collect()
}

/// The answer of §1.3 with one thing different.
fn answer_with(from: &str, to: &str) -> String {
    assert!(ANSWER.contains(from), "{from:?} does not stand in the answer");
    ANSWER.replacen(from, to, 1)
}

/// What a client says to `answer`: the rule, and the text at which it points.
#[track_caller]
fn refuses(answer: &str, rule: Violation, section: Cite, at: &str) {
    let error = hear(waiting(), answer.as_bytes(), &[]).expect_err("must be refused");
    assert_eq!((&error.violation, error.cite()), (&rule, section));
    assert_eq!(error.to_string(), format!("{rule} ({section}), at byte {}", error.offset));
    let offset = usize::try_from(error.offset).unwrap();
    assert!(answer[offset..].starts_with(at), "points at {:?}", &answer[offset..]);
}

/// The opening handshake, as the introduction tells it.
mod s01_3_opening_handshake {
    use super::*;

    #[test] // WS-4.2.2-18
    fn vector_the_answer_to_the_sample_key() {
        assert_eq!(encode_key(NONCE), "dGhlIHNhbXBsZSBub25jZQ==");
        assert_eq!(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), ACCEPT);
        let digest = "b3 7a 4f 2c c0 62 4f 16 90 f6 46 06 cf 38 59 45 b2 be c4 ea";
        assert_eq!(laws::to_hex(&handshake::digest_key("dGhlIHNhbXBsZSBub25jZQ==")), digest);
    }

    // SEM-7.8-02
    #[test] // WS-4.2.2-01, WS-4.2.2-14, WS-4.2.2-15, WS-4.2.2-16, WS-4.2.2-17, WS-4.2.2-18
    fn vector_the_request_and_the_answer() {
        let request = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\
            Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
            Origin: http://example.com\r\nSec-WebSocket-Protocol: chat, superchat\r\n\
            Sec-WebSocket-Version: 13\r\n\r\n";
        let (asked, leftover) = asked(request.as_bytes(), &[]).unwrap();
        assert_eq!((asked.origin(), leftover.as_slice()), (Some("http://example.com"), &b""[..]));
        assert_eq!(asked.subprotocols(), ["chat", "superchat"]);
        let accepted = asked.accept(Some("chat")).unwrap();
        let answer = answer_with("\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat\r\n\r\n");
        assert_eq!(String::from_utf8(accepted.answer).unwrap(), answer);
        assert_eq!(hear(waiting(), answer.as_bytes(), &[]).unwrap(), open(Some("chat"), b""));
    }
}

/// What the notes claim.
mod claims_of_the_notes {
    use super::*;

    #[test] // B3: refuted. The key is good (with bits left over), but this is not its answer
    fn claim_b3_the_answer_in_the_notes_belongs_to_another_key() {
        const KEY: &str = "b6gjhT32u488lpuRwKaOWs==";
        assert_eq!(accept_key(KEY), "5ve17g5QZPLmIlvOfHgI1HwZ4iI=");
        assert_eq!(laws::handshake::accept(KEY), "5ve17g5QZPLmIlvOfHgI1HwZ4iI=");
        let (request, waiting) = connect().start(decode_key(KEY).unwrap()).unwrap();
        assert!(String::from_utf8(request).unwrap().contains("Key: b6gjhT32u488lpuRwKaOWg=="));
        let answer = answer_with(ACCEPT, "rG8wsswmHTJ85lJgAE3M5RTmcCE=");
        let refused = hear(waiting, answer.as_bytes(), &[]).unwrap_err();
        let expected = "d6erLTwZoVJshiLlZNdUrhvA2R4=".into(); // the same nonce, written properly
        let found = "rG8wsswmHTJ85lJgAE3M5RTmcCE=".into();
        assert_eq!(refused.violation, Violation::AcceptWrong { expected, found });
    }

    #[test] // B3: RFC 6455 asks for 16 bytes, not for the one proper way to write them
    fn claim_b3_the_key_in_the_notes_must_be_accepted() {
        let key = "b6gjhT32u488lpuRwKaOWs==";
        let request = REQUEST.replace("dGhlIHNhbXBsZSBub25jZQ==", key);
        let (asked, _) = asked(request.as_bytes(), &[]).unwrap();
        let answer = String::from_utf8(asked.accept(None).unwrap().answer).unwrap();
        assert_eq!(answer, answer_with(ACCEPT, "5ve17g5QZPLmIlvOfHgI1HwZ4iI="));
    }

    #[test] // B2: a stranger who saw the key computes the same, with no secret
    fn claim_b2_the_accept_value_is_a_digest_and_no_secret() {
        assert_eq!(laws::handshake::accept("dGhlIHNhbXBsZSBub25jZQ=="), ACCEPT);
    }

    #[test] // B6
    fn claim_b6_a_higher_protocol_is_agreed_on_in_the_handshake() {
        let stomp = || Connect::new("a", "/").subprotocol("v12.stomp").subprotocol("v11.stomp");
        let (request, waiting) = stomp().start(NONCE).unwrap();
        let (asked, _) = asked(&request, &[]).unwrap();
        assert_eq!(asked.subprotocols(), ["v12.stomp", "v11.stomp"]);
        let chosen = hear(waiting, &asked.accept(Some("v11.stomp")).unwrap().answer, &[]);
        assert_eq!(chosen.unwrap().subprotocol.as_deref(), Some("v11.stomp"));
    }
}

/// What a client asks.
#[path = "08_handshake/asking.rs"]
mod s04_1_client_requirements;

/// Extensions: the grammar of their list.
#[path = "08_handshake/extensions.rs"]
mod s09_1_negotiating_extensions;

/// permessage-deflate: what a server makes of an offer (RFC 7692).
#[path = "08_handshake/deflate_offers.rs"]
mod s07_1_deflate_offers;

/// permessage-deflate: what a client makes of an answer (RFC 7692).
#[path = "08_handshake/deflate_answers.rs"]
mod s07_1_deflate_answers;

/// What a client is told when there is no WebSocket.
#[path = "08_handshake/refusal.rs"]
mod s04_1_another_status;

/// What a client accepts and refuses.
#[path = "08_handshake/judging.rs"]
mod s04_1_judging_the_answer;

/// What a server reads, and how it says yes.
#[path = "08_handshake/serving.rs"]
mod s04_2_server_requirements;

/// Bytes behind a head are frames already.
mod s04_1_bytes_behind_the_head {
    use super::*;

    #[test] // WS-4.1-50. The last cut is behind the head: then there is nothing left over
    fn must_keep_them_wherever_the_server_cuts_its_answer() {
        let all = [ANSWER.as_bytes(), b"\x81\x02hi"].concat();
        for cut in 0..=all.len() {
            let heard = hear(waiting(), &all, &[cut]).unwrap();
            assert_eq!(heard, open(None, b"\x81\x02hi"), "{cut}");
        }
    }

    #[test] // a client may not, but the bytes are not ours to lose
    fn must_keep_them_wherever_the_client_cuts_its_request() {
        let all = [REQUEST.as_bytes(), b"\x81\x82\0\0\0\0hi"].concat();
        for cut in 0..=all.len() {
            let (asked, leftover) = asked(&all, &[cut]).unwrap();
            assert_eq!(asked.accept(None).unwrap().answer, ANSWER.as_bytes(), "{cut}");
            assert_eq!(leftover, b"\x81\x82\0\0\0\0hi", "{cut}");
        }
    }
}

mod our_limits {
    use super::*;

    fn limits(head_bytes: usize) -> Limits {
        Limits { head_bytes, ..Limits::DEFAULT }
    }

    #[test] // one byte less than it has, as many, one more
    fn limit_head_bytes_of_the_answer() {
        let client = |most| connect().limits(limits(most)).start(NONCE).unwrap().1;
        for most in [ANSWER.len(), ANSWER.len() + 1] {
            assert_eq!(hear(client(most), ANSWER.as_bytes(), &[9]).unwrap().subprotocol, None);
        }
        let error = hear(client(ANSWER.len() - 1), ANSWER.as_bytes(), &[9]).unwrap_err();
        let violation = Violation::AnswerNotHttp(http1::Violation::HeadTooLong);
        let offset = ANSWER.len() as u64 - 1;
        assert_eq!(error, ProtocolError { violation, offset });
    }

    #[test] // however many interim answers come, they have the room of one head
    fn limit_head_bytes_of_all_interim_answers() {
        let interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(4);
        let all = interim + ANSWER;
        let client = |most| connect().limits(limits(most)).start(NONCE).unwrap().1;
        for most in [all.len(), all.len() + 1] {
            assert_eq!(hear(client(most), all.as_bytes(), &[30]).unwrap().leftover, b"");
        }
        let error = hear(client(all.len() - 1), all.as_bytes(), &[30]).unwrap_err();
        assert_eq!(error.violation, Violation::AnswerNotHttp(http1::Violation::HeadTooLong));
        assert_eq!(error.offset, all.len() as u64 - 1);
    }

    #[test] // to look at all again with every byte would be to look at 2,000,000,000,000 bytes
    fn limit_a_head_that_comes_byte_by_byte_is_read_once() {
        let long = format!("\r\nCookie: {}\r\n\r\n", "x".repeat(2_000_000));
        let long = REQUEST.replace("\r\n\r\n", &long);
        let server = Reading::new(limits(3_000_000));
        let mut step = server::Step::Reading(server);
        for byte in long.as_bytes() {
            let server::Step::Reading(reading) = step else { panic!("too early") };
            step = reading.receive(std::slice::from_ref(byte)).unwrap();
        }
        assert!(matches!(step, server::Step::Asked { .. }));
    }
}

#[path = "08_handshake/laws.rs"]
mod laws_of_the_handshake;

#[path = "08_handshake/laws_of_extensions.rs"]
mod laws_of_extensions;
