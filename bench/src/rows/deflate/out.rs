//! # Out: messages become compressed payloads                        chapter 16 · RFC 7692 §7.2.1
//! Knows: who compresses, and that what it wrote says what it was given.
//! Does not know: how it is inflated.
//! Read before: `rows/deflate/messages.rs`. Read next: `rows/deflate/inward.rs`.

use super::messages::{COUNT, MESSAGES};
use super::{BITS, InTurn, RawCompressor, RawInflater, server};
use crate::cpu::thread_time;
use crate::failure::Failure;
use crate::row::{Contender, Kind, Sample, Slot};
use sockudo_ws::deflate::{DeflateEncoder, DeflateWindowBits};
use std::time::Duration;
use wire::Protocol;

/// Those who compress, on so many connections.
pub(super) fn contenders(takeover: bool, connections: usize) -> Result<Vec<Contender>, Failure> {
    let mut ours = InTurn::of(connections, || server(takeover));
    let mut raw = InTurn::of(connections, || RawCompressor::new(takeover));
    let bits = DeflateWindowBits::try_from(BITS);
    let bits = bits.map_err(|error| Failure(format!("{error:?}")))?;
    let mut sockudo = InTurn::of(connections, || DeflateEncoder::new(bits, !takeover, 3, 0));
    let reader = || InTurn::of(connections, || RawInflater::new(takeover));
    Ok(vec![
        contender("ours", Kind::Ours, reader(), move |text, out| {
            let ours = ours.next();
            let sent = ours.send_text(text);
            sent.map_err(|error| Failure(error.to_string()))?;
            for piece in ours.take_output().pieces() {
                out.extend_from_slice(piece);
            }
            // Behind the header of a server's frame of 126 to 65,535 bytes.
            match out.first_chunk::<4>() {
                Some([0xc1, 126, ..]) => Ok(4),
                _ => Err(Failure("the frame is not compressed".to_string())),
            }
        }),
        contender("raw zlib-rs", Kind::Limit, reader(), move |text, out| {
            out.extend_from_slice(raw.next().message(text));
            Ok(0)
        }),
        contender("sockudo-ws", Kind::Peer, reader(), move |text, out| {
            let payload = sockudo.next().compress(text.as_bytes());
            let payload = payload.map_err(|error| Failure(error.to_string()))?;
            let payload = payload.ok_or_else(|| Failure("not compressed".to_string()))?;
            out.extend_from_slice(&payload);
            Ok(0)
        }),
    ])
}

/// `compress` appends what it makes of a text, and tells where in it the payload begins. After each
/// pass (not timed) it is inflated and compared.
fn contender(
    name: &'static str,
    kind: Kind,
    mut reader: InTurn<RawInflater>,
    mut compress: impl FnMut(&str, &mut Vec<u8>) -> Result<usize, Failure> + 'static,
) -> Contender {
    let mut made: Vec<(usize, Vec<u8>)> = Vec::new();
    made.resize_with(COUNT, || (0, Vec::with_capacity(4096)));
    Contender::new(name, kind, move |slot: Slot| {
        let (mut passes, mut spent, mut bytes) = (0u32, Duration::ZERO, 0usize);
        while passes == 0 || (spent < slot.time && !slot.smoke) {
            made.iter_mut().for_each(|(_, payload)| payload.clear());
            let before = thread_time();
            for (text, (begin, payload)) in MESSAGES.iter().zip(&mut made) {
                *begin = compress(text, payload)?;
            }
            spent += thread_time() - before;
            passes += 1;
            for (text, (begin, payload)) in MESSAGES.iter().zip(&made) {
                bytes += payload.len() - begin;
                if reader.next().message(&payload[*begin..]) != text.as_bytes() {
                    return Err(Failure(format!("{name}: a message inflates to another one")));
                }
            }
        }
        let messages = f64::from(passes) * COUNT as f64;
        let size = bytes as f64 / messages;
        Ok(Sample {
            figure: spent.as_nanos() as f64 / messages,
            also: vec![("bytes of payload", size)],
        })
    })
}
