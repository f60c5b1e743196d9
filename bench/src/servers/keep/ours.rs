//! # What ours holds                                                 chapter 16
//! Knows: events under way, readers that wait, topics, a log; all with their limits. Does not know:
//! what they take.
//! Read before: `servers/keep/mod.rs`. Read next: `servers/keep/least.rs`.

use super::{AT_ONCE, Kept, text, unknown};
use crate::failure::Failure;
use hub::{Hub, HubLimits, Queue, Reader, Start, Topic};
use sse::{Decoder, Event};
use std::task::{Context, Waker};
use wire::{Epoch, Input, Limits, Protocol};

/// What one read brings of an event stream.
const READ: usize = 1024;
/// One line of those that have many, with its name and its end.
const LINE: usize = 256;
/// The bounds of a batch: that of the lab's readers is no larger.
const BATCH: (usize, usize) = (64, 64 * 1024);

/// Build so much of it.
pub(super) fn build(what: &str, size: usize) -> Result<Kept, Failure> {
    match what {
        "event" => events(size, size),
        "event-in-lines" => events(size, LINE),
        "readers" => readers(size),
        "topics" => topics(size),
        "history" => history(size),
        _ => Err(unknown(what)),
    }
}

/// Decoders, each with an event of which `size` bytes of data came, in lines of no more than
/// `line`: all but the end of its last line.
fn events(size: usize, line: usize) -> Result<Kept, Failure> {
    let limits = Limits { line_bytes: 2 << 20, event_bytes: 2 << 20, ..Limits::DEFAULT };
    let data = vec![b'x'; size];
    let lines: Vec<Vec<u8>> = data.chunks(line).map(|line| [b"data: ", line].concat()).collect();
    let begun = lines.join(&b'\n');
    let mut decoders = Vec::with_capacity(AT_ONCE);
    for _ in 0..AT_ONCE {
        let mut decoder = Decoder::new(limits);
        match hear(&mut decoder, &begun) {
            0 => decoders.push(decoder),
            heard => return Err(Failure::wrong("data before its end", heard, 0)),
        }
    }
    // Where two lines meet, the data has a line feed more.
    let between = lines.len().saturating_sub(1) as u64;
    Ok(Box::new(move || {
        let finished = |decoder| hear(decoder, b"\n\n").saturating_sub(between);
        decoders.iter_mut().map(finished).sum()
    }))
}

/// How many bytes of data `stream` brings to its end.
fn hear(decoder: &mut Decoder, stream: &[u8]) -> u64 {
    let (mut heard, mut read) = (0, [0; READ]);
    for piece in stream.chunks(READ) {
        let read = &mut read[..piece.len()];
        read.copy_from_slice(piece);
        let mut input = Input::new(read);
        while let Ok(Some(event)) = decoder.next_event(&mut input) {
            if let Event::Message { data, .. } = event {
                heard += data.len() as u64;
            }
        }
    }
    heard
}

/// Readers of one topic that wait, and will hear one event.
fn readers(count: usize) -> Result<Kept, Failure> {
    let (hub, topic) = (Hub::new(HubLimits::DEFAULT, Epoch::new(1)), topic(0)?);
    let mut readers = Vec::with_capacity(count);
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..count {
        let reader = hub.reader(&topic, Start::Now, Queue::DEFAULT);
        let mut reader: Reader = reader.map_err(|refused| Failure(refused.to_string()))?;
        match reader.poll_next(&mut cx, BATCH.0, BATCH.1).is_pending() {
            true => readers.push(reader),
            false => return Err(Failure("a reader does not wait".to_string())),
        }
    }
    Ok(Box::new(move || {
        publish(&hub, &topic, 1).map_or(0, |()| readers.iter_mut().map(|one| read(one, 1)).sum())
    }))
}

/// Topics, each with a log of one event.
fn topics(count: usize) -> Result<Kept, Failure> {
    let hub = Hub::new(HubLimits { topics: count, ..HubLimits::DEFAULT }, Epoch::new(1));
    (0..count).try_for_each(|number| publish(&hub, &topic(number)?, number))?;
    Ok(Box::new(move || {
        let replay = |number| {
            let reader = hub.reader(&topic(number).ok()?, Start::All, Queue::DEFAULT);
            Some(read(&mut reader.ok()?, number))
        };
        (0..count).filter_map(replay).sum()
    }))
}

/// One topic, with a log of many events.
fn history(count: usize) -> Result<Kept, Failure> {
    let limits = HubLimits { log_events: count, log_bytes: 1 << 30, ..HubLimits::DEFAULT };
    let (hub, topic) = (Hub::new(limits, Epoch::new(1)), topic(0)?);
    (0..count).try_for_each(|number| publish(&hub, &topic, number))?;
    Ok(Box::new(move || {
        let all = hub.reader(&topic, Start::After(hub.epoch().at(0)), Queue::DEFAULT);
        all.map_or(0, |mut reader| read(&mut reader, 0))
    }))
}

fn topic(number: usize) -> Result<Topic, Failure> {
    Topic::new(&format!("topic-{number}")).map_err(|error| Failure(error.to_string()))
}

fn publish(hub: &Hub, topic: &Topic, number: usize) -> Result<(), Failure> {
    match hub.publish(topic, None, &text(number)).try_get() {
        Some(Ok(_id)) => Ok(()),
        other => Err(Failure::wrong("publishing", other, "at once")),
    }
}

/// How many events there are for `reader`, from the one with the text of `number` on.
fn read(reader: &mut Reader, mut number: usize) -> u64 {
    let mut events = 0;
    while let Ok(Some(batch)) = reader.try_next(BATCH.0, BATCH.1) {
        for event in &batch.events {
            events += u64::from(*event.data == *text(number));
            number += 1;
        }
    }
    events
}
