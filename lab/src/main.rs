//! # wire101: the command                                            chapter 00
//! Knows: what every command needs before it begins. Does not know: any command.
//! Read before: `cli.rs`. Read next: `commands/mod.rs`, `routes.rs`.

use clap::Parser as _;
use lab::cli::Cli;
use lab::log::OneLine;
use std::io;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(false)
        .event_format(OneLine::default())
        .init();
    if let Err(error) = net::open_files::allow_all() {
        tracing::warn!(%error, "fewer connections can be held than this lab is made for");
    }
    cli.run()
}
