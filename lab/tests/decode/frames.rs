//! # Cases of frames                                    chapters 10 to 14 · RFC 6455 §5 to §8
//! Knows: what each kind of event, end and failure looks like. Does not know: handshakes.
//! Read before: `lab/tests/decode.rs`. Read next: `lab/tests/decode/handshake.rs`.

use super::{answers, json, line};

/// A case of `role` that receives `hex`; `more` begins with a comma.
fn case(role: &str, hex: &str, more: &str) -> String {
    format!(r#"{{"id":"x","what":"frames","role":"{role}","hex":"{hex}"{more}}}"#)
}

/// The answer to it, from `events` on.
fn told(role: &str, hex: &str, more: &str) -> String {
    let answer = line(&case(role, hex, more));
    answer.strip_prefix(r#"{"id":"x","#).unwrap_or(&answer).to_string()
}

#[test]
fn must_tell_a_message_with_every_member_given() {
    let more =
        r#","cuts":"whole","max_message_size":1048576,"permessage_deflate":null,"eof":false"#;
    assert_eq!(
        line(&case("server", "818537fa213d7f9f4d5158", more)),
        concat!(
            r#"{"id":"x","events":[{"ev":"text","text":"Hello"}],"end":"open","fail":null,"#,
            r#""sent_hex":""}"#
        )
    );
}

#[test]
fn must_tell_each_kind_of_event_and_write_what_answers_it() {
    // "é" in two fragments with a ping between, bytes, a pong, a close with a code and a reason.
    let frames = "0101c3 890170 8001a9 820200ff 8a00 880503e8627965";
    assert_eq!(
        told("client", &frames.replace(' ', ""), ""),
        concat!(
            r#""events":[{"ev":"ping","hex":"70"},{"ev":"text","text":"é"},"#,
            r#"{"ev":"binary","hex":"00ff"},{"ev":"pong","hex":""},"#,
            r#"{"ev":"close","code":1000,"reason":"bye"}],"end":"closed","fail":null,"#,
            r#""sent_hex":"8a810000000070"#,
            r#"88820000000003e8"}"#
        )
    );
    assert_eq!(
        told("server", "898101020304718880000000008100", ""),
        concat!(
            r#""events":[{"ev":"ping","hex":"70"},{"ev":"close","code":null,"reason":""}],"#,
            r#""end":"closed","fail":null,"sent_hex":"8a01708800"}"#
        )
    );
}

#[test]
fn must_tell_the_broken_rule_and_where() {
    assert_eq!(
        told("client", "8a00817e0001618100", ""),
        concat!(
            r#""events":[{"ev":"pong","hex":""}],"end":"fail","fail":{"code":1002,"#,
            r#""rule":"WS-5.2-07","cite":"RFC 6455 §5.2","at":3,"#,
            r#""text":"length 1 in a longer form than it needs; the shortest is the only right "#,
            r#"one"},"#,
            r#""sent_hex":"88820000000003ea"}"#
        )
    );
    let failed = answers(&[
        case("client", "8103616280", ""),
        case("server", "8100", ""),
        case("client", "0000", ""),
        case("client", "880203ee", ""),
    ]);
    let told: Vec<_> = failed.iter().map(|answer| (&answer["fail"], &answer["end"])).collect();
    let codes: Vec<_> = told.iter().map(|(fail, _)| fail["code"].as_u64().unwrap()).collect();
    let places: Vec<_> = told.iter().map(|(fail, _)| fail["at"].as_u64().unwrap()).collect();
    assert_eq!((codes, places), (vec![1007, 1002, 1002, 1002], vec![4, 1, 0, 2]));
    assert!(told.iter().all(|(_, end)| **end == "fail"), "{failed:#?}");
}

#[test]
fn must_tell_the_end_of_the_stream_as_closed_whatever_was_under_way() {
    let told = |hex: &str| told("client", hex, r#","eof":true"#);
    let closed = |events: &str, sent: &str| {
        format!(r#""events":[{events}],"end":"closed","fail":null,"sent_hex":"{sent}"}}"#)
    };
    // No Close frame came, so there is no event of one.
    for unfinished in ["", "81", "810561", "010161"] {
        assert_eq!(told(unfinished), closed("", ""), "{unfinished}");
    }
    let close = r#"{"ev":"close","code":1001,"reason":""}"#;
    assert_eq!(told("880203e9"), closed(close, "88820000000003e9"));
    assert!(told("8300").contains(r#""end":"fail""#));
}

#[test]
fn limit_a_payload_is_written_out_up_to_4096_bytes() {
    let case = |first: &str, length: &str, times: usize| {
        let parts = format!(r#"{{"hex":"{first}7e{length}"}},{{"hex":"61","times":{times}}}"#);
        format!(r#"{{"id":0,"what":"frames","role":"client","parts":[{parts}]}}"#)
    };
    let all = answers(&[
        case("81", "1000", 4096),
        case("82", "1000", 4096),
        case("81", "1001", 4097),
        case("82", "1001", 4097),
    ]);
    let events: Vec<_> = all.iter().map(|answer| &answer["events"][0]).collect();
    assert_eq!(events[0]["text"], "a".repeat(4096));
    assert_eq!(events[1]["hex"], "61".repeat(4096));
    for (event, kind) in [(events[2], "text"), (events[3], "binary")] {
        // As sha256sum has it.
        let digest = "4e369b5618643c3abddd027b650bfa54810be3b418028a7c9d82299a59d008e8";
        let right = format!(r#"{{"ev":"{kind}","len":4097,"sha256":"{digest}"}}"#);
        assert_eq!(*event, json::from_str::<json::Value>(&right).unwrap());
    }
}

#[test]
fn limit_the_size_of_a_message() {
    let limited = |most: usize| {
        let more = format!(r#","max_message_size":{most}"#);
        told("client", "010261628001638100", &more)
    };
    assert!(limited(3).starts_with(r#""events":[{"ev":"text","text":"abc"},"#));
    let failed = limited(2);
    assert!(failed.starts_with(r#""events":[],"end":"fail","fail":{"code":1009,"rule":"WS-10.4-"#));
    assert!(failed.contains(r#""at":5,"#) && failed.contains(r#""sent_hex":"88820000000003f1""#));
    assert!(limited(0).contains(r#""at":1,"#));
}

/// The samples of RFC 7692 §7.2.3: "Hello", and "Hello" again that refers to the first.
#[test]
fn vector_compressed_messages_with_what_was_agreed_on() {
    let (first, again) = ("c107f248cdc9c90700", "c105f200110000");
    let hello = r#"{"ev":"text","text":"Hello"}"#;
    let told = |role: &str, hex: &str, agreed: &str| {
        told(role, hex, &format!(r#","permessage_deflate":{agreed}"#))
    };
    let both = format!(r#""events":[{hello},{hello}],"end":"open","fail":null,"sent_hex":""}}"#);
    let twice = format!("{first}{again}");
    assert_eq!(told("client", &twice, "{}"), both);
    // A client forgets what the server promised to forget, and no more.
    assert_eq!(told("client", &twice, r#"{"client_no_context_takeover":true}"#), both);
    let forgotten = told("client", &twice, r#"{"server_no_context_takeover":true}"#);
    let failed = format!(r#""events":[{hello}],"end":"fail","fail":{{"code":1007,"#);
    assert!(forgotten.starts_with(&failed), "{forgotten}");
    // Nothing was agreed on.
    assert!(told("client", first, "null").contains(r#""rule":"WS-5.2-03""#));
    // A control frame is never compressed.
    assert!(told("client", "c900", "{}").contains(r#""end":"fail""#));

    let masked = "c18700000000f248cdc9c90700c18500000000f200110000";
    assert_eq!(told("server", masked, "{}"), both);
    assert_eq!(told("server", masked, r#"{"server_no_context_takeover":true}"#), both);
    let forgotten = told("server", masked, r#"{"client_no_context_takeover":true}"#);
    assert!(forgotten.starts_with(&failed), "{forgotten}");
}

#[test]
fn must_tell_the_same_however_the_bytes_are_cut_and_written_down() {
    let whole = told("client", "8105c3a96c6c6f89027878820100", "");
    assert!(whole.contains("éllo"), "{whole}");
    for cuts in [
        r#""whole""#,
        r#""bytes:1""#,
        r#""bytes:3""#,
        r#""bytes:100""#,
        "[3,7]",
        "[7,3]",
        "[]",
        "[0,1,1,14,1000]",
    ] {
        let more = format!(r#","cuts":{cuts}"#);
        assert_eq!(told("client", "8105c3a96c6c6f89027878820100", &more), whole, "{cuts}");
        let parts = concat!(
            r#"[{"hex":"8105c3A9"},{"hex":"6c","times":2},{"hex":"6f89"},{"hex":"","times":9},"#,
            r#"{"hex":"61","times":0},{"hex":"02"},{"hex":"78","times":2},"#,
            r#"{"hex":"820100","times":1}]"#
        );
        let case = format!(
            r#"{{"id":"x","what":"frames","role":"client","parts":{parts},"cuts":{cuts}}}"#
        );
        assert_eq!(line(&case), format!(r#"{{"id":"x",{whole}"#), "{cuts}");
    }
}

#[test]
fn limit_a_million_fragments_are_one_message() {
    let parts = r#"[{"hex":"0200"},{"hex":"000161","times":1000000},{"hex":"8000"}]"#;
    let case = format!(r#"{{"id":"x","what":"frames","role":"client","parts":{parts}}}"#);
    // As sha256sum has it.
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    let event = format!(r#"{{"ev":"binary","len":1000000,"sha256":"{digest}"}}"#);
    assert!(line(&case).contains(&event));
}
