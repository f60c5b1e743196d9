//! # Streams of frames, put to us and to two others                  chapter 12 · RFC 6455 §5 to §8
//! Knows: streams as they should be, changed and hostile, cut anywhere, for both roles.
//! Does not know: why we differ; the list of differences says that.
//! Read before: `tests/differential/src/differences.rs`. Read next: `handshakes.rs`.

use differential::differences::{DIFFERENCES, shown};
use differential::{Case, Peer};
use frames::Role;
use laws::frames::{frame, stream};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use laws::proptest::sample::select;
use laws::protocol::cuts;
use laws::{hex, to_hex};

const PEERS: [Peer; 2] = [Peer::Tungstenite, Peer::TokioWebsockets];

/// Spaced hex, where `00*600` stands for 600 bytes of 00.
fn bytes(text: &str) -> Vec<u8> {
    let words = text.split_whitespace().map(|word| match word.split_once('*') {
        Some((unit, times)) => hex(unit).repeat(times.parse().unwrap()),
        None => hex(&word.replace('|', "")),
    });
    words.collect::<Vec<_>>().concat()
}

/// Both say the same, or they differ as listed.
fn compare(receiver: Role, bytes: &[u8], cuts: &[usize]) -> Result<(), TestCaseError> {
    for peer in PEERS {
        let case = Case::new(peer, receiver, bytes, cuts);
        if !case.agrees() && shown(peer, &case).is_none() {
            return Err(TestCaseError::fail(format!(
                "{peer:?} differs, and the list does not say so: {receiver:?}, cut at {cuts:?}\n\
                 {}\n  ours   {:?} {:?}\n  theirs {:?}",
                to_hex(bytes),
                case.ours,
                case.error,
                case.theirs
            )));
        }
    }
    Ok(())
}

/// A frame as an enemy makes it: any first byte, any form of length, masked or not.
fn hostile(masked: bool) -> impl Strategy<Value = Vec<u8>> {
    let first = prop_oneof![
        6 => select(vec![0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x88, 0x88, 0x89, 0x8a]),
        1 => any::<u8>(),
    ];
    let code = prop_oneof![Just(1014u16), Just(1005), 990u16..1020, any::<u16>()];
    let payload = prop_oneof![
        "[aé€𝄞]{0,4}".prop_map(String::into_bytes),
        vec(any::<u8>(), 0..6),
        select(vec![&b"\xe2\x82"[..], b"\xac", b"\xed\xa0\x80", b"\xf4\x90", b"\xc0", b"\x80"])
            .prop_map(<[u8]>::to_vec),
        (code, vec(any::<u8>(), 0..3)).prop_map(|(c, r)| [&c.to_be_bytes(), &r[..]].concat()),
        (120usize..130).prop_map(|n| vec![b'x'; n]),
        (400usize..1200).prop_map(|n| vec![b'x'; n]),
    ];
    let form = prop_oneof![12 => Just(0u8), 1 => Just(2), 1 => Just(8)];
    let wrong_mask = prop_oneof![12 => Just(false), 1 => Just(true)];
    let length = prop_oneof![12 => Just(None), 1 => any::<u64>().prop_map(Some)];
    (first, payload, form, wrong_mask, length).prop_map(
        move |(first, payload, form, wrong_mask, length)| {
            let key = (masked != wrong_mask).then_some([1, 2, 3, 4]);
            let shortest = frame(first, &payload, key);
            let mask = if key.is_some() { 0x80 } else { 0 };
            let header = shortest.len() - payload.len() - key.map_or(0, |key| key.len());
            let length = length.unwrap_or(payload.len() as u64).to_be_bytes();
            match form {
                0 => shortest,
                2 => [&[first, mask | 126], &length[6..], &shortest[header..]].concat(),
                _ => [&[first, mask | 127], &length[..], &shortest[header..]].concat(),
            }
        },
    )
}

/// Legal streams, hostile frames and both mixed, with some bytes changed and perhaps an early end.
fn any_stream() -> impl Strategy<Value = (Role, Vec<u8>)> {
    any::<bool>().prop_flat_map(|masked| {
        let part = prop_oneof![1 => stream(masked), 3 => hostile(masked)];
        let changes = prop_oneof![
            2 => Just(Vec::new()),
            1 => vec((0usize..60, any::<u8>()), 1..3),
        ];
        let end = prop_oneof![4 => Just(usize::MAX), 1 => 0usize..60];
        (vec(part, 1..5), changes, end).prop_map(move |(parts, changes, end)| {
            let mut bytes = parts.concat();
            for (at, to) in changes {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = to;
                }
            }
            bytes.truncate(end);
            (if masked { Role::Server } else { Role::Client }, bytes)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// The peers say what we say about whatever comes, but for the differences of the list.
    #[test]
    fn law_published_peers_agree_on_any_stream((receiver, bytes) in any_stream(), at in cuts()) {
        compare(receiver, &bytes, &at)?;
    }
}

proptest! {
    /// A stream that breaks no rule is heard and answered the same by all, without any exception.
    #[test] // WS-5.4-07, WS-5.4-09, WS-5.5.2-02, WS-5.5.3-01, WS-6.2-01
    fn law_published_peers_agree_on_legal_streams(
        (masked, bytes) in any::<bool>().prop_flat_map(|m| (Just(m), stream(m))),
        at in cuts(),
    ) {
        let receiver = if masked { Role::Server } else { Role::Client };
        for peer in PEERS {
            let case = Case::new(peer, receiver, &bytes, &at);
            prop_assert_eq!(&case.ours, &case.theirs, "{:?}: {}", peer, to_hex(&bytes));
        }
    }
}

/// A difference that nobody can see any more would hide another one.
#[test]
fn must_see_each_difference_of_the_list() {
    for (i, difference) in DIFFERENCES.iter().enumerate() {
        let bytes = bytes(difference.example);
        let case = Case::new(difference.peer, difference.receiver, &bytes, &[]);
        println!("{:?} {}\n    {}", difference.peer, difference.what, difference.reason);
        assert!(!case.agrees(), "no difference any more: {}", difference.what);
        let shown = DIFFERENCES
            .iter()
            .position(|other| other.peer == difference.peer && (other.shows)(&case));
        assert_eq!(shown, Some(i), "{}: {case:?}", difference.what);
    }
}
