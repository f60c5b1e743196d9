//! # The laws of explaining                                          chapter 10
//! Knows: what holds for any bytes, and for right ones cut anywhere. Does not know: the codecs.
//! Read before: `tests/laws/src/explain.rs`. Read next: `explain/src/lib.rs`.

use explain::{Sender::Client, Value};
use laws::hex;

mod laws_of_frames {
    use super::*;
    use laws::proptest::collection::vec;

    #[test]
    fn must_say_how_much_is_missing_at_every_cut() {
        let hello = hex("81 85 | 37 fa 21 3d | 7f 9f 4d 51 58");
        let missing = (0..=hello.len()).map(|n| explain::frame(&hello[..n], Client).missing);
        assert_eq!(missing.collect::<Vec<_>>(), [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
        let long = hex("82 fe | 01 00 | 00 00 00 00");
        let missing = (0..=long.len()).map(|n| explain::frame(&long[..n], Client).missing);
        assert_eq!(missing.collect::<Vec<_>>(), [2, 1, 6, 5, 260, 259, 258, 257, 256]);
    }

    /// A frame of fewer than 64 KiB, written the plain way.
    pub(crate) fn write(first: u8, key: Option<[u8; 4]>, payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![first];
        let mask = if key.is_some() { 0x80 } else { 0 };
        match payload.len() {
            length @ 0..=125 => frame.push(mask | length as u8),
            length => {
                frame.push(mask | 126);
                frame.extend((length as u16).to_be_bytes());
            }
        }
        frame.extend(key.iter().flatten());
        let key = key.unwrap_or_default();
        frame.extend(payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key));
        frame
    }

    /// A frame that a client may send on its own.
    fn whole() -> impl Strategy<Value = Vec<u8>> {
        let text = (Just(0x81), "\\PC{0,60}".prop_map(String::into_bytes));
        let binary = (prop_oneof![Just(0x82), Just(0x02), Just(0x00)], vec(any::<u8>(), 0..300));
        let control = (prop_oneof![Just(0x89), Just(0x8a)], vec(any::<u8>(), 0..126));
        let close = (Just(0x88), Just(b"\x03\xe8bye".to_vec()));
        (prop_oneof![text, binary, control, close], any::<[u8; 4]>())
            .prop_map(|((first, payload), key)| write(first, Some(key), &payload))
    }

    laws::explaining! {
        explain: |bytes: &[u8]| vec![explain::frame(bytes, Client)],
        whole: whole(),
    }

    laws::proptest::proptest! {
        /// What was written is what is read.
        #[test]
        fn law_fields_say_what_was_written(
            opcode in prop_oneof![Just(1u8), Just(2), Just(9)],
            key in any::<[u8; 4]>(),
            payload in vec(any::<u8>(), 0..300),
        ) {
            let bytes = write(0x80 | opcode, Some(key), &payload);
            let explained = explain::frame(&bytes, Client);
            let number = |name| explained.field(name).map(|field| field.value.clone());
            prop_assert_eq!(number("opcode"), Some(Value::Number(opcode.into())));
            prop_assert_eq!(number("masking key"), Some(Value::Bytes(key.to_vec())));
            let read = explained.field("payload data").map(|field| field.value.as_bytes());
            prop_assert_eq!(read.unwrap_or_default(), &payload[..]);
        }
    }
}

mod laws_of_streams_of_frames {
    use super::laws_of_frames::write;

    /// A text in two fragments with a ping in between, then a binary message, then a close.
    fn whole() -> impl Strategy<Value = Vec<u8>> {
        ("\\PC{0,40}", 0usize..100, any::<[u8; 20]>()).prop_map(|(text, cut, bytes)| {
            let (first, rest) = text.as_bytes().split_at(cut.min(text.len()));
            let frames = [(0x01, first), (0x89, &bytes[..4]), (0x80, rest), (0x82, &bytes[..])];
            let frames = frames.map(|(first, payload)| write(first, None, payload));
            [frames.concat(), write(0x88, None, b"")].concat()
        })
    }

    laws::explaining! {
        explain: |bytes: &[u8]| explain::frames(bytes, explain::Sender::Server),
        whole: whole(),
    }
}

mod laws_of_heads {
    fn whole() -> impl Strategy<Value = Vec<u8>> {
        let fields = "([A-Z][a-z]{1,8}: ?[ -~]{0,20}\r\n){0,4}";
        ("[A-Z]{1,7} /[a-z]{0,9}", fields)
            .prop_map(|(start, fields)| format!("{start} HTTP/1.1\r\nhost: a\r\n{fields}\r\n"))
            .prop_filter("one Host", |head| head.to_lowercase().matches("host:").count() == 1)
            .prop_map(String::into_bytes)
    }

    laws::explaining! { explain: |bytes: &[u8]| vec![explain::http_head(bytes)], whole: whole() }
}

mod laws_of_chunks {
    fn whole() -> impl Strategy<Value = Vec<u8>> {
        let last = Just("0\r\nTrailer: 1\r\n\r\n".to_owned());
        let other = ("[ -~]{1,40}", prop_oneof![Just(""), Just(";a=b")])
            .prop_map(|(data, extension)| format!("{:x}{extension}\r\n{data}\r\n", data.len()));
        prop_oneof![last, other].prop_map(String::into_bytes)
    }

    laws::explaining! { explain: |bytes: &[u8]| vec![explain::chunk(bytes)], whole: whole() }
}

mod laws_of_event_streams {
    fn whole() -> impl Strategy<Value = Vec<u8>> {
        let event =
            "\u{feff}?((data|id|event|retry|:|x)(: ?\\PC{0,9})?(\r|\n|\r\n)){0,9}(\n\n|\r\r)";
        event.prop_map(String::into_bytes)
    }

    laws::explaining! { explain: |bytes: &[u8]| vec![explain::event_stream(bytes)], whole: whole() }
}

/// The payload of a Close frame is given whole, so nothing of it is ever missing.
mod laws_of_close_payloads {
    use laws::proptest::collection::vec;
    use laws::proptest::prelude::*;

    fn whole() -> impl Strategy<Value = Vec<u8>> {
        let code = prop_oneof![1000u16..=1003, 1007u16..=1014, 3000u16..=4999];
        let body = (code, "[a-z€]{0,40}")
            .prop_map(|(code, reason)| [&code.to_be_bytes(), reason.as_bytes()].concat());
        prop_oneof![1 => Just(Vec::new()), 9 => body]
    }

    laws::proptest::proptest! {
        #[test]
        fn law_there_is_no_complaint_about_a_right_payload(payload in whole()) {
            let explained = explain::close_payload(&payload);
            prop_assert_eq!(&explained.complaints, &vec![]);
            prop_assert_eq!((explained.consumed, explained.missing), (payload.len(), 0));
            laws::explain::assert_explained(&[explained], &payload);
        }

        #[test]
        fn law_fields_tile_any_payload(payload in laws::protocol::any_bytes()) {
            laws::explain::assert_explained(&[explain::close_payload(&payload)], &payload);
        }

        /// A Close frame says of its payload what the payload says alone.
        #[test]
        fn law_a_close_frame_says_the_same(
            payload in prop_oneof![whole(), vec(any::<u8>(), 0..126)],
        ) {
            let frame = laws::frames::frame(0x88, &payload, None);
            let framed = explain::frame(&frame, explain::Sender::Server);
            let alone = explain::close_payload(&payload);
            let what = |explained: &explain::Explained| {
                let told = explained.complaints.iter();
                told.map(|complaint| (complaint.what.clone(), complaint.cite)).collect::<Vec<_>>()
            };
            prop_assert_eq!(what(&framed), what(&alone));
            for name in ["status code", "reason"] {
                let said = |explained: &explain::Explained| {
                    explained.field(name).map(|field| (field.value.clone(), field.meaning.clone()))
                };
                prop_assert_eq!(said(&framed), said(&alone));
            }
        }
    }
}

mod laws_of_compressed_streams {
    use explain::{Agreed, Deflate, Sender};

    laws::explaining! {
        explain: |bytes: &[u8]| {
            let deflate =
                Deflate { client_context_takeover: false, server_context_takeover: false };
            explain::frames_with(bytes, Sender::Client, &Agreed { deflate: Some(deflate) })
        },
        whole: laws::deflate::stream(true),
    }
}
