//! # Complaints about HTTP, by name                                  chapter 10
//! Knows: every rule about heads and chunks that `explain` knows, broken once. Does not know: the
//! codecs.
//! Read before: `10_explain_complaints.rs`. Read next: `10_explain_laws.rs`.

use explain::Explained;

/// There is exactly one complaint: at this byte, with this text, citing this section.
#[track_caller]
fn assert_complains(explained: &Explained, complaint: &str) {
    let found: Vec<String> = explained.complaints.iter().map(ToString::to_string).collect();
    assert_eq!(found, [complaint]);
    assert!(!explained.complaints[0].bits.is_empty(), "it points at something");
}

/// As [`assert_complains`], about a head.
#[track_caller]
fn assert_head_complains(head: &str, complaint: &str) {
    assert_complains(&explain::http_head(head.as_bytes()), complaint);
}

mod rfc9112_s02_2_lines {
    use super::*;

    #[test]
    fn must_complain_of_lf_alone() {
        let complaint = "byte 14: a line that LF alone ends; CR LF is right (RFC 9112 §2.2)";
        assert_head_complains("GET / HTTP/1.1\nHost: a\r\n\r\n", complaint);
    }

    #[test]
    fn must_complain_of_cr_alone() {
        let complaint = "byte 23: a CR inside a line; CR LF, at its end, is right (RFC 9112 §2.2)";
        assert_head_complains("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", complaint);
    }

    #[test]
    fn must_complain_of_white_space_before_the_first_field() {
        let what = "white space before the first field line; a name is right (RFC 9112 §2.2)";
        let head = "GET / HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n";
        assert_head_complains(head, &format!("byte 16: {what}"));
    }

    #[test]
    fn may_skip_an_empty_line_before_the_start_line() {
        let explained = explain::http_head(b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(explained.fields[0].name, "empty line");
        assert_eq!(explained.complaints, []);
    }
}

mod rfc9112_s03_start_lines {
    use super::*;

    #[test]
    fn must_complain_of_a_start_line_that_is_neither() {
        let what = "a start line that is neither; method, target and version, or version, status \
            code and reason, with one space between them, are right (RFC 9112 §3)";
        for (start, byte) in [
            ("GET", 3),
            ("GET /", 4),
            ("GET  / HTTP/1.1", 4),
            ("G(T / HTTP/1.1", 1),
            ("GET / a HTTP/1.1", 6),
            ("GET / HTTP/1.1 ", 6),
        ] {
            let head = format!("{start}\r\nHost: a\r\n\r\n");
            assert_head_complains(&head, &format!("byte {byte}: {what}"));
        }
    }

    #[test]
    fn must_complain_of_what_is_not_http() {
        let what = "this begins no message of HTTP; a method or a version is right";
        assert_head_complains("(GET\r\n\r\n", &format!("byte 0: {what} (RFC 9112 §2.2)"));
    }

    #[test]
    fn must_complain_of_a_character_that_no_target_has() {
        let what = "a character that no target has; visible ASCII without # is right";
        for target in ["/\u{e9}", "/#", "/\0"] {
            let head = format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
            assert_head_complains(&head, &format!("byte 5: {what} (RFC 9112 §3.2)"));
        }
    }

    #[test]
    fn must_complain_of_a_target_in_no_form() {
        let what = "a target in no form; a path, an http URI with a host, * for OPTIONS, \
            host:port for CONNECT are right (RFC 9112 §3.2)";
        for target in ["a", "*", "a:80", "http:/a/", "http://", "https://u@a/", "ftp://a/"] {
            let head = format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
            assert_head_complains(&head, &format!("byte 4: {what}"));
        }
        for good in ["OPTIONS *", "CONNECT a:80", "GET HTTPS://a?b", "GET http://[::1]:80/x"] {
            let head = format!("{good} HTTP/1.1\r\nHost: a\r\n\r\n");
            assert_eq!(explain::http_head(head.as_bytes()).complaints, [], "{good}");
        }
    }

    #[test]
    fn must_complain_of_a_host_that_is_not_one() {
        let what = "a host that is not one; a name or an address, and perhaps a port, is right";
        for host in ["", "a b", "u@a", "a:b", "a:65536", "a:1:2", "[::1", "[a]", "[::1]x", ":1"] {
            let head = format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
            assert_head_complains(&head, &format!("byte 22: {what} (RFC 9112 §3.2)"));
        }
    }

    #[test]
    fn must_complain_of_a_status_line_that_is_cut() {
        let what = "a status line without a status code; a space and three digits are right";
        assert_head_complains("HTTP/1.1\r\n\r\n", &format!("byte 8: {what} (RFC 9112 §4)"));
        let what = "a status line without the space behind its code; it stands even before no \
            reason (RFC 9112 §4)";
        assert_head_complains("HTTP/1.1 200\r\n\r\n", &format!("byte 12: {what}"));
        let what = "a control in a reason; visible characters, spaces, tabs are right";
        let complaint = format!("byte 14: {what} (RFC 9112 §4)");
        assert_head_complains("HTTP/1.1 200 a\0\r\n\r\n", &complaint);
    }

    #[test]
    fn must_complain_of_an_empty_line_before_a_response() {
        let what = "an empty line before a response; the status line is right (RFC 9112 §2.2)";
        assert_head_complains("\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", &format!("byte 0: {what}"));
    }

    #[test]
    fn must_complain_of_a_version_that_is_not_one() {
        let what = "a version that is not one; HTTP/ and two digits with a dot are right";
        let complaint = format!("byte 6: {what} (RFC 9112 §2.3)");
        for version in ["http/1.1", "HTTP/11", "HTTP/1.10", ""] {
            assert_head_complains(&format!("GET / {version}\r\nHost: a\r\n\r\n"), &complaint);
        }
    }

    #[test]
    fn must_complain_of_a_status_code_that_is_not_one() {
        let what = "a status code that is not one; three digits are right (RFC 9112 §4)";
        for code in ["20", "0200", "2x0", "099"] {
            assert_head_complains(
                &format!("HTTP/1.1 {code} OK\r\n\r\n"),
                &format!("byte 9: {what}"),
            );
        }
    }

    #[test]
    fn must_complain_of_a_missing_host() {
        let what = "a request of HTTP/1.1 without Host; one Host line is right (RFC 9112 §3.2)";
        assert_head_complains("GET / HTTP/1.1\r\n\r\n", &format!("byte 16: {what}"));
        assert_eq!(explain::http_head(b"GET / HTTP/1.0\r\n\r\n").complaints, []);
        assert_eq!(explain::http_head(b"HTTP/1.1 200 OK\r\n\r\n").complaints, []);
    }

    #[test]
    fn must_complain_of_a_second_host() {
        let complaint = "byte 31: a second Host line; exactly one is right (RFC 9112 §3.2)";
        assert_head_complains("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", complaint);
    }
}

mod rfc9112_s05_field_lines {
    use super::*;

    /// As [`assert_head_complains`], about a field line that begins at byte 25.
    #[track_caller]
    fn assert_line_complains(line: &str, complaint: &str) {
        let head = format!("GET / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n");
        assert_head_complains(&head, complaint);
    }

    #[test]
    fn must_complain_of_white_space_before_the_colon() {
        let what = "white space before the colon; the colon right behind the name is right";
        assert_line_complains("X : y", &format!("byte 26: {what} (RFC 9112 §5.1)"));
    }

    #[test]
    fn must_complain_of_a_folded_line() {
        let what = "a value folded onto a second line; one line a field is right";
        assert_line_complains("\ty", &format!("byte 25: {what} (RFC 9112 §5.2)"));
    }

    #[test]
    fn must_complain_of_a_line_without_a_colon() {
        let what = "a line that ends without a colon; `name: value` is right (RFC 9112 §5)";
        assert_line_complains("X y", &format!("byte 28: {what}"));
    }

    #[test]
    fn must_complain_of_a_name_that_is_not_one() {
        let what = "a field name that is not one; letters, digits and some signs are right";
        for (line, byte) in [("X(: y", 18), (": y", 17), ("X y: z", 18), ("X\u{c}: y", 18)] {
            let explained =
                explain::http_head(format!("HTTP/1.1 200 OK\r\n{line}\r\n\r\n").as_bytes());
            assert_complains(&explained, &format!("byte {byte}: {what} (RFC 9110 §5.1)"));
        }
    }

    #[test]
    fn must_complain_of_nul_in_a_value() {
        let what = "byte 00 in a value; visible characters, spaces, tabs are right";
        assert_line_complains("X: a\0", &format!("byte 29: {what} (RFC 9110 §5.5)"));
    }
}

mod rfc9112_s06_lengths {
    use super::*;

    /// As [`assert_head_complains`], about field lines behind a start line of 17 bytes.
    #[track_caller]
    fn assert_lines_complain(lines: &str, complaint: &str) {
        assert_head_complains(&format!("HTTP/1.1 200 OK\r\n{lines}\r\n\r\n"), complaint);
    }

    #[test]
    fn must_complain_of_a_content_length_that_is_not_digits() {
        for value in ["+5", "5x", "", "0x5", "18446744073709551616", "5,"] {
            let what = format!("a Content-Length of {value}; digits are right");
            let complaint = format!("byte 33: {what} (RFC 9112 §6.3)");
            assert_lines_complain(&format!("Content-Length: {value}"), &complaint);
        }
    }

    #[test]
    fn must_complain_of_two_lengths_that_differ() {
        let what = "a second Content-Length that differs; one is right (RFC 9112 §6.3)";
        assert_lines_complain("Content-Length: 5, 6", &format!("byte 33: {what}"));
        let lines = "Content-Length: 5\r\nContent-Length: 6";
        assert_lines_complain(lines, &format!("byte 52: {what}"));
    }

    #[test]
    fn must_complain_of_a_length_beside_a_transfer_encoding() {
        let what = "Content-Length beside Transfer-Encoding; one of the two is right";
        let lines = "Content-Length: 5\r\nTransfer-Encoding: chunked";
        assert_lines_complain(lines, &format!("byte 33: {what} (RFC 9112 §6.2)"));
    }

    #[test]
    fn must_complain_of_a_transfer_encoding_in_http_1_0() {
        let what = "Transfer-Encoding in HTTP/1.0, which has none; Content-Length is right";
        let head = "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_head_complains(head, &format!("byte 36: {what} (RFC 9112 §6.1)"));
    }

    #[test]
    fn must_complain_of_a_request_whose_last_coding_is_not_chunked() {
        let what = "a request whose last transfer coding is not chunked; chunked is right";
        for coding in ["", "gzip", "chunked, gzip", "chunked;q=1"] {
            let head = format!("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {coding}\r\n\r\n");
            assert_head_complains(&head, &format!("byte 44: {what} (RFC 9112 §6.3)"));
        }
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n";
        assert_eq!(explain::http_head(head).complaints, [], "a response may end with the stream");
    }

    #[test]
    fn must_complain_of_chunked_twice() {
        let complaint = "byte 36: chunked twice; once is right (RFC 9112 §6.1)";
        assert_lines_complain("Transfer-Encoding: chunked, Chunked", complaint);
        let line = "Transfer-Encoding: chunked";
        assert_lines_complain(&format!("{line}\r\n{line}"), complaint);
    }
}

mod rfc9112_s07_1_chunks {
    use super::*;

    #[test]
    fn must_complain_of_a_size_that_is_not_one() {
        let what = "a chunk size that is not one; hexadecimal digits, below 2^64, are right";
        let sizes = [("", 0), ("g", 0), ("+5", 0), ("0x5", 1), ("10000000000000000", 16)];
        for (size, byte) in sizes {
            let explained = explain::chunk(format!("{size}\r\n").as_bytes());
            assert_complains(&explained, &format!("byte {byte}: {what} (RFC 9112 §7.1)"));
        }
    }

    #[test]
    fn must_complain_of_white_space_behind_the_size() {
        let what = "white space behind the chunk size, and no `;` behind it; one is right";
        let complaint = format!("byte 2: {what} (RFC 9112 §7.1.1)");
        assert_complains(&explain::chunk(b"1 \r\na\r\n"), &complaint);
        assert_eq!(explain::chunk(b"1 ;x\r\na\r\n").complaints, []);
    }

    #[test]
    fn must_complain_of_a_control_in_an_extension() {
        let what = "a control in a chunk extension; visible characters, spaces, tabs are right";
        let complaint = format!("byte 3: {what} (RFC 9112 §7.1.1)");
        assert_complains(&explain::chunk(b"1;x\0\r\na\r\n"), &complaint);
    }

    #[test]
    fn must_complain_of_white_space_before_a_trailer() {
        let what = "a value folded onto a second line; one line a field is right (RFC 9112 §5.2)";
        assert_complains(&explain::chunk(b"0\r\n X: y\r\n\r\n"), &format!("byte 3: {what}"));
    }

    #[test]
    fn must_complain_of_data_without_its_line_end() {
        let what = "data that CR LF does not follow; CR LF behind exactly that many is right";
        for (after, byte) in [("b\r\n", 4), ("\n", 4), ("\rb", 5)] {
            let explained = explain::chunk(format!("1\r\na{after}").as_bytes());
            assert_complains(&explained, &format!("byte {byte}: {what} (RFC 9112 §7.1)"));
        }
    }
}
