//! # Where a reader begins                                           chapter 15
//! Knows: each start, and what a reader is told when it cannot begin there. Does not know: waiting.
//! Read before: `hub/src/cursor.rs`. Read next: `falling_behind.rs`.

use super::*;

/// Begin to read a log that keeps 5 to 9: what became of the start, what the first event says
/// of it, and the rest.
fn started(start: Start) -> (Started, Option<(EventId, String)>, Vec<u64>) {
    let hub = hub_with(HubLimits { log_events: 5, ..HubLimits::DEFAULT }, 9);
    begin(&hub, start)
}

fn begin(hub: &Hub, start: Start) -> (Started, Option<(EventId, String)>, Vec<u64>) {
    let mut reader = reader(hub, start, Queue::DEFAULT);
    let seen = reader.try_next(usize::MAX, usize::MAX).unwrap().map(|batch| {
        assert_eq!(batch.missed, 0, "nothing was left out since it came");
        (reset(&batch), ids(&batch))
    });
    assert_eq!(reader.try_next(usize::MAX, usize::MAX), Ok(None));
    let (reset, seen) = seen.unwrap_or_default();
    (reader.started(), reset, seen)
}

fn told(number: u64, data: &str) -> Option<(EventId, String)> {
    Some((EPOCH.at(number), data.into()))
}

#[test]
fn must_begin_now_with_the_next_event() {
    let hub = hub_with(HubLimits::DEFAULT, 9);
    let mut reader = reader(&hub, Start::Now, Queue::DEFAULT);
    assert_eq!((reader.started(), reader.cursor()), (Started::Now, EPOCH.at(9)));
    assert_eq!(read(&mut reader), Ok(None));
    publish(&hub, 1);
    assert_eq!(read(&mut reader), Ok(Some((vec![10], 0))));
}

/// L-17: the cursor of the client decides, whatever happened between two polls.
#[test]
fn must_resume_behind_the_cursor() {
    assert_eq!(started(after(4)), (Started::Resumed, None, vec![5, 6, 7, 8, 9]));
    assert_eq!(started(after(8)), (Started::Resumed, None, vec![9]));
    assert_eq!(started(after(9)), (Started::Resumed, None, vec![]));
}

/// Who asks for no place has missed nothing.
#[test]
fn must_give_all_that_is_kept_to_one_who_asks_for_all() {
    assert_eq!(started(Start::All), (Started::Resumed, None, vec![5, 6, 7, 8, 9]));
}

/// E-22: an evicted cursor is told.
#[test]
fn must_tell_how_many_events_behind_the_cursor_are_gone() {
    let all = || vec![5, 6, 7, 8, 9];
    let gap = told(4, r#"{"missed":1}"#);
    assert_eq!(started(after(3)), (Started::Missed(1), gap, all()));
    let gap = told(4, r#"{"missed":4}"#);
    assert_eq!(started(after(0)), (Started::Missed(4), gap, all()));
}

/// E-22: a cursor that this log never gave out is told. Another epoch is another log, however
/// well its number would fit: that is what a number alone could not tell.
#[test]
fn must_tell_that_the_cursor_is_unknown() {
    let strange = [9, 5, 0].map(|number| Start::After(Epoch::new(0xc2).at(number)));
    let beyond = [after(10), after(u64::MAX)];
    for start in strange.into_iter().chain(beyond).chain([Start::Lost]) {
        let gap = told(4, r#"{"missed":null}"#);
        assert_eq!(started(start), (Started::Unknown, gap, vec![5, 6, 7, 8, 9]), "{start:?}");
    }
}

/// The server started anew and nothing was published yet: the reader is told all the same.
#[test]
fn must_tell_so_where_there_is_no_event_yet() {
    let gap = || told(0, r#"{"missed":null}"#);
    assert_eq!(begin(&empty_hub(), after(1)), (Started::Unknown, gap(), vec![]));
    assert_eq!(begin(&empty_hub(), Start::Lost), (Started::Unknown, gap(), vec![]));
    assert_eq!(begin(&empty_hub(), after(0)), (Started::Resumed, None, vec![]));
}

/// What the gap's id names is a good place.
#[test]
fn must_go_on_behind_the_place_that_it_was_told() {
    let hub = hub_with(HubLimits { log_events: 5, ..HubLimits::DEFAULT }, 9);
    let (_, reset, seen) = begin(&hub, Start::Lost);
    let place = Start::After(reset.unwrap().0);
    assert_eq!(begin(&hub, place), (Started::Resumed, None, seen));
}

/// L-18: the answer to a poll got lost; the client asks again and gets the same.
#[test]
fn must_give_the_same_events_for_the_same_cursor() {
    let hub = hub_with(HubLimits::DEFAULT, 3);
    let polls = [(); 2].map(|()| read(&mut reader(&hub, after(1), Queue::DEFAULT)));
    assert_eq!(polls[0], Ok(Some((vec![2, 3], 0))));
    assert_eq!(polls[0], polls[1]);
}

/// Who looks once sees what one would who came to stay, whatever happens to who is slow.
#[test]
fn law_a_look_is_a_reader_that_leaves() {
    let hub = hub_with(HubLimits { log_events: 5, ..HubLimits::DEFAULT }, 9);
    let foreign = Start::After(Epoch::new(0xc2).at(7));
    let starts = [Start::Now, Start::All, Start::Lost, foreign].into_iter();
    for start in starts.chain((0..12).map(after)) {
        for topic in [news(), topic("nobody-was-here")] {
            for policy in [Policy::Disconnect, Policy::DropOldest, Policy::LatestOnly] {
                for (events, bytes) in [(usize::MAX, usize::MAX), (2, usize::MAX), (9, 1)] {
                    let queue = Queue::with(policy);
                    let mut stays = hub.reader(&topic, start, queue).unwrap();
                    let batch = stays.try_next(events, bytes).unwrap();
                    let seen = (batch.map_or_else(Vec::new, |one| one.events), stays.cursor());
                    drop(stays);
                    let looked = hub.look(&topic, start, queue, events, bytes);
                    assert_eq!(looked, Ok(seen), "{start:?}, {policy:?}");
                }
            }
        }
    }
    assert_eq!((hub.stats().topics, hub.stats().readers), (1, 0), "nothing is left of a look");
}
