//! # Any trace                                                       chapter 03
//! Knows: how to make one up. Does not know: what must hold of it.
//! Read before: `trace/src/record.rs`. Read next: `lines.rs`.

use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use std::time::Duration;
use trace::{End, Record, Sender, Trace, What};

fn end() -> impl Strategy<Value = Sender> {
    prop_oneof![Just(Sender::Client), Just(Sender::Server)]
}

fn what() -> impl Strategy<Value = What> {
    let how = prop_oneof![Just(End::Finished), Just(End::Reset), Just(End::Cut)];
    let bytes = vec(any::<u8>(), 0..40);
    prop_oneof![
        1 => (".{0,12}", ".{0,12}").prop_map(|(client, server)| What::Opened { client, server }),
        6 => (end(), bytes).prop_map(|(from, bytes)| What::Bytes { from, bytes }),
        1 => (end(), ".{0,12}", 0..3_u64)
            .prop_map(|(at, event, unread)| What::Event { at, event, unread }),
        1 => (end(), ".{0,12}").prop_map(|(at, state)| What::State { at, state }),
        1 => (end(), ".{0,12}").prop_map(|(at, error)| What::Failed { at, error }),
        1 => (end(), how).prop_map(|(from, how)| What::Ended { from, how }),
        1 => ".{0,12}".prop_map(What::Note),
    ]
}

/// Any trace: a few records of a few connections, in the order of their times.
pub fn trace() -> impl Strategy<Value = Trace> {
    let record = (0u64..5_000_000_000, 1u32..4, what());
    (".{0,20}", vec(record, 0..30)).prop_map(|(title, mut records)| {
        records.sort_by_key(|(at, ..)| *at);
        let record =
            |(at, connection, what)| Record { at: Duration::from_nanos(at), connection, what };
        Trace { title, records: records.into_iter().map(record).collect() }
    })
}

/// What one end wrote on one connection, up to its own end.
pub fn written(trace: &Trace, connection: u32, end: Sender) -> Vec<u8> {
    let mut all = Vec::new();
    for record in trace.records.iter().filter(|record| record.connection == connection) {
        match &record.what {
            What::Bytes { from, bytes } if *from == end => all.extend_from_slice(bytes),
            What::Ended { from, .. } if *from == end => break,
            _ => {}
        }
    }
    all
}
