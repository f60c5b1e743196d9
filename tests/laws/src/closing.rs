//! # The laws of closing                                             chapter 14 · RFC 6455 §7
//! Knows: that a connection goes where its table says, and that two of a kind agree on the end.
//! Does not know: the table.
//! Read before: `frames.rs`. Read next: `tests/14_closing.rs`.

use crate::Log;
use wire::{Input, Protocol};

/// Carry what `from` wants written to `to`, in pieces of at most `piece` bytes. True if there was
/// anything to carry.
///
/// # Panics
/// When `to` takes it for a broken rule.
pub fn carry<A: Protocol, B: Protocol>(
    from: &mut A,
    to: &mut B,
    piece: usize,
    log: &mut Log,
    mut note: impl FnMut(&mut Log, B::Event<'_>),
) -> bool
where
    B::Error: std::fmt::Display,
{
    let output = from.take_output();
    for piece in output.to_vec().chunks_mut(piece.max(1)) {
        let mut input = Input::new(piece);
        loop {
            match to.next_event(&mut input) {
                Ok(Some(event)) => note(log, event),
                Ok(None) => break,
                Err(error) => panic!("what one of ours sent, the other refused: {error}"),
            }
        }
    }
    if output.is_end() {
        to.receive_eof();
        while let Ok(Some(event)) = to.next_event(&mut Input::empty()) {
            note(log, event);
        }
    }
    !output.is_empty()
}

/// What must come of closing, said with four facts and no table.
#[derive(Debug, Default)]
pub struct Model {
    /// We have sent a Close frame.
    sent: bool,
    /// The peer's Close frame came.
    heard: bool,
    /// The peer broke a rule.
    broken: bool,
    /// The stream is over.
    over: bool,
}

impl Model {
    /// `happening` is one of `WeClose`, `PeerCloses`, `PeerErrs`, `PeerEnds`, `TimeIsUp`. Returns
    /// whether a Close frame goes out, and whether the application is told the end (and if so,
    /// whether it was a clean one).
    ///
    /// # Panics
    /// On another word.
    pub fn happens(&mut self, happening: &str) -> (bool, Option<bool>) {
        let listening = !self.heard && !self.broken && !self.over;
        let may_send = !self.sent && listening;
        match happening {
            "WeClose" => {
                self.sent |= listening;
                (may_send, None)
            }
            "PeerCloses" if listening => {
                (self.heard, self.sent) = (true, true);
                (may_send, Some(true))
            }
            "PeerErrs" if listening => {
                (self.broken, self.sent) = (true, true);
                (may_send, None)
            }
            // Nobody waits for anything as long as no Close went or came.
            "TimeIsUp" if !self.sent => (false, None),
            "PeerEnds" | "TimeIsUp" => {
                self.over = true;
                (false, listening.then_some(false))
            }
            "PeerCloses" | "PeerErrs" => (false, None),
            _ => panic!("the model does not know {happening}"),
        }
    }
}

/// The law of one end that closes.
///
/// - `new`: makes a fresh one, open;
/// - `make`: `|connection, happening| -> Vec<u8>` lets it happen; what it returns comes from the
///   peer;
/// - `state`: `|connection| -> State`;
/// - `step_of`: `fn(State, Happening) -> Step`, the table;
/// - `happenings`: all of them, as an array;
/// - `told`: `|event| -> Option<bool>`, for the last event whether the end was a clean one.
#[macro_export]
macro_rules! closing {
    (
        new: $new:expr, make: $make:expr, state: $state:expr, step_of: $step_of:path,
        happenings: $happenings:expr, told: $told:expr $(,)?
    ) => {
        use $crate::proptest::{collection::vec, prelude::*, sample::select};

        $crate::proptest::proptest! {
            /// After every happening the connection is in the state that the table names; on the
            /// whole way it sends one Close frame at most, and tells the end once at most.
            #[test]
            fn law_closing_follows_the_table(
                happenings in vec(select($happenings.to_vec()), 0..12)
            ) {
                let mut connection = $new();
                let mut told = 0;
                for on in happenings {
                    let expected = $step_of($state(&connection), on).to;
                    let mut bytes = $make(&mut connection, on);
                    let mut input = wire::Input::new(&mut bytes);
                    while let Ok(Some(event)) = connection.next_event(&mut input) {
                        told += usize::from($told(event).is_some());
                    }
                    prop_assert_eq!($state(&connection), expected, "on {:?}", on);
                }
                prop_assert!(told <= 1, "told {} times", told);
                let sent = connection.take_output().to_vec();
                let one_frame = sent.len() == 2 + usize::from(*sent.get(1).unwrap_or(&0));
                prop_assert!(sent.is_empty() || one_frame, "{:02x?}", sent);
            }

            /// Step by step it sends and tells what the plainest model does.
            #[test]
            fn law_closing_equals_a_model_without_a_table(
                happenings in vec(select($happenings.to_vec()), 0..12)
            ) {
                let (mut connection, mut model) = ($new(), $crate::closing::Model::default());
                for on in happenings {
                    let mut bytes = $make(&mut connection, on);
                    let mut input = wire::Input::new(&mut bytes);
                    let mut told = None;
                    while let Ok(Some(event)) = connection.next_event(&mut input) {
                        told = told.or($told(event));
                    }
                    let sent = connection.take_output().to_vec().first() == Some(&0x88);
                    prop_assert_eq!((sent, told), model.happens(&format!("{on:?}")), "on {:?}", on);
                }
            }
        }
    };
}

/// The law of two ends, joined by nothing but bytes.
///
/// - `client`: `|next_mask| -> Client`, where `next_mask` is a source of mask keys;
/// - `server`: `|| -> Server`;
/// - `close`: `|connection| -> Result<…>` begins to close;
/// - `closed`: `|by_us: bool| -> String`, the line of the last event;
/// - `note`: writes one event into a [`Log`]; a text message reads `Message(Text("…"))`.
#[macro_export]
macro_rules! two_of_ours {
    (
        client: $client:expr, server: $server:expr, close: $close:expr, closed: $closed:expr,
        note: $note:expr $(,)?
    ) => {
        $crate::proptest::proptest! {
            /// However the bytes are cut: each hears what the other said, and both close cleanly.
            #[test]
            fn law_two_of_ours_understand_each_other(
                said in vec((any::<bool>(), vec(".{0,9}", 1..5)), 0..10),
                piece in 1usize..30,
                who_closes in 1..=3,
            ) {
                use $crate::closing::carry;
                let mut n = 0u8;
                let mut client = $client(move || {
                    n = n.wrapping_add(41);
                    [n, 1, n, 2]
                });
                let mut server = $server();
                let (mut at_client, mut at_server) = <($crate::Log, $crate::Log)>::default();
                let (mut to_client, mut to_server) = <(Vec<String>, Vec<String>)>::default();
                for (by_client, parts) in said {
                    let (speaker, heard) = match by_client {
                        true => (&mut client, &mut to_server),
                        false => (&mut server, &mut to_client),
                    };
                    for (i, part) in parts.iter().enumerate() {
                        prop_assert_eq!(speaker.send_text_part(part, i + 1 == parts.len()), Ok(()));
                    }
                    heard.push(format!("Message(Text({:?}))", parts.concat()));
                }
                let (client_closes, server_closes) = (who_closes & 1 != 0, who_closes & 2 != 0);
                if client_closes {
                    prop_assert_eq!($close(&mut client), Ok(()));
                }
                if server_closes {
                    prop_assert_eq!($close(&mut server), Ok(()));
                }
                while carry(&mut client, &mut server, piece, &mut at_server, $note)
                    | carry(&mut server, &mut client, piece, &mut at_client, $note)
                {}
                to_client.push($closed(client_closes));
                to_server.push($closed(server_closes));
                prop_assert_eq!(at_client.lines(), &to_client[..]);
                prop_assert_eq!(at_server.lines(), &to_server[..]);
                prop_assert_eq!((client.held(), server.held()), (0, 0));
            }
        }
    };
}
