//! # One object a line                                               chapter 10
//! Knows: `--json`. Does not know: the lines that it stands for; see `shown.rs`.
//! Read before: `lab/src/narrate/json.rs`. Read next: `shown.rs`.

use super::*;
use polling::json::Value;

fn whats(said: &Said) -> Vec<String> {
    said.objects().into_iter().map(|(what, _)| what).collect()
}

fn frames(said: &Said) -> Vec<Value> {
    let objects = said.objects().into_iter();
    objects.filter(|(what, _)| what == "frame").map(|(_, object)| object).collect()
}

#[test]
fn must_tell_everything_that_happens_in_order() {
    let echo = Server::echo();
    let said = connect(&echo.address, &["--json"], "hi\n/expect hi\n/close 1000 bye\n");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let whats = whats(&said);
    let order = ["opened", "request head", "response head", "open"];
    assert_eq!(whats[..4], order);
    assert_eq!(whats[4..], ["frame", "frame", "frame", "frame", "closed"]);
    let objects = said.objects();
    let (_, head) = &objects[1];
    assert_eq!(head["lines"][0], "GET /echo HTTP/1.1");
    assert_eq!(head["from"], "client");
    let (_, open) = &objects[3];
    assert_eq!((&open["subprotocol"], &open["deflate"]), (&Value::Null, &Value::Bool(false)));
    let (_, closed) = objects.last().unwrap();
    let wanted =
        r#"{"at":0,"by":"us","clean":true,"code":1000,"connection":1,"kind":"closed","reason":""}"#;
    let mut closed = closed.clone();
    closed["at"] = 0.into();
    assert_eq!(closed, polling::json::from_str::<Value>(wanted).unwrap());
}

#[test]
fn must_tell_each_frame_as_it_went_over_the_wire() {
    let echo = Server::echo();
    let script = "hi\n/expect hi\n/binary 00ff\n/close 1000 bye\n";
    let said = connect(&echo.address, &["--json", "--bytes"], script);
    let first = &frames(&said)[0];
    assert_eq!(first["from"], "client");
    assert_eq!(first["opcode"], "text");
    assert_eq!((&first["fin"], &first["rsv1"]), (&Value::Bool(true), &Value::Bool(false)));
    assert_eq!(first["masked"], Value::Bool(true));
    assert_eq!((first["size"].as_u64(), first["length"].as_u64()), (Some(8), Some(2)));
    assert_eq!(first["text"], "hi");
    // 37 fa 21 3d over "hi" is 5f 93: computed, not looked up.
    let masked: Vec<u8> = b"hi".iter().zip([0x37, 0xfa]).map(|(byte, key)| byte ^ key).collect();
    assert_eq!(first["bytes"], format!("818237fa213d{:02x}{:02x}", masked[0], masked[1]));
    let binary = frames(&said).into_iter().find(|frame| frame["opcode"] == "binary").unwrap();
    assert_eq!(binary["hex"], "00ff");
    let close = frames(&said).into_iter().find(|frame| frame["opcode"] == "close").unwrap();
    assert_eq!((&close["code"], &close["reason"]), (&Value::from(1000), &Value::from("bye")));
}

#[test]
fn must_tell_the_round_trip_with_the_pong() {
    let echo = Server::echo();
    let said =
        connect(&echo.address, &["--json"], "/ping a\nx\n/expect x\n/ping b\ny\n/expect y\n");
    let pongs: Vec<Value> =
        frames(&said).into_iter().filter(|frame| frame["opcode"] == "pong").collect();
    assert_eq!(pongs.len(), 2, "{said:?}");
    assert!(pongs.iter().all(|pong| pong["round_trip"].is_f64()), "{said:?}");
    let pings = frames(&said).into_iter().filter(|frame| frame["opcode"] == "ping");
    assert!(pings.into_iter().all(|ping| ping["round_trip"].is_null()));
}

#[test]
fn must_tell_why_it_failed_in_the_same_way_and_on_standard_error() {
    let echo = Server::echo();
    let said = connect(&echo.address, &["--json"], "a\n/expect b\n");
    let (what, last) = said.objects().pop().unwrap();
    assert_eq!(what, "failed");
    assert_eq!(said.err, format!("error: {}\n", last["text"].as_str().unwrap()));
}

#[test]
fn must_tell_a_compressed_message_as_it_is_meant() {
    let echo = Server::echo();
    let text = "abc ".repeat(100);
    let said =
        connect(&echo.address, &["--json", "--deflate"], &format!("{text}\n/expect {text}\n"));
    assert_eq!(said.code, Some(0), "{said:?}");
    let compressed: Vec<Value> =
        frames(&said).into_iter().filter(|frame| frame["rsv1"] == true).collect();
    assert_eq!(compressed.len(), 2, "{said:?}");
    assert!(compressed.iter().all(|frame| frame["size"].as_u64() < Some(100)), "{said:?}");
    let messages: Vec<(String, Value)> =
        said.objects().into_iter().filter(|(what, _)| what == "message").collect();
    assert_eq!(messages.len(), 2, "{said:?}");
    assert!(messages.iter().all(|(_, message)| message["text"] == text.as_str()), "{said:?}");
}

#[test]
fn must_tell_nothing_that_the_help_does_not_name() {
    let echo = Server::echo();
    let script = "hi\n/ping a\n/fragment 2 Hello\n/binary 00ff\n/raw 89 00\n/expect nothing\n";
    let long = format!("{}\n", "x".repeat(5000));
    for (arguments, input) in [(&["--json", "--bytes"][..], script), (&["--json"], &long)] {
        let objects = connect(&echo.address, arguments, input).objects();
        assert!(objects.len() > 6, "{objects:?}");
        assert_eq!(unexplained("connect", &objects), [""; 0]);
    }
}
