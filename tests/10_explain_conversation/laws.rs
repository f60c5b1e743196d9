//! # The laws of a conversation                                      chapter 10
//! Knows: what holds for any conversation, however it is cut and woven. Does not know: formats.
//! Read before: `tests/10_explain_conversation.rs`. Read next: `10_explain_conversation/limits.rs`.

use super::{CLIENT, GET, OK, SERVER, SWITCHING, UPGRADE};
use explain::{Agreed, Conversation, Deflate, Explained, Kind, Layer, Sender, Unit};
use laws::explain::assert_tiled;
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;

/// What both sides say: each answer is caused by the request beside it. If the last answer
/// switches, frames follow on both sides, and nothing of the client's may come before it.
#[derive(Clone, Debug)]
struct Said {
    turns: Vec<(Vec<u8>, Vec<u8>)>,
    frames: Option<(Vec<u8>, Vec<u8>)>,
}

impl Said {
    /// All that this side says.
    fn all(&self, from: Sender) -> Vec<u8> {
        let turns =
            self.turns.iter().map(|(ask, answer)| if from == CLIENT { ask } else { answer });
        let frames = self.frames.as_ref().map(|(c, s)| if from == CLIENT { c } else { s });
        turns.chain(frames).flatten().copied().collect()
    }

    /// How far the server may have come when the client has said so much.
    fn server_may(&self, client: usize) -> usize {
        let (mut asked, mut may) = (0, 0);
        for (ask, answer) in &self.turns {
            asked += ask.len();
            if client < asked {
                return may;
            }
            may += answer.len();
        }
        may + self.frames.as_ref().map_or(0, |frames| frames.1.len())
    }

    /// How far the client may have come when the server has said so much.
    fn client_may(&self, server: usize) -> usize {
        let count = |part: fn(&(Vec<u8>, Vec<u8>)) -> usize| self.turns.iter().map(part).sum();
        let (asks, answers): (usize, usize) =
            (count(|turn| turn.0.len()), count(|turn| turn.1.len()));
        match &self.frames {
            Some(frames) if server >= answers => asks + frames.0.len(),
            _ => asks,
        }
    }
}

/// One request and its answer.
fn turn() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
    let event_stream = "Content-Type: text/event-stream\r\n";
    let chunks = "8\r\ndata: a\r\r\n2\r\n\rd\r\n3\r\nata\r\n2\r\n\n\n\r\n0\r\n\r\n";
    let with_length = format!("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n{event_stream}\r\n");
    let post =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
    let head = GET.replace("GET", "HEAD");
    let turns = vec![
        (GET.into(), OK.into()),
        (GET.into(), format!("HTTP/1.1 103 Early\r\n\r\n{OK}")),
        (GET.into(), "HTTP/1.1 304 Not\r\nContent-Length: 7\r\n\r\n".into()),
        (head, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n".into()),
        (post.into(), format!("{chunked}\r\n3;a\r\nall\r\n0\r\nA: b\r\n\r\n")),
        (GET.into(), format!("{chunked}{event_stream}\r\n{chunks}")),
        (GET.into(), format!("{with_length}:\r\n\r\n:\r\n\r")),
        (UPGRADE.into(), OK.into()),
    ];
    let bytes = |(ask, answer): (String, String)| (ask.into_bytes(), answer.into_bytes());
    laws::proptest::sample::select(turns).prop_map(bytes)
}

fn said() -> impl Strategy<Value = Said> {
    let frames = |from| {
        vec(
            laws::proptest::sample::select(vec![
                &b"\x81\x02hi"[..],
                b"\x01\x01\xc3",
                b"\x00\x00",
                b"\x80\x01\xa9",
                b"\x89\x00",
                b"\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00",
                b"\x82\x7e\x00\x80",
                b"\x88\x00",
            ]),
            0..8,
        )
        .prop_map(move |frames| {
            let mut bytes = Vec::new();
            for frame in frames {
                bytes.extend([frame[0], if from == CLIENT { frame[1] | 0x80 } else { frame[1] }]);
                if from == CLIENT && frame[1] != 126 {
                    bytes.extend([0; 4]);
                }
                bytes.extend(&frame[2..]);
            }
            bytes
        })
    };
    let deflate = "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    let agree = any::<bool>().prop_map(move |agrees| match agrees {
        true => format!("{}{deflate}", &SWITCHING[..SWITCHING.len() - 2]),
        false => SWITCHING.into(),
    });
    let end = laws::proptest::option::of((agree, frames(CLIENT), frames(SERVER)));
    (vec(turn(), 0..5), end).prop_map(|(mut turns, end)| {
        let frames = end.map(|(switching, client, server)| {
            turns.push((UPGRADE.into(), switching.into()));
            (client, server)
        });
        Said { turns, frames }
    })
}

/// The units of each direction. Unknown bytes come out as they came in: only here they are joined.
fn by_direction(units: Vec<Unit>) -> [Vec<Unit>; 2] {
    let mut ways = [Vec::new(), Vec::new()];
    for unit in units {
        let way: &mut Vec<Unit> = &mut ways[usize::from(unit.from == SERVER)];
        match way.last_mut() {
            Some(last) if last.kind == Kind::Unknown && unit.kind == Kind::Unknown => {
                last.bytes.extend(&unit.bytes);
            }
            _ => way.push(unit),
        }
    }
    for unit in ways.iter_mut().flatten().filter(|unit| unit.kind == Kind::Unknown) {
        unit.explained.fields.clear();
        unit.explained.title.clear();
        unit.explained.consumed = 0;
    }
    ways
}

/// Told in pieces, one at a time; then both ends.
fn told(pieces: &[(Sender, &[u8])]) -> [Vec<Unit>; 2] {
    let mut conversation = Conversation::new();
    let mut units = Vec::new();
    for (from, bytes) in pieces {
        units.extend(conversation.push(*from, bytes));
    }
    units.extend(conversation.end(CLIENT));
    units.extend(conversation.end(SERVER));
    by_direction(units)
}

/// All that this side said in these pieces.
fn all(pieces: &[(Sender, &[u8])], from: Sender) -> Vec<u8> {
    let own = pieces.iter().filter(|piece| piece.0 == from);
    own.flat_map(|piece| piece.1).copied().collect()
}

/// The wire units of each direction follow each other without a gap, and say its bytes; the fields
/// of each unit tile it.
fn assert_whole(units: &[Unit], said: &[u8]) {
    let mut at = 0;
    for unit in units {
        let fields = unit.explained.fields.iter().map(|field| field.bits.clone());
        if unit.kind != Kind::Unknown {
            assert_tiled(fields, unit.bytes.len());
        }
        if unit.layer == Layer::Wire {
            assert_eq!(unit.at, at, "{unit:?}");
            let own = &said[at as usize..][..unit.bytes.len()];
            assert_eq!(own.escape_ascii().to_string(), unit.bytes.escape_ascii().to_string());
            at += unit.size();
        }
    }
    assert_eq!(at, said.len() as u64, "all bytes belong to a unit");
}

laws::proptest::proptest! {
    /// However it is cut, and whatever of it is told first, if it can have happened so.
    #[test]
    fn law_any_cuts_and_any_order_come_to_the_same(
        said in said(), steps in vec((any::<bool>(), 1usize..40), 0..60)
    ) {
        let (client, server) = (said.all(CLIENT), said.all(SERVER));
        let mut turns: Vec<(Sender, &[u8])> = Vec::new();
        for (ask, answer) in &said.turns {
            turns.extend([(CLIENT, &ask[..]), (SERVER, &answer[..])]);
        }
        if let Some((from_client, from_server)) = &said.frames {
            turns.extend([(CLIENT, &from_client[..]), (SERVER, &from_server[..])]);
        }
        let (mut c, mut s) = (0, 0);
        let mut pieces = Vec::new();
        let rest = [(true, usize::MAX), (false, usize::MAX)].into_iter().cycle();
        for (is_client, length) in steps.into_iter().chain(rest) {
            if c == client.len() && s == server.len() {
                break;
            }
            if is_client {
                let end = said.client_may(s).min(c.saturating_add(length));
                pieces.push((CLIENT, &client[c..end]));
                c = end;
            } else {
                let end = said.server_may(c).min(s.saturating_add(length));
                pieces.push((SERVER, &server[s..end]));
                s = end;
            }
        }
        let whole = told(&turns);
        prop_assert_eq!(&told(&pieces), &whole);
        assert_whole(&whole[0], &client);
        assert_whole(&whole[1], &server);
    }

    /// The same with some bytes changed, told in one order: what cannot be read is cut as it came,
    /// all else is the same.
    #[test]
    fn law_what_is_damaged_is_told_whole(
        said in said(),
        damage in vec((any::<laws::proptest::sample::Index>(), any::<u8>()), 0..4),
        sizes in vec(1usize..30, 1..20),
    ) {
        let mut turns = said.turns.clone();
        turns.extend(said.frames.clone());
        let mut parts: Vec<(Sender, Vec<u8>)> = Vec::new();
        for (ask, answer) in turns {
            parts.extend([(CLIENT, ask), (SERVER, answer)]);
        }
        let total: usize = parts.iter().map(|(_, bytes)| bytes.len()).sum();
        for (at, with) in damage.iter().filter(|_| total > 0) {
            let mut at = at.index(total);
            for (_, bytes) in &mut parts {
                match bytes.get_mut(at) {
                    Some(byte) => {
                        *byte = *with;
                        break;
                    }
                    None => at -= bytes.len(),
                }
            }
        }
        let whole: Vec<(Sender, &[u8])> =
            parts.iter().map(|(from, bytes)| (*from, &bytes[..])).collect();
        let mut sizes = sizes.into_iter().cycle();
        let mut pieces = Vec::new();
        for (from, mut rest) in whole.iter().copied() {
            while !rest.is_empty() {
                let (piece, behind) = rest.split_at(sizes.next().unwrap_or(1).min(rest.len()));
                pieces.push((from, piece));
                rest = behind;
            }
        }
        let units = told(&whole);
        prop_assert_eq!(&told(&pieces), &units);
        for (way, from) in units.iter().zip([CLIENT, SERVER]) {
            assert_whole(way, &all(&whole, from));
        }
    }

    /// Frame by frame, they are explained as the whole stream is; and each compressed message, or
    /// fragmented one, comes out once.
    #[test]
    fn law_frames_are_explained_in_their_place(
        stream in laws::deflate::stream(false), size in 1usize..200
    ) {
        let agreed = Agreed { deflate: Some(Deflate::default()) };
        let whole = explain::frames_with(&stream, SERVER, &agreed);
        let mut conversation = Conversation::websocket(agreed);
        let mut units = Vec::new();
        for piece in stream.chunks(size) {
            units.extend(conversation.push(SERVER, piece));
        }
        units.extend(conversation.end(SERVER));
        let (wire, inside): (Vec<Unit>, Vec<Unit>) =
            units.into_iter().partition(|unit| unit.layer == Layer::Wire);
        let wire = wire.iter().filter(|unit| unit.kind == Kind::Frame);
        let titles: Vec<_> = wire.clone().map(|unit| &unit.explained.title).collect();
        let frames = whole.iter().filter(|frame| frame.field("opcode").is_some());
        prop_assert_eq!(titles, frames.map(|frame| &frame.title).collect::<Vec<_>>());
        let meanings = |explained: &Explained| {
            explained.fields.iter().map(|field| field.meaning.clone()).collect::<Vec<_>>()
        };
        for (unit, frame) in wire.zip(&whole) {
            prop_assert_eq!(meanings(&unit.explained), meanings(frame));
            prop_assert_eq!(unit.explained.complaints.len(), frame.complaints.len());
        }
        let inflated = whole.iter().filter_map(|frame| frame.inflated.clone());
        let is_inflated = |unit: &Unit| unit.explained.title.contains("inflated");
        let messages: Vec<Unit> = inside.into_iter().filter(is_inflated).collect();
        prop_assert_eq!(
            messages.into_iter().map(|unit| unit.bytes).collect::<Vec<_>>(),
            inflated.collect::<Vec<_>>()
        );
    }

    /// Any bytes of either side, in any order, are told whole.
    #[test]
    fn law_any_bytes_are_told_whole(
        pieces in vec((any::<bool>(), laws::protocol::any_bytes()), 0..9)
    ) {
        let from = |is_client| if is_client { CLIENT } else { SERVER };
        let said: Vec<(Sender, &[u8])> =
            pieces.iter().map(|(is_client, bytes)| (from(*is_client), &bytes[..])).collect();
        for (way, sender) in told(&said).iter().zip([CLIENT, SERVER]) {
            assert_whole(way, &all(&said, sender));
        }
    }
}
