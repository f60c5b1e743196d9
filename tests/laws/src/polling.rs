//! # The laws of polling                                             chapter 04 · RFC 6202 §2
//! Knows: what a client that asks again must have heard in the end. Does not know: HTTP, hubs.
//! Read before: `protocol.rs`. Read next: `polling/src/lib.rs`, `tests/04_polling.rs`.

use proptest::collection::vec;
use proptest::prelude::*;
use std::time::Duration;
use wire::{Epoch, Published};

/// How a client polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It asks at an interval.
    Short,
    /// It asks at once again, and is kept waiting.
    Long,
}

/// What can happen while clients poll. A client is named by a number, taken modulo how many there
/// are.
#[derive(Clone, Debug)]
pub enum Step {
    /// An event is published.
    Publish(String),
    /// Time passes; whoever has something to do does it. Answers are on their way then.
    Pass(Duration),
    /// So many bytes of what is on its way arrive at this client.
    Arrive(usize, usize),
    /// This client's connection is lost, with all that is on its way. It opens another.
    Lose(usize),
}

/// What is under test: one log, a server, and clients that poll it from the log's beginning.
pub trait World {
    /// These clients, and nothing published.
    fn new(clients: &[Kind]) -> Self;
    /// See [`Step::Publish`].
    fn publish(&mut self, data: &str);
    /// See [`Step::Pass`].
    fn pass(&mut self, time: Duration);
    /// See [`Step::Arrive`].
    fn arrive(&mut self, client: usize, bytes: usize);
    /// See [`Step::Lose`].
    fn lose(&mut self, client: usize);
    /// All that this client heard.
    fn heard(&self, client: usize) -> &[Published];
}

/// Up to forty steps: some events, much time, connections that are lost at any byte.
pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let client = || any::<usize>();
    let bytes = prop_oneof![1..300usize, Just(usize::MAX)];
    let step = prop_oneof![
        2 => "[a-z\"\\\\é]{0,8}".prop_map(Step::Publish),
        3 => (0..3000u64).prop_map(|milliseconds| Step::Pass(Duration::from_millis(milliseconds))),
        3 => (client(), bytes).prop_map(|(client, bytes)| Step::Arrive(client, bytes)),
        1 => client().prop_map(Step::Lose),
    ];
    vec(step, 0..40)
}

/// One to three clients.
pub fn clients() -> impl Strategy<Value = Vec<Kind>> {
    vec(prop_oneof![Just(Kind::Short), Just(Kind::Long)], 1..4)
}

/// Take the steps, and then leave the clients alone until each had time to hear all.
///
/// # Errors
/// What a client heard, where it is not the beginning of what was published (at any time) or not
/// the whole of it (in the end).
pub fn live<W: World>(clients: &[Kind], steps: &[Step]) -> Result<(), String> {
    let mut world = W::new(clients);
    let mut published: Vec<&str> = Vec::new();
    for step in steps {
        match step {
            Step::Publish(data) => {
                world.publish(data);
                published.push(data);
            }
            Step::Pass(time) => world.pass(*time),
            Step::Arrive(client, bytes) => world.arrive(client % clients.len(), *bytes),
            Step::Lose(client) => world.lose(client % clients.len()),
        }
        for client in 0..clients.len() {
            check(&published, world.heard(client), client, false)?;
        }
    }
    for _ in 0..published.len() + 3 {
        world.pass(Duration::from_secs(3));
        (0..clients.len()).for_each(|client| world.arrive(client, usize::MAX));
    }
    (0..clients.len()).try_for_each(|client| check(&published, world.heard(client), client, true))
}

fn check(
    published: &[&str],
    heard: &[Published],
    client: usize,
    whole: bool,
) -> Result<(), String> {
    let mut events = published.iter().zip(1..);
    let is_beginning = heard.iter().all(|event| {
        events.next().is_some_and(|(data, id)| *event.data == **data && event.id.number == id)
    });
    if is_beginning && (!whole || events.next().is_none()) {
        return Ok(());
    }
    Err(format!("published {published:?}, but client {client} heard {heard:?}"))
}

/// Any events: any text, any number, any type.
pub fn events() -> impl Strategy<Value = Vec<Published>> {
    let text = || "([\r\n\t\"\\\\{}\\[\\]]|\u{2028}|\0|.){0,12}";
    let one = (any::<u64>(), any::<u64>(), text(), text());
    let one = one.prop_map(|(epoch, number, event, data)| Published {
        id: Epoch::new(epoch).at(number),
        event: event.into_boxed_str(),
        data: data.into_boxed_str(),
    });
    vec(one, 0..6)
}

/// The law of the cursor, for a [`World`].
#[macro_export]
macro_rules! polling_cursor {
    ($world:ty) => {
        use $crate::polling::{clients, live, steps};

        $crate::proptest::proptest! {
            /// Short or long, however slow, whatever connection is lost at whatever byte, so that
            /// an answer is lost and its question asked again: each client hears every event, in
            /// order, once.
            #[test]
            fn law_poll_cursor_loses_nothing_repeats_nothing(
                clients in clients(), steps in steps()
            ) {
                let lived = live::<$world>(&clients, &steps);
                prop_assert!(lived.is_ok(), "{}", lived.unwrap_err());
            }
        }
    };
}
