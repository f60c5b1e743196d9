//! # Cases of HTTP                                                   chapter 02 · RFC 9112
//! Knows: which bytes are requests to our server, which are refused by which rule, and whether the
//! connection lives on. Does not know: the other codecs.
//! Read before: `lab/tests/decode.rs`. Read next: `lab/tests/decode/handshake.rs`.

use super::{Value, answers, hex, line};

/// Each line: bytes; the requests that reach the router; the status and the rule that is broken, if
/// one is; whether the connection stays open.
const TABLE: &str = include_str!("http.tsv");

/// The bytes that a line of the table stands for: `~` is CR LF, `\xHH` a byte.
fn bytes(text: &str) -> Vec<u8> {
    let text = text.replace('~', r"\x0d\x0a");
    let mut parts = text.split(r"\x");
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(digits, 16).unwrap());
        bytes.extend(rest.as_bytes());
    }
    bytes
}

/// A case of HTTP; `more` begins with a comma.
fn case(bytes: &[u8], more: &str) -> String {
    format!(r#"{{"id":"x","what":"http","hex":"{}"{more}}}"#, hex(bytes))
}

/// The requests of an answer as the table writes them.
fn requests(answer: &Value) -> String {
    let each = answer["requests"].as_array().unwrap().iter().map(|request| {
        let [method, target] = ["method", "target"].map(|name| request[name].as_str().unwrap());
        format!("{method} {target} {}", super::unhex(&request["body_hex"])).trim_end().to_string()
    });
    each.collect::<Vec<_>>().join(", ")
}

/// The answers as the table writes them.
fn refused(answer: &Value) -> String {
    let each = answer["answers"].as_array().unwrap().iter().map(|said| {
        assert!(said["cite"].as_str().unwrap().starts_with("RFC "), "{said}");
        format!("{} {}", said["status"], said["rule"].as_str().unwrap())
    });
    each.collect::<Vec<_>>().join(", ")
}

#[test]
fn must_tell_good_from_bad_however_the_bytes_are_cut() {
    let rows: Vec<_> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(rows.len() >= 60, "{}", rows.len());
    let mut cases = Vec::new();
    for row in &rows {
        let bytes = bytes(row.split('\t').next().unwrap());
        let thirds = format!("[{},{}]", bytes.len() / 3, bytes.len() * 2 / 3);
        let cuts = ["\"whole\"", "\"bytes:1\"", "\"bytes:7\"", &thirds];
        cases.extend(cuts.map(|cuts| case(&bytes, &format!(",\"cuts\":{cuts}"))));
    }
    let answers = answers(&cases);
    for (row, answers) in rows.iter().zip(answers.chunks(4)) {
        let (input, right) = row.split_once('\t').unwrap();
        for answer in answers {
            let after = answer["after"].as_str().unwrap();
            let found = [&requests(answer), &refused(answer), after].join("\t");
            assert_eq!(found, right, "{input}");
        }
    }
}

#[test]
fn must_write_the_members_as_the_help_says() {
    let request = b"POST /a?b HTTP/1.0\r\nX-Y:  \xff z \r\nContent-Length: 2\r\n\r\n\x00\xff";
    let right = concat!(
        r#"{"id":"x","requests":[{"method":"POST","target":"/a?b","version":"HTTP/1.0","#,
        r#""headers":[["X-Y","ÿ z"],["Content-Length","2"]],"body_hex":"00ff"}],"#,
        r#""answers":[],"after":"close"}"#
    );
    assert_eq!(line(&case(request, "")), right);
    let right = concat!(
        r#"{"id":"x","requests":[],"answers":[{"status":400,"rule":"HTTP-3.2-05","#,
        r#""cite":"RFC 9112 §3.2","at":16,"text":"there is no Host; HTTP/1.1 requires one"}],"#,
        r#""after":"close"}"#
    );
    assert_eq!(line(&case(b"GET / HTTP/1.1\r\n\r\n", "")), right);
}

#[test]
fn must_decide_about_half_a_request_when_the_stream_ends() {
    let whole = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na";
    for end in 0..=whole.len() {
        let asks = |eof: bool| {
            let answer = answers(&[case(&whole[..end], &format!(",\"eof\":{eof}"))]).remove(0);
            (requests(&answer), answer["after"].as_str().unwrap().to_string())
        };
        let inside = end > 0 && end < whole.len();
        let heard = if end == whole.len() { "POST / a" } else { "" };
        assert_eq!(asks(false), (heard.into(), "open".into()), "{end}");
        let after = if inside { "close" } else { "open" };
        assert_eq!(asks(true), (heard.into(), after.into()), "{end}");
    }
}

#[test]
fn limit_each_member_of_server_bounds_what_it_names() {
    let request = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nfour";
    let asks = |name: &str, most: usize| {
        let server = format!(",\"server\":{{\"{name}\":{most}}}");
        refused(&answers(&[case(request, &server)])[0])
    };
    let head = request.len() - 4;
    assert_eq!(asks("max_head_bytes", head), "");
    assert!(asks("max_head_bytes", head - 1).starts_with("431 "));
    assert_eq!(asks("max_head_fields", 2), "");
    assert!(asks("max_head_fields", 1).starts_with("431 "));
    assert_eq!(asks("max_body_bytes", 4), "");
    assert!(asks("max_body_bytes", 3).starts_with("413 "));
    let misspelt = line(&case(b"", r#","server":{"max_head":1}"#));
    assert!(misspelt.ends_with(r#","ignored":["server.max_head"]}"#), "{misspelt}");
}
