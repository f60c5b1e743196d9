//! # Complaints, by name                                             chapter 10
//! Knows: every rule about frames that `explain` knows, broken once. Does not know: the codecs.
//! Read before: `10_explain_text.rs`. Read next: `10_explain_complaints_http.rs`.

use explain::{Explained, Sender, Sender::Client, Sender::Server};
use laws::hex;

/// There is exactly one complaint: at this byte, with this text, citing this section.
#[track_caller]
fn assert_complains(explained: &Explained, complaint: &str) {
    let found: Vec<String> = explained.complaints.iter().map(ToString::to_string).collect();
    assert_eq!(found, [complaint]);
    assert!(!explained.complaints[0].bits.is_empty(), "it points at something");
}

/// As [`assert_complains`], about a frame (spaced hex).
#[track_caller]
fn assert_frame_complains(bytes: &str, from: Sender, complaint: &str) {
    assert_complains(&explain::frame(&hex(bytes), from), complaint);
}

mod s05_1_masking {
    use super::*;

    #[test]
    fn must_complain_of_a_client_without_a_mask() {
        let complaint = "byte 1: a client's frame without a mask; MASK 1 is right (RFC 6455 §5.1)";
        assert_frame_complains("81 02 | 68 69", Client, complaint);
    }

    #[test]
    fn must_complain_of_a_server_with_a_mask() {
        let complaint = "byte 1: a server's frame with a mask; MASK 0 is right (RFC 6455 §5.1)";
        assert_frame_complains("81 82 | 00 00 00 00 | 68 69", Server, complaint);
    }
}

mod s05_2_base_framing {
    use super::*;

    #[test]
    fn must_complain_of_each_reserved_bit() {
        for (first, name, bit) in [("c1", "RSV1", 1), ("a1", "RSV2", 2), ("91", "RSV3", 3)] {
            let explained = explain::frame(&hex(&format!("{first} 00")), Server);
            let what = "is 1; without an extension that uses it, 0 is right (RFC 6455 §5.2)";
            assert_complains(&explained, &format!("byte 0: {name} {what}"));
            assert_eq!(explained.complaints[0].bits, bit..bit + 1);
        }
    }

    #[test]
    fn must_complain_of_each_reserved_opcode() {
        for opcode in (0x3..=0x7).chain(0xB..=0xF) {
            let explained = explain::frame(&[0x80 | opcode, 0], Server);
            let what = "is reserved; 0, 1, 2, 8, 9 and 10 are defined (RFC 6455 §5.2)";
            assert_complains(&explained, &format!("byte 0: opcode {opcode} {what}"));
            assert_eq!(explained.complaints[0].bits, 4..8);
        }
    }

    #[test]
    fn must_complain_of_a_length_in_more_bytes_than_needed() {
        let complaint =
            "byte 1: length 1 in 2 more bytes; the shortest form is right (RFC 6455 §5.2)";
        assert_frame_complains("82 7e | 00 01 | ff", Server, complaint);
        let complaint =
            "byte 1: length 1 in 8 more bytes; the shortest form is right (RFC 6455 §5.2)";
        assert_frame_complains("82 7f | 00 00 00 00 00 00 00 01 | ff", Server, complaint);
    }

    #[test]
    fn limit_of_each_form_of_the_length() {
        let is_right = |bytes: &str| explain::frame(&hex(bytes), Server).complaints.is_empty();
        assert!(!is_right("82 7e 00 7d"), "125 is below the 16-bit form");
        assert!(is_right("82 7e 00 7e"), "126 is the first of the 16-bit form");
        assert!(is_right("82 7e ff ff"), "65535 is the last of the 16-bit form");
        assert!(!is_right("82 7f 00 00 00 00 00 00 ff ff"), "65535 is below the 64-bit form");
        assert!(is_right("82 7f 00 00 00 00 00 01 00 00"), "65536 is the first of it");
        assert!(is_right("82 7f 7f ff ff ff ff ff ff ff"), "2^63 - 1 is the last of it");
    }

    #[test]
    fn must_complain_of_a_length_with_its_highest_bit_set() {
        let bytes = hex("82 7f | ff ff ff ff ff ff ff ff | 00");
        let explained = explain::frame(&bytes, Server);
        let what = "byte 2: the most significant bit of the length is 1; 0 is right";
        assert_complains(&explained, &format!("{what} (RFC 6455 §5.2)"));
        assert_eq!(explained.complaints[0].bits, 16..17);
        assert_eq!((explained.consumed, explained.missing), (11, u64::MAX - 1));
    }
}

mod s05_4_fragmentation {
    use super::*;

    /// The complaints about a stream of a server.
    fn complaints(stream: &str) -> Vec<String> {
        let all = explain::frames(&hex(stream), Server);
        all.iter().flat_map(|frame| &frame.complaints).map(ToString::to_string).collect()
    }

    #[test]
    fn must_complain_of_a_continuation_without_a_start() {
        let what = "a continuation, but no message is open; text or binary starts one";
        assert_eq!(complaints("80 01 61"), [format!("byte 0: {what} (RFC 6455 §5.4)")]);
        let after_a_whole_message = "81 01 61 | 80 01 61";
        assert_eq!(complaints(after_a_whole_message), [format!("byte 3: {what} (RFC 6455 §5.4)")]);
    }

    #[test]
    fn must_complain_of_a_message_inside_another() {
        let what = "a new message before the last one ended; a continuation is right";
        for inner in ["81", "82", "01", "02"] {
            let stream = format!("01 01 61 | {inner} 01 62");
            assert_eq!(complaints(&stream), [format!("byte 3: {what} (RFC 6455 §5.4)")]);
        }
    }

    #[test]
    fn must_allow_control_frames_between_fragments() {
        assert_eq!(complaints("01 01 61 | 89 00 | 00 00 | 8a 00 | 80 01 62"), [""; 0]);
    }

    #[test]
    fn must_read_a_character_over_two_fragments() {
        assert_eq!(complaints("01 02 e2 82 | 89 01 ff | 80 01 ac"), [""; 0]);
    }

    #[test]
    fn must_complain_of_text_that_is_not_utf_8_over_fragments() {
        let what = "text that is not UTF-8; the text of a whole message must be (RFC 6455 §8.1)";
        // The second fragment does not go on with the character that the first one began.
        assert_eq!(complaints("01 02 e2 82 | 80 01 61"), [format!("byte 6: {what}")]);
        // The message ends inside a character.
        assert_eq!(complaints("01 01 61 | 80 02 62 e2"), [format!("byte 6: {what}")]);
        // The same, and the frame that ends it is empty: it points at the end of its header.
        assert_eq!(complaints("01 01 e2 | 80 00"), [format!("byte 4: {what}")]);
        // Bytes of a binary message are never text.
        assert_eq!(complaints("02 01 ff | 80 01 ff"), [""; 0]);
    }

    #[test]
    fn must_discard_what_comes_after_a_close_frame() {
        let stream = hex("88 02 03 e8 | 81 ff 00");
        let all = explain::frames(&stream, Server);
        assert_eq!(all.len(), 2);
        let rest = all[1].field("discarded data").unwrap();
        assert_eq!((rest.bits.clone(), rest.cite.section), (32..56, "1.4"));
        assert_eq!(all[1].complaints, []);
    }
}

mod s05_5_control_frames {
    use super::*;

    #[test]
    fn must_complain_of_a_fragmented_control_frame() {
        let what = "a control frame with FIN 0; it is never fragmented, FIN 1 is right";
        for first in ["08", "09", "0a"] {
            let complaint = format!("byte 0: {what} (RFC 6455 §5.5)");
            assert_frame_complains(&format!("{first} 00"), Server, &complaint);
        }
    }

    #[test]
    fn must_complain_of_a_control_frame_beyond_125_bytes() {
        let what = "a control frame longer than 125 bytes; 0 to 125 is right (RFC 6455 §5.5)";
        assert_frame_complains("89 7e | 00 7e", Server, &format!("byte 1: {what}"));
        assert_eq!(explain::frame(&hex("89 7d"), Server).complaints, []);
    }

    #[test]
    fn must_complain_of_a_close_payload_of_one_byte() {
        let what = "a close payload of 1 byte; none, or a status code of 2 bytes, is right";
        let complaint = format!("byte 2: {what} (RFC 6455 §5.5.1)");
        assert_frame_complains("88 01 | 03", Server, &complaint);
        assert_eq!(explain::frame(&hex("88 02 | 03"), Server).complaints, [], "it is only cut");
    }

    #[test]
    fn must_complain_of_a_reason_that_is_not_utf_8() {
        let complaint = "byte 5: a reason that is not UTF-8; UTF-8 is right (RFC 6455 §8.1)";
        assert_frame_complains("88 04 | 03 e8 | 61 ff", Server, complaint);
    }
}

mod s07_4_status_codes {
    use super::*;

    #[test]
    fn must_complain_of_a_code_that_may_not_be_sent() {
        let reserved = |code| matches!(code, 1004..=1006 | 1015);
        let allowed = |code| matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
        for code in 0..=u16::MAX {
            let [high, low] = code.to_be_bytes();
            let explained = explain::frame(&[0x88, 2, high, low], Server);
            let section = explained.complaints.first().map(|complaint| complaint.cite.section);
            let right = match code {
                code if allowed(code) => None,
                code if reserved(code) => Some("7.4.1"),
                _ => Some("7.4.2"),
            };
            assert_eq!(section, right, "{code}");
        }
    }
}
