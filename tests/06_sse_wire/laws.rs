//! # The laws of an event stream                                     chapter 06 · WHATWG §9.2.6
//! Knows: what holds for all bytes, all cuts, all events. Does not know: why.
//! Read before: `tests/laws/src/sse.rs`. Read next: `limits.rs`.

use super::*;

mod as_a_protocol {
    use super::*;

    laws::protocol! {
        new: || Decoder::new(Limits {
            line_bytes: 400, event_bytes: 1200, id_bytes: 400, ..Limits::DEFAULT
        }),
        note: |log: &mut Log, event: Event<'_>| log.event(event),
        valid: laws::sse::stream(),
        held: 400 + 1200 + 400 + 3 * 400,
    }
}

mod as_a_protocol_with_little_room {
    use super::*;

    const LITTLE: Limits =
        Limits { line_bytes: 16, event_bytes: 24, id_bytes: 9, ..Limits::DEFAULT };
    const BLOCK: &str =
        "(id: [0-9]{0,9}\n|event: [a-z]{0,9}\r|data: [^\r\n]{0,2}\r\n|:[ -~]{0,15}\n){0,2}";

    laws::protocol! {
        new: || Decoder::new(LITTLE),
        note: |log: &mut Log, event: Event<'_>| log.event(event),
        valid: prop::collection::vec(BLOCK, 0..10).prop_map(|all| all.join("\n").into_bytes()),
        held: 16 + 24 + 9 + 3 * 16,
    }
}

mod decoding {
    use super::*;

    laws::sse_decoder! {
        new: decoder,
        tell: tell,
        last_event_id: Decoder::last_event_id,
        longest: sse::retry::LONGEST,
    }
}

mod encoding {
    use super::*;

    fn write(out: &mut Vec<u8>, one: &Written) {
        let (id, event) = (one.id.as_deref(), one.event.as_deref());
        encode::write_event(out, id, event, &one.data).unwrap();
    }

    laws::sse_encoder!(event: write, comment: encode::write_comment, new: decoder, tell: tell);
}
