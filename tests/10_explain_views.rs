//! # Views of an explanation                                         chapter 10
//! Knows: what programs and pages get to read. Does not know: how bytes are explained.
//! Read before: `10_explain_text.rs`, `tests/laws/src/markup.rs`. Read next:
//! `10_explain_laws.rs`.

use explain::{Sender::Server, Value, event_stream, frame, frames_with, http_head};
use laws::hex;
use laws::markup::assert_well_formed;
use polling::json;

mod well_formed {
    use super::*;
    use std::panic::catch_unwind;

    /// The judge that the laws use is one.
    #[test]
    fn must_be_told_from_what_is_not() {
        let names = assert_well_formed("<a href=\"x\">1 &lt; 2</a><b>\n</b>");
        assert_eq!(names, ["a", "b"]);
        for html in ["<a>", "<a></b>", "<a b=c></a>", "a > b", "<", "&copy;", "\0", "<script x"] {
            assert!(catch_unwind(|| assert_well_formed(html)).is_err(), "{html:?}");
        }
    }
}

mod json_view {
    use super::*;

    #[test]
    fn must_say_what_the_fields_say() {
        let explained = frame(&hex("89 02 \"hi\""), Server);
        let json: json::Value = json::from_str(&explained.json().to_string()).unwrap();
        let opcode = json::json!({
            "name": "opcode", "bits": [4, 8], "value": 9, "meaning": "ping",
            "cite": "RFC 6455 §5.2", "url": "https://www.rfc-editor.org/rfc/rfc6455#section-5.2",
        });
        assert_eq!(json["fields"][4], opcode);
        assert_eq!(json["fields"][7]["value"], "hi");
        assert_eq!(json["complaints"], json::json!([]));
        assert_eq!(json["inflated"], json::Value::Null);
    }

    #[test]
    fn must_say_which_rule_is_broken() {
        let explained = frame(&hex("09 00"), Server);
        let json: json::Value = json::from_str(&explained.json().to_string()).unwrap();
        let complaint = json::json!({
            "bits": [4, 8], "byte": 0,
            "what": "a control frame with FIN 0; it is never fragmented, FIN 1 is right",
            "cite": "RFC 6455 §5.5", "url": "https://www.rfc-editor.org/rfc/rfc6455#section-5.5",
        });
        assert_eq!(json["complaints"], json::json!([complaint]));
    }

    #[test]
    fn must_say_a_compressed_message() {
        let deflate = Some(explain::Deflate::default());
        let agreed = explain::Agreed { deflate };
        let all = frames_with(&hex("c1 07 f2 48 cd c9 c9 07 00"), Server, &agreed);
        assert!(all[0].json().to_string().ends_with(r#","inflated":"Hello"}"#));
        let all = frames_with(&hex("c2 07 00 01 00 fe ff ff 00"), Server, &agreed);
        assert!(all[0].json().to_string().ends_with(r#","inflated":{"hex":"ff"}}"#));
    }

    /// Quotes, controls, and the two ends of lines that are none in JSON.
    #[test]
    fn must_escape_what_would_end_a_text_or_a_line() {
        let text = "\" \\ \n \u{0} \u{85} \u{2028} é \u{1F4DE}";
        let bytes = [&[0x81, text.len() as u8], text.as_bytes()].concat();
        let written = frame(&bytes, Server).json().to_string();
        let right = "\"\\\" \\\\ \\u000a \\u0000 \\u0085 \\u2028 é \u{1F4DE}\"";
        assert!(written.contains(right), "{written}");
        assert_eq!(json::from_str::<json::Value>(&written).unwrap()["fields"][7]["value"], text);
    }
}

mod html_view {
    use super::*;

    #[test]
    fn must_be_a_table_with_a_caption_and_headings() {
        let bytes = hex("89 02 \"hi\"");
        let html = frame(&bytes, Server).html(&bytes).to_string();
        assert_well_formed(&html);
        let caption =
            "<caption>Frame from a server (ping): 2 bytes of header, 2 of payload</caption>";
        assert!(html.contains(caption), "{html}");
        assert_eq!(html.matches("<th scope=\"col\">").count(), 6);
        let row = "<tr>\n<td><code>89</code></td>\n<td><code>.... 1001</code></td>\n\
            <th scope=\"row\">opcode</th>\n<td>9</td>\n<td>ping</td>\n\
            <td><a href=\"https://www.rfc-editor.org/rfc/rfc6455#section-5.2\">RFC 6455 §5.2</a></td>\n\
            </tr>\n";
        assert!(html.contains(row), "{html}");
        assert!(html.contains("<p>No rule is broken.</p>"), "{html}");
    }

    /// Colour says nothing: there is none, and the words are there.
    #[test]
    fn must_name_a_broken_rule_in_words() {
        let bytes = hex("09 01");
        let html = frame(&bytes, Server).html(&bytes).to_string();
        assert!(
            html.contains("<li><strong>broken rule</strong>, byte 0: a control frame"),
            "{html}"
        );
        assert!(html.contains("<p>Cut short: at least 1 more byte is needed.</p>"), "{html}");
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn must_escape_what_a_peer_wrote() {
        let script = "<script>alert('1' & \"2\")</script>\0";
        let frame_bytes = [&[0x81, script.len() as u8], script.as_bytes()].concat();
        let head = format!("GET /{script} HTTP/1.1\r\nHost: {script}\r\n{script}: 1\r\n\r\n");
        let stream = format!("event: {script}\nid: {script}\ndata: {script}\n{script}\n\n");
        let (head, stream) = (head.as_bytes(), stream.as_bytes());
        let all = [
            frame(&frame_bytes, Server).html(&frame_bytes).to_string(),
            http_head(head).html(head).to_string(),
            event_stream(stream).html(stream).to_string(),
        ];
        for html in all {
            let elements = assert_well_formed(&html);
            assert!(!elements.contains(&"script".to_owned()), "{html}");
            assert!(html.contains("&lt;script&gt;alert("), "{html}");
        }
    }

    #[test]
    fn must_fold_what_is_long() {
        let text = "<".repeat(100);
        let bytes = [&[0x81, 100], text.as_bytes()].concat();
        let html = frame(&bytes, Server).html(&bytes).to_string();
        let elements = assert_well_formed(&html);
        let folded = elements.iter().filter(|name| *name == "details").count();
        assert_eq!(folded, 2, "the bytes, and the text: {html}");
        assert!(html.contains(&format!("<pre>{}</pre>", "&lt;".repeat(100))), "{html}");
        assert!(html.contains(&format!("<code>{}</code>", ["3c"; 100].join(" "))), "{html}");
    }

    #[test]
    fn must_say_a_value_of_every_kind() {
        let kinds = [
            (Value::Nothing, ""),
            (Value::Number(7), "7"),
            (Value::Bytes(vec![1, 0xff]), "<code>01 ff</code>"),
            (Value::Text("a\nb".into()), "&quot;a\\nb&quot;"),
            (Value::Line { name: "Host".into(), value: "<a>".into() }, "Host: &lt;a&gt;"),
        ];
        for (value, shown) in kinds {
            let mut explained = frame(&hex("89 00"), Server);
            explained.fields.truncate(1);
            explained.fields[0].value = value;
            let html = explained.html(&[0x89]).to_string();
            assert!(html.contains(&format!("FIN</th>\n<td>{shown}</td>")), "{html}");
        }
    }
}
