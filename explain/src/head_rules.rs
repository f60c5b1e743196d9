//! # An HTTP head as a whole, judged                                 chapter 10 · RFC 9112 §3.2, §6
//! Knows: rules about which field lines stand together. Does not know: how a line is read, and
//! the codec in `http1/`: this is a second reading.
//! Read before: `field_line.rs`. Read next: `chunk.rs`.

use crate::draft::Draft;
use crate::field_line::{Named, has_word};
use crate::start_line::{Start, number_of};
use crate::target::{TARGET, is_host};
use crate::value::short;
use wire::Cite;

const LENGTH: Cite = Cite::rfc9112("6.3");
const CODING: Cite = Cite::rfc9112("6.1");

/// Complain about a head that is whole. What is absent is missed at the empty line.
pub(crate) fn check(draft: &mut Draft<'_>, start: &Start, named: &[Named]) {
    let (is_request, minor) = match *start {
        Start::Unknown => return check_length(draft, named),
        Start::Request { minor, .. } => (true, minor),
        Start::Response { minor, .. } => (false, minor),
    };
    if is_request {
        check_host(draft, named, minor >= Some(1));
    }
    check_length(draft, named);
    check_coding(draft, named, is_request, minor);
}

fn check_host(draft: &mut Draft<'_>, named: &[Named], is_needed: bool) {
    if all(named, "host").next().is_none() && is_needed {
        let what = "a request of HTTP/1.1 without Host; one Host line is right";
        draft.complain(draft.last_bits(), what, TARGET);
    }
    for (i, line) in all(named, "host").enumerate() {
        let what = match i {
            0 if is_host(&line.value) || !line.is_text() => continue,
            0 => "a host that is not one; a name or an address, and perhaps a port, is right",
            _ => "a second Host line; exactly one is right",
        };
        draft.complain(line.bits.clone(), what, TARGET);
    }
}

fn check_length(draft: &mut Draft<'_>, named: &[Named]) {
    let is_wrapped = all(named, "transfer-encoding").next().is_some();
    let mut before = None;
    for line in all(named, "content-length") {
        if is_wrapped {
            let what = "Content-Length beside Transfer-Encoding; one of the two is right";
            draft.complain(line.bits.clone(), what, Cite::rfc9112("6.2"));
        }
        for item in line.value.split(',').filter(|_| line.is_text()) {
            let length = number_of(item.trim_ascii().as_bytes());
            let is_new = before.replace(length).is_some_and(|before| before != length);
            let what = match length {
                None => format!("a Content-Length of {}; digits are right", short(&line.value)),
                Some(_) if is_new => "a second Content-Length that differs; one is right".into(),
                Some(_) => continue,
            };
            draft.complain(line.bits.clone(), what, LENGTH);
            break;
        }
    }
}

/// All lines of Transfer-Encoding are one list; the first of them is where it is judged.
fn check_coding(draft: &mut Draft<'_>, named: &[Named], is_request: bool, minor: Option<u8>) {
    let Some(first) = all(named, "transfer-encoding").next() else { return };
    if minor == Some(0) {
        let what = "Transfer-Encoding in HTTP/1.0, which has none; Content-Length is right";
        draft.complain(first.bits.clone(), what, CODING);
        return;
    }
    let list = all(named, "transfer-encoding").flat_map(|line| line.value.split(','));
    let list = list.map(str::trim_ascii).filter(|coding| !coding.is_empty());
    let are_chunked: Vec<bool> =
        list.map(|coding| coding.eq_ignore_ascii_case("chunked")).collect();
    if is_request && are_chunked.last() != Some(&true) {
        let what = "a request whose last transfer coding is not chunked; chunked is right";
        draft.complain(first.bits.clone(), what, LENGTH);
    }
    if are_chunked.iter().filter(|&&is_chunked| is_chunked).count() > 1 {
        let what = "chunked twice; once is right";
        draft.complain(first.bits.clone(), what, CODING);
    }
}

/// One line that says what the head is, and whether it is an upgrade to WebSocket.
pub(crate) fn title(start: &Start, named: &[Named]) -> String {
    let says = |name, word| all(named, name).any(|line| has_word(&line.value, word));
    let has = |name| all(named, name).next().is_some();
    let upgrades = says("upgrade", "websocket") && says("connection", "upgrade");
    match start {
        Start::Unknown => "An HTTP head whose start line is broken".into(),
        Start::Request { is_get: true, minor: Some(1..) }
            if upgrades && has("sec-websocket-key") && says("sec-websocket-version", "13") =>
        {
            "HTTP request head: asks for an upgrade to WebSocket".into()
        }
        Start::Request { .. } => "HTTP request head".into(),
        Start::Response { status: 101, .. } if upgrades && has("sec-websocket-accept") => {
            "HTTP response head: agrees to the upgrade to WebSocket".into()
        }
        Start::Response { status, .. } => format!("HTTP response head, status {status}"),
    }
}

/// All lines of that name, which is in lower case.
fn all<'n>(named: &'n [Named], name: &'static str) -> impl Iterator<Item = &'n Named> {
    named.iter().filter(move |line| line.name == name)
}
