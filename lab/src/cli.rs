//! # The command line of `wire101`                                   chapter 00
//! Knows: which commands there are. Does not know: their arguments, or what they do.
//! Read before: nothing. Read next: `commands/mod.rs`, `main.rs`.

use crate::commands::{decode, echo, exit, publish, serve};
use crate::decode::help;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The real-time web on the wire: polling, long polling, HTTP streaming, SSE and WebSocket.
#[derive(Debug, Parser)]
#[command(name = "wire101", version, after_help = exit::HELP, max_term_width = 100)]
pub struct Cli {
    /// What to do; without a command: serve.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the lab: the page and all five transports on one port (the default command)
    #[command(after_help = serve::HELP)]
    Serve(serve::Serve),
    /// Run a bare echo server: WebSocket messages and POST /echo bodies come back
    #[command(after_help = echo::HELP)]
    Echo(echo::Echo),
    /// Publish one event to a running lab
    #[command(after_help = publish::HELP)]
    Publish(publish::Publish),
    /// Decode bytes in lines of JSON: WebSocket frames, HTTP requests, handshakes, event streams
    #[command(after_help = help::HELP)]
    Decode(decode::Decode),
}

impl Cli {
    /// Do it, and say with which code to exit.
    pub fn run(self) -> ExitCode {
        let unsaid = || Command::Serve(serve::Serve::parse_from_environment());
        match self.command.unwrap_or_else(unsaid) {
            Command::Serve(arguments) => exit::block_on(serve::run(&arguments)),
            Command::Echo(arguments) => exit::block_on(echo::run(&arguments)),
            Command::Publish(arguments) => exit::block_on(publish::run(&arguments)),
            Command::Decode(_) => decode::run(),
        }
    }
}
