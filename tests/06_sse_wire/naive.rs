//! # A naive encoder, and who writes through it                      chapter 06 · WHATWG §9.2.5
//! Knows: what comes of text that is put between `data: ` and two line feeds as it is.
//! Does not know: the right way (`sse/src/encode.rs`).
//! Read before: `writing.rs`. Read next: `sse/src/names.rs`.

use super::*;

/// Published again and again, in tutorials and in frameworks.
fn naive_event(id: &str, event: &str, data: &str) -> String {
    format!("id: {id}\nevent: {event}\ndata: {data}\n\n")
}

fn naive_comment(text: &str) -> String {
    format!(": {text}\n\n")
}

/// The same event from our encoder, if it writes it at all.
fn ours(id: &str, event: &str, data: &str) -> Option<Vec<Told>> {
    let mut out = Vec::new();
    encode::write_event(&mut out, Some(id), Some(event), data).ok()?;
    Some(told(out))
}

#[test]
fn claim_a_naive_encoder_lets_data_forge_an_event() {
    let data = "hello\n\nevent: admin\ndata: grant";
    let forged = [message("chat", "hello", "7"), message("admin", "grant", "7")];
    assert_eq!(told(naive_event("7", "chat", data)), forged);
    assert_eq!(ours("7", "chat", data), Some(vec![message("chat", data, "7")]));
}

#[test] // CR alone is a line end, too, and looks for LF do not find it
fn claim_who_splits_at_line_feeds_alone_lets_a_cr_forge_a_field() {
    let data = "hello\rid: 9";
    let split: String = data.split('\n').map(|line| format!("data: {line}\n")).collect();
    assert_eq!(told(split + "\n"), [message("message", "hello", "9")]);
    assert_eq!(ours("7", "chat", data), Some(vec![message("chat", "hello\nid: 9", "7")]));
}

#[test]
fn claim_a_naive_encoder_lets_a_type_and_an_id_forge_an_event() {
    let (event, id) = ("chat\ndata: forged\n\nevent: chat", "7\rretry: 1");
    let forged = [message("chat", "forged", "7"), message("chat", "hello", "7")];
    assert_eq!(told(naive_event("7", event, "hello")), forged);
    let faster = [retry(1), message("chat", "hello", "7")];
    assert_eq!(told(naive_event(id, "chat", "hello")), faster);
    assert_eq!((ours("7", event, "hello"), ours(id, "chat", "hello")), (None, None));
}

#[test]
fn claim_a_naive_encoder_lets_a_comment_forge_an_event() {
    let text = "still here\ndata: forged\n";
    let here = Told::Comment("still here".into());
    assert_eq!(told(naive_comment(text)), [here.clone(), data("forged")]);
    let mut out = Vec::new();
    encode::write_comment(&mut out, text);
    let comments = ["data: forged", ""].map(|text| Told::Comment(text.into()));
    assert_eq!(told(out), [&[here][..], &comments].concat());
}

#[test]
fn claim_a_naive_encoder_of_lines_loses_empty_data() {
    let lines: String = "".lines().map(|line| format!("data: {line}\n")).collect();
    assert_eq!(told(lines + "\n"), []);
    assert_eq!(ours("7", "chat", ""), Some(vec![message("chat", "", "7")]));
}
