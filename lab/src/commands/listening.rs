//! # Listening until somebody says stop                              chapter 00
//! Knows: an address that may be taken, and the signals that end a server.
//! Does not know: what is served.
//! Read before: `exit.rs`. Read next: `serve.rs`.

use super::exit::{UNAVAILABLE, fail, say};
use crate::server;
use net::Stop;
use net::tokio::net::TcpListener;
use net::tokio::signal;
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;

/// Listen on `wanted`; where the port is only suggested, on the next free one.
///
/// # Errors
/// With which code to exit; what went wrong was said.
pub async fn listen(
    wanted: SocketAddr,
    only_suggested: bool,
) -> Result<(TcpListener, SocketAddr), ExitCode> {
    let listening = server::listen(wanted, only_suggested).await;
    listening.and_then(|listener| listener.local_addr().map(|address| (listener, address))).map_err(
        |error| {
            let hint = match error.kind() {
                io::ErrorKind::AddrNotAvailable => {
                    "this machine has no such address; try 127.0.0.1".to_string()
                }
                _ => format!("try another port: --listen {}:0 takes any free one", wanted.ip()),
            };
            fail(UNAVAILABLE, format!("cannot listen on {wanted}: {error}\n  {hint}"))
        },
    )
}

/// Ctrl-C and SIGTERM ask for the end; a second Ctrl-C does not wait for it.
pub async fn ask_on_signal(stop: Stop) {
    asked().await;
    say("Stopping: every connection is told.");
    end(stop).await;
}

/// As [`ask_on_signal`], without a word.
pub async fn ask_quietly_on_signal(stop: Stop) {
    asked().await;
    end(stop).await;
}

/// Ready when the first signal comes.
async fn asked() {
    net::tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

async fn end(stop: Stop) {
    stop.ask();
    if signal::ctrl_c().await.is_ok() {
        std::process::exit(130);
    }
}

/// Ready when SIGTERM comes.
#[cfg(unix)]
async fn terminated() {
    match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            terminate.recv().await;
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM will end the program at once");
            std::future::pending::<()>().await;
        }
    }
}

/// There is no SIGTERM here.
#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}
