//! # The laws of the one shape                                       chapter 03
//! Knows: what `wire::Protocol` promises. Does not know: any protocol.
//! Read before: `wire/src/protocol.rs`. Read next: `talk.rs`.

use crate::Log;
use proptest::collection::vec;
use proptest::prelude::*;
use wire::{Input, Output, Protocol, Watch, feed};

/// Up to eight places to cut a stream of bytes, rising.
pub fn cuts() -> impl Strategy<Value = Vec<usize>> {
    vec(0usize..400, 0..8).prop_map(|mut cuts| {
        cuts.sort_unstable();
        cuts
    })
}

/// Any bytes, as hostile as chance makes them.
pub fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..400)
}

/// What a protocol did with some bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Heard {
    /// The events, in words.
    pub lines: Vec<String>,
    /// The error at which it stopped, in words.
    pub error: Option<String>,
    /// All that it wanted to write.
    pub output: Vec<u8>,
    /// Whether it ended its side.
    pub ended: bool,
    /// The most unfinished input that it kept at any time, in bytes.
    pub most_held: usize,
}

/// Feed `bytes` to `protocol`, cut at `cuts`, and note what it does.
pub fn hear<P: Protocol>(
    protocol: &mut P,
    bytes: &[u8],
    cuts: &[usize],
    mut note: impl FnMut(&mut Log, P::Event<'_>),
) -> Heard
where
    P::Error: std::fmt::Display,
{
    let mut log = Log::default();
    let mut most_held = 0;
    let mut output = Output::default();
    let mut error = None;
    let mut from = 0;
    for to in cuts.iter().copied().filter(|&cut| cut < bytes.len()).chain([bytes.len()]) {
        let mut piece = bytes[from..to].to_vec();
        from = to;
        let mut input = Input::new(&mut piece);
        let drained = feed::drain(protocol, &mut input, &mut |_: &mut P, event| {
            note(&mut log, event);
        });
        most_held = most_held.max(protocol.held());
        output.append(protocol.take_output());
        assert!(protocol.take_output().is_empty(), "output was handed out twice");
        if let Err(broken) = drained {
            let again = protocol.next_event(&mut Input::empty()).err();
            assert_eq!(again.map(|e| e.to_string()), Some(broken.to_string()), "an error latches");
            error = Some(broken.to_string());
            break;
        }
        assert!(input.is_empty(), "after None the input must be empty, {} left", input.len());
    }
    let lines = log.lines().to_vec();
    Heard { lines, error, ended: output.is_end(), output: output.to_vec(), most_held }
}

/// Counts what passes, so that a law can compare it.
#[derive(Debug, Default)]
pub struct Recorder {
    /// All bytes received.
    pub received: Vec<u8>,
    /// All bytes sent.
    pub sent: Vec<u8>,
}

impl Watch for Recorder {
    fn received(&mut self, bytes: &[u8]) {
        self.received.extend_from_slice(bytes);
    }

    fn sent(&mut self, bytes: &[u8]) {
        self.sent.extend_from_slice(bytes);
    }
}

/// The laws of `wire::Protocol` for one protocol.
///
/// - `new`: makes a fresh one: `|| Decoder::new(…)`, with small limits;
/// - `note`: writes one event into a [`Log`]: `|log, event| log.event(event)`;
/// - `valid`: a proptest strategy for streams of bytes that it accepts;
/// - `held`: the most bytes of unfinished input that it may keep under those limits.
#[macro_export]
macro_rules! protocol {
    (new: $new:expr, note: $note:expr, valid: $valid:expr, held: $held:expr $(,)?) => {
        use $crate::proptest::prelude::*;
        use $crate::protocol::{Recorder, any_bytes, cuts, hear};

        $crate::proptest::proptest! {
            /// Where TCP cuts the bytes changes nothing: same events, same answers.
            #[test]
            fn law_any_split_gives_the_same_events(bytes in $valid, cuts in cuts()) {
                let whole = hear(&mut $new(), &bytes, &[], $note);
                let split = hear(&mut $new(), &bytes, &cuts, $note);
                prop_assert_eq!(&whole.error, &None);
                prop_assert_eq!(&whole.lines, &split.lines);
                prop_assert_eq!(&whole.output, &split.output);
                prop_assert_eq!(whole.ended, split.ended);
            }

            /// One byte at a time is a split like any other.
            #[test]
            fn law_one_byte_at_a_time_gives_the_same_events(bytes in $valid) {
                let every: Vec<usize> = (1..bytes.len()).collect();
                let whole = hear(&mut $new(), &bytes, &[], $note);
                let split = hear(&mut $new(), &bytes, &every, $note);
                prop_assert_eq!(&whole.lines, &split.lines);
                prop_assert_eq!(&whole.output, &split.output);
            }

            /// Half a stream never yields an event that the whole one does not begin with.
            #[test]
            fn law_a_prefix_never_invents_events(bytes in $valid, at in 0usize..400) {
                let whole = hear(&mut $new(), &bytes, &[], $note);
                let half = hear(&mut $new(), &bytes[..at.min(bytes.len())], &[], $note);
                let n = half.lines.len().saturating_sub(1); // the last one may be a piece
                prop_assert!(half.lines.len() <= whole.lines.len());
                prop_assert_eq!(&half.lines[..n], &whole.lines[..n]);
            }

            /// Any bytes: no panic, the same verdict whatever the cuts, errors latch, and what is
            /// kept stays within the limits.
            #[test]
            fn law_any_bytes_never_panic_and_stay_within_limits(
                bytes in any_bytes(), cuts in cuts()
            ) {
                let whole = hear(&mut $new(), &bytes, &[], $note);
                let split = hear(&mut $new(), &bytes, &cuts, $note);
                prop_assert!(split.most_held <= $held, "{} bytes held", split.most_held);
                prop_assert_eq!(&whole.error, &split.error);
                prop_assert_eq!(&whole.lines, &split.lines);
            }

            /// A valid stream with one byte changed: the same promises.
            #[test]
            fn law_a_damaged_stream_is_judged_the_same_however_it_is_cut(
                bytes in $valid, at in 0usize..400, with in any::<u8>(), cuts in cuts()
            ) {
                let mut bytes = bytes;
                let n = bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(at % n) {
                    *byte = with;
                }
                let whole = hear(&mut $new(), &bytes, &[], $note);
                let split = hear(&mut $new(), &bytes, &cuts, $note);
                prop_assert!(split.most_held <= $held, "{} bytes held", split.most_held);
                prop_assert_eq!(&whole.error, &split.error);
                prop_assert_eq!(&whole.lines, &split.lines);
                prop_assert_eq!(&whole.output, &split.output);
            }

            /// A tap sees every byte once, and changes nothing.
            #[test]
            fn law_tap_changes_nothing(bytes in $valid, cuts in cuts()) {
                let bare = hear(&mut $new(), &bytes, &cuts, $note);
                let mut tap = wire::Tap::new($new(), Recorder::default());
                let tapped = hear(&mut tap, &bytes, &cuts, $note);
                prop_assert_eq!(&bare, &tapped);
                prop_assert_eq!(&tap.watch().received, &bytes);
                prop_assert_eq!(&tap.watch().sent, &tapped.output);
            }
        }

        /// A protocol that has heard nothing keeps nothing and says nothing of its own accord.
        #[test]
        fn law_an_idle_protocol_holds_no_buffer() {
            assert_eq!(wire::Protocol::held(&$new()), 0);
        }
    };
}
