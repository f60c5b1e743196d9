//! # Compression                                                 chapter 16 · RFC 7692
//! Knows: what may be agreed on, and what is compressed then. Does not know: the rest.
//! Read before: `ws/closing.rs`. Read next: `ws/liveness.rs`.

use super::request::Request;
use super::talk::{Message, Talk};
use crate::frame::{BINARY, CONTINUATION, FIN, PING, RSV1, TEXT, write};
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use explain::inflate;
use wire::Cite;

const GROUP: Group = Group { slug: "extensions", title: "Extensions" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-801",
        group: GROUP,
        level: Level::Must,
        title: "compression is agreed on by the rules, or not at all",
        cite: Cite::rfc7692("7"),
        why: "A client must fail the connection when the answer has what it cannot.",
        hint: "Answer with the four parameters alone, each once, and none of the client's that was \
            not offered.",
        run: |visit| Box::pin(legal_answer(visit)),
    },
    Probe {
        id: "W-802",
        group: GROUP,
        level: Level::Must,
        title: "a bad offer of compression is declined",
        cite: Cite::rfc7692("7"),
        why: "A window of 2^99 bytes does not exist.",
        hint: "Decline an offer with a parameter that is unknown, twice, or out of 8 to 15.",
        run: |visit| Box::pin(bad_offer(visit)),
    },
    Probe {
        id: "W-803",
        group: GROUP,
        level: Level::Should,
        title: "of two offers the second may be taken",
        cite: Cite::rfc7692("5"),
        why: "A client writes what it would like best first, and what it can live with second.",
        hint: "Decline an offer, not the list.",
        run: |visit| Box::pin(second_offer(visit)),
    },
    Probe {
        id: "W-804",
        group: GROUP,
        level: Level::Must,
        title: "a compressed message is read",
        cite: Cite::rfc7692("6.2"),
        why: "It was agreed on.",
        hint: "Append 00 00 ff ff, then inflate.",
        run: |visit| Box::pin(compressed(visit)),
    },
    Probe {
        id: "W-805",
        group: GROUP,
        level: Level::Must,
        title: "a compressed message may lie in fragments",
        cite: Cite::rfc7692("6.2"),
        why: "The message is compressed, and then cut.",
        hint: "Collect all fragments, then inflate. RSV1 stands on the first alone.",
        run: |visit| Box::pin(compressed_fragments(visit)),
    },
    Probe {
        id: "W-806",
        group: GROUP,
        level: Level::Must,
        title: "a message may be left as it is",
        cite: Cite::rfc7692("6"),
        why: "RSV1 0 says so, message by message.",
        hint: "Look at RSV1 of each first frame.",
        run: |visit| Box::pin(uncompressed(visit)),
    },
    Probe {
        id: "W-807",
        group: GROUP,
        level: Level::Must,
        title: "a second message may refer to the first",
        cite: Cite::rfc7692("7.2.2"),
        why: "What was sent is the dictionary of what follows, unless it was agreed otherwise.",
        hint: "Keep the window of the inflater between messages.",
        run: |visit| Box::pin(takeover(visit)),
    },
    Probe {
        id: "W-808",
        group: GROUP,
        level: Level::Must,
        title: "RSV1 on a continuation fails the connection",
        cite: Cite::rfc7692("6.1"),
        why: "It belongs to the first frame.",
        hint: "Close 1002.",
        run: |visit| Box::pin(rsv1_continuation(visit)),
    },
    Probe {
        id: "W-809",
        group: GROUP,
        level: Level::Must,
        title: "RSV1 on a ping fails the connection",
        cite: Cite::rfc7692("6.1"),
        why: "Control frames are not compressed.",
        hint: "Close 1002.",
        run: |visit| Box::pin(rsv1_ping(visit)),
    },
    Probe {
        id: "W-810",
        group: GROUP,
        level: Level::Must,
        title: "what cannot be inflated fails the connection",
        cite: Cite::rfc7692("6.2"),
        why: "The message cannot be known.",
        hint: "Treat an error of the inflater as the end of the connection: Close 1007 or 1002.",
        run: |visit| Box::pin(garbage(visit)),
    },
    Probe {
        id: "W-811",
        group: GROUP,
        level: Level::Must,
        title: "text is judged after it was inflated",
        cite: Cite::rfc7692("6.2"),
        why: "Compressed bytes are not UTF-8; the message must be.",
        hint: "Inflate, then validate.",
        run: |visit| Box::pin(inflated_text(visit)),
    },
    Probe {
        id: "W-812",
        group: GROUP,
        level: Level::Note,
        title: "a message that inflates to 16 MB is refused",
        cite: Cite::rfc6455("10.4"),
        why: "A few KB of zeros fill up who trusts them.",
        hint: "Stop to inflate at your limit of a message: Close 1009.",
        run: |visit| Box::pin(bomb(visit)),
    },
];

const FIELD: &str = "sec-websocket-extensions";
/// What is behind each compressed message, and not sent.
const TAIL: [u8; 4] = [0x00, 0x00, 0xff, 0xff];
/// "Hello", compressed: RFC 7692 §7.2.3.1.
const HELLO: [u8; 7] = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
/// "Hello" again, as a reference to the one before: RFC 7692 §7.2.3.2.
const AGAIN: [u8; 5] = [0xf2, 0x00, 0x11, 0x00, 0x00];
/// Each of the server's messages is compressed by itself, so that a reader needs no memory.
const OFFER: &str = "permessage-deflate; server_no_context_takeover";

/// The extensions with which this offer is answered.
async fn answered(visit: &Visit, offer: &str) -> Result<(Talk, Option<String>), Miss> {
    visit.needs_open()?;
    let request = Request::new(&visit.target).last(format!("Sec-WebSocket-Extensions: {offer}"));
    let talk = visit.open_with(&request).await?;
    let extensions = talk.head.field(FIELD);
    Ok((talk, extensions))
}

/// A connection with compression, and the parameters that were agreed on.
async fn agreed(visit: &Visit) -> Result<(Talk, String), Miss> {
    match answered(visit, OFFER).await? {
        (talk, Some(agreed)) if agreed.starts_with("permessage-deflate") => Ok((talk, agreed)),
        _ => Err(Miss::skip("the server does not agree on permessage-deflate")),
    }
}

/// May this parameter stand in an answer to an offer of all of them?
fn is_legal(parameter: &str) -> bool {
    let window =
        |value: &str| value.trim_matches('"').parse().is_ok_and(|n: u8| (8..=15).contains(&n));
    match parameter.split_once('=') {
        None => matches!(parameter, "server_no_context_takeover" | "client_no_context_takeover"),
        Some((name, value)) => {
            matches!(name.trim(), "server_max_window_bits" | "client_max_window_bits")
                && window(value.trim())
        }
    }
}

async fn legal_answer(visit: &Visit) -> Judged {
    let offer = "permessage-deflate; client_max_window_bits";
    let (_, Some(answer)) = answered(visit, offer).await? else { return Ok(()) };
    let mut parts = answer.split(';').map(str::trim);
    let expected = "permessage-deflate, with parameters that are legal, each once";
    let name_is_right = parts.next() == Some("permessage-deflate");
    let parameters: Vec<&str> = parts.collect();
    let name = |parameter: &str| parameter.split('=').next().unwrap_or_default().trim().to_string();
    let mut names: Vec<String> = parameters.iter().map(|parameter| name(parameter)).collect();
    names.sort();
    names.dedup();
    let once = names.len() == parameters.len();
    if name_is_right && once && parameters.iter().all(|parameter| is_legal(parameter)) {
        return Ok(());
    }
    Err(Miss::wrong(expected, answer))
}

async fn bad_offer(visit: &Visit) -> Judged {
    for parameters in [
        "server_max_window_bits=99",
        "wire101_unknown",
        "server_no_context_takeover; server_no_context_takeover",
    ] {
        // A refusal of the whole request declines the offer too.
        let offer = format!("permessage-deflate; {parameters}");
        let Ok((_, answer)) = answered(visit, &offer).await else { continue };
        if let Some(answer) = answer {
            return Err(Miss::wrong(format!("no extension after {parameters}"), answer));
        }
    }
    visit.needs_open()
}

async fn second_offer(visit: &Visit) -> Judged {
    agreed(visit).await?;
    let offer = "permessage-deflate; wire101_unknown, permessage-deflate";
    match answered(visit, offer).await? {
        (_, Some(answer)) if answer.starts_with("permessage-deflate") => Ok(()),
        (_, answer) => {
            let found = answer.unwrap_or_else(|| "no extension".into());
            Err(Miss::wrong("the second offer, taken", found))
        }
    }
}

/// "Hello" must come, compressed or not.
async fn hello(talk: &mut Talk) -> Judged {
    let message = talk.any_message("\"Hello\", compressed or not").await?;
    let payload = plain(&message)?;
    if message.opcode == TEXT && payload == b"Hello" {
        return Ok(());
    }
    Err(Miss::wrong("the text \"Hello\"", String::from_utf8_lossy(&payload)))
}

/// The payload of a message, inflated if its first frame says so.
fn plain(message: &Message) -> Result<Vec<u8>, Miss> {
    let is_compressed = message.frames.first().is_some_and(|frame| frame.first & RSV1 != 0);
    if !is_compressed {
        return Ok(message.payload.clone());
    }
    let inflated = inflate(&[&message.payload[..], &TAIL].concat(), b"", 1 << 20);
    if inflated.stop == explain::Stop::Whole {
        return Ok(inflated.bytes);
    }
    Err(Miss::wrong("a compressed message that can be inflated", inflated.stop))
}

async fn compressed(visit: &Visit) -> Judged {
    visit.needs_echo()?;
    let (mut talk, _) = agreed(visit).await?;
    talk.send(RSV1 | TEXT, &HELLO).await;
    hello(&mut talk).await
}

async fn compressed_fragments(visit: &Visit) -> Judged {
    visit.needs_echo()?;
    let (mut talk, _) = agreed(visit).await?;
    let (begun, rest) = HELLO.split_at(3);
    talk.wire.send(&write(RSV1 | TEXT, begun)).await;
    talk.wire.send(&write(FIN | CONTINUATION, rest)).await;
    hello(&mut talk).await
}

async fn uncompressed(visit: &Visit) -> Judged {
    visit.needs_echo()?;
    let (mut talk, _) = agreed(visit).await?;
    talk.send(TEXT, b"Hello").await;
    hello(&mut talk).await
}

async fn takeover(visit: &Visit) -> Judged {
    visit.needs_echo()?;
    let (mut talk, agreed) = agreed(visit).await?;
    if agreed.contains("client_no_context_takeover") {
        return Err(Miss::skip("it was agreed that no message refers to another"));
    }
    talk.send(RSV1 | TEXT, &HELLO).await;
    hello(&mut talk).await?;
    talk.send(RSV1 | TEXT, &AGAIN).await;
    hello(&mut talk).await
}

async fn must_fail_on(visit: &Visit, frames: &[u8]) -> Judged {
    let (mut talk, _) = agreed(visit).await?;
    talk.wire.send(frames).await;
    talk.must_fail().await.map(drop)
}

async fn rsv1_continuation(visit: &Visit) -> Judged {
    let (begun, rest) = HELLO.split_at(3);
    let frames = [write(RSV1 | TEXT, begun), write(FIN | RSV1 | CONTINUATION, rest)];
    must_fail_on(visit, &frames.concat()).await
}

async fn rsv1_ping(visit: &Visit) -> Judged {
    must_fail_on(visit, &write(FIN | RSV1 | PING, b"ping")).await
}

async fn garbage(visit: &Visit) -> Judged {
    // A block of type 3: there is none.
    must_fail_on(visit, &write(FIN | RSV1 | BINARY, &[0xff; 8])).await
}

async fn inflated_text(visit: &Visit) -> Judged {
    // A stored block of two bytes, c3 28, which are not UTF-8; then an empty one, as always.
    let stored = [0x00, 0x02, 0x00, 0xfd, 0xff, 0xc3, 0x28, 0x00];
    must_fail_on(visit, &write(FIN | RSV1 | TEXT, &stored)).await
}

async fn bomb(visit: &Visit) -> Judged {
    let (mut talk, _) = agreed(visit).await?;
    talk.send(RSV1 | BINARY, &zeros(1 << 24)).await;
    match talk.next().await {
        Came::Whole(frame) if frame.opcode() == crate::frame::CLOSE => Ok(()),
        Came::End | Came::Reset => Ok(()),
        Came::Whole(frame) => {
            let found = format!("a frame of {} bytes", frame.payload.len());
            Err(Miss::wrong("Close 1009", found))
        }
        nothing => Err(Miss::wrong("Close 1009", nothing)),
    }
}

/// About so many zeros, compressed by hand: one of them, then "the last byte, 258 times more" again
/// and again, in the fixed code (RFC 1951 §3.2.6).
fn zeros(count: usize) -> Vec<u8> {
    let mut bits = vec![false, true, false]; // not the last block; fixed code, low bit first: 01
    let word = |bits: &mut Vec<bool>, code: u16, width: u16| {
        bits.extend((0..width).rev().map(|i| code >> i & 1 == 1));
    };
    word(&mut bits, 0b0011_0000, 8); // the byte 0
    for _ in 0..count / 258 {
        word(&mut bits, 0b1100_0101, 8); // 258 bytes
        word(&mut bits, 0b00000, 5); // from 1 byte back
    }
    word(&mut bits, 0b000_0000, 7); // the end of the block
    bits.extend([false, false, false]); // an empty stored block: its tail is not sent
    let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, &bit| byte << 1 | u8::from(bit));
    bits.chunks(8).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn must_make_zeros_that_inflate() {
        let inflated = inflate(&[zeros(2580), TAIL.to_vec()].concat(), b"", 10_000);
        assert_eq!(inflated.stop, explain::Stop::Whole);
        assert_eq!(inflated.bytes, [0; 2581]);
    }
}
