//! # A second reading: frames                                        chapter 10
//! Knows: what each byte of the RFC's own examples means. Does not know: the codecs; the
//! laws that tie the two together have a file of their own.
//! Read before: `explain/src/lib.rs`. Read next: `10_explain_text.rs`.

use explain::{Sender, Sender::Client, Sender::Server, Value};
use laws::hex;

mod s05_7_examples {
    use super::*;

    /// The table of the frame (spaced hex) from `from` is exactly `table`.
    #[track_caller]
    fn assert_table(bytes: &str, from: Sender, table: &str) {
        let bytes = hex(bytes);
        let explained = explain::frame(&bytes, from);
        assert_eq!(format!("\n{}", explained.text(&bytes)), table);
    }

    #[test]
    fn vector_an_unmasked_text() {
        let table = r#"
Frame from a server (text): 2 bytes of header, 5 of payload

bytes        bits       field           value            meaning                     source
81           1... ....  FIN             1                ends its message            RFC 6455 §5.2
             .0.. ....  RSV1            0                for extensions
             ..0. ....  RSV2            0                for extensions
             ...0 ....  RSV3            0                for extensions
             .... 0001  opcode          1                text
05           0... ....  MASK            0                not masked                  RFC 6455 §5.1
             .000 0101  payload length  5                bytes of payload            RFC 6455 §5.2
48 65 6c 6c             payload data    "Hello"          text in UTF-8               RFC 6455 §5.6
6f

No rule is broken.
"#;
        assert_table("81 05 | 48 65 6c 6c 6f", Server, table);
    }

    #[test]
    fn vector_a_masked_text() {
        let table = r#"
Frame from a client (text): 6 bytes of header, 5 of payload

bytes        bits       field           value            meaning                     source
81           1... ....  FIN             1                ends its message            RFC 6455 §5.2
             .0.. ....  RSV1            0                for extensions
             ..0. ....  RSV2            0                for extensions
             ...0 ....  RSV3            0                for extensions
             .... 0001  opcode          1                text
85           1... ....  MASK            1                masked: a key follows       RFC 6455 §5.1
             .000 0101  payload length  5                bytes of payload            RFC 6455 §5.2
37 fa 21 3d             masking key     37 fa 21 3d      XORed to the payload, byte  RFC 6455 §5.3
                                                         i mod 4 of it to byte i
7f 9f 4d 51             payload data    "Hello"          text in UTF-8, unmasked     RFC 6455 §5.6
58

No rule is broken.
"#;
        assert_table("81 85 | 37 fa 21 3d | 7f 9f 4d 51 58", Client, table);
    }

    #[test]
    fn vector_a_masked_text_in_boxes() {
        let hello = hex("81 85 | 37 fa 21 3d | 7f 9f 4d 51 58");
        let figure = r#"
 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-------+-+-------------+-------------------------------+
|F|R|R|R|opcode |M|   payload   |          masking key          |
|I|S|S|S|       |A|   length    |                               |
|N|V|V|V|       |S|             |                               |
| |1|2|3|       |K|             |                               |
|1|0|0|0|   1   |1|      5      |          37 fa 21 3d          |
+-+-+-+-+-------+-+-------------+-------------------------------+
|                               |         payload data          |
|    masking key, continued     |            "Hello"            |
+-------------------------------+               +---------------+
|            payload data, continued            |
+-----------------------------------------------+
"#;
        let explained = explain::frame(&hello, Client);
        assert_eq!(format!("\n{}", explained.boxes()), figure);
    }

    #[test]
    fn vector_a_text_in_two_fragments() {
        let first = r#"
Frame from a server (text): 2 bytes of header, 3 of payload

bytes        bits       field           value            meaning                     source
01           0... ....  FIN             0                more of its message comes   RFC 6455 §5.2
             .0.. ....  RSV1            0                for extensions
             ..0. ....  RSV2            0                for extensions
             ...0 ....  RSV3            0                for extensions
             .... 0001  opcode          1                text
03           0... ....  MASK            0                not masked                  RFC 6455 §5.1
             .000 0011  payload length  3                bytes of payload            RFC 6455 §5.2
48 65 6c                payload data    "Hel"            text in UTF-8               RFC 6455 §5.6

No rule is broken.
"#;
        assert_table("01 03 | 48 65 6c", Server, first);
        let last = r#"
Frame from a server (continuation): 2 bytes of header, 2 of payload

bytes        bits       field           value            meaning                     source
80           1... ....  FIN             1                ends its message            RFC 6455 §5.2
             .0.. ....  RSV1            0                for extensions
             ..0. ....  RSV2            0                for extensions
             ...0 ....  RSV3            0                for extensions
             .... 0000  opcode          0                continuation
02           0... ....  MASK            0                not masked                  RFC 6455 §5.1
             .000 0010  payload length  2                bytes of payload            RFC 6455 §5.2
6c 6f                   payload data    "lo"             goes on with the message    RFC 6455 §5.4

No rule is broken.
"#;
        assert_table("80 02 | 6c 6f", Server, last);
        let all = explain::frames(&hex("01 03 | 48 65 6c | 80 02 | 6c 6f"), Server);
        assert_eq!(all.len(), 2);
        assert_eq!(all[1].field("payload data").unwrap().bits, 56..72);
        assert!(all.iter().all(|frame| frame.complaints.is_empty()));
    }

    #[test]
    fn vector_a_ping() {
        let table = r#"
Frame from a server (ping): 2 bytes of header, 5 of payload

bytes        bits       field           value            meaning                     source
89           1... ....  FIN             1                ends its message            RFC 6455 §5.2
             .0.. ....  RSV1            0                for extensions
             ..0. ....  RSV2            0                for extensions
             ...0 ....  RSV3            0                for extensions
             .... 1001  opcode          9                ping
05           0... ....  MASK            0                not masked                  RFC 6455 §5.1
             .000 0101  payload length  5                bytes of payload            RFC 6455 §5.2
48 65 6c 6c             payload data    "Hello"          a pong brings it back       RFC 6455 §5.5.2
6f

No rule is broken.
"#;
        assert_table("89 05 | 48 65 6c 6c 6f", Server, table);
    }

    #[test]
    fn vector_a_masked_pong() {
        let table = r#"
Frame from a client (pong): 6 bytes of header, 5 of payload

bytes        bits       field           value            meaning                     source
8a           1... ....  FIN             1                ends its message            RFC 6455 §5.2
             .0.. ....  RSV1            0                for extensions
             ..0. ....  RSV2            0                for extensions
             ...0 ....  RSV3            0                for extensions
             .... 1010  opcode          10               pong
85           1... ....  MASK            1                masked: a key follows       RFC 6455 §5.1
             .000 0101  payload length  5                bytes of payload            RFC 6455 §5.2
37 fa 21 3d             masking key     37 fa 21 3d      XORed to the payload, byte  RFC 6455 §5.3
                                                         i mod 4 of it to byte i
7f 9f 4d 51             payload data    "Hello"          what the ping brought,      RFC 6455 §5.5.3
58                                                       unmasked

No rule is broken.
"#;
        assert_table("8a 85 | 37 fa 21 3d | 7f 9f 4d 51 58", Client, table);
    }

    #[test]
    fn vector_256_bytes_in_16_bits_of_length() {
        let table = r#"
Frame from a server (binary): 4 bytes of header, 256 of payload

bytes        bits       field           value            meaning                     source
82           1... ....  FIN             1                ends its message            RFC 6455 §5.2
             .0.. ....  RSV1            0                for extensions
             ..0. ....  RSV2            0                for extensions
             ...0 ....  RSV3            0                for extensions
             .... 0010  opcode          2                binary
7e           0... ....  MASK            0                not masked                  RFC 6455 §5.1
             .111 1110  payload length  126              stands in the next 2 bytes  RFC 6455 §5.2
01 00                   extended        256              bytes of payload
                        payload length
fe fe fe fe             payload data    fe fe fe fe fe   bytes for the application   RFC 6455 §5.6
.. .. fe fe                             fe fe fe …

No rule is broken.
"#;
        assert_table(&format!("82 7e | 01 00 |{}", " fe".repeat(256)), Server, table);
    }

    #[test]
    fn vector_256_bytes_in_boxes() {
        let bytes = hex(&format!("82 7e | 01 00 |{}", " fe".repeat(256)));
        let figure = r#"
 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-------+-+-------------+-------------------------------+
|F|R|R|R|opcode |M|   payload   |    extended payload length    |
|I|S|S|S|       |A|   length    |                               |
|N|V|V|V|       |S|             |                               |
| |1|2|3|       |K|             |                               |
|1|0|0|0|   2   |0|     126     |              256              |
+-+-+-+-+-------+-+-------------+-------------------------------+
|                         payload data                          |
|                   fe fe fe fe fe fe fe fe …                   |
+                                                               +
|                     62 rows are not drawn                     |
+                                                               +
|                    payload data, continued                    |
+---------------------------------------------------------------+
"#;
        let explained = explain::frame(&bytes, Server);
        assert_eq!(format!("\n{}", explained.boxes()), figure);
    }

    #[test]
    fn limit_of_the_rows_that_are_drawn() {
        let is_cut = |length: u8| {
            let bytes = [&[0x82, length], &[0; 125][..length.into()]].concat();
            explain::frame(&bytes, Server).boxes().to_string().contains("not drawn")
        };
        assert!(!is_cut(2 + 8), "three rows of payload are drawn");
        assert!(is_cut(2 + 9), "of four rows, the second and the third are not");
    }

    #[test]
    fn vector_64_kib_in_64_bits_of_length() {
        let table = r#"
Frame from a server (binary): 10 bytes of header, 65536 of payload

bytes        bits       field           value            meaning                     source
82           1... ....  FIN             1                ends its message            RFC 6455 §5.2
             .0.. ....  RSV1            0                for extensions
             ..0. ....  RSV2            0                for extensions
             ...0 ....  RSV3            0                for extensions
             .... 0010  opcode          2                binary
7f           0... ....  MASK            0                not masked                  RFC 6455 §5.1
             .111 1111  payload length  127              stands in the next 8 bytes  RFC 6455 §5.2
00 00 00 00             extended        65536            bytes of payload
00 01 00 00             payload length
fe fe fe fe             payload data    fe fe fe fe fe   bytes for the application   RFC 6455 §5.6
.. .. fe fe                             fe fe fe …

No rule is broken.
"#;
        let bytes = format!("82 7f | 00 00 00 00 00 01 00 00 |{}", " fe".repeat(65_536));
        assert_table(&bytes, Server, table);
    }
}

mod s05_5_1_close {
    use super::*;

    #[test]
    fn must_unmask_the_code_and_the_reason() {
        let explained = explain::frame(&hex("88 85 | 01 02 03 04 | 02 ea 61 7d 64"), Client);
        assert_eq!(explained.field("status code").unwrap().value, Value::Number(1000));
        assert_eq!(explained.field("reason").unwrap().value, Value::Text("bye".into()));
    }
}
