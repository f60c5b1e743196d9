//! # Servers: those that run in a process of their own               chapter 16
//! Knows: which there are, and by what name. Does not know: who asks them, and what it costs.
//! Read before: `failure.rs`. Read next: `process.rs`.
//!
//! `bench serve-as NAME` is such a process. It prints the address where it listens, then serves
//! until it is ended, or until its standard input is.

mod bare;
mod crowd;
pub mod echo;
pub mod fan_out;
pub mod keep;
mod lab;
pub mod polling;
mod polling_httparse;
mod polling_hyper;
mod polling_ours;
mod polling_raw;

use crate::cpu;
use crate::failure::Failure;
use echo::peers::{LARGE, LEAN};
use fan_out::websockets;
use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::{process, thread};

/// Serves on a listener, for ever.
type Serve = fn(TcpListener) -> Result<(), Failure>;

/// All of them, by name: `what-by-whom`, as `echo-ours`.
const SERVERS: &[(&str, Serve)] = &[
    ("polling-ours", polling_ours::serve),
    ("polling-lab", polling_ours::serve_lab),
    ("polling-hyper", polling_hyper::serve),
    ("polling-axum", polling_hyper::serve_axum),
    ("polling-httparse", polling_httparse::serve),
    ("polling-raw", polling_raw::serve),
    ("bare", bare::serve),
    ("crowd-bare", crowd::bare),
    ("crowd-ours", crowd::ours),
    ("echo-axum", echo::peers::axum::<LARGE>),
    ("echo-axum-lean", echo::peers::axum::<LEAN>),
    ("echo-bare-tokio", echo::bare::serve),
    ("echo-fastwebsockets", echo::peers::fastwebsockets),
    ("echo-ours", echo::ours::serve),
    ("echo-raw", echo::raw),
    ("echo-sockudo-ws", echo::peers::sockudo::<LARGE>),
    ("echo-sockudo-ws-lean", echo::peers::sockudo::<LEAN>),
    ("echo-soketto", echo::peers::soketto),
    ("echo-soketto-lean", echo::peers::soketto_lean),
    ("echo-tokio-tungstenite", echo::peers::tungstenite::<LARGE>),
    ("echo-tokio-tungstenite-lean", echo::peers::tungstenite::<LEAN>),
    ("echo-tokio-websockets", echo::peers::tokio_websockets),
    ("echo-yawc", echo::peers::yawc::<LARGE>),
    ("echo-yawc-lean", echo::peers::yawc::<LEAN>),
    ("fan-out-raw-loop", fan_out::raw::one_by_one),
    ("fan-out-raw-coalesced", fan_out::raw::coalesced),
    ("fan-out-raw-tokio", fan_out::raw_tokio::serve),
    ("fan-out-ours", fan_out::ours::serve),
    ("fan-out-tokio-tungstenite", fan_out::peers::websockets::<websockets::Tungstenite>),
    ("fan-out-fastwebsockets", fan_out::peers::websockets::<websockets::Fastwebsockets>),
    ("fan-out-tokio-websockets", fan_out::peers::websockets::<websockets::TokioWebsockets>),
    ("fan-out-yawc", fan_out::peers::websockets::<websockets::Yawc>),
    ("fan-out-sockudo-ws", fan_out::peers::websockets::<websockets::Sockudo>),
    ("fan-out-axum", fan_out::event_streams::axum),
    ("fan-out-hyper", fan_out::event_streams::hyper),
    ("keep-least", keep::least),
    ("keep-ours", keep::ours),
    ("lab", lab::serve),
];

/// Run the server of that name in this process.
///
/// # Errors
/// There is none of that name, or it could not listen.
pub fn serve_as(name: &str) -> Result<(), Failure> {
    let Some((_, serve)) = SERVERS.iter().find(|(known, _)| *known == name) else {
        return Err(Failure(format!("there is no server {name}")));
    };
    cpu::pin(cpu::SERVER_CORE)?;
    net::open_files::allow_all()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    writeln!(io::stdout(), "{}", listener.local_addr()?)?;
    thread::spawn(|| {
        // Who started us is gone: nobody needs us any more.
        let _end = io::stdin().read(&mut [0]);
        process::exit(0);
    });
    serve(listener)
}
