//! # Servers: those that run in a process of their own               chapter 16
//! Knows: which there are, and by what name. Does not know: who asks them, and what it costs.
//! Read before: `failure.rs`. Read next: `process.rs`.
//!
//! `bench serve-as NAME` is such a process. It prints the address where it listens, then serves
//! until it is ended, or until its standard input is.

use crate::cpu;
use crate::failure::Failure;
use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::{process, thread};

/// Serves on a listener, for ever.
type Serve = fn(TcpListener) -> Result<(), Failure>;

/// All of them, by name: `what-by-whom`, as `echo-ours`.
const SERVERS: &[(&str, Serve)] = &[];

/// Run the server of that name in this process.
///
/// # Errors
/// There is none of that name, or it could not listen.
pub fn serve_as(name: &str) -> Result<(), Failure> {
    let Some((_, serve)) = SERVERS.iter().find(|(known, _)| *known == name) else {
        return Err(Failure(format!("there is no server {name}")));
    };
    cpu::pin(cpu::SERVER_CORE)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    writeln!(io::stdout(), "{}", listener.local_addr()?)?;
    thread::spawn(|| {
        // Who started us is gone: nobody needs us any more.
        let _end = io::stdin().read(&mut [0]);
        process::exit(0);
    });
    serve(listener)
}
