//! # The laws of compressed messages                 chapter 12 · RFC 7692 §6, §7.2
//! Knows: what must hold for all messages and all ways to cut them. Does not know: single cases.
//! Read before: `sending.rs`, `tests/laws/src/deflate.rs`. Read next: `13_ping_pong.rs`.

use super::sending::frames_of;
use super::*;
use laws::deflate::{way, wordy};
use laws::frames::fragments;
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use laws::protocol::hear;

/// What one end does.
#[derive(Clone, Debug)]
enum Act {
    Text(String),
    Binary(Vec<u8>),
    Uncompressed(String),
    Parts(Vec<String>),
    Ping,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => wordy().prop_map(Act::Text),
        1 => vec(any::<u8>(), 0..300).prop_map(Act::Binary),
        1 => wordy().prop_map(Act::Uncompressed),
        2 => vec(wordy(), 1..4).prop_map(Act::Parts),
        1 => Just(Act::Ping),
    ];
    vec(act, 0..8)
}

/// Do it, and tell what the peer should hear.
fn act(end: &mut Connection, act: Act) -> Result<Vec<String>, UsageError> {
    let text = |text: &str| format!("Message(Text({text:?}))");
    Ok(vec![match act {
        Act::Text(t) => end.send_text(&t).map(|()| text(&t))?,
        Act::Binary(bytes) => {
            end.send_binary(&bytes)?;
            format!("Message(Binary({:?}))", wire::Payload::Joined(bytes))
        }
        Act::Uncompressed(t) => end.send_text_uncompressed(&t).map(|()| text(&t))?,
        Act::Parts(parts) => {
            let mut lines = Vec::new();
            for (i, part) in parts.iter().enumerate() {
                end.send_text_part(part, i + 1 == parts.len())?;
                if i + 1 < parts.len() {
                    end.ping(b"between")?;
                    lines.push("Ping(b\"between\")".into());
                }
            }
            return Ok([lines, vec![text(&parts.concat())]].concat());
        }
        Act::Ping => end.ping(b"").map(|()| "Ping(b\"\")".into())?,
    }])
}

proptest! {
    /// What one end compresses, the other inflates to the same: every window, with and without
    /// takeover, in both directions, however the bytes are cut.
    #[test] // PMD-7.2.1-01, PMD-7.2.2-01, PMD-6.2-01, PMD-6.2-02, PMD-6.1-03, PMD-6.1-04, PMD-7-01
    fn law_inflating_undoes_compressing(
        acts in acts(),
        bits in 9u8..=15,
        takeover in any::<bool>(),
        threshold in prop_oneof![Just(0usize), 0usize..100],
        from_client in any::<bool>(),
        cuts in vec(0usize..2_000, 0..8),
    ) {
        let agreed = Deflate { threshold, ..agreed(bits, takeover) };
        let (client, server) = (client_up_to(2_000, agreed), server_up_to(2_000, agreed));
        let (mut from, mut to) = if from_client { (client, server) } else { (server, client) };
        let mut lines = Vec::new();
        for one in acts {
            lines.extend(act(&mut from, one).expect("open"));
        }
        let bytes = from.take_output().to_vec();
        let mut cuts = cuts;
        cuts.sort_unstable();
        let heard = hear(&mut to, &bytes, &cuts, note);
        prop_assert_eq!(heard.error, None);
        prop_assert_eq!(heard.lines, lines);
        let kept = if takeover { 1 << bits } else { 0 };
        prop_assert!(to.held() <= kept && from.held() <= kept);
        prop_assert_eq!(to.held(), from.held(), "both ends keep the same");
        for (first, _) in frames_of(&bytes) {
            prop_assert!(first & 0x40 == 0 || matches!(first & 0x0f, 1 | 2), "{first:02x}");
        }
    }

    /// Connections take turns in any order, more of them than a thread has tools for: each hears
    /// what its own peer said.
    #[test] // PMD-7.2.1-01, PMD-7.2.2-01
    fn law_connections_that_share_tools_do_not_hear_each_other(
        turns in vec((0usize..20, wordy()), 0..60),
        windows in vec((9u8..=15, any::<bool>()), 20),
    ) {
        let ends = |(bits, takeover): &(u8, bool)| {
            let agreed = agreed(*bits, *takeover);
            (client_up_to(2_000, agreed), server_up_to(2_000, agreed))
        };
        let mut pairs: Vec<_> = windows.iter().map(ends).collect();
        for (pair, message) in turns {
            let (from, to) = &mut pairs[pair];
            from.send_text(&message).expect("open");
            let heard = hear(to, &from.take_output().to_vec(), &[], note);
            prop_assert_eq!(heard.error, None);
            prop_assert_eq!(heard.lines, [format!("Message(Text({message:?}))")]);
        }
    }

    /// What we compress, a second reading of DEFLATE inflates, and it never looks too far back.
    #[test] // PMD-7-01, PMD-7.2.1-01, PMD-7.2.1-03, PMD-7.2.1-12, PMD-7.2.1-13
    fn law_what_we_compress_is_deflate(
        messages in vec(wordy(), 1..6), bits in 9u8..=15, takeover in any::<bool>(),
    ) {
        let mut server = server_up_to(0, agreed(bits, takeover));
        let mut before = Vec::new();
        for message in messages {
            server.send_text(&message).expect("open");
            let [(first, payload)] = &frames_of(&server.take_output().to_vec())[..] else {
                return Err(TestCaseError::fail("one frame a message"));
            };
            if *first == 0x81 {
                prop_assert_eq!(payload, message.as_bytes());
                continue;
            }
            let inflated = simple_inflate(payload, &before).expect("whole blocks");
            prop_assert_eq!(&inflated.bytes, message.as_bytes());
            prop_assert!(inflated.farthest <= 1 << bits);
            if takeover {
                before.extend(inflated.bytes);
            }
        }
    }

    /// Where the compressed bytes are cut into frames, and those into reads, changes nothing.
    #[test] // PMD-6.2-01, PMD-7.2.1-04, PMD-7.2.1-05
    fn law_fragmentation_does_not_change_a_compressed_message(
        text in wordy(),
        way in way(),
        at in laws::protocol::cuts(),
        reads in laws::protocol::cuts(),
    ) {
        let payload = simple_deflate(text.as_bytes(), way);
        let between = [frame(0x8a, b"", KEY)];
        let bytes = fragments(0x41, &payload, &at, &between, KEY);
        let heard = hear(&mut server_up_to(1_000, agreed(15, true)), &bytes, &reads, note);
        let expected = format!("Message(Text({text:?}))");
        prop_assert_eq!(heard.error, None);
        prop_assert_eq!(heard.lines.last(), Some(&expected));
        prop_assert_eq!(heard.lines.len(), at.len() + 1);
    }

    /// Bytes of any kind where compressed ones should be: judged the same, however they are cut.
    #[test] // PMD-6.2-03
    fn law_any_payload_is_judged_the_same_however_it_is_cut(
        text in wordy(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        way in way(),
        reads in laws::protocol::cuts(),
    ) {
        let mut payload = simple_deflate(text.repeat(3).as_bytes(), way);
        for (at, byte) in damage {
            let at = at.index(payload.len());
            payload[at] = byte;
        }
        let bytes = frame(0xc1, &payload, KEY);
        let server = || server_up_to(100, agreed(15, false));
        let whole = hear(&mut server(), &bytes, &[], note);
        let split = hear(&mut server(), &bytes, &reads, note);
        prop_assert_eq!((whole.error, whole.lines), (split.error, split.lines));
        // What a simple reading makes of it, we hear, or it breaks a rule of ours.
        let every: Vec<usize> = (1..bytes.len()).collect();
        let heard = hear(&mut server(), &bytes, &every, note);
        prop_assert_eq!(heard.output, whole.output);
        let simple = simple_inflate(&payload, b"").and_then(|i| String::from_utf8(i.bytes).ok());
        if let Some(text) = simple.filter(|text| text.len() <= 100) {
            prop_assert_eq!(heard.lines, [format!("Message(Text({text:?}))")]);
        } else {
            prop_assert_eq!(heard.lines, Vec::<String>::new());
        }
    }
}

/// Two windows, and an inflater under way.
const HELD: usize = 150 + 125 + 2 * 32_768 + 48 * 1024;

mod as_a_server_that_takes_over {
    use super::*;
    laws::protocol! {
        new: || server_up_to(150, agreed(15, true)),
        note: note,
        valid: laws::deflate::stream(true),
        held: HELD,
    }
}

mod as_a_server_that_does_not {
    use super::*;
    laws::protocol! {
        new: || server_up_to(150, agreed(9, false)),
        note: note,
        valid: laws::deflate::stream(true),
        held: 150 + 125 + 48 * 1024,
    }
}

mod as_a_client {
    use super::*;
    laws::protocol! {
        new: || client_up_to(150, agreed(12, true)),
        note: note,
        valid: laws::deflate::stream(false),
        held: HELD,
    }
}

mod uncompressed_as_before {
    use super::*;
    laws::messages! { new: || server_up_to(1_000, agreed(15, true)), note: note }
}
