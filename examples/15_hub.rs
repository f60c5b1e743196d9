//! # One log, many readers                                           chapter 15
//! Knows: who sees what, and who is too slow. Does not know: transports.
//! Read before: `hub/src/cursor.rs`. Read next: `tests/15_hub.rs`.
// Break here first: hub::cursor::Cursor::read
// Run: cargo run --example 15_hub

use hub::{Event, Hub, HubLimits, Policy, Queue, Reader, Start, Topic};
use wire::Epoch;

/// The life of the log. A server draws one by lot, so that no old place looks good.
const EPOCH: Epoch = Epoch::new(0xc1);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let hub = Hub::new(HubLimits { log_events: 8, ..HubLimits::DEFAULT }, EPOCH);
    let news = Topic::new("news")?;

    println!("1. Five events are published.");
    publish(&hub, &news, 5)?;

    println!("\n2. Five readers come; three of them with the last event that they have seen.");
    let starts = [
        ("a new one", Start::Now),
        ("wants all", Start::All),
        ("was away", Start::After(EPOCH.at(3))),
        ("from elsewhere", Start::After(EPOCH.at(99))),
        ("of another life", Start::After(Epoch::new(0xbad).at(3))),
    ];
    for (who, start) in starts {
        let mut reader = hub.reader(&news, start, Queue::DEFAULT)?;
        let start = match start {
            Start::After(id) => format!("after {id}"),
            other => format!("{other:?}"),
        };
        println!("   {who:15} {start} -> {:?}", reader.started());
        look(who, &mut reader);
    }

    println!("\n3. Three come whose queue is 3 events long, one for each policy.");
    let mut slow = Vec::new();
    for policy in [Policy::Disconnect, Policy::DropOldest, Policy::LatestOnly] {
        let queue = Queue { events: 3, ..Queue::with(policy) };
        slow.push((format!("{policy:?}"), hub.reader(&news, Start::Now, queue)?));
    }

    println!("\n4. Three events are published: the queues are full, and all is well.");
    publish(&hub, &news, 3)?;
    slow.iter_mut().for_each(|(who, reader)| look(who, reader));

    println!("\n5. Six more, and nobody reads in time.");
    publish(&hub, &news, 6)?;
    slow.iter_mut().for_each(|(who, reader)| look(who, reader));

    println!("\n6. Who was disconnected comes back with its cursor; the log still has the rest.");
    let cursor = slow[0].1.cursor();
    let mut back = hub.reader(&news, Start::After(cursor), Queue::DEFAULT)?;
    println!("   {:15} after {cursor} -> {:?}", "is back", back.started());
    look("is back", &mut back);

    println!("\n7. Who was away for too long is told that the log no longer has it all.");
    let mut late = hub.reader(&news, Start::After(EPOCH.at(3)), Queue::DEFAULT)?;
    println!("   {:15} after {} -> {:?}", "was away", EPOCH.at(3), late.started());
    look("was away", &mut late);

    let stats = hub.stats();
    println!("\nIn all: {} published, {} kept.", stats.published, stats.kept_events);
    println!("{} reader ended, {} events left out for others.", stats.lagged, stats.missed);
    Ok(())
}

/// Publish so many events, and say what the log keeps then.
fn publish(hub: &Hub, topic: &Topic, events: usize) -> Result<(), Box<dyn std::error::Error>> {
    for _ in 0..events {
        hub.publish(topic, None, "something happened").try_get().ok_or("not yet")??;
    }
    let (last, kept) = (hub.cursor(topic), hub.stats().kept_events);
    println!("   the log keeps   {} to {last}", EPOCH.at(last.number + 1 - kept));
    Ok(())
}

/// Read all that there is, and say what it was.
fn look(who: &str, reader: &mut Reader) {
    match reader.try_next(100, 64 * 1024) {
        Ok(Some(batch)) => {
            let see = |event: &Event| match event.is_reset() {
                true => format!("({} after {})", event.data, event.id),
                false => event.id.number.to_string(),
            };
            let seen: Vec<String> = batch.events.iter().map(see).collect();
            println!("   {who:15} sees {}", seen.join(" "));
        }
        Ok(None) => println!("   {who:15} sees nothing yet"),
        Err(lagged) => println!("   {who:15} {lagged}"),
    }
}
