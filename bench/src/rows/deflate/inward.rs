//! # In: compressed payloads become messages                         chapter 16 · RFC 7692 §7.2.2
//! Knows: who inflates, and that each message is what was compressed. Does not know: who made it.
//! Read before: `rows/deflate/out.rs`. Read next: `rows/growth/mod.rs`.

use super::messages::{COUNT, MESSAGES, tally, total};
use super::{BITS, InTurn, RawCompressor, RawInflater, server};
use crate::failure::Failure;
use crate::micro::{self, Work};
use crate::row::{Contender, Kind, Measure};
use frames::{Event, Header, Message, Opcode, mask};
use sockudo_ws::deflate::{DeflateDecoder, DeflateWindowBits};
use wire::{Input, Protocol};

const MEASURE: Measure = Measure::cost("ns/message");
const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// Those who inflate, on so many connections.
pub(super) fn contenders(takeover: bool, connections: usize) -> Result<Vec<Contender>, Failure> {
    let bits = DeflateWindowBits::try_from(BITS);
    let bits = bits.map_err(|error| Failure(format!("{error:?}")))?;
    let mut raw = InTurn::of(connections, || RawInflater::new(takeover));
    let mut sockudo = InTurn::of(connections, || DeflateDecoder::new(bits, !takeover));
    let mut ours = InTurn::of(connections, || server(takeover));
    let compressors = || InTurn::of(connections, || RawCompressor::new(takeover));
    let each = (COUNT as u64, total());
    let as_payload = |payload: &[u8]| payload.to_vec();
    Ok(vec![
        micro::contender(
            "ours",
            Kind::Ours,
            MEASURE,
            each,
            Inflating {
                compressors: compressors(),
                wrap: as_frame,
                came: Vec::new(),
                inflate: move |frame: &mut Vec<u8>| {
                    let mut input = Input::new(frame);
                    match ours.next().next_event(&mut input) {
                        Ok(Some(Event::Message(Message::Text(text)))) => tally(text.as_bytes()),
                        _ => 0,
                    }
                },
            },
        ),
        micro::contender(
            "raw zlib-rs",
            Kind::Limit,
            MEASURE,
            each,
            Inflating {
                compressors: compressors(),
                wrap: as_payload,
                came: Vec::new(),
                inflate: move |payload: &mut Vec<u8>| tally(raw.next().message(payload)),
            },
        ),
        micro::contender(
            "sockudo-ws",
            Kind::Peer,
            MEASURE,
            each,
            Inflating {
                compressors: compressors(),
                wrap: as_payload,
                came: Vec::new(),
                inflate: move |payload: &mut Vec<u8>| {
                    let text = sockudo.next().decompress(payload, 1 << 20);
                    text.map_or(0, |text| tally(&text))
                },
            },
        ),
    ])
}

/// A client's frame: what a server gets.
fn as_frame(payload: &[u8]) -> Vec<u8> {
    let header = Header::new(true, Opcode::Text, payload.len() as u64, Some(KEY));
    let header = Header { rsv1: true, ..header };
    let mut frame = Vec::with_capacity(header.size() + payload.len());
    header.encode(&mut frame);
    let begin = frame.len();
    frame.extend_from_slice(payload);
    mask(&mut frame[begin..], KEY);
    frame
}

/// Inflates all messages, which a stream for each connection compressed, and goes on compressing:
/// what came last may be referred to by what comes next.
struct Inflating<I> {
    compressors: InTurn<RawCompressor>,
    wrap: fn(&[u8]) -> Vec<u8>,
    came: Vec<Vec<u8>>,
    inflate: I,
}

impl<I: FnMut(&mut Vec<u8>) -> u64> Work for Inflating<I> {
    fn prepare(&mut self) {
        self.came.clear();
        for text in MESSAGES.iter() {
            self.came.push((self.wrap)(self.compressors.next().message(text)));
        }
    }

    fn pass(&mut self) -> u64 {
        self.came.iter_mut().map(&mut self.inflate).fold(0, u64::wrapping_add)
    }
}
