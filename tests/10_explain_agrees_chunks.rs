//! # Two readers of chunks, one verdict                              chapter 10
//! Knows: both `explain` and the decoder in `http1/`, and that they share no code.
//! Does not know: how either of them reads.
//! Read before: `10_explain_agrees_http.rs`. Read next: `10_explain_agrees_sse.rs`.

use explain::{Complaint, Explained};
use http1::Violation;
use http1::chunk_decode::{ChunkDecoder, Piece};
use laws::agreement::{HTTP_TROUBLE, damaged, nearly_chunks};
use laws::proptest::prelude::*;
use wire::{Input, Limits, Violation as _};

/// What a reader found of a body.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    data: Vec<u8>,
    is_whole: bool,
}

/// What the codec found, and the rule and the unread byte at which it stopped.
fn decoded(bytes: &[u8]) -> (Read, Option<(Violation, usize)>) {
    // Our limits are not of the standard, so they are as high as can be.
    let limits = Limits { head_bytes: usize::MAX, head_fields: usize::MAX, ..Limits::DEFAULT };
    let mut decoder = ChunkDecoder::new(&limits, u64::MAX);
    let mut read = Read { data: Vec::new(), is_whole: false };
    let mut bytes = bytes.to_vec();
    let total = bytes.len();
    let mut input = Input::new(&mut bytes);
    loop {
        match decoder.next(&mut input) {
            Ok(Some(Piece::Data(data))) => read.data.extend_from_slice(&data),
            Ok(Some(Piece::End)) => {
                read.is_whole = true;
                return (read, None);
            }
            Ok(None) => return (read, None),
            Err(violation) => return (read, Some((violation, total - input.len()))),
        }
    }
}

/// All chunks up to the last one, or to one that is complained about or not whole, each with the
/// byte at which it begins.
fn explained(bytes: &[u8]) -> Vec<(usize, Explained)> {
    let mut all = Vec::new();
    let mut start = 0;
    loop {
        let chunk = explain::chunk(&bytes[start..]);
        let is_last = chunk.title == "The last chunk";
        let goes_on = chunk.complaints.is_empty() && chunk.missing == 0 && !is_last;
        let next = start + chunk.consumed;
        all.push((start, chunk));
        if !goes_on {
            return all;
        }
        start = next;
    }
}

/// The data of a chunk, unless something before it is wrong.
fn data_of(chunk: &Explained) -> &[u8] {
    let Some(data) = chunk.field("chunk data") else { return &[] };
    let is_reached = chunk.complaints.iter().all(|c| c.bits.start > data.bits.start);
    if is_reached { data.value.as_bytes() } else { &[] }
}

/// True if the codec names in other words, at `byte`, what is complained about at `at`.
///
/// The codec judges byte by byte and cannot look ahead. It notices a CR alone at the byte behind
/// it. In a trailer it takes a CR behind a name for the end of the line; and before it knows
/// whether there is a colon, it takes white space for such before a colon, and a wrong byte for one
/// of a name.
fn is_hasty(violation: &Violation, byte: usize, complaints: &[Complaint], at: usize) -> bool {
    let first = complaints[0].cite.section;
    let has_no_colon = complaints.iter().any(|complaint| complaint.cite.section == "5");
    match violation {
        Violation::BareCr => first == "2.2" && at + 1 == byte,
        Violation::MissingColon => first == "2.2" && at == byte,
        Violation::SpaceBeforeColon if first == "5.1" => at == byte,
        Violation::SpaceBeforeColon | Violation::InvalidFieldName(_) => has_no_colon && at > byte,
        _ => false,
    }
}

/// Both readers find the same data, and stop at the same byte by the same rule.
fn agree(bytes: &[u8]) {
    let (read, error) = decoded(bytes);
    let all = explained(bytes);
    let shown = bytes.escape_ascii();
    let data: Vec<u8> = all.iter().flat_map(|(_, chunk)| data_of(chunk).to_vec()).collect();
    let (start, chunk) = &all[all.len() - 1];
    let Some((violation, byte)) = error else {
        assert_eq!(chunk.complaints, [], "only complained: {shown}");
        let is_whole = chunk.title == "The last chunk" && chunk.missing == 0;
        assert_eq!(read, Read { data, is_whole }, "{shown}");
        return;
    };
    // Zeros before a size are legal; that a size has 16 digits at most is our limit.
    let begins_with_zero = |(start, _): &&(usize, Explained)| bytes[*start] == b'0';
    let line = all.iter().rfind(|(start, _)| *start < byte).filter(begins_with_zero);
    if violation == Violation::ChunkSizeTooLong && line.is_some() {
        return;
    }
    // A line is explained when it is whole, and judged byte by byte by the codec.
    let unfinished = chunk.field("unfinished line");
    if unfinished.is_some_and(|line| start * 8 + line.bits.start <= byte * 8) {
        return;
    }
    let Some(first) = chunk.complaints.first() else {
        panic!("{shown}: only the codec says: {violation} at {byte}")
    };
    assert_eq!(read.data, data, "{shown}");
    let at = start + first.byte();
    // Where one byte breaks two rules, either may be named.
    let mut ties = chunk.complaints.iter().take_while(|c| c.byte() == first.byte());
    let is_named = at == byte && ties.any(|complaint| complaint.cite == violation.cite());
    assert!(
        is_named || is_hasty(&violation, byte, &chunk.complaints, at),
        "{shown}: {violation} at {byte}, but {:?}",
        chunk.complaints
    );
}

laws::proptest::proptest! {
    /// Bodies that may break a rule here and there, with one byte more wrong, cut anywhere.
    #[test]
    fn law_both_judge_chunks_alike(
        bytes in damaged(nearly_chunks(), HTTP_TROUBLE), cut in 0usize..80
    ) {
        agree(&bytes);
        agree(&bytes[..cut.min(bytes.len())]);
    }

    #[test]
    fn law_both_judge_any_bytes_alike(bytes in laws::protocol::any_bytes()) {
        agree(&bytes);
    }

    /// Right bodies are read by both, so that the laws above speak of something.
    #[test]
    fn law_both_read_right_chunks(data in laws::protocol::any_bytes(), size in 1usize..50) {
        let bytes = laws::http1::chunks(&data, size);
        agree(&bytes);
        prop_assert_eq!(decoded(&bytes), (Read { data, is_whole: true }, None));
    }
}

/// Every body of up to five of the bytes that mean something.
#[test]
fn law_both_judge_every_short_body_alike() {
    let alphabet = b"\r\n0 1;:xg\t";
    let n = alphabet.len();
    for i in 0..n.pow(5) {
        let of = |place: u32| alphabet[i / n.pow(place) % n];
        let bytes = [of(4), of(3), of(2), of(1), of(0)];
        agree(&bytes);
        agree(&[&bytes[..], b"\r\n\r\n"].concat());
        agree(&[b"0\r\n", &bytes[..], b"\r\n\r\n"].concat());
    }
}
