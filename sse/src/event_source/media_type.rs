//! # The media type of an answer                          chapter 07 · WHATWG Fetch §2.2, MIME §4.4
//! Knows: which of several media types counts, and its essence. Does not know: what is wanted.
//! Read before: `event.rs`. Read next: `step.rs`.

/// The essence of the media type that `content_type` names: type and subtype in lower case,
/// without parameters. Several field lines are given as one, joined by commas.
///
/// Of several the last that can be read counts, and `*/*` is passed over. A charset changes
/// nothing: an event stream is UTF-8 whatever its parameters say.
///
/// ```
/// use sse::event_source::media_type::essence;
/// assert_eq!(essence(b"Text/Event-Stream;charset=utf-8").as_deref(), Some("text/event-stream"));
/// assert_eq!(essence(b"text/html, text/event-stream, */*").as_deref(), Some("text/event-stream"));
/// assert_eq!(essence(b"event-stream"), None);
/// ```
///
/// Source: WHATWG Fetch (extract a MIME type), WHATWG MIME Sniffing §4.4.
pub fn essence(content_type: &[u8]) -> Option<String> {
    elements(content_type).into_iter().filter_map(parse).rfind(|one| one != "*/*")
}

/// The elements of a list: a comma inside of quotes divides nothing.
fn elements(list: &[u8]) -> Vec<&[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    let divides = |&byte: &u8| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' => return !quoted,
            _ => {}
        }
        false
    };
    list.split(divides).collect()
}

/// One media type: `type/subtype`, and parameters that may say anything.
fn parse(one: &[u8]) -> Option<String> {
    let before_parameters = one.split(|&byte| byte == b';').next().unwrap_or_default();
    let text = str::from_utf8(trim(before_parameters)).ok()?;
    let (main, sub) = text.split_once('/')?;
    (is_token(main) && is_token(sub)).then(|| text.to_ascii_lowercase())
}

/// Without HTTP's white space around it.
fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..]
    | [rest @ .., b' ' | b'\t' | b'\r' | b'\n'] = bytes
    {
        bytes = rest;
    }
    bytes
}

/// True for one character or more that HTTP's tokens are made of (RFC 9110 §5.6.2).
fn is_token(text: &str) -> bool {
    let is_of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_of_token)
}
