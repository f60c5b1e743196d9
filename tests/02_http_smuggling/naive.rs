//! # Two naive readers                                               chapter 02 · RFC 9112 §11.2
//! Knows: how a body's end is found by who believes one field and forgets the other. Does not
//! know: that both may come. This is how not to do it.
//! Read before: `http1/src/framing.rs`. Read next: `../02_http_smuggling.rs`.

/// The field that a reader looks for first.
#[derive(Clone, Copy)]
pub enum Believes {
    Length,
    Chunks,
}

/// The request lines that such a reader hears.
pub fn request_lines(mut text: &str, believes: Believes) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some((head, behind)) = text.split_once("\r\n\r\n") {
        lines.push(head.lines().next().unwrap_or_default().to_string());
        let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
        let length = field("Content-Length: ").and_then(|value| value.parse().ok());
        let chunked = field("Transfer-Encoding: ").is_some_and(|value| value.contains("chunked"));
        text = match (length, chunked, believes) {
            (Some(n), false, _) | (Some(n), true, Believes::Length) => &behind[n..],
            (_, true, _) => behind_chunks(behind),
            (None, false, _) => behind,
        };
    }
    lines
}

/// What follows the last chunk.
fn behind_chunks(mut text: &str) -> &str {
    while let Some((size, behind)) = text.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap_or(0);
        text = &behind[size + 2..];
        if size == 0 {
            break;
        }
    }
    text
}
