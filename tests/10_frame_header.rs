//! # Frame header                                                    chapter 10 · RFC 6455 §5.2
//! Knows: what each bit before a payload means, and which may be set. Does not know: connections.
//! Read before: `frames/src/header.rs`, `frames/src/check.rs`. Read next: `11_masking.rs`.

use frames::{Header, LengthForm, Opcode, Role, Violation};
use laws::{hex, to_hex};
use wire::Cite;

/// The header at the start of these bytes (spaced hex).
fn parse(text: &str) -> Header {
    Header::parse(&hex(text)).complete().expect("a whole header")
}

/// The bytes of a header, as spaced hex.
fn encode(header: &Header) -> String {
    let mut bytes = Vec::new();
    header.encode(&mut bytes);
    to_hex(&bytes)
}

/// `receiver` refuses the header at the start of these bytes: the rule, the byte, the section.
#[track_caller]
fn refuses(
    receiver: Role,
    fragmented: bool,
    text: &str,
    rule: Violation,
    at: u64,
    section: &'static str,
) {
    let error = parse(text).check(receiver, fragmented).expect_err("a broken rule");
    assert_eq!((error.violation, error.offset), (rule, at), "{text}: {error}");
    assert_eq!(error.cite(), Cite::rfc6455(section), "{text}");
}

/// A server, between messages, accepts the header at the start of these bytes.
#[track_caller]
fn server_accepts(text: &str) {
    assert_eq!(parse(text).check(Role::Server, false), Ok(()), "{text}");
}

mod s05_1_overview {
    use super::*;

    #[test] // WS-5.1-02, WS-10.7-01
    fn must_refuse_an_unmasked_client_frame() {
        refuses(Role::Server, false, "81 05", Violation::UnmaskedFrame, 1, "5.1");
        server_accepts("81 85 | 00 00 00 00");
    }

    #[test] // WS-5.1-05, WS-10.7-01
    fn must_refuse_a_masked_server_frame() {
        refuses(Role::Client, false, "81 85 | 00 00 00 00", Violation::MaskedFrame, 1, "5.1");
        assert_eq!(parse("81 05").check(Role::Client, false), Ok(()));
    }
}

mod s05_2_base_framing {
    use super::*;
    use laws::proptest::prelude::*;

    #[test] // WS-5.2-05
    fn must_read_every_field() {
        let header = parse("d2 fe | 01 02 | 0a 0b 0c 0d");
        assert!(header.fin && header.rsv1 && !header.rsv2 && header.rsv3);
        assert_eq!(header.opcode, Opcode::Binary);
        assert_eq!((header.length, header.form), (0x0102, LengthForm::Bits16));
        assert_eq!(header.key, Some([0x0a, 0x0b, 0x0c, 0x0d]));
        assert_eq!(header.size(), 8);
    }

    #[test] // WS-5.2-05
    fn must_write_lengths_in_network_byte_order() {
        let header = |length| Header::new(true, Opcode::Binary, length, None);
        assert_eq!(encode(&header(0x0102)), "82 7e 01 02");
        assert_eq!(encode(&header(0x0102_0304_0506_0708)), "82 7f 01 02 03 04 05 06 07 08");
    }

    #[test] // WS-5.2-05, WS-5.2-07
    fn must_use_the_shortest_form_of_a_length() {
        for (length, bytes) in [
            (0, "82 00"),
            (125, "82 7d"),
            (126, "82 7e 00 7e"),
            (65_535, "82 7e ff ff"),
            (65_536, "82 7f 00 00 00 00 00 01 00 00"),
        ] {
            assert_eq!(encode(&Header::new(true, Opcode::Binary, length, None)), bytes);
        }
    }

    #[test] // WS-5.2-07
    fn must_refuse_a_length_in_a_longer_form_than_it_needs() {
        for (length, bytes) in [
            (0, "82 fe | 00 00 | 00 00 00 00"),
            (125, "82 fe | 00 7d | 00 00 00 00"),
            (126, "82 ff | 00 00 00 00 00 00 00 7e | 00 00 00 00"),
            (65_535, "82 ff | 00 00 00 00 00 00 ff ff | 00 00 00 00"),
        ] {
            let rule = Violation::LengthNotShortest(length);
            refuses(Role::Server, false, bytes, rule, 1, "5.2");
        }
        server_accepts("82 fe | 00 7e | 00 00 00 00");
        server_accepts("82 ff | 00 00 00 00 00 01 00 00 | 00 00 00 00");
    }

    #[test] // WS-5.2-06
    fn must_refuse_a_64_bit_length_with_its_highest_bit_set() {
        let bytes = "82 ff | 80 00 00 00 00 00 00 00 | 00 00 00 00";
        refuses(Role::Server, false, bytes, Violation::LengthTopBit, 2, "5.2");
        server_accepts("82 ff | 7f ff ff ff ff ff ff ff | 00 00 00 00");
    }

    #[test] // WS-5.2-03
    fn must_refuse_reserved_bits_without_an_extension() {
        for rsv in 1..=7u8 {
            for opcode in 0..=15u8 {
                let first = 0x80 | rsv << 4 | opcode;
                let bytes = format!("{first:02x} 80 | 00 00 00 00");
                refuses(Role::Server, false, &bytes, Violation::ReservedBits, 0, "5.2");
            }
        }
    }

    #[test] // WS-5.2-04
    fn must_refuse_a_reserved_opcode() {
        for opcode in (0x3..=0x7).chain(0xb..=0xf) {
            for fin in [0x00, 0x80] {
                for length in [0x80, 0x81] {
                    let bytes = format!("{:02x} {length:02x} | 00 00 00 00", fin | opcode);
                    let rule = Violation::ReservedOpcode(opcode);
                    refuses(Role::Server, false, &bytes, rule, 0, "5.2");
                }
            }
        }
    }

    #[test]
    fn must_keep_the_raw_value_of_every_opcode() {
        for bits in 0..=15 {
            assert_eq!(Opcode::from_bits(bits).bits(), bits);
            assert_eq!(Opcode::from_bits(bits).is_control(), bits >= 8);
        }
    }

    #[test]
    fn may_have_an_empty_payload() {
        for opcode in ["81", "82", "88", "89", "8a"] {
            server_accepts(&format!("{opcode} 80 | 00 00 00 00"));
        }
    }

    /// Three rules broken at once: the first byte decides.
    #[test]
    fn must_judge_in_the_order_of_the_bytes() {
        let bytes = "f3 7f | 80 00 00 00 00 00 00 00";
        refuses(Role::Server, false, bytes, Violation::ReservedBits, 0, "5.2");
        let bytes = "83 7f | 80 00 00 00 00 00 00 00";
        refuses(Role::Server, false, bytes, Violation::ReservedOpcode(3), 0, "5.2");
        let bytes = "82 7f | 80 00 00 00 00 00 00 00";
        refuses(Role::Server, false, bytes, Violation::UnmaskedFrame, 1, "5.1");
    }

    fn any_header() -> impl Strategy<Value = Header> {
        let length = prop_oneof![0..130u64, 65_000..66_000u64, any::<u64>()];
        let key = any::<Option<[u8; 4]>>();
        (any::<u8>(), length, key).prop_map(|(first, length, key)| Header {
            rsv1: first & 0x40 != 0,
            rsv2: first & 0x20 != 0,
            rsv3: first & 0x10 != 0,
            ..Header::new(first & 0x80 != 0, Opcode::from_bits(first), length, key)
        })
    }

    // WS-5.2-05
    laws::frame_header! { parse: Header::parse, encode: Header::encode, any: any_header() }
}

mod s05_4_fragmentation {
    use super::*;

    #[test] // WS-5.4-02
    fn must_refuse_a_continuation_of_nothing() {
        for bytes in ["80 80 | 00 00 00 00", "00 80 | 00 00 00 00"] {
            refuses(Role::Server, false, bytes, Violation::NothingToContinue, 0, "5.4");
            assert_eq!(parse(bytes).check(Role::Server, true), Ok(()));
        }
    }

    #[test] // WS-5.4-02, WS-5.4-06
    fn must_refuse_a_message_inside_a_message() {
        for bytes in ["81 80 | 00 00 00 00", "02 80 | 00 00 00 00"] {
            refuses(Role::Server, true, bytes, Violation::MessageInsideMessage, 0, "5.4");
            server_accepts(bytes);
        }
    }
}

mod s05_5_control_frames {
    use super::*;

    #[test] // WS-5.4-04, WS-5.5-02
    fn must_not_be_fragmented() {
        for bytes in ["08 80 | 00 00 00 00", "09 80 | 00 00 00 00", "0a 80 | 00 00 00 00"] {
            refuses(Role::Server, false, bytes, Violation::FragmentedControl, 0, "5.5");
        }
    }

    #[test] // WS-5.5-01
    fn must_not_have_more_than_125_bytes() {
        for opcode in ["88", "89", "8a"] {
            server_accepts(&format!("{opcode} fd | 00 00 00 00"));
            for length in ["fe | 00 7e", "ff | 00 00 00 00 00 01 00 00"] {
                let bytes = format!("{opcode} {length} | 00 00 00 00");
                refuses(Role::Server, false, &bytes, Violation::ControlTooLong, 1, "5.5");
            }
        }
    }

    #[test] // WS-5.4-07
    fn may_stand_inside_a_fragmented_message() {
        assert_eq!(parse("89 80 | 00 00 00 00").check(Role::Server, true), Ok(()));
    }
}

/// The headers that the standard prints.
mod s05_7_examples {
    use super::*;

    #[test] // WS-5.7-01
    fn vector_headers_are_read_and_written() {
        let key = Some([0x37, 0xfa, 0x21, 0x3d]);
        for (bytes, header) in [
            ("81 05", Header::new(true, Opcode::Text, 5, None)),
            ("81 85 37 fa 21 3d", Header::new(true, Opcode::Text, 5, key)),
            ("01 03", Header::new(false, Opcode::Text, 3, None)),
            ("80 02", Header::new(true, Opcode::Continuation, 2, None)),
            ("89 05", Header::new(true, Opcode::Ping, 5, None)),
            ("8a 85 37 fa 21 3d", Header::new(true, Opcode::Pong, 5, key)),
            ("82 7e 01 00", Header::new(true, Opcode::Binary, 256, None)),
            ("82 7f 00 00 00 00 00 01 00 00", Header::new(true, Opcode::Binary, 65_536, None)),
        ] {
            assert_eq!(parse(bytes), header);
            assert_eq!(encode(&header), bytes);
        }
    }
}
