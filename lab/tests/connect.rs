//! # `connect`, as a user meets it                                   chapter 12
//! Knows: the real program against our servers and rude ones. Does not know: how it is made.
//! Read before: `clients/mod.rs`, `lab/src/connect/mod.rs`. Read next: `listen.rs`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)] // a test fails by panicking

mod clients;

use clients::{SWITCHING, Said, Scripted, Server, run, unexplained};
use std::io::{Read as _, Write as _};

#[path = "connect/ends.rs"]
mod ends;
#[path = "connect/help.rs"]
mod help;
#[path = "connect/json.rs"]
mod json;
#[path = "connect/opening.rs"]
mod opening;
#[path = "connect/orders.rs"]
mod orders;
#[path = "connect/rude.rs"]
mod rude;
#[path = "connect/shown.rs"]
mod shown;
#[path = "connect/traced.rs"]
mod traced;
#[path = "connect/typed.rs"]
mod typed;

/// Connect with `--fixed` and these arguments, and type these lines.
fn connect(address: &str, arguments: &[&str], input: &str) -> Said {
    let url = format!("ws://{address}/echo");
    let unless = |name: &str, more: &'static [&'static str]| {
        if arguments.contains(&name) { &[] } else { more }
    };
    let soon = unless("--linger", &["--linger", "0.1"]);
    // A machine with much to do is no reason to give up.
    let patient = unless("--timeout", &["--timeout", "200"]);
    run(&[&["connect", &url, "--fixed"], soon, patient, arguments].concat(), input)
}

/// The same, for frames that close: when the client's Close frame came, the stream is ended.
fn open_and_close(frames: &[u8]) -> Scripted {
    let answer = [SWITCHING.as_bytes(), frames].concat();
    Scripted::start(vec![Box::new(move |stream, _| {
        stream.write_all(&answer).unwrap();
        let (mut came, mut piece) = (Vec::new(), [0; 64]);
        while !came.contains(&0x88) {
            let n = stream.read(&mut piece).unwrap();
            assert!(n > 0, "the client closes first");
            came.extend_from_slice(&piece[..n]);
        }
    })])
}

/// The answer that opens a WebSocket, and these bytes behind it.
fn open_and(frames: &[u8]) -> Scripted {
    Scripted::answering([SWITCHING.as_bytes(), frames].concat())
}
