//! # `wire101 echo`: a bare echo server                               chapter 00
//! Knows: its arguments, and how it starts. Does not know: what is echoed; see
//! `lab/src/echo_server.rs`.
//! Read before: `arguments.rs`, `exit.rs`. Read next: `lab/src/echo_server.rs`.

use super::arguments::{Tls, socket_address};
use super::exit::{NO_INPUT, fail, say};
use super::listening::{ask_on_signal, listen};
use super::serve::show_fingerprint;
use crate::certificate::Identity;
use crate::echo_server;
use clap::{Args, ValueEnum};
use handshake::deflate::Policy;
use net::Stop;
use std::net::SocketAddr;
use std::process::ExitCode;
use wire::Limits;

/// What it answers, and examples, for `--help`.
pub const HELP: &str = "\
A target for conformance runs and benches, with nothing behind the protocols. Any Host is served:
  GET, HEAD /             200, one sentence
  POST /echo              200, the body, decoded if it came in chunks
  GET /, /echo, /chat     101 to a WebSocket's opening handshake; messages come back as they came
  OPTIONS of these, or *  204, with Allow
  other paths             404
  other methods           405, with Allow; 501 if HTTP does not know them
What is malformed or beyond a limit is answered with its status and one sentence, then closed: 400,
413 (a body), 414 and 431 (a head); a message that is too large closes its WebSocket with 1009.

Examples:
  wire101 echo --listen 127.0.0.1:9001
  wire101 echo --listen 127.0.0.1:9001 --max-message 16777216
  wire101 echo --max-head 8192 --max-fields 50 --max-body 1000
  wire101 echo --tls";

/// Arguments of `echo`.
#[derive(Clone, Debug, Args)]
pub struct Echo {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDR:PORT", value_parser = socket_address)]
    #[arg(default_value = "127.0.0.1:9001")]
    pub listen: SocketAddr,
    /// The longest head of a request, from its first byte to the empty line, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.head_bytes)]
    pub max_head: usize,
    /// The most field lines of one head
    #[arg(long, value_name = "COUNT", default_value_t = Limits::DEFAULT.head_fields)]
    pub max_fields: usize,
    /// The longest body, in bytes; 0 allows only empty ones
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.body_bytes)]
    pub max_body: u64,
    /// The largest message, in bytes; 0 allows only empty ones
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.message_bytes)]
    pub max_message: usize,
    /// Whether messages may be compressed
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Compression::Alone)]
    pub compression: Compression,
    /// What TLS needs
    #[command(flatten)]
    pub tls: Tls,
}

/// Whether messages may be compressed (permessage-deflate), and what is kept between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Compression {
    /// never
    Off,
    /// each message by itself: an idle connection keeps nothing
    Alone,
    /// a message may refer to those before it: smaller, for 64 KiB a connection and more time
    Takeover,
}

impl Echo {
    /// The bounds on what a peer can make it hold.
    pub fn limits(&self) -> Limits {
        Limits {
            head_bytes: self.max_head,
            head_fields: self.max_fields,
            body_bytes: self.max_body,
            message_bytes: self.max_message,
            ..Limits::DEFAULT
        }
    }
}

impl Compression {
    /// As the handshake takes it.
    pub fn policy(self) -> Option<Policy> {
        match self {
            Self::Off => None,
            Self::Alone => Some(Policy::default()),
            Self::Takeover => {
                Some(Policy::default().server_context_takeover().client_context_takeover())
            }
        }
    }
}

/// Echo until Ctrl-C.
pub async fn run(arguments: &Echo) -> ExitCode {
    let (listener, address) = match listen(arguments.listen, false).await {
        Ok(listening) => listening,
        Err(code) => return code,
    };
    let tls = match Identity::wanted(&arguments.tls, address.ip()) {
        Ok(tls) => tls,
        Err(error) => return fail(NO_INPUT, error),
    };
    say(format!("echo  ws{}://{address}/", if tls.is_some() { "s" } else { "" }));
    show_fingerprint(tls.as_ref());
    let stop = Stop::default();
    net::tokio::spawn(ask_on_signal(stop.clone()));
    let config = echo_server::Config {
        limits: arguments.limits(),
        compression: arguments.compression.policy(),
    };
    echo_server::serve(listener, tls, config, stop).await;
    ExitCode::SUCCESS
}
