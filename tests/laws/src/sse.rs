//! # The laws of event streams                                       chapter 06 · WHATWG §9.2.6
//! Knows: the standard's algorithm, written down once more as slowly and plainly as it can be.
//! Does not know: any encoder, any decoder.
//! Read before: `protocol.rs`. Read next: `tests/06_sse_wire.rs`.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::time::Duration;
use wire::{Protocol, feed};

/// One thing that a stream told, in words that every decoder's events can be put into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// An event was dispatched.
    Message {
        /// Its type.
        event: String,
        /// Its data.
        data: String,
        /// The last event ID.
        last_event_id: String,
    },
    /// The reconnection time was set.
    Retry(Duration),
    /// A comment came.
    Comment(String),
}

/// An event to encode.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its type, if it has one.
    pub event: Option<String>,
    /// Its data.
    pub data: String,
}

/// What `decoder` tells about `bytes`, cut at `cuts`.
///
/// # Panics
/// When the decoder gives up: the streams of these laws break no rule.
pub fn decode<P: Protocol>(
    mut decoder: P,
    tell: impl Fn(P::Event<'_>) -> Told,
    bytes: &[u8],
    cuts: &[usize],
) -> Vec<Told>
where
    P::Error: std::fmt::Display,
{
    let mut told = Vec::new();
    let fed = feed::feed(&mut decoder, bytes, cuts, |_, event| told.push(tell(event)));
    if let Err(error) = fed {
        panic!("no rule was broken, but it says: {error}");
    }
    told
}

/// `decoder` behind `bytes`, cut at `cuts`.
///
/// # Panics
/// As [`decode`].
pub fn behind<P: Protocol>(mut decoder: P, bytes: &[u8], cuts: &[usize]) -> P {
    assert!(feed::feed(&mut decoder, bytes, cuts, |_, _| ()).is_ok(), "no rule was broken");
    decoder
}

/// The naive decoder: all of the stream at once, the standard's steps in their order.
///
/// `longest` bounds the reconnection time, which the standard does not.
pub fn oracle(bytes: &[u8], longest: Duration) -> Vec<Told> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.pop(); // what stands behind the last line end is no line
    let (mut told, mut data, mut event) = (Vec::new(), String::new(), String::new());
    let mut id = String::new();
    for line in lines {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            _ if line.is_empty() => {
                if !data.is_empty() {
                    data.pop();
                    let event = if event.is_empty() { "message" } else { &event };
                    told.push(message(event, &data, &id)); // the last event ID is now the buffer
                }
                data.clear();
                event.clear();
            }
            "" => told.push(Told::Comment(value.into())),
            "event" => event = value.into(),
            "data" => data = data + value + "\n",
            "id" if !value.contains('\0') => id = value.into(),
            "retry" => told.extend(milliseconds(value, longest).map(Told::Retry)),
            _ => {}
        }
    }
    told
}

/// The last event ID behind all of `bytes`, by the naive way: that of the last empty line.
pub fn oracle_id(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    // Behind the last empty line nothing counts yet.
    let end = match text.rfind("\n\n") {
        Some(at) => at + 1,
        None => usize::from(text.starts_with('\n')),
    };
    let mut ids = text[..end].lines().filter_map(|line| match line {
        "id" => Some(""),
        _ => line.strip_prefix("id:").map(|value| value.strip_prefix(' ').unwrap_or(value)),
    });
    ids.rfind(|id| !id.contains('\0')).unwrap_or_default().into()
}

/// A message in words.
pub fn message(event: &str, data: &str, last_event_id: &str) -> Told {
    let last_event_id = last_event_id.into();
    Told::Message { event: event.into(), data: data.into(), last_event_id }
}

fn milliseconds(digits: &str, longest: Duration) -> Option<Duration> {
    if digits.is_empty() || digits.chars().any(|digit| !digit.is_ascii_digit()) {
        return None;
    }
    // Too many digits for a number: more than any bound.
    Some(digits.parse().map_or(longest, Duration::from_millis).min(longest))
}

/// What must be told of events that were `written` one after the other.
pub fn expected(written: &[Written]) -> Vec<Told> {
    let mut last_event_id = "";
    let tell = |one| {
        let Written { id, event, data }: &Written = one;
        last_event_id = id.as_deref().unwrap_or(last_event_id);
        let event = event.as_deref().filter(|event| !event.is_empty()).unwrap_or("message");
        let data = data.replace("\r\n", "\n").replace('\r', "\n");
        message(event, &data, last_event_id)
    };
    written.iter().map(tell).collect()
}

/// Streams made of what a decoder could trip over, up to 400 bytes. None is invalid: the standard
/// knows no invalid stream.
pub fn stream() -> impl Strategy<Value = Vec<u8>> {
    const GOOD: &str = "\n|\n|\n|\r|\r|\r\n|\r\n|\n\n|\r\r|:|: | |\t|\0|data|data:|data: |data:x\n\
        |event:|event: e\n|id|id:|id: 7\n|retry|retry:|retry: 15\n|42|x|name|\u{feff}|é€\u{1F600}";
    const BAD: [&[u8]; 3] = [b"\xe2\x82", b"\xf0\x9f\x98", b"\xff"];
    let pieces: Vec<&[u8]> = GOOD.split('|').map(str::as_bytes).chain(BAD).collect();
    let pieces = prop::sample::select(pieces);
    vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

/// Bytes that are hardly anything but what ends, divides or breaks something.
pub fn noise() -> impl Strategy<Value = Vec<u8>> {
    vec(prop::sample::select(&b"\r\n: \xef\xbb\xbf\xe2\x82\0id0"[..]), 0..60)
}

/// The lines of a stream, without their ends.
pub fn lines() -> impl Strategy<Value = Vec<String>> {
    let line =
        "|data: ?[a-c]{0,3}|event: ?[a-c]{0,3}|id: ?[0-9\0]{0,3}|retry: ?[0-9]{0,3}|: ?[a-c]";
    vec(line, 0..20)
}

/// Events with any text that an event may hold: line breaks in the data, too.
pub fn written() -> impl Strategy<Value = Vec<Written>> {
    let id = option::of("|[!-~]([ -~]{0,4}[!-~])?");
    let event = option::of("([^\r\n\0]|[ :a-z]){0,6}");
    let data = "([\r\n :]|\r\n|data: |id: 7|.){0,8}";
    let one = (id, event, data).prop_map(|(id, event, data)| Written { id, event, data });
    vec(one, 0..6)
}

/// How many [`hostile`] events a law sends: as many as take about a second.
pub const HOSTILE: usize = 100_000;

/// Events without an end, made of what could forge something; always the same ones.
pub fn hostile() -> impl Iterator<Item = Written> {
    const ID: [&str; 6] = ["7", "id: 7", ":", "-", "data: x", " "];
    const ONE_LINE: [&str; 8] = [" ", ":", "id: 7", "data: ", "\u{feff}", "é", "\u{2028}", "x"];
    const ANY: [&str; 6] = ["\r", "\n", "\r\n", "\0", "event: e", "retry: 1"];
    let mut dice = 0x0101_u64;
    let mut below = move |n: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(dice >> 33).unwrap_or_default() % n
    };
    std::iter::repeat_with(move || {
        let mut text = |pieces: &[&[&str]]| -> String {
            let all = pieces.concat();
            (0..below(6)).map(|_| all[below(all.len())]).collect()
        };
        let id = text(&[&ID]).trim_matches(' ').to_owned();
        let (event, data) = (text(&[&ONE_LINE]), text(&[&ONE_LINE, &ANY]));
        Written { id: (below(3) > 0).then_some(id), event: (below(3) > 0).then_some(event), data }
    })
}

/// Comments of any text.
pub fn comments() -> impl Strategy<Value = Vec<String>> {
    vec("([\r\n :]|\r\n|data: |id: 7|.){0,8}", 0..6)
}

/// The laws of a decoder of event streams.
///
/// - `new`: makes a fresh one, with room for 400 bytes;
/// - `tell`: puts one event into words: `|event| Told::…`;
/// - `last_event_id`: what is to be sent back: `|decoder| -> &str`;
/// - `longest`: the longest reconnection time that it takes from a server.
#[macro_export]
macro_rules! sse_decoder {
    (
        new: $new:expr, tell: $tell:expr, last_event_id: $id:expr, longest: $longest:expr $(,)?
    ) => {
        use $crate::proptest::prelude::*;
        use $crate::protocol::{any_bytes, cuts};
        use $crate::sse::{behind, decode, lines, noise, oracle, oracle_id, stream};

        $crate::proptest::proptest! {
            /// It tells what the standard's steps, taken one by one over the whole, tell.
            #[test]
            fn law_sse_decoder_equals_the_naive_one(bytes in stream(), cuts in cuts()) {
                let told = decode($new(), $tell, &bytes, &cuts);
                prop_assert_eq!(told, oracle(&bytes, $longest));
            }

            /// Also where the bytes are no event stream at all.
            #[test]
            fn law_sse_decoder_equals_the_naive_one_on_any_bytes(
                bytes in any_bytes(), cuts in cuts()
            ) {
                let told = decode($new(), $tell, &bytes, &cuts);
                prop_assert_eq!(told, oracle(&bytes, $longest));
            }

            /// And where they are all line ends, colons, spaces and halves of characters.
            #[test]
            fn law_sse_decoder_equals_the_naive_one_on_noise(bytes in noise(), cuts in cuts()) {
                let told = decode($new(), $tell, &bytes, &cuts);
                prop_assert_eq!(told, oracle(&bytes, $longest));
            }

            /// What is to be sent back is the id before the last empty line.
            #[test]
            fn law_sse_last_event_id_equals_the_naive_one(
                bytes in prop_oneof![stream(), noise()], cuts in cuts()
            ) {
                let decoder = behind($new(), &bytes, &cuts);
                prop_assert_eq!($id(&decoder), oracle_id(&bytes));
            }

            /// LF, CR and CR LF end a line equally well.
            #[test]
            fn law_sse_line_endings_are_equivalent(lines in lines(), cuts in cuts()) {
                let [lf, cr, crlf] = ["\n", "\r", "\r\n"].map(|end| {
                    let text: String = lines.iter().flat_map(|line| [line, end]).collect();
                    decode($new(), $tell, text.as_bytes(), &cuts)
                });
                prop_assert_eq!(&lf, &cr);
                prop_assert_eq!(&lf, &crlf);
            }
        }
    };
}

/// The laws of an encoder of event streams, heard by a decoder.
///
/// - `event`: appends an event to a buffer: `|out: &mut Vec<u8>, one: &Written| …`;
/// - `comment`: appends a comment: `|out: &mut Vec<u8>, text: &str| …`;
/// - `new` and `tell`: as for [`sse_decoder!`], but with room for all that was written.
#[macro_export]
macro_rules! sse_encoder {
    (event: $event:expr, comment: $comment:expr, new: $new:expr, tell: $tell:expr $(,)?) => {
        use $crate::proptest::prelude::*;
        use $crate::protocol::cuts;
        use $crate::sse::{HOSTILE, Told, Written, comments, decode, expected, hostile, written};

        /// The same, of very many events that are hardly anything but line ends and names.
        #[test]
        fn law_sse_a_hundred_thousand_hostile_events_come_back_as_they_were() {
            let events: Vec<Written> = hostile().take(HOSTILE).collect();
            for some in events.chunks(1000) {
                let mut out = Vec::new();
                some.iter().for_each(|one| $event(&mut out, one));
                assert_eq!(decode($new(), $tell, &out, &[]), expected(some));
            }
        }

        $crate::proptest::proptest! {
            /// What is written is what is read: every line break of the data as LF, all other
            /// text as it was.
            #[test]
            fn law_sse_encode_then_decode_is_identity(events in written(), cuts in cuts()) {
                let mut out = Vec::new();
                events.iter().for_each(|one| $event(&mut out, one));
                prop_assert_eq!(decode($new(), $tell, &out, &cuts), expected(&events));
            }

            /// No comment, whatever its text, is read as anything but comments.
            #[test]
            fn law_sse_comments_forge_nothing(comments in comments()) {
                let mut out = Vec::new();
                comments.iter().for_each(|text| $comment(&mut out, text));
                for told in decode($new(), $tell, &out, &[]) {
                    prop_assert!(matches!(told, Told::Comment(_)), "{told:?}");
                }
            }
        }
    };
}
