//! # The laws of a whole life                                        chapter 14 · RFC 6455 §5 to §7
//! Knows: what one end of a WebSocket may never send, whatever is asked of it and whatever comes.
//! Does not know: the end that it judges.
//! Read before: `frames.rs`, `closing.rs`. Read next: `pipe.rs`.

use crate::frames::stream;
use crate::protocol::any_bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use std::time::Duration;
use wire::{Input, Output, Protocol};

/// Something that the application does, or that happens to the connection.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Send a text message.
    Send(String),
    /// Send a part of one; true for the last.
    SendPart(String, bool),
    /// Send a ping.
    Ping(Vec<u8>),
    /// Send a pong.
    Pong(Vec<u8>),
    /// Close with a code.
    Close(u16),
    /// Go away.
    ShutDown,
    /// These bytes come from the peer.
    Hear(Vec<u8>),
    /// The peer ends its side.
    HearTheEnd,
    /// So much time passes.
    Wait(Duration),
}

/// Any deeds, in any order. `masked` says whether the peer is a client.
pub fn deeds(masked: bool) -> impl Strategy<Value = Vec<Deed>> {
    let damaged = (stream(masked), any::<prop::sample::Index>(), any::<u8>());
    let damaged = damaged.prop_map(|(mut bytes, at, with)| {
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes[at] = with;
        }
        bytes
    });
    let deed = prop_oneof![
        4 => ".{0,9}".prop_map(Deed::Send),
        4 => (".{0,9}", any::<bool>()).prop_map(|(part, last)| Deed::SendPart(part, last)),
        2 => vec(any::<u8>(), 0..127).prop_map(Deed::Ping),
        1 => vec(any::<u8>(), 0..127).prop_map(Deed::Pong),
        2 => prop_oneof![990u16..1020, 2990u16..5010].prop_map(Deed::Close),
        1 => Just(Deed::ShutDown),
        6 => stream(masked).prop_map(Deed::Hear),
        2 => damaged.prop_map(Deed::Hear),
        1 => any_bytes().prop_map(Deed::Hear),
        1 => Just(Deed::HearTheEnd),
        2 => (0u64..8_000).prop_map(|ms| Deed::Wait(Duration::from_millis(ms))),
    ];
    vec(deed, 0..25)
}

/// What became of a connection through some deeds.
#[derive(Debug, Default)]
pub struct Life {
    /// All that it wanted to write.
    pub output: Vec<u8>,
    /// What it wanted to write after it had ended its side.
    pub behind_the_end: usize,
    /// The error, if there was one, in words.
    pub error: Option<String>,
    /// What was heard or sent after that, or another error; it should be empty.
    pub after_the_error: Vec<String>,
    /// How often the end was told.
    pub ends_told: usize,
}

/// Let `deeds` happen to `end`. `act` does those that the application does; `is_end` knows the last
/// event.
pub fn live<P: Protocol>(
    end: &mut P,
    deeds: Vec<Deed>,
    mut act: impl FnMut(&mut P, &Deed),
    is_end: impl Fn(&P::Event<'_>) -> bool,
) -> Life
where
    P::Error: std::fmt::Display,
    for<'i> P::Event<'i>: std::fmt::Debug,
{
    let (mut life, mut now, mut ended) = (Life::default(), Duration::ZERO, false);
    for deed in deeds {
        let mut bytes = match deed {
            Deed::Hear(ref bytes) => bytes.clone(),
            _ => Vec::new(),
        };
        match deed {
            Deed::Wait(time) => now += time,
            Deed::HearTheEnd => end.receive_eof(),
            Deed::ShutDown => end.shut_down(),
            Deed::Hear(_) => {}
            _ => act(end, &deed),
        }
        end.tick(now);
        let failed = life.error.is_some();
        let mut input = Input::new(&mut bytes);
        loop {
            match end.next_event(&mut input) {
                Ok(Some(event)) if failed => life.after_the_error.push(format!("{event:?}")),
                Ok(Some(event)) => life.ends_told += usize::from(is_end(&event)),
                Ok(None) => break,
                Err(error) => {
                    let again = life.error.get_or_insert(error.to_string()).clone();
                    if again != error.to_string() {
                        life.after_the_error.push(error.to_string());
                    }
                    break;
                }
            }
        }
        let output: Output = end.take_output();
        let sent = output.to_vec();
        if failed && !sent.is_empty() {
            life.after_the_error.push(format!("sent {sent:02x?}"));
        }
        if ended {
            life.behind_the_end += sent.len();
        }
        ended |= output.is_end();
        life.output.extend(sent);
    }
    life
}

/// What is wrong with `bytes` as the frames that a server, or a client if `masked`, sends from the
/// first to the last; `None` if nothing is.
pub fn fault_in_output(mut bytes: &[u8], masked: bool) -> Option<String> {
    let (mut closed, mut fragmented) = (false, false);
    while let [first, second, rest @ ..] = bytes {
        let (extra, control) = (usize::from(masked) * 4, first & 0x08 != 0);
        let (length, behind) = match (second & 0x7f, rest) {
            (126, [a, b, behind @ ..]) => (usize::from(u16::from_be_bytes([*a, *b])), behind),
            (127, _) => return Some("more than any deed sends".into()),
            (length, behind) => (usize::from(length), behind),
        };
        let rule = match first & 0x0f {
            _ if first & 0x70 != 0 => "a reserved bit",
            _ if (second & 0x80 != 0) != masked => "a mask too many, or too few",
            _ if control && (first & 0x80 == 0 || length > 125) => "a control frame that is none",
            0x8 if closed => "a second Close",
            0x0..=0x2 if closed => "data behind Close",
            0x0 if !fragmented => "a continuation of nothing",
            0x1 | 0x2 if fragmented => "a message inside a message",
            0x0..=0x2 | 0x8..=0xa => "",
            _ => "an opcode without a meaning",
        };
        if !rule.is_empty() {
            return Some(format!("{rule}: {bytes:02x?}"));
        }
        closed |= first & 0x0f == 0x8;
        if !control {
            fragmented = first & 0x80 == 0;
        }
        match behind.get(extra + length..) {
            Some(behind) => bytes = behind,
            None => break,
        }
    }
    (!bytes.is_empty()).then(|| format!("half a frame: {bytes:02x?}"))
}

/// The laws of a whole life, for one end.
///
/// - `new`: makes a fresh one, open;
/// - `act`: `|connection, &Deed|` sends, pings, pongs or closes, and ignores refusals;
/// - `is_end`: `|&event| -> bool`, true for the last event;
/// - `client`: whether it is a client.
#[macro_export]
macro_rules! life {
    (new: $new:expr, act: $act:expr, is_end: $is_end:expr, client: $client:expr $(,)?) => {
        use $crate::life::{deeds, fault_in_output, live};

        $crate::proptest::proptest! {
            /// Whatever is asked of it and whatever comes, it sends frames as they must be, at most
            /// one Close, no data behind that, nothing behind the end, and tells the end once.
            #[test]
            fn law_at_most_one_close_and_no_data_behind_it(deeds in deeds(!$client)) {
                let life = live(&mut $new(), deeds, $act, $is_end);
                prop_assert_eq!(fault_in_output(&life.output, $client), None);
                prop_assert_eq!(life.behind_the_end, 0);
                prop_assert!(life.ends_told <= 1, "told {} times", life.ends_told);
            }

            /// After a broken rule nothing is heard, nothing is sent, and the error stays.
            #[test]
            fn law_nothing_is_processed_after_failing(
                before in deeds(!$client), after in deeds(!$client)
            ) {
                let broken = $crate::life::Deed::Hear(vec![0xff; 20]);
                let deeds = [before, vec![broken], after].concat();
                let life = live(&mut $new(), deeds, $act, $is_end);
                prop_assert_eq!(life.after_the_error, Vec::<String>::new());
            }
        }
    };
}
