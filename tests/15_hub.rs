//! # The hub: one numbered log for each topic, many readers          chapter 15
//! Knows: what publishers and readers may rely on. Does not know: transports.
//! Read before: `hub/src/lib.rs`. Read next: `examples/15_hub.rs`.

use hub::{
    Batch, Hub, HubLimits, Lagged, Policy, Queue, Reader, Receipt, Refused, Start, Started, Topic,
};
use std::sync::Arc;
use wire::{Epoch, EventId, Published};

/// The life of every log here.
const EPOCH: Epoch = Epoch::new(0xc1);

/// What an event of the default type with so many bytes of text weighs.
fn weight(text: usize) -> usize {
    "message".len() + text + Published::OVERHEAD
}

fn topic(name: &str) -> Topic {
    Topic::new(name).unwrap()
}

fn news() -> Topic {
    topic("news")
}

/// A hub whose topic `news` holds the numbers 1 to `last`, with one byte of text each.
fn hub_with(limits: HubLimits, last: u64) -> Hub {
    let hub = Hub::new(limits, EPOCH);
    publish(&hub, last);
    hub
}

fn publish(hub: &Hub, events: u64) {
    for _ in 0..events {
        say(hub, "x");
    }
}

/// Publish `data` to `news`; returns its number.
fn say(hub: &Hub, data: &str) -> u64 {
    published(hub.publish(&news(), None, data)).number
}

/// What a backplane that answers at once says.
fn published(receipt: Receipt) -> EventId {
    receipt.try_get().unwrap().unwrap()
}

fn empty_hub() -> Hub {
    hub_with(HubLimits::DEFAULT, 0)
}

fn reader(hub: &Hub, start: Start, queue: Queue) -> Reader {
    hub.reader(&news(), start, queue).unwrap()
}

fn after(number: u64) -> Start {
    Start::After(EPOCH.at(number))
}

/// The numbers of the events that were published.
fn ids(batch: &Batch) -> Vec<u64> {
    let published = batch.events.iter().filter(|event| !event.is_reset());
    published.map(|event| event.id.number).collect()
}

/// What tells of a gap: it must be the first, if it is there, and the only one.
fn reset(batch: &Batch) -> Option<(EventId, String)> {
    let mut resets = batch.events.iter().enumerate().filter(|(_, event)| event.is_reset());
    let first = resets.next().map(|(at, event)| {
        assert_eq!(at, 0, "before all others");
        (event.id, event.data.to_string())
    });
    assert_eq!(resets.next(), None, "each gap is told once");
    first
}

/// All that there is: the numbers, and how many before them were left out.
fn read(reader: &mut Reader) -> Result<Option<(Vec<u64>, u64)>, Lagged> {
    let batch = reader.try_next(usize::MAX, usize::MAX)?;
    Ok(batch.map(|batch| (ids(&batch), batch.missed)))
}

mod topic_names {
    use super::*;
    use hub::UsageError;

    #[test]
    fn must_not_be_empty() {
        assert_eq!(Topic::new(""), Err(UsageError::EmptyTopic));
        let text = UsageError::EmptyTopic.to_string();
        assert_eq!(text, "the topic is empty; it needs 1 to 64 bytes");
    }

    #[test]
    fn limit_64_bytes() {
        assert_eq!(topic(&"t".repeat(63)).as_str().len(), 63);
        assert_eq!(topic(&"t".repeat(64)).as_str().len(), 64);
        let long = UsageError::LongTopic { bytes: 65 };
        assert_eq!(Topic::new(&"t".repeat(65)), Err(long));
        assert_eq!(long.to_string(), "the topic has 65 bytes; at most 64 are allowed");
    }

    #[test]
    fn must_be_letters_digits_dots_underscores_and_hyphens() {
        assert_eq!(topic("A-z.0_9").to_string(), "A-z.0_9");
        for found in [' ', '/', '?', '%', '\n', '\0', 'é', '\u{202e}'] {
            let wrong = UsageError::TopicCharacter { at: 2, found };
            assert_eq!(Topic::new(&format!("ok{found}")), Err(wrong));
        }
        let text = UsageError::TopicCharacter { at: 2, found: '/' }.to_string();
        assert!(text.starts_with("the topic has '/' at byte 2; letters, digits"), "{text}");
    }
}

mod publishing {
    use super::*;

    #[test]
    fn must_number_each_topic_from_one_without_gaps() {
        let hub = empty_hub();
        let numbers = ["news", "news", "chat", "news"]
            .map(|name| published(hub.publish(&topic(name), None, "text")).number);
        assert_eq!(numbers, [1, 2, 1, 3]);
        assert_eq!((hub.cursor(&news()), hub.cursor(&topic("none"))), (EPOCH.at(3), EPOCH.at(0)));
    }

    #[test]
    fn must_name_an_event_message_unless_the_publisher_chose() {
        let hub = empty_hub();
        say(&hub, "a\r\nb\0");
        published(hub.publish(&news(), Some("alarm"), ""));
        let batch = reader(&hub, Start::All, Queue::DEFAULT).try_next(2, 1_000).unwrap().unwrap();
        let texts = batch.events.iter().map(|event| (&*event.event, &*event.data));
        assert_eq!(texts.collect::<Vec<_>>(), [("message", "a\r\nb\0"), ("alarm", "")]);
    }

    #[test]
    fn must_store_an_event_once_for_all_readers() {
        let hub = empty_hub();
        let mut readers = [(); 2].map(|()| reader(&hub, Start::Now, Queue::DEFAULT));
        say(&hub, "text");
        let [one, two] = readers.each_mut().map(|reader| reader.try_next(1, 1).unwrap().unwrap());
        assert!(std::ptr::eq(&raw const *one.events[0], &raw const *two.events[0]));
    }

    /// A refused event leaves no trace: no number, no topic.
    fn refuses(event: Option<&str>, data: &str, why: Refused, text: &str) {
        let hub = hub_with(HubLimits { log_bytes: weight(10), ..HubLimits::DEFAULT }, 0);
        assert_eq!(hub.publish(&news(), event, data).try_get(), Some(Err(why)));
        assert_eq!(why.to_string(), text);
        assert_eq!(hub.stats().topics, 0);
    }

    #[test]
    fn must_not_take_an_empty_event_type() {
        let text = "the event type is empty; it needs 1 to 128 bytes";
        refuses(Some(""), "", Refused::EmptyEventType, text);
    }

    #[test]
    fn limit_event_type_128_bytes() {
        let hub = empty_hub();
        for bytes in [127, 128] {
            published(hub.publish(&news(), Some(&"e".repeat(bytes)), ""));
        }
        let text = "the event type has 129 bytes; at most 128 are allowed";
        let long = "e".repeat(129);
        refuses(Some(&long), "", Refused::LongEventType { bytes: 129 }, text);
    }

    #[test]
    fn must_not_take_the_event_type_by_which_the_log_tells_of_gaps() {
        let text = "the event type \"reset\" is the log's own; choose another";
        refuses(Some("reset"), "", Refused::ReservedEventType, text);
    }

    #[test]
    fn must_not_take_an_event_type_that_breaks_its_line() {
        let text = "the event type has a CR, LF or NUL at byte 2; \
                    it must fit on one line of an event stream";
        for event in ["ab\rc", "ab\nc", "ab\0c"] {
            refuses(Some(event), "", Refused::BrokenEventType { at: 2 }, text);
        }
    }

    /// A text is as long as JSON makes it: that is what its readers must take.
    #[test]
    fn limit_text_in_json() {
        let hub = hub_with(HubLimits { text_bytes: 12, ..HubLimits::DEFAULT }, 0);
        let say = |data: &str| hub.publish(&news(), None, data).try_get().unwrap();
        let (one, two) = (["x", "\u{7f}"], ["é", "\"", "\\", "\n", "\r", "\t", "\u{8}", "\u{c}"]);
        let sizes = one.map(|c| (c, 1)).into_iter().chain(two.map(|c| (c, 2)));
        for (c, size) in sizes.chain([("\0", 6), ("\u{1f}", 6)]) {
            assert!(say(&c.repeat(12 / size)).is_ok(), "{c:?}");
            let long = c.repeat(12 / size + 1);
            let bytes = polling::json::to_string(&long).unwrap().len() - 2;
            assert_eq!(bytes, 12 + size, "{c:?}");
            assert_eq!(say(&long), Err(Refused::LongText { bytes, limit: 12 }), "{c:?}");
        }
        let text = "the text takes 13 bytes in JSON; at most 12 are allowed";
        assert_eq!(Refused::LongText { bytes: 13, limit: 12 }.to_string(), text);
    }

    #[test]
    fn limit_an_event_as_heavy_as_the_log() {
        let log_bytes = weight(10);
        let hub = hub_with(HubLimits { log_bytes, ..HubLimits::DEFAULT }, 0);
        say(&hub, &"x".repeat(9));
        say(&hub, &"x".repeat(10));
        assert_eq!((hub.stats().kept_events, hub.stats().kept_bytes), (1, log_bytes as u64));

        let bytes = log_bytes + 1;
        let text = format!("the event weighs {bytes} bytes; the whole log may weigh {log_bytes}");
        let too_large = Refused::TooLarge { bytes, limit: log_bytes };
        refuses(None, &"x".repeat(11), too_large, &text);
    }

    #[test]
    fn limit_topics() {
        let hub = hub_with(HubLimits { topics: 2, ..HubLimits::DEFAULT }, 0);
        published(hub.publish(&topic("a"), None, ""));
        let _reader = hub.reader(&topic("b"), Start::Now, Queue::DEFAULT).unwrap();

        let refused = Refused::TooManyTopics { limit: 2 };
        assert_eq!(hub.publish(&topic("c"), None, "").try_get(), Some(Err(refused)));
        let reader = hub.reader(&topic("c"), Start::Now, Queue::DEFAULT);
        assert_eq!(reader.err(), Some(refused));
        let text = "the topic is new, and 2 topics, the most allowed, exist already";
        assert_eq!(refused.to_string(), text);

        assert_eq!(published(hub.publish(&topic("b"), None, "")), EPOCH.at(1));
        assert_eq!(hub.stats().topics, 2);
    }
}

mod batches {
    use super::*;

    fn sizes(max_events: usize, max_bytes: usize) -> Vec<usize> {
        let hub = hub_with(HubLimits::DEFAULT, 7);
        let mut reader = reader(&hub, after(0), Queue::DEFAULT);
        let batches = std::iter::from_fn(|| reader.try_next(max_events, max_bytes).unwrap());
        batches.map(|batch| batch.events.len()).take(10).collect() // more would be a fault
    }

    #[test]
    fn limit_events_of_a_batch() {
        assert_eq!(sizes(6, usize::MAX), [6, 1]);
        assert_eq!(sizes(7, usize::MAX), [7]);
        assert_eq!(sizes(8, usize::MAX), [7]);
    }

    #[test]
    fn limit_bytes_of_a_batch() {
        assert_eq!(sizes(usize::MAX, 3 * weight(1) - 1), [2, 2, 2, 1]);
        assert_eq!(sizes(usize::MAX, 3 * weight(1)), [3, 3, 1]);
        assert_eq!(sizes(usize::MAX, 3 * weight(1) + 1), [3, 3, 1]);
    }

    /// A reader that asks for too little still moves on.
    #[test]
    fn must_give_at_least_one_event() {
        assert_eq!(sizes(0, usize::MAX), [1; 7]);
        assert_eq!(sizes(usize::MAX, 0), [1; 7]);
    }
}

mod leaving {
    use super::*;

    /// L-19: the gauge returns to 0.
    #[test]
    fn must_forget_a_topic_without_events_with_its_last_reader() {
        let hub = empty_hub();
        let (one, two) =
            (reader(&hub, Start::Now, Queue::DEFAULT), reader(&hub, Start::Now, Queue::DEFAULT));
        assert_eq!((hub.stats().topics, hub.stats().readers), (1, 2));
        drop(one);
        assert_eq!((hub.stats().topics, hub.stats().readers), (1, 1));
        drop(two);
        assert_eq!((hub.stats().topics, hub.stats().readers), (0, 0));
    }

    #[test]
    fn must_not_begin_the_numbers_of_a_topic_anew() {
        let hub = hub_with(HubLimits::DEFAULT, 2);
        drop(reader(&hub, Start::Now, Queue::DEFAULT));
        assert_eq!((hub.stats().topics, hub.cursor(&news())), (1, EPOCH.at(2)));
    }
}

#[path = "15_hub/backplane.rs"]
mod backplane;

#[path = "15_hub/encoding.rs"]
mod encoding;

#[path = "15_hub/falling_behind.rs"]
mod falling_behind;

#[path = "15_hub/interleavings.rs"]
mod interleavings;

#[path = "15_hub/later.rs"]
mod later;

#[path = "15_hub/log_bounds.rs"]
mod log_bounds;

#[path = "15_hub/naive.rs"]
mod naive;

#[path = "15_hub/starting.rs"]
mod starting;

#[path = "15_hub/waking.rs"]
mod waking;

mod laws_of_the_hub {
    use super::*;
    use laws::hub::{Bounds, Given, Join, Reset, Subject, Told};

    /// The hub, asked about its one topic.
    struct OneTopic(Hub);

    impl Subject for OneTopic {
        type Reader = Reader;

        fn new(log: Bounds) -> Self {
            let (log_events, log_bytes) = (log.events, log.bytes);
            OneTopic(hub_with(
                HubLimits { log_events, log_bytes, topics: 1, ..HubLimits::DEFAULT },
                0,
            ))
        }

        fn publish(&self, data: &str) -> (u64, usize) {
            (say(&self.0, data), weight(data.len()))
        }

        fn join(&self, join: Join) -> (Reader, Told) {
            let policy = match join.policy {
                laws::hub::Policy::Disconnect => Policy::Disconnect,
                laws::hub::Policy::DropOldest => Policy::DropOldest,
                laws::hub::Policy::LatestOnly => Policy::LatestOnly,
            };
            let queue = Queue { events: join.queue.events, bytes: join.queue.bytes, policy };
            let reader = reader(&self.0, join.after.map_or(Start::Now, after), queue);
            let told = match reader.started() {
                Started::Now | Started::Resumed => Told::Fine,
                Started::Missed(events) => Told::Missed(events),
                Started::Unknown => Told::Unknown,
            };
            (reader, told)
        }

        fn read(reader: &mut Reader, most: Bounds) -> Given {
            match reader.try_next(most.events, most.bytes) {
                Ok(None) => Given::Nothing,
                Ok(Some(batch)) => {
                    let reset = reset(&batch).map(|(id, data)| {
                        let missed = data.strip_prefix("{\"missed\":").unwrap();
                        let missed = missed.strip_suffix('}').unwrap().parse().ok();
                        Reset { place: id.number, missed }
                    });
                    Given::Events { missed: batch.missed, reset, ids: ids(&batch) }
                }
                Err(lagged) => Given::Lagged(lagged.missed),
            }
        }

        fn kept(&self) -> Bounds {
            let stats = self.0.stats();
            Bounds { events: stats.kept_events as usize, bytes: stats.kept_bytes as usize }
        }
    }

    laws::hub!(subject: OneTopic);
}
