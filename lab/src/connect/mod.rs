//! # An inspecting WebSocket client                                  chapter 12
//! Knows: open, do what is typed, show everything, and how it ended. Does not know: each of these.
//! Read before: `commands/connect.rs`. Read next: `opening.rs`, `session.rs`, `screen.rs`.

pub mod beyond;
pub mod fixed;
pub mod head;
pub mod opening;
pub mod order;
pub mod prompt;
pub mod record;
pub mod screen;
pub mod session;

use crate::commands::connect::Connect;
use crate::commands::exit::{BAD_DATA, LOST, NO_INPUT, REFUSED, fail};
use crate::tap::files::TraceFile;
use frames::{Closed, ProtocolError};
use net::tokio::signal;
use net::{Ended, Fault, Stop, drive};
use screen::Screen;
use session::{Failed, Patience, Session};
use std::process::ExitCode;
use wire::Limits;

/// Open what `arguments` name, do what standard input says, and tell how it ended.
pub async fn run(arguments: &Connect) -> ExitCode {
    let limits = Limits {
        message_bytes: arguments.max_message,
        head_time: arguments.timeout,
        ..Limits::DEFAULT
    };
    let is_typed = prompt::is_typed();
    let mut screen = Screen::new(arguments.json, arguments.bytes, is_typed);
    if let Some(path) = &arguments.trace {
        // A file that cannot be written is found before anything is sent.
        match TraceFile::create(path, &format!("connect {}", arguments.url)) {
            Ok(file) => screen.record(file),
            Err(error) => return fail(NO_INPUT, format!("cannot write the trace: {error}")),
        }
    }
    let stop = Stop::default();
    let (mut connection, mut socket) =
        match opening::open(arguments, &limits, screen, stop.clone()).await {
            Ok(open) => open,
            Err((error, mut screen)) => {
                screen.tell_failure(&error.why);
                return written(&mut screen, fail(error.code, error.why));
            }
        };
    net::tokio::spawn(ask_on_ctrl_c(stop));
    let patience = Patience { expect: arguments.timeout, linger: arguments.linger, is_typed };
    let mut session = Session::new(prompt::lines(), patience);
    let driven = drive(&mut connection, &mut socket, &mut session).await;
    let (failed, closed) = session.into_end();
    let screen = socket.watch_mut();
    screen.end(closed.as_ref());
    let code = match judge(driven, failed, closed.as_ref(), screen.is_gone()) {
        Ok(()) => ExitCode::SUCCESS,
        Err((code, Some(why))) => {
            screen.tell_failure(&why);
            fail(code, why)
        }
        Err((code, None)) => ExitCode::from(code),
    };
    written(screen, code)
}

/// A trace that could not be written is said, and changes the exit code.
fn written(screen: &mut Screen, code: ExitCode) -> ExitCode {
    match screen.recorded() {
        Ok(()) => code,
        Err(error) => fail(LOST, format!("cannot write the trace: {error}")),
    }
}

/// How it ended: with which code to exit, and what to say.
fn judge(
    driven: Result<Ended, Fault<ProtocolError>>,
    failed: Option<Failed>,
    closed: Option<&Closed>,
    is_gone: bool,
) -> Result<(), (u8, Option<String>)> {
    match (failed, driven) {
        (Some(Failed::Line(line, why)), _) => Err((BAD_DATA, Some(format!("line {line}: {why}")))),
        (Some(Failed::Unexpected(line, why)), _) => {
            Err((REFUSED, Some(format!("line {line}: {why}"))))
        }
        (Some(Failed::Unreadable(why)), _) => {
            Err((LOST, Some(format!("cannot read standard input: {why}"))))
        }
        (None, Err(Fault::Protocol(error))) => {
            Err((REFUSED, Some(format!("what came is not accepted: {error}"))))
        }
        (None, Err(fault)) if !closed.is_some_and(|closed| closed.clean) => {
            Err((LOST, Some(fault.to_string())))
        }
        _ if is_gone => Err((LOST, None)), // whoever read us has enough: no reason for a word
        _ if closed.is_some_and(|closed| closed.clean) => Ok(()),
        _ => Err((LOST, Some("the connection ended without a Close frame (1006)".into()))),
    }
}

/// The first Ctrl-C closes with 1001; the second does not wait for the answer.
async fn ask_on_ctrl_c(stop: Stop) {
    if signal::ctrl_c().await.is_ok() {
        stop.ask();
    }
    if signal::ctrl_c().await.is_ok() {
        std::process::exit(130);
    }
}
