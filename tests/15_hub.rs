//! # The hub: one numbered log for each topic, many readers          chapter 15
//! Knows: what publishers and readers may rely on. Does not know: transports.
//! Read before: `hub/src/lib.rs`. Read next: `examples/15_hub.rs`.

use hub::{Batch, Hub, HubLimits, Lagged, Policy, Queue, Reader, Refused, Start, Started, Topic};
use std::sync::Arc;
use wire::Published;

/// What an event of the default type with so many bytes of text weighs.
fn weight(text: usize) -> usize {
    "message".len() + text + size_of::<Published>()
}

fn topic(name: &str) -> Topic {
    Topic::new(name).unwrap()
}

fn news() -> Topic {
    topic("news")
}

/// A hub whose topic `news` holds the numbers 1 to `last`, with one byte of text each.
fn hub_with(limits: HubLimits, last: u64) -> Hub {
    let hub = Hub::new(limits);
    publish(&hub, last);
    hub
}

fn publish(hub: &Hub, events: u64) {
    for _ in 0..events {
        hub.publish(&news(), None, "x").unwrap();
    }
}

fn reader(hub: &Hub, start: Start, queue: Queue) -> Reader {
    hub.reader(&news(), start, queue).unwrap()
}

fn ids(batch: &Batch) -> Vec<u64> {
    batch.events.iter().map(|event| event.id).collect()
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
        let hub = Hub::default();
        let numbers = ["news", "news", "chat", "news"].map(|name| {
            let published = hub.publish(&topic(name), None, "text").unwrap();
            published.id
        });
        assert_eq!(numbers, [1, 2, 1, 3]);
        assert_eq!((hub.cursor(&news()), hub.cursor(&topic("none"))), (3, 0));
    }

    #[test]
    fn must_name_an_event_message_unless_the_publisher_chose() {
        let hub = Hub::default();
        assert_eq!(&*hub.publish(&news(), None, "a\r\nb\0").unwrap().event, "message");
        let chosen = hub.publish(&news(), Some("alarm"), "").unwrap();
        assert_eq!((&*chosen.event, &*chosen.data), ("alarm", ""));
    }

    #[test]
    fn must_store_an_event_once_for_all_readers() {
        let hub = Hub::default();
        let mut readers = [(); 2].map(|()| reader(&hub, Start::Now, Queue::DEFAULT));
        let published = hub.publish(&news(), None, "text").unwrap();
        for reader in &mut readers {
            let batch = reader.try_next(1, 1).unwrap().unwrap();
            assert!(Arc::ptr_eq(&batch.events[0], &published));
        }
    }

    /// A refused event leaves no trace: no number, no topic.
    fn refuses(event: Option<&str>, data: &str, why: Refused, text: &str) {
        let hub = Hub::new(HubLimits { log_bytes: weight(10), ..HubLimits::DEFAULT });
        assert_eq!(hub.publish(&news(), event, data), Err(why));
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
        let hub = Hub::default();
        for bytes in [127, 128] {
            let published = hub.publish(&news(), Some(&"e".repeat(bytes)), "").unwrap();
            assert_eq!(published.event.len(), bytes);
        }
        let text = "the event type has 129 bytes; at most 128 are allowed";
        let long = "e".repeat(129);
        refuses(Some(&long), "", Refused::LongEventType { bytes: 129 }, text);
    }

    #[test]
    fn must_not_take_an_event_type_that_breaks_its_line() {
        let text = "the event type has a CR, LF or NUL at byte 2; \
                    it must fit on one line of an event stream";
        for event in ["ab\rc", "ab\nc", "ab\0c"] {
            refuses(Some(event), "", Refused::BrokenEventType { at: 2 }, text);
        }
    }

    #[test]
    fn limit_an_event_as_heavy_as_the_log() {
        let log_bytes = weight(10);
        let hub = Hub::new(HubLimits { log_bytes, ..HubLimits::DEFAULT });
        hub.publish(&news(), None, &"x".repeat(9)).unwrap();
        let published = hub.publish(&news(), None, &"x".repeat(10)).unwrap();
        assert_eq!(published.weight(), log_bytes);

        let bytes = log_bytes + 1;
        let text = format!("the event weighs {bytes} bytes; the whole log may weigh {log_bytes}");
        let too_large = Refused::TooLarge { bytes, limit: log_bytes };
        refuses(None, &"x".repeat(11), too_large, &text);
    }

    #[test]
    fn limit_topics() {
        let hub = Hub::new(HubLimits { topics: 2, ..HubLimits::DEFAULT });
        hub.publish(&topic("a"), None, "").unwrap();
        let _reader = hub.reader(&topic("b"), Start::Now, Queue::DEFAULT).unwrap();

        let refused = Refused::TooManyTopics { limit: 2 };
        assert_eq!(hub.publish(&topic("c"), None, ""), Err(refused));
        let reader = hub.reader(&topic("c"), Start::Now, Queue::DEFAULT);
        assert_eq!(reader.err(), Some(refused));
        let text = "the topic is new, and 2 topics, the most allowed, exist already";
        assert_eq!(refused.to_string(), text);

        assert_eq!(hub.publish(&topic("b"), None, "").unwrap().id, 1);
        assert_eq!(hub.stats().topics, 2);
    }
}

mod starting {
    use super::*;

    fn started(after: u64) -> (Started, Vec<u64>) {
        let hub = hub_with(HubLimits { log_events: 5, ..HubLimits::DEFAULT }, 9); // keeps 5 to 9
        let mut reader = reader(&hub, Start::After(after), Queue::DEFAULT);
        let seen = read(&mut reader).unwrap().map(|(ids, missed)| {
            assert_eq!(missed, 0, "told by `started`, and told once");
            ids
        });
        (reader.started(), seen.unwrap_or_default())
    }

    #[test]
    fn must_begin_now_with_the_next_event() {
        let hub = hub_with(HubLimits::DEFAULT, 9);
        let mut reader = reader(&hub, Start::Now, Queue::DEFAULT);
        assert_eq!((reader.started(), reader.cursor()), (Started::Now, 9));
        assert_eq!(read(&mut reader), Ok(None));
        publish(&hub, 1);
        assert_eq!(read(&mut reader), Ok(Some((vec![10], 0))));
    }

    /// L-17: the cursor of the client decides, whatever happened between two polls.
    #[test]
    fn must_resume_behind_the_cursor() {
        assert_eq!(started(4), (Started::Resumed, vec![5, 6, 7, 8, 9]));
        assert_eq!(started(8), (Started::Resumed, vec![9]));
        assert_eq!(started(9), (Started::Resumed, vec![]));
    }

    /// E-22: an evicted cursor is told.
    #[test]
    fn must_tell_how_many_events_behind_the_cursor_are_gone() {
        assert_eq!(started(3), (Started::Missed(1), vec![5, 6, 7, 8, 9]));
        assert_eq!(started(0), (Started::Missed(4), vec![5, 6, 7, 8, 9]));
    }

    /// E-22: a cursor that this server never gave out is told.
    #[test]
    fn must_tell_that_the_cursor_is_unknown() {
        assert_eq!(started(10), (Started::Unknown, vec![5, 6, 7, 8, 9]));
        assert_eq!(started(u64::MAX), (Started::Unknown, vec![5, 6, 7, 8, 9]));
        let hub = Hub::default();
        assert_eq!(reader(&hub, Start::After(1), Queue::DEFAULT).started(), Started::Unknown);
        assert_eq!(reader(&hub, Start::After(0), Queue::DEFAULT).started(), Started::Resumed);
    }

    /// L-18: the answer to a poll got lost; the client asks again and gets the same.
    #[test]
    fn must_give_the_same_events_for_the_same_cursor() {
        let hub = hub_with(HubLimits::DEFAULT, 3);
        let polls = [(); 2].map(|()| read(&mut reader(&hub, Start::After(1), Queue::DEFAULT)));
        assert_eq!(polls[0], Ok(Some((vec![2, 3], 0))));
        assert_eq!(polls[0], polls[1]);
    }
}

mod batches {
    use super::*;

    fn sizes(max_events: usize, max_bytes: usize) -> Vec<usize> {
        let hub = hub_with(HubLimits::DEFAULT, 7);
        let mut reader = reader(&hub, Start::After(0), Queue::DEFAULT);
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
        let hub = Hub::default();
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
        assert_eq!((hub.stats().topics, hub.cursor(&news())), (1, 2));
    }
}

#[path = "15_hub/falling_behind.rs"]
mod falling_behind;

#[path = "15_hub/log_bounds.rs"]
mod log_bounds;

#[path = "15_hub/waking.rs"]
mod waking;

mod laws_of_the_hub {
    use super::*;
    use laws::hub::{Bounds, Given, Join, Subject, Told};

    /// The hub, asked about its one topic.
    struct OneTopic(Hub);

    impl Subject for OneTopic {
        type Reader = Reader;

        fn new(log: Bounds) -> Self {
            let (log_events, log_bytes) = (log.events, log.bytes);
            OneTopic(Hub::new(HubLimits { log_events, log_bytes, topics: 1 }))
        }

        fn publish(&self, data: &str) -> (u64, usize) {
            let published = self.0.publish(&news(), None, data).unwrap();
            (published.id, published.weight())
        }

        fn join(&self, join: Join) -> (Reader, Told) {
            let policy = match join.policy {
                laws::hub::Policy::Disconnect => Policy::Disconnect,
                laws::hub::Policy::DropOldest => Policy::DropOldest,
                laws::hub::Policy::LatestOnly => Policy::LatestOnly,
            };
            let queue = Queue { events: join.queue.events, bytes: join.queue.bytes, policy };
            let reader = reader(&self.0, join.after.map_or(Start::Now, Start::After), queue);
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
                Ok(Some(batch)) => Given::Events { missed: batch.missed, ids: ids(&batch) },
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
