//! # `wire101 tap`: listen on the wire between two others            chapter 03
//! Knows: its arguments, its help, and how it starts and ends. Does not know: what it does to the
//! bytes; see `lab/src/tap/mod.rs`.
//! Read before: `arguments.rs`, `exit.rs`. Read next: `tap_faults.rs`, `lab/src/tap/mod.rs`.

use super::arguments::{at_least_one, socket_address};
use super::exit::{LOST, NO_INPUT, fail, say};
use super::listening::{ask_quietly_on_signal, listen};
use super::paint::Paint;
use super::reaching::Trusting;
use super::tap_faults::FaultArguments;
use crate::narrate::object;
use crate::tap::desk::{Desk, Failed, RecordTo};
use crate::tap::files::{PcapFile, TraceFile};
use crate::tap::show::{Form, Show};
use crate::tap::{self, target};
use clap::Args;
use http1::Uri;
use net::reach::Route;
use net::{Caps, Incident, Stop};
use std::io::{self, BufWriter};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// What it shows, what the faults teach, and examples, for `--help`.
pub const HELP: &str = "\
Let a client connect to --listen instead of to its server: all goes on to --to, byte for byte, and
is shown as it passes, a line for each unit:
  number of the connection, when, → from the client or ← from the server, what, its size, what it
  says. What breaks a rule is said below. --bytes shows the bytes too, field by field.
A browser's tools show no ping, pong, close, fragment or mask; here they are. The wire waits for the
screen: if the terminal stands still, so do client and server, and nothing is left out. Host and
Origin go on as the client wrote them, with the tap's address.
Kinds of --json besides those of bytes: listening (address, server), opened (client, server), ended
(from, how: finished, reset or cut), over (client_bytes, server_bytes), note (text).

Faults are what networks and proxies do to everybody in time. They may be combined.
  --split 1           one byte at a time: a read is not a message
  --delay 200         everything later by 200 ms: count the round trips of what you do
  --rate 1000         a slow line: whoever writes more has to wait, or to drop
  --cut-after 2000    a reset behind 2,000 bytes: is anything lost, is anything doubled?
  --cut-time 10       a reset after 10 s: does the client come back, and how soon?
  --fin               cut in order instead: an end that looks like the right one
  --freeze 5          after 5 s not a byte more, and no end either: who notices, and when?
  --buffer 16         hold answers until 16 KiB or their end: event streams fall silent
  --drop-upgrade      leave out Upgrade and Connection: upgrade: no WebSocket comes through
--from says whose bytes are split, delayed, slowed, cut and frozen. Every connection has its own
faults, from its own beginning. In each direction 64 KiB at most wait on a slow line; then the
sender waits, too.

Examples:
  wire101 tap --to 127.0.0.1:10101
  wire101 tap --listen 127.0.0.1:8081 --to 127.0.0.1:3000 --bytes
  wire101 tap --to ws://127.0.0.1:10101 --only 2 --json
  wire101 tap --to 127.0.0.1:10101 --split 1 --delay 100 --from server
  wire101 tap --to 127.0.0.1:10101 --cut-after 2000 --from server --quiet
  wire101 tap --to 127.0.0.1:10101 --buffer 16
  wire101 tap --to 127.0.0.1:10101 --trace talk.jsonl --pcap talk.pcap";

/// Arguments of `tap`.
#[derive(Clone, Debug, Args)]
pub struct Tap {
    /// Address and port where clients come in; port 0 takes any free one
    #[arg(long, value_name = "ADDR:PORT", value_parser = socket_address)]
    #[arg(default_value = "127.0.0.1:8081")]
    pub listen: SocketAddr,
    /// The server: HOST:PORT, or an address with http, ws, https or wss (the tap speaks TLS to the
    /// last two, and plain to its clients)
    #[arg(long, value_name = "HOST:PORT|URL", value_parser = target::parse)]
    pub to: Uri,
    /// Whom to trust
    #[command(flatten)]
    pub trusting: Trusting,
    /// Explain the bytes of each unit below its line
    #[arg(long, conflicts_with_all = ["json", "quiet"])]
    pub bytes: bool,
    /// One JSON object a line for everything that happens
    #[arg(long, conflicts_with = "quiet")]
    pub json: bool,
    /// Show connections alone: how each began, ended, and how much was said
    #[arg(long)]
    pub quiet: bool,
    /// Show this connection alone (all are passed on, and written to files)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub only: Option<u32>,
    /// Write all that passes to this file, as lines of JSON: see wire101 step --file
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Write all that passes to this file, as a capture that Wireshark opens
    #[arg(long, value_name = "FILE")]
    pub pcap: Option<PathBuf>,
    /// The most connections at once; who comes then hears 503
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = at_least_one)]
    pub max_connections: usize,
    /// What goes wrong on the way
    #[command(flatten, next_help_heading = "Faults")]
    pub faults: FaultArguments,
}

impl Tap {
    /// In which form all is shown.
    pub fn form(&self) -> Form {
        match (self.quiet, self.json, self.bytes) {
            (true, ..) => Form::Connections,
            (_, true, _) => Form::Json,
            (.., true) => Form::Bytes,
            _ => Form::Lines,
        }
    }

    /// What is said when clients may come.
    fn first_line(&self, address: SocketAddr) -> String {
        let (here, server) = (format!("http://{address}/"), self.to.authority_with_port());
        match self.json {
            true => object(0, Duration::ZERO, "listening", |object| {
                object.text("address", &here).text("server", &server);
            }),
            false => format!("tap  {here}  to {server}        Ctrl-C stops"),
        }
    }

    /// All who are told what happens.
    fn tellers(&self) -> Result<Vec<Box<dyn RecordTo>>, String> {
        let out = BufWriter::new(io::stdout());
        let show = Show::new(out, self.form(), self.only, Paint::for_stdout()).fitting();
        let mut tellers: Vec<Box<dyn RecordTo>> = vec![Box::new(show)];
        let title = format!("tap on the way to {}", self.to.authority_with_port());
        if let Some(path) = &self.trace {
            let file = TraceFile::create(path, &title);
            tellers.push(Box::new(file.map_err(|error| format!("{}: {error}", path.display()))?));
        }
        if let Some(path) = &self.pcap {
            let file = PcapFile::create(path);
            tellers.push(Box::new(file.map_err(|error| format!("{}: {error}", path.display()))?));
        }
        Ok(tellers)
    }
}

/// Tap until Ctrl-C.
pub async fn run(arguments: &Tap) -> ExitCode {
    let (listener, address) = match listen(arguments.listen, false).await {
        Ok(listening) => listening,
        Err(code) => return code,
    };
    let tls = arguments.trusting.tls().map_err(|error| error.to_string());
    let (tls, tellers) = match tls.and_then(|tls| Ok((tls, arguments.tellers()?))) {
        Ok(ready) => ready,
        Err(error) => return fail(NO_INPUT, error),
    };
    let server = arguments.to.clone();
    say(arguments.first_line(address));
    let (witness, desk) = match Desk::open(tellers, report) {
        Ok(open) => open,
        Err(error) => return fail(LOST, format!("cannot start: {error}")),
    };
    let stop = Stop::default();
    net::tokio::spawn(ask_quietly_on_signal(stop.clone()));
    let connections = arguments.max_connections;
    let caps = Caps { connections, per_address: connections, ..Caps::DEFAULT };
    let route = Route { tls, ..Route::default() };
    let tap = tap::Tap { server, route, faults: arguments.faults.faults(), caps };
    tap::serve(listener, tap, witness, stop, incident).await;
    let closed = net::tokio::task::spawn_blocking(move || desk.close()).await;
    match closed {
        Ok(failed) if failed.iter().all(is_gone) => ExitCode::SUCCESS,
        _ => ExitCode::from(LOST),
    }
}

/// Whoever read us has enough: no reason for a word, nor to cut those who talk.
fn is_gone(failed: &Failed) -> bool {
    failed.error.kind() == io::ErrorKind::BrokenPipe
}

fn report(failed: &Failed) {
    if !is_gone(failed) {
        tracing::error!(error = %failed.error, "cannot write to {}; the tap goes on", failed.name);
    }
}

fn incident(incident: Incident) {
    tracing::warn!("{incident:?}");
}
