//! # An event in few words                                           chapter 03
//! Knows: how protocols write their events for whoever looks on. Does not know: the events.
//! Read before: `wire/src/tap.rs`. Read next: `step/steps.rs`.

/// As many characters of an event are shown.
const CHARS_MAX: usize = 200;

/// The event, short: of a head only that it is one, for its bytes are shown beside it.
///
/// ```
/// use lab::step::told::told;
/// assert_eq!(told("Message(Text(\"hi\"))"), "Message(Text(\"hi\"))");
/// assert_eq!(told("Request(RequestHead { bytes: b\"GET\" })"), "Request");
/// ```
pub fn told(event: &str) -> String {
    for head in ["Request", "Response"] {
        if event.strip_prefix(head).is_some_and(|rest| rest.starts_with('(')) {
            return head.into();
        }
    }
    match event.char_indices().nth(CHARS_MAX) {
        None => event.into(),
        Some((end, _)) => format!("{}…", event.get(..end).unwrap_or(event)),
    }
}
