//! # The command line of `wire101`                                   chapter 00
//! Knows: which commands there are. Does not know: their arguments, or what they do.
//! Read before: nothing. Read next: `commands/mod.rs`, `main.rs`.

use crate::commands::{
    bench, check, completions, connect, decode, doctor, echo, exit, explain, listen, publish,
    rogue, serve, step, tap,
};
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
    /// Say what bytes mean, field by field: WebSocket frames, HTTP heads, chunks, event streams
    #[command(after_help = explain::HELP)]
    Explain(explain::Explain),
    /// Walk through a protocol, one thing after another, in the real code
    #[command(after_help = step::HELP)]
    Step(step::Step),
    /// Open a WebSocket and show every frame; what you type is sent
    #[command(after_help = with_json(connect::HELP))]
    Connect(connect::Connect),
    /// Hear events over HTTP, whichever way they come, and show what each costs
    #[command(after_help = with_json(listen::HELP))]
    Listen(listen::Listen),
    /// Listen on the wire between a client and a server, and make it worse if you like
    #[command(after_help = with_json(tap::HELP))]
    Tap(tap::Tap),
    /// Grade a server, or a client: what it does with bytes that the standards rule on
    #[command(after_help = check::HELP)]
    Check(check::Check),
    /// Be a peer that misbehaves, to see what a client or a server does then
    #[command(after_help = rogue::HELP)]
    Rogue(rogue::Rogues),
    /// Measure the five transports side by side: delay, bytes and processor time for each event
    #[command(after_help = with_figures(bench::HELP))]
    Bench(bench::Bench),
    /// Decode bytes in lines of JSON: WebSocket frames, HTTP requests, handshakes, event streams
    #[command(after_help = help::HELP)]
    Decode(decode::Decode),
    /// Look whether this machine is ready for a class
    #[command(after_help = doctor::HELP)]
    Doctor(doctor::Doctor),
    /// Print what makes a shell complete these commands
    #[command(after_help = completions::HELP)]
    Completions(completions::Completions),
}

impl Cli {
    /// Do it, and say with which code to exit.
    pub fn run(self) -> ExitCode {
        let unsaid = || Command::Serve(serve::Serve::parse_from_environment());
        match self.command.unwrap_or_else(unsaid) {
            Command::Serve(arguments) => exit::block_on(serve::run(&arguments)),
            Command::Echo(arguments) => exit::block_on(echo::run(&arguments)),
            Command::Publish(arguments) => exit::block_on(publish::run(&arguments)),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Step(arguments) => step::run(&arguments),
            Command::Connect(arguments) => exit::block_on(connect::run(&arguments)),
            Command::Listen(arguments) => exit::block_on(listen::run(&arguments)),
            Command::Tap(arguments) => exit::block_on(tap::run(&arguments)),
            Command::Check(arguments) => check::run(&arguments),
            Command::Rogue(arguments) => exit::block_on(rogue::run(&arguments)),
            Command::Bench(arguments) => exit::block_on(bench::run(&arguments)),
            Command::Decode(_) => decode::run(),
            Command::Doctor(arguments) => doctor::run(&arguments),
            Command::Completions(arguments) => completions::run(&arguments),
        }
    }
}

/// The help of a command that tells connections as JSON, too.
fn with_json(help: &str) -> String {
    format!("{help}\n\n{}", crate::narrate::json::HELP)
}

/// The help of the command that tells figures as JSON.
fn with_figures(help: &str) -> String {
    format!("{help}\n\n{}", crate::bench::json::HELP)
}
