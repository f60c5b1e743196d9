//! # The law of the pipe                                             chapter 14 · RFC 6455 §5 to §7
//! Knows: two ends, and a network that cuts and delays what they send, in virtual time.
//! Does not know: which ends.
//! Read before: `closing.rs`. Read next: `tests/14_closing.rs`.

use crate::Log;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::VecDeque;
use std::time::Duration;
use wire::{Input, Protocol};

/// What an application says.
#[derive(Clone, Debug)]
pub enum Say {
    /// A text message, in so many fragments.
    Text(Vec<String>),
    /// A ping.
    Ping(String),
    /// Goodbye, with a code.
    Close(u16),
}

/// When, who (true for the client), what; in order. At the end at least one of them closes.
pub type Script = Vec<(Duration, bool, Say)>;

/// Any script: a few seconds of messages and pings, then one or two goodbyes at nearly one time.
pub fn script() -> impl Strategy<Value = Script> {
    let text = vec("[a-zé€]{0,9}", 1..5).prop_map(Say::Text);
    let say = prop_oneof![3 => text, 1 => "[a-z]{0,9}".prop_map(Say::Ping)];
    let said = vec((0u64..3_000, any::<bool>(), say), 0..12);
    let goodbye = (2_000u64..2_400, any::<bool>(), (4_000u16..4_010).prop_map(Say::Close));
    (said, vec(goodbye, 1..4)).prop_map(|(said, goodbyes)| {
        let mut script = [said, goodbyes].concat();
        script.sort_by_key(|(at, ..)| *at);
        let at = |(at, who, say)| (Duration::from_millis(at), who, say);
        script.into_iter().map(at).collect()
    })
}

/// What the network does with the next bytes: how many travel together, and for how long (at most
/// 400 ms; but nothing overtakes what was sent before).
pub type Whim = (usize, Duration);

/// Some whims, to be used over and over.
pub fn whims() -> impl Strategy<Value = Vec<Whim>> {
    vec((1usize..20, (0u64..400).prop_map(Duration::from_millis)), 1..10)
}

/// One way through the pipe.
#[derive(Default)]
struct Way {
    /// When each piece arrives; `None` is the end of the stream.
    post: VecDeque<(Duration, Option<Vec<u8>>)>,
    /// When the sender ended its side.
    ended_at: Option<Duration>,
    pieces: usize,
}

impl Way {
    fn send<P: Protocol>(&mut self, from: &mut P, now: Duration, whims: &[Whim]) {
        let output = from.take_output();
        let bytes = output.to_vec();
        let mut rest = &bytes[..];
        let mut post = |piece: Option<&[u8]>, delay: Duration| {
            let last = self.post.back().map_or(Duration::ZERO, |(at, _)| *at);
            self.post.push_back((last.max(now + delay), piece.map(<[u8]>::to_vec)));
        };
        while !rest.is_empty() {
            let (cut, delay) = whims[self.pieces % whims.len()];
            self.pieces += 1;
            let (piece, behind) = rest.split_at(cut.min(rest.len()));
            post(Some(piece), delay);
            rest = behind;
        }
        if output.is_end() && self.ended_at.is_none() {
            post(None, whims[self.pieces % whims.len()].1);
            self.ended_at = Some(now);
        }
    }

    fn arrives(&self) -> Option<Duration> {
        self.post.front().map(|(at, _)| *at)
    }
}

/// What two ends heard, and when they ended their sides.
#[derive(Debug)]
pub struct Talked {
    /// What the client heard.
    pub at_client: Log,
    /// What the server heard.
    pub at_server: Log,
    /// When the client ended its side, and the server; `None` if never.
    pub ended: (Option<Duration>, Option<Duration>),
}

/// Let two ends talk through a pipe until nothing is under way and nobody waits.
///
/// # Panics
/// When one refuses what the other sent, or when they never stop.
pub fn talk<P: Protocol>(
    client: &mut P,
    server: &mut P,
    script: &Script,
    whims: &[Whim],
    mut say: impl FnMut(&mut P, &Say),
    mut note: impl FnMut(&mut Log, P::Event<'_>),
) -> Talked
where
    P::Error: std::fmt::Display,
{
    let (mut to_server, mut to_client) = <(Way, Way)>::default();
    let (mut at_client, mut at_server) = <(Log, Log)>::default();
    let mut script = script.iter().peekable();
    let mut now = Duration::ZERO;
    for _ in 0..100_000 {
        to_server.send(client, now, whims);
        to_client.send(server, now, whims);
        let next = [
            script.peek().map(|(at, ..)| *at),
            to_server.arrives(),
            to_client.arrives(),
            client.deadline(),
            server.deadline(),
        ];
        let Some(next) = next.into_iter().flatten().min() else {
            let ended = (to_server.ended_at, to_client.ended_at);
            return Talked { at_client, at_server, ended };
        };
        now = now.max(next);
        client.tick(now);
        server.tick(now);
        hear(client, &mut to_client, now, &mut at_client, &mut note);
        hear(server, &mut to_server, now, &mut at_server, &mut note);
        if let Some((_, by_client, what)) = script.next_if(|(at, ..)| *at <= now) {
            say(if *by_client { client } else { server }, what);
        }
    }
    panic!("after 100,000 steps they still talk");
}

/// Give `to` the next piece, if it is there, and note what that brings.
fn hear<P: Protocol>(
    to: &mut P,
    way: &mut Way,
    now: Duration,
    log: &mut Log,
    note: &mut impl FnMut(&mut Log, P::Event<'_>),
) where
    P::Error: std::fmt::Display,
{
    let mut bytes = Vec::new();
    if way.arrives().is_some_and(|at| at <= now) {
        match way.post.pop_front() {
            Some((_, Some(piece))) => bytes = piece,
            _ => to.receive_eof(),
        }
    }
    let mut input = Input::new(&mut bytes);
    loop {
        match to.next_event(&mut input) {
            Ok(Some(event)) => note(log, event),
            Ok(None) => return,
            Err(error) => panic!("what one of ours sent, the other refused: {error}"),
        }
    }
}

/// The law of two ends and a network between them.
///
/// - `client`: `|next_mask| -> P`; `server`: `|| -> P`, of the same type;
/// - `send_part`: `|connection, &str, last: bool| -> bool`, `ping` and `close` likewise: true if it
///   was done;
/// - `closed`: `|code, by_us| -> String`, the line of the last event;
/// - `note`: writes one event into a [`Log`]; messages read `Message(Text("…"))`, pings
///   `Ping(b"…")`, pongs `Pong(b"…")`.
#[macro_export]
macro_rules! pipe {
    (
        client: $client:expr, server: $server:expr, send_part: $send_part:expr, ping: $ping:expr,
        close: $close:expr, closed: $closed:expr, is_client: $is_client:expr, note: $note:expr $(,)?
    ) => {
        use $crate::pipe::{Say, Talked, script, talk, whims};

        $crate::proptest::proptest! {
            /// However the network cuts and delays, and whoever closes, also both at once: all that
            /// was said is heard in order, and both close cleanly, the server's stream first.
            #[test]
            fn law_a_slow_network_loses_nothing(script in script(), whims in whims()) {
                let mut n = 0u8;
                let mut client = $client(move || {
                    n = n.wrapping_add(41);
                    [n, 1, n, 2]
                });
                let mut server = $server();
                // What each should hear, and the code with which each closed; the client's first.
                let mut should_hear = <[Vec<String>; 2]>::default();
                let mut codes: [Option<u16>; 2] = [None; 2];
                let say = |connection: &mut _, say: &Say| {
                    let (we, peer) = if $is_client(connection) { (0, 1) } else { (1, 0) };
                    match say {
                        Say::Text(parts) => {
                            let mut done = true;
                            for (i, part) in parts.iter().enumerate() {
                                done &= $send_part(connection, part, i + 1 == parts.len());
                            }
                            if done {
                                let line = format!("Message(Text({:?}))", parts.concat());
                                should_hear[peer].push(line);
                            }
                        }
                        Say::Ping(text) => {
                            if $ping(connection, text) {
                                should_hear[peer].push(format!("Ping(b{text:?})"));
                            }
                        }
                        Say::Close(code) => {
                            if $close(connection, *code) {
                                codes[we] = Some(*code);
                            }
                        }
                    }
                };
                let talked = talk(&mut client, &mut server, &script, &whims, say, $note);
                let Talked { mut at_client, mut at_server, ended } = talked;
                for (we, log) in [(0, &mut at_client), (1, &mut at_server)] {
                    // The peer's own code, or our own back.
                    let code = codes[1 - we].or(codes[we]).expect("somebody closed");
                    should_hear[we].push($closed(code, codes[we].is_some()));
                    let heard = log.lines().iter().filter(|line| !line.starts_with("Pong("));
                    prop_assert_eq!(heard.cloned().collect::<Vec<_>>(), &should_hear[we][..]);
                }
                // The pongs are those of the peer's pings, as far as it had not heard our Close.
                for (we, log) in [(0, &mut at_client), (1, &mut at_server)] {
                    let said = should_hear[1 - we].iter();
                    let pings = said.filter(|line| line.starts_with("Ping("));
                    let asked: Vec<_> =
                        pings.map(|line| line.replacen("Ping", "Pong", 1)).collect();
                    let pongs = log.lines().iter().filter(|line| line.starts_with("Pong("));
                    let answered: Vec<_> = pongs.cloned().collect();
                    prop_assert!(asked.starts_with(&answered), "{:?} for {:?}", answered, asked);
                }
                let (Some(client_ended), Some(server_ended)) = ended else {
                    return Err(TestCaseError::fail("both streams end"));
                };
                prop_assert!(server_ended <= client_ended, "the server's stream ends first");
                prop_assert_eq!((client.held(), server.held()), (0, 0));
            }
        }
    };
}
