//! # Two readers of event streams, one tale                          chapter 10
//! Knows: both `explain` and the decoder in `sse/`, and that they share no code.
//! Does not know: how either of them reads.
//! Read before: `10_explain_agrees_chunks.rs`. Read next: `11_masking.rs`.

use explain::Value;
use laws::proptest::prelude::*;
use laws::sse::{Told, decode, stream};
use sse::{Decoder, Event, retry};
use std::time::Duration;
use wire::Limits;

fn tell(event: Event<'_>) -> Told {
    match event {
        Event::Message { event, data, last_event_id } => {
            laws::sse::message(&event, &data, &last_event_id)
        }
        Event::Retry(time) => Told::Retry(time),
        Event::Comment(text) => Told::Comment(text.into_owned()),
    }
}

/// What is explained, in the same words. A time longer than we believe is cut: that is our limit.
fn explained(bytes: &[u8]) -> Vec<Told> {
    let explained = explain::event_stream(bytes);
    assert_eq!(explained.complaints, [], "an event stream cannot be wrong");
    let mut told = Vec::new();
    for field in explained.fields {
        match (field.name, field.value) {
            ("empty line", Value::Event { event, data, id }) => {
                told.push(laws::sse::message(&event, &data, &id));
            }
            ("comment", Value::Line { value, .. }) => told.push(Told::Comment(value)),
            ("retry", Value::Line { value, .. }) if !field.meaning.starts_with("ignored") => {
                let time = value.parse().map_or(retry::LONGEST, Duration::from_millis);
                told.push(Told::Retry(time.min(retry::LONGEST)));
            }
            _ => {}
        }
    }
    told
}

fn decoded(bytes: &[u8]) -> Vec<Told> {
    decode(Decoder::new(Limits::DEFAULT), tell, bytes, &[])
}

laws::proptest::proptest! {
    #[test]
    fn law_both_tell_the_same_of_a_stream(bytes in stream()) {
        prop_assert_eq!(explained(&bytes), decoded(&bytes));
    }

    #[test]
    fn law_both_tell_the_same_of_any_bytes(bytes in laws::protocol::any_bytes()) {
        prop_assert_eq!(explained(&bytes), decoded(&bytes));
    }

    /// What the encoder writes is explained as it was meant.
    #[test]
    fn law_both_tell_what_was_written(events in laws::sse::written()) {
        let mut bytes = Vec::new();
        for one in &events {
            let (id, event) = (one.id.as_deref(), one.event.as_deref());
            sse::encode::write_event(&mut bytes, id, event, &one.data).unwrap();
        }
        prop_assert_eq!(explained(&bytes), laws::sse::expected(&events));
        prop_assert_eq!(decoded(&bytes), laws::sse::expected(&events));
    }
}

/// Every stream of up to five of the bytes and words that mean something.
#[test]
fn law_both_tell_the_same_of_every_short_stream() {
    let words: [&[u8]; 11] = [
        b"\n",
        b"\r",
        b":",
        b" ",
        b"data",
        b"id",
        b"event",
        b"retry",
        b"7",
        b"\0",
        b"\xef\xbb\xbf",
    ];
    let n = words.len();
    for i in 0..n.pow(5) {
        let of = |place: u32| words[i / n.pow(place) % n];
        let bytes = [of(4), of(3), of(2), of(1), of(0), b"\n\n"].concat();
        assert_eq!(explained(&bytes), decoded(&bytes), "{}", bytes.escape_ascii());
    }
}
