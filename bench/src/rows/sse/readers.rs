//! # Readers of event streams: ours, published ones, and the limit   chapter 16
//! Knows: how each wants to be called. Does not know: what is in the stream.
//! Read before: `rows/sse/streams.rs`. Read next: `rows/sse/parse.rs`.

use super::Heard;
use super::streams::Prepared;
use crate::micro::{Work, contender};
use crate::row::{Contender, Kind, Measure};
use eventsource_stream::EventStream;
use futures_util::Stream;
use futures_util::stream::iter;
use sse::{Decoder, Event};
use sse_stream::SseByteStream;
use std::convert::Infallible;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use wire::{Bytes, Input, Limits, Protocol as _};

/// How streams are read: in bytes a nanosecond.
pub const RATE: Measure = Measure::rate("GB/s");

/// Who takes turns at `stream`, cut into pieces of `piece` bytes: the limit, ours, sse-stream. The
/// others are added where they can do it.
pub fn contenders(stream: &Prepared, piece: usize) -> Vec<Contender> {
    let units = (stream.bytes.len() as u64, stream.heard.tally());
    let bytes = || stream.bytes.clone();
    let line_ends = memchr::memchr2_iter(b'\n', b'\r', &stream.bytes).count() as u64;
    let scan = Scan { bytes: bytes(), piece };
    let lending = Ours { bytes: bytes(), piece, owned: false };
    let owned = Ours { bytes: bytes(), piece, owned: true };
    let sse_stream = BySseStream(pieces(stream, piece));
    vec![
        contender("memchr2 scan", Kind::Limit, RATE, (units.0, line_ends), scan),
        contender("ours, lending", Kind::Ours, RATE, units, lending),
        contender("ours, owned", Kind::Ours, RATE, units, owned),
        contender("sse-stream", Kind::Peer, RATE, units, sse_stream),
    ]
}

/// eventsource-stream: where an event does not come whole, it begins anew with each piece.
pub fn eventsource_stream(stream: &Prepared, piece: usize) -> Contender {
    let units = (stream.bytes.len() as u64, stream.heard.tally());
    let work = ByEventsourceStream(pieces(stream, piece));
    contender("eventsource-stream", Kind::Peer, RATE, units, work)
}

/// What no reader can leave out: to look for the ends of lines.
struct Scan {
    bytes: Vec<u8>,
    piece: usize,
}

impl Work for Scan {
    fn pass(&mut self) -> u64 {
        let pieces = self.bytes.chunks(self.piece);
        pieces.map(|piece| memchr::memchr2_iter(b'\n', b'\r', piece).count() as u64).sum()
    }
}

struct Ours {
    bytes: Vec<u8>,
    piece: usize,
    /// Keep each event beyond the read, as the peers hand them out.
    owned: bool,
}

impl Work for Ours {
    fn pass(&mut self) -> u64 {
        let (mut decoder, mut heard) = (Decoder::new(Limits::DEFAULT), Heard::default());
        for piece in self.bytes.chunks_mut(self.piece) {
            let mut input = Input::new(piece);
            while let Ok(Some(event)) = decoder.next_event(&mut input) {
                heard.hear(if self.owned { event.into_owned() } else { event });
            }
        }
        heard.last_id = decoder.last_event_id().to_string();
        heard.tally()
    }
}

impl Heard {
    fn hear(&mut self, event: Event<'_>) {
        if let Event::Message { data, .. } = black_box(&event) {
            self.event(data);
        }
    }
}

/// By its own byte stream: its way round `http_body` is longer. Its default features bring memchr
/// and simdutf8.
struct BySseStream(Pieces);

impl Work for BySseStream {
    fn pass(&mut self) -> u64 {
        let mut heard = Heard::default();
        each(SseByteStream::new(iter(self.0.iter().cloned())), |event| {
            heard.event(black_box(&event).data.as_deref().unwrap_or_default());
            if let Some(id) = event.id {
                heard.last_id = id;
            }
        });
        heard.tally()
    }
}

struct ByEventsourceStream(Pieces);

impl Work for ByEventsourceStream {
    fn pass(&mut self) -> u64 {
        let mut heard = Heard::default();
        each(EventStream::new(iter(self.0.iter().cloned())), |event| {
            heard.event(&black_box(&event).data);
            heard.last_id = event.id;
        });
        heard.tally()
    }
}

type Pieces = Vec<Result<Bytes, Infallible>>;

fn pieces(stream: &Prepared, piece: usize) -> Pieces {
    let all = Bytes::from(stream.bytes.clone());
    let starts = (0..all.len()).step_by(piece);
    starts.map(|from| Ok(all.slice(from..all.len().min(from + piece)))).collect()
}

/// Poll `stream` by hand, to its end or its first error: all that it needs is there.
fn each<T, E>(stream: impl Stream<Item = Result<T, E>>, mut hear: impl FnMut(T)) {
    let mut stream = pin!(stream);
    let mut cx = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(Ok(event))) = stream.as_mut().poll_next(&mut cx) {
        hear(event);
    }
}
