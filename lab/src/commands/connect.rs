//! # `wire101 connect`: a WebSocket, seen from the inside            chapter 12
//! Knows: its arguments, its help, and how it ends. Does not know: what happens between; see
//! `lab/src/connect/mod.rs`.
//! Read before: `reaching.rs`, `exit.rs`. Read next: `lab/src/connect/mod.rs`.

use super::arguments::seconds;
use super::reaching::Reaching;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use wire::Limits;

/// How to read it, and examples, for `--help`.
pub const HELP: &str = "\
Shows the opening handshake line by line, then every frame of both directions in one line:
  when, → from us or ← from the server, what it is, its size on the wire, and what it says.
Type a text to send it, or:
  /ping [TEXT]  /pong [TEXT]  /binary HEX  /fragment N TEXT  /close [CODE [REASON]]
  /raw HEX      bytes as they are, right or wrong: see what the server does with them
  /wait SECONDS  /expect TEXT  /help  /quit            //TEXT sends a text that begins with a slash
From a pipe the lines are a script: it ends with a clean close when the lines are done and nothing
has come for --linger seconds, and with exit code 1 when an /expect is not met.
Kinds of --json besides those of bytes: opened (client, server), open (subprotocol, deflate), closed
(code, reason, by, clean), note and failed (text). A pong has the round_trip of its ping, in
seconds.

Examples:
  echo hello | wire101 connect ws://127.0.0.1:10101/echo
  wire101 connect ws://127.0.0.1:10101/echo --bytes --fixed
  printf 'hi\\n/expect hi\\n/ping\\n/close 1000 bye\\n' | wire101 connect ws://127.0.0.1:10101/echo
  printf '/raw 81 02 68 69\\n' | wire101 connect ws://127.0.0.1:10101/echo
  wire101 connect ws://127.0.0.1:10101/ws?since=0 -s chat -H 'Cookie: a=b' --json
  echo hello | wire101 connect ws://127.0.0.1:10101/echo --trace hello.jsonl
  wire101 connect wss://localhost:10101/echo --trust lab.pem";

/// Arguments of `connect`.
#[derive(Clone, Debug, Args)]
pub struct Connect {
    /// The WebSocket's address: ws://HOST:PORT/PATH, or wss:// for one inside TLS
    pub url: String,
    /// Offer a subprotocol; the first one is liked best; may be repeated
    #[arg(short = 's', long = "subprotocol", value_name = "NAME")]
    pub subprotocols: Vec<String>,
    /// Say that a page of this origin asks, as a browser does
    #[arg(short, long)]
    pub origin: Option<String>,
    /// How the server is reached
    #[command(flatten)]
    pub reaching: Reaching,
    /// Offer to compress messages (permessage-deflate)
    #[arg(long, overrides_with = "no_deflate")]
    pub deflate: bool,
    /// Do not offer it (the default)
    #[arg(long)]
    pub no_deflate: bool,
    /// Explain the bytes of every frame below its line
    #[arg(long)]
    pub bytes: bool,
    /// One JSON object a line for everything that happens
    #[arg(long)]
    pub json: bool,
    /// The largest message that is accepted, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.message_bytes)]
    pub max_message: usize,
    /// How long opening may take, and how long /expect waits for a message
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub timeout: Duration,
    /// When the lines from a pipe are done, close once nothing came for so long (and after ten
    /// times as long in any case)
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    pub linger: Duration,
    /// Write down all that happens, as JSON lines
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Use the nonce and the masking key of the RFC's examples, so that the output is the same each
    /// time: for demonstrations only
    #[arg(long)]
    pub fixed: bool,
}

/// Connect, and do what standard input says.
pub async fn run(arguments: &Connect) -> ExitCode {
    crate::connect::run(arguments).await
}
