//! # HTTP bodies                                                     chapter 02 · RFC 9112 §6–7
//! Knows: how the end of a body is found, what is refused because it is doubtful, chunks.
//! Does not know: connections.
//! Read before: `02_http_target.rs`. Read next: `02_http_connection.rs`.

use http1::chunk_decode::{ChunkDecoder, Piece};
use http1::{BodyLength, Fault, RequestHead, ResponseHead, Violation};
use wire::{Input, Limits};

const LIMITS: Limits =
    Limits { body_bytes: 100, head_bytes: 64, head_fields: 2, ..Limits::DEFAULT };

/// What a request with these field lines says about its body, or the rule that they break, with
/// the offset from the first of them.
fn length_in(version: &str, lines: &str) -> Result<BodyLength, Fault> {
    let before = format!("POST / HTTP/{version}\r\nHost: a\r\n");
    let mut bytes = format!("{before}{lines}\r\n").into_bytes();
    match RequestHead::parse(&mut bytes, &Limits::DEFAULT) {
        Ok(parsed) => Ok(parsed.complete().expect("a whole head").body()),
        Err((violation, at)) => Err((violation, at - before.len())),
    }
}

fn length(lines: &str) -> Result<BodyLength, Fault> {
    length_in("1.1", lines)
}

/// The body in `chunks` given in one piece; or the rule that it breaks, and at which byte.
fn decode(chunks: impl AsRef<[u8]>) -> Result<Option<Vec<u8>>, Fault> {
    let mut bytes = chunks.as_ref().to_vec();
    let len = bytes.len();
    let mut input = Input::new(&mut bytes);
    let mut decoder = ChunkDecoder::new(&LIMITS, LIMITS.body_bytes);
    let mut body = Vec::new();
    loop {
        match decoder.next(&mut input) {
            Ok(Some(Piece::Data(data))) => body.extend_from_slice(&data),
            Ok(Some(Piece::End)) => return Ok(Some(body)),
            Ok(None) => return Ok(None),
            Err(violation) => return Err((violation, len - input.len())),
        }
    }
}

mod s06_1_transfer_encoding {
    use super::*;

    // HTTP-6.1-01, HTTP-7-01
    #[test]
    fn must_understand_chunked_in_any_case() {
        assert_eq!(length("Transfer-Encoding: chunked\r\n"), Ok(BodyLength::Chunked));
        assert_eq!(length("transfer-encoding:CHUNKED\r\n"), Ok(BodyLength::Chunked));
    }

    // HTTP-6.1-10
    #[test]
    fn must_refuse_transfer_encoding_in_http10() {
        let fault = length_in("1.0", "Transfer-Encoding: chunked\r\n");
        assert_eq!(fault, Err((Violation::TransferEncodingInHttp10, 19)));
    }

    // HTTP-6.3-06, HTTP-7.1-03
    #[test]
    fn must_refuse_what_does_not_end_in_exactly_chunked() {
        for value in [
            "",
            "identity",
            "gzip",
            "chunked, gzip",
            "xchunked",
            "chunked;q=1",
            "chunked,",
            "\"chunked\"",
        ] {
            let fault = length(&format!("Transfer-Encoding: {value}\r\n")).unwrap_err();
            assert_eq!(fault.0, Violation::NotChunkedLast, "{value}");
            assert_eq!(fault.0.status(), 400);
        }
        let two_lines = "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n";
        assert_eq!(length(two_lines), Err((Violation::NotChunkedLast, 19)));
        let one_empty = "Transfer-Encoding: \r\nTransfer-Encoding: chunked\r\n";
        assert_eq!(length(one_empty).unwrap_err().0, Violation::NotChunkedLast);
    }

    // HTTP-6.1-05
    #[test]
    fn should_answer_501_to_an_unknown_coding() {
        let fault = length("Transfer-Encoding: gzip, chunked\r\n").unwrap_err();
        assert_eq!(fault, (Violation::UnknownTransferCoding, 19));
        assert_eq!(fault.0.status(), 501);
    }

    // HTTP-6.1-02
    #[test]
    fn must_not_accept_chunked_twice() {
        let fault = Err((Violation::ChunkedTwice, 19));
        assert_eq!(length("Transfer-Encoding: chunked, chunked\r\n"), fault);
        let line = "Transfer-Encoding: chunked\r\n";
        assert_eq!(length(&format!("{line}{line}")), fault);
    }
}

mod s06_3_length {
    use super::*;

    // HTTP-6.3-12
    #[test]
    fn must_take_a_request_that_says_nothing_to_have_no_body() {
        assert_eq!(length(""), Ok(BodyLength::None));
    }

    // HTTP-6.1-11
    #[test]
    fn must_refuse_length_and_transfer_encoding_together() {
        let (one, two) = ("Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n");
        let both = [format!("{one}{two}"), format!("{two}{one}")];
        assert_eq!(length(&both[0]), Err((Violation::LengthAndTransferEncoding, 16)));
        assert_eq!(length(&both[1]), Err((Violation::LengthAndTransferEncoding, 44)));
    }

    // HTTP-6.3-07: even where the two agree.
    #[test]
    fn must_refuse_two_lengths() {
        let two = "Content-Length: 5\r\nContent-Length: 5\r\n";
        assert_eq!(length(two), Err((Violation::DuplicateContentLength, 35)));
    }

    // SEM-8.6-01, SEM-8.6-02
    #[test]
    fn must_refuse_a_length_that_is_no_plain_number() {
        for value in ["", "+5", "-5", "5 5", "5, 5", "0x5", "5.0", "five", "18446744073709551616"] {
            let fault = length(&format!("Content-Length: {value}\r\n")).unwrap_err();
            assert_eq!(fault.0, Violation::InvalidContentLength, "{value}");
        }
        let most = length("Content-Length: 18446744073709551615\r\n");
        assert_eq!(most, Ok(BodyLength::Length(u64::MAX)));
        assert_eq!(length("Content-Length: 007\r\n"), Ok(BodyLength::Length(7)));
    }

    // HTTP-6.3-01, HTTP-6.3-02, HTTP-6.3-04, HTTP-6.3-10, HTTP-6.3-13
    #[test]
    fn must_judge_a_response_by_its_request_too() {
        let body = |status: u16, lines: &str, method: &str| {
            let mut bytes = format!("HTTP/1.1 {status} x\r\n{lines}\r\n").into_bytes();
            let parsed = ResponseHead::parse(&mut bytes, &Limits::DEFAULT).expect("good");
            parsed.complete().expect("whole").body(method)
        };
        let five = "Content-Length: 5\r\n";
        assert_eq!(body(200, five, "GET"), BodyLength::Length(5));
        assert_eq!(body(200, five, "HEAD"), BodyLength::None);
        assert_eq!(body(204, five, "GET"), BodyLength::None);
        assert_eq!(body(304, five, "GET"), BodyLength::None);
        assert_eq!(body(200, five, "CONNECT"), BodyLength::None);
        assert_eq!(body(200, "", "GET"), BodyLength::UntilClose);
        assert_eq!(body(200, "Transfer-Encoding: chunked\r\n", "GET"), BodyLength::Chunked);
    }
}

mod rfc9110_s10_1_1_expect {
    use super::*;

    // SEM-10.1.1-03, SEM-10.1.1-07
    #[test]
    fn may_answer_417_to_another_expectation() {
        let fault = length("Expect: 200-ok\r\n").unwrap_err();
        assert_eq!((&fault, fault.0.status()), (&(Violation::UnknownExpectation, 8), 417));
        assert_eq!(length_in("1.0", "Expect: 200-ok\r\n"), Ok(BodyLength::None));
    }
}

mod s07_1_chunks {
    use super::*;

    // HTTP-6.3-04
    #[test]
    fn must_read_chunks_of_any_case() {
        assert_eq!(
            decode("5\r\nhello\r\n0A\r\n, chunked!\r\n0\r\n\r\n"),
            Ok(Some(b"hello, chunked!".into()))
        );
        assert_eq!(decode("0\r\n\r\n"), Ok(Some(Vec::new())));
        assert_eq!(decode("5\r\nhel"), Ok(None));
    }

    // HTTP-7.1-01
    #[test]
    fn must_refuse_a_size_that_is_no_hexadecimal_number() {
        for (chunks, byte, at) in [
            ("\r\n", b'\r', 0),
            ("g\r\n", b'g', 0),
            ("-5\r\n", b'-', 0),
            ("+5\r\n", b'+', 0),
            ("0x5\r\n", b'x', 1),
            (" 5\r\n", b' ', 0),
            ("5_0\r\n", b'_', 1),
        ] {
            assert_eq!(decode(chunks), Err((Violation::InvalidChunkSize(byte), at)), "{chunks:?}");
        }
    }

    // HTTP-7.1-02: 2^64 must not come round to 0.
    #[test]
    fn must_refuse_a_size_of_more_than_16_digits() {
        let fault = Err((Violation::ChunkSizeTooLong, 16));
        assert_eq!(decode("10000000000000000\r\n"), fault);
        assert_eq!(decode("00000000000000000\r\n"), fault);
        assert_eq!(decode("0000000000000001\r\nx\r\n0\r\n\r\n"), Ok(Some(b"x".into())));
        assert_eq!(decode("ffffffffffffffff\r\n"), Err((Violation::BodyTooLong, 17)));
    }

    // HTTP-7.1-01
    #[test]
    fn must_find_cr_lf_behind_the_data() {
        assert_eq!(decode("1\r\nxy\r\n"), Err((Violation::MissingChunkEnd(b'y'), 4)));
        assert_eq!(decode("1\r\nx\n"), Err((Violation::MissingChunkEnd(b'\n'), 4)));
        assert_eq!(decode("1\r\nx\ry"), Err((Violation::MissingChunkEnd(b'y'), 5)));
    }

    // HTTP-7.1-01
    #[test]
    fn must_not_accept_bare_line_ends() {
        assert_eq!(decode("1\nx"), Err((Violation::BareLf, 1)));
        assert_eq!(decode("1;a\nx"), Err((Violation::BareLf, 3)));
        assert_eq!(decode("1\rx"), Err((Violation::BareCr, 2)));
        assert_eq!(decode("0\r\n\n"), Err((Violation::BareLf, 3)));
        assert_eq!(decode("0\r\n\rx"), Err((Violation::BareCr, 4)));
        assert_eq!(decode("0\r\nX: a\n"), Err((Violation::BareLf, 7)));
        assert_eq!(decode("0\r\nX: a\rb"), Err((Violation::BareCr, 8)));
    }

    // HTTP-7.1.1-01
    #[test]
    fn must_ignore_unknown_extensions() {
        let chunks = "1;a=b;c=\"d;e\"\r\nx\r\n0 ; last\r\n\r\n";
        assert_eq!(decode(chunks), Ok(Some(b"x".into())));
    }

    #[test]
    fn must_refuse_a_control_in_an_extension() {
        assert_eq!(decode("1;a\0\r\n"), Err((Violation::InvalidChunkExtension(0), 3)));
        assert_eq!(decode("1 a\r\n"), Err((Violation::InvalidChunkExtension(b'a'), 2)));
        assert_eq!(decode("1 \r\n"), Err((Violation::InvalidChunkExtension(b'\r'), 2)));
    }

    // HTTP-7.1.3-01, HTTP-7.1.2-01, HTTP-7.1.2-02
    #[test]
    fn must_drop_trailers_and_still_judge_them() {
        assert_eq!(decode("0\r\nContent-Length: 9\r\nX:\r\n\r\n"), Ok(Some(Vec::new())));
        assert_eq!(decode("0\r\n X: a\r\n"), Err((Violation::ObsFold, 3)));
        assert_eq!(decode("0\r\nX : a\r\n"), Err((Violation::SpaceBeforeColon, 4)));
        assert_eq!(decode("0\r\nX\r\n"), Err((Violation::MissingColon, 4)));
        assert_eq!(decode("0\r\nX(: a\r\n"), Err((Violation::InvalidFieldName(b'('), 4)));
        assert_eq!(decode("0\r\n: a\r\n"), Err((Violation::InvalidFieldName(b':'), 3)));
        assert_eq!(decode("0\r\nX: \0\r\n"), Err((Violation::InvalidFieldValue(0), 6)));
    }
}

mod limits {
    use super::*;

    // SEM-15.5.14-01
    #[test]
    fn limit_body_bytes_in_chunks() {
        for n in [99, 100] {
            let chunks = laws::http1::chunks(&vec![b'x'; n], 60);
            assert_eq!(decode(chunks), Ok(Some(vec![b'x'; n])));
        }
        // Decided at the size, before the data is read.
        let chunks = format!("3c\r\n{}\r\n29\r\n", "x".repeat(60));
        assert_eq!(decode(chunks), Err((Violation::BodyTooLong, 69)));
        assert_eq!(Violation::BodyTooLong.status(), 413);
    }

    // HTTP-7.1.1-02, HTTP-7.1.1-01: all extensions of a body together.
    #[test]
    fn limit_chunk_extensions() {
        let chunks = |n: usize| format!("1;{}\r\nx\r\n0;\r\n\r\n", "e".repeat(n - 2));
        assert_eq!(decode(chunks(63)), Ok(Some(b"x".into())));
        assert_eq!(decode(chunks(64)), Ok(Some(b"x".into())));
        assert_eq!(decode(chunks(65)), Err((Violation::ChunkExtensionsTooLong, 71)));
    }

    // SEM-5.4-01
    #[test]
    fn limit_trailer_bytes_and_fields() {
        let trailers = |n: usize| format!("0\r\nX:{}\r\n\r\n", "y".repeat(n - 6));
        assert_eq!(decode(trailers(63)), Ok(Some(Vec::new())));
        assert_eq!(decode(trailers(64)), Ok(Some(Vec::new())));
        assert_eq!(decode(trailers(65)), Err((Violation::HeadTooLong, 67)));
        assert_eq!(decode("0\r\nX:\r\nX:\r\nX:\r\n\r\n"), Err((Violation::TooManyFields, 11)));
    }
}

mod laws_of_chunks {
    use super::*;
    use http1::chunk_encode::{LAST_CHUNK, write_chunk, write_chunk_with};
    use laws::proptest::prelude::*;

    laws::proptest::proptest! {
        /// What was put into chunks comes out again, wherever the network cuts them.
        #[test]
        fn law_decoding_undoes_encoding(
            pieces in laws::proptest::collection::vec(any::<Vec<u8>>(), 0..5),
            cuts in laws::protocol::cuts(),
        ) {
            let mut chunks = Vec::new();
            for (i, piece) in pieces.iter().enumerate() {
                if i % 2 == 0 {
                    write_chunk(&mut chunks, piece);
                } else {
                    write_chunk_with(&mut chunks, |out| out.extend_from_slice(piece));
                }
            }
            chunks.extend_from_slice(LAST_CHUNK);

            let mut decoder = ChunkDecoder::new(&LIMITS, u64::MAX);
            let (mut body, mut ended, mut from) = (Vec::new(), false, 0);
            for to in cuts.into_iter().filter(|&cut| cut < chunks.len()).chain([chunks.len()]) {
                let mut part = chunks[from..to].to_vec();
                from = to;
                let mut input = Input::new(&mut part);
                while let Ok(Some(piece)) = decoder.next(&mut input) {
                    match piece {
                        Piece::Data(data) => body.extend_from_slice(&data),
                        Piece::End => ended = true,
                    }
                }
                prop_assert!(input.is_empty());
            }
            prop_assert_eq!(body, pieces.concat());
            prop_assert!(ended);
        }

        /// Both ways of writing a chunk write the same bytes.
        #[test]
        fn law_a_chunk_is_written_the_same_both_ways(data in any::<Vec<u8>>()) {
            let (mut one, mut two) = (b"before".to_vec(), b"before".to_vec());
            write_chunk(&mut one, &data);
            write_chunk_with(&mut two, |out| out.extend_from_slice(&data));
            prop_assert_eq!(one, two);
        }
    }
}
