//! # `wire101 bench`: the five transports, side by side              chapter 16
//! Knows: its arguments, and in which order is measured. Does not know: how one thing is measured;
//! see `lab/src/bench/mod.rs`.
//! Read before: `exit.rs`, `reaching.rs`. Read next: `lab/src/bench/mod.rs`.

use super::bench_arguments::{interval, size, target, transport};
use super::exit::{LOST, NO_INPUT, REFUSED, UNAVAILABLE, USAGE, WELL, fail, printed};
use super::listening::ask_quietly_on_signal;
use super::reaching::Reaching;
use crate::bench::own::OwnLab;
use crate::bench::{Load, Measured, Server, html, json, measure, server, table};
use crate::listen::heard::Over;
use crate::tally::Transport;
use clap::Args;
use http1::Uri;
use net::Stop;
use net::tokio::select;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// What is measured, how to read it, and examples, for `--help`.
pub const HELP: &str = "\
For each size, each rate and each transport in turn: readers open connections, and events are
published by POST at the moments of a fixed schedule, whether the server keeps up or not. An event
says when it was due, and its delay counts from then until its reader has it: a publisher that had
to wait hides nothing. (One process publishes and reads, so there is one clock.) Each reader checks
that each event comes, and comes once.

How to read a row:
  delivered/s   events that the readers heard, all together; less than rate times readers: not
                reached
  p50 p90 p99   the delay that half, 90 and 99 of 100 events did not exceed; then the longest
  B/event       bytes on the readers' connections, of both directions, for each event heard
  req/event     requests for each event heard
  CPU/event     processor time of the server for each event heard, publishing included (Linux; of a
                server that runs already, with --pid)

Without an address a lab is started in a process of its own. Any server will do that answers at the
same addresses as a lab does, or at those that are named: polls and streams as a lab words them,
event streams and WebSockets with the event's text, or as a lab words it.

Exit code 1: an event came twice, or was lost without a word. What a reader missed because it fell
behind is told, and is a result like others.

Examples:
  wire101 bench
  wire101 bench --rates 10,100 --sizes 16 --time 1
  wire101 bench http://127.0.0.1:10101 --rates 100 --sizes 1KiB --transports sse,websocket --time 1
  wire101 bench --rates 10 --sizes 16 --transports polling --poll-interval 50ms --time 1 --json
  wire101 bench --rates 10,100 --sizes 16,64KiB --time 1 --html transports.html";

/// Arguments of `bench`.
#[derive(Clone, Debug, Args)]
pub struct Bench {
    /// The server, as http://HOST:PORT; without it, a lab of our own
    pub url: Option<String>,
    /// Events a second, one rate after another
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "1,10,100,1000")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub rates: Vec<u32>,
    /// Bytes of an event, from 16 to 512KiB
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "16,1KiB,64KiB")]
    #[arg(value_parser = size)]
    pub sizes: Vec<usize>,
    /// Which of polling, long-polling, streaming, sse, websocket [default: all five]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = transport)]
    pub transports: Vec<Transport>,
    /// How many hear each event
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub readers: u16,
    /// How long each rate is kept up, as 3 or 500ms; an event at least, and 100,000 at most
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = interval)]
    pub time: Duration,
    /// How long a poller waits from an answer to the next question
    #[arg(long, value_name = "TIME", default_value = "100ms", value_parser = interval)]
    pub poll_interval: Duration,
    /// Show the figures as JSON
    #[arg(long)]
    pub json: bool,
    /// Write a report with charts, too: one file that loads nothing
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// The number of the server's process, to read its processor time
    #[arg(long, value_name = "PID", requires = "url")]
    pub pid: Option<u32>,
    /// Where events are published, with POST
    #[arg(long, value_name = "TARGET", value_parser = target, default_value = server::PUBLISH)]
    pub publish: String,
    /// Where they are polled
    #[arg(long, value_name = "TARGET", value_parser = target, default_value = server::TARGETS[0])]
    pub poll: String,
    /// Where a poll is held until there is an event
    #[arg(long, value_name = "TARGET", value_parser = target, default_value = server::TARGETS[1])]
    pub long_poll: String,
    /// Where they come as a stream of JSON lines
    #[arg(long, value_name = "TARGET", value_parser = target, default_value = server::TARGETS[2])]
    pub stream: String,
    /// Where they come as an event stream
    #[arg(long, value_name = "TARGET", value_parser = target, default_value = server::TARGETS[3])]
    pub events: String,
    /// Where they come over a WebSocket
    #[arg(long, value_name = "TARGET", value_parser = target, default_value = server::TARGETS[4])]
    pub websocket: String,
    /// How the server is reached
    #[command(flatten)]
    pub reaching: Reaching,
}

impl Bench {
    /// The server that is meant.
    fn server(&self, own: Option<&OwnLab>) -> Result<Server, (u8, String)> {
        let uri = match (own, &self.url) {
            (Some(own), _) => own.uri.clone(),
            (None, url) => {
                let url = url.as_deref().unwrap_or_default();
                let wrong = |why: &str| (USAGE, format!("{url:?} is no server's address: {why}"));
                let uri = Uri::parse(url).map_err(|error| wrong(&error.to_string()))?;
                if uri.target() != "/" {
                    let why = "it must be like http://127.0.0.1:10101, without a path; --events \
                               and others name paths";
                    return Err(wrong(why));
                }
                uri
            }
        };
        let tls = self.reaching.trusting.tls();
        Ok(Server {
            uri,
            publish: self.publish.clone(),
            targets: [&self.poll, &self.long_poll, &self.stream, &self.events, &self.websocket]
                .map(Clone::clone),
            fields: self.reaching.fields.clone(),
            tls: tls.map_err(|error| (NO_INPUT, error.to_string()))?,
            proxy: self.reaching.proxy(),
            pid: own.map(OwnLab::pid).or(self.pid),
        })
    }

    /// All that is measured, in order: the transports take turns at each size and rate.
    fn loads(&self) -> Vec<Load> {
        let all: &[Transport] = &Transport::ALL;
        let transports = if self.transports.is_empty() { all } else { &self.transports };
        let mut loads = Vec::new();
        for &size in &self.sizes {
            for &rate in &self.rates {
                loads.extend(transports.iter().map(|&transport| Load {
                    transport: Some(transport),
                    rate,
                    size,
                    readers: self.readers.into(),
                    time: self.time,
                    poll_interval: self.poll_interval,
                }));
            }
        }
        loads
    }
}

/// Measure, show, and say with which code to exit. After Ctrl-C, what there is by then is shown.
pub async fn run(arguments: &Bench) -> ExitCode {
    let own = match arguments.url.is_none().then(OwnLab::start).transpose() {
        Ok(own) => own,
        Err(over) => return fail(code(&over), over.why()),
    };
    let server = match arguments.server(own.as_ref()) {
        Ok(server) => Arc::new(server),
        Err((code, why)) => return fail(code, why),
    };
    let mut stop = Stop::default();
    net::tokio::spawn(ask_quietly_on_signal(stop.clone()));
    let mut rows = Vec::new();
    let measured = select! {
        biased;
        () = stop.asked() => Ok(()),
        measured = measure_all(arguments, &server, &mut rows) => measured,
    };
    clear_progress();
    if let Err(over) = measured {
        return fail(code(&over), over.why());
    }
    let name = own.map_or_else(|| server.uri.to_string(), |_| "a lab of its own".into());
    if let Some(file) = &arguments.html
        && let Err(error) = std::fs::write(file, html::page(&name, &rows))
    {
        return fail(NO_INPUT, format!("cannot write {}: {error}", file.display()));
    }
    let is_good = rows.iter().all(|row| row.twice == 0 && row.lost == 0);
    let code = if is_good { WELL } else { REFUSED };
    let whole = if arguments.json { json::all(&name, &rows) } else { Vec::new() };
    printed(io::stdout().write_all(&whole), code)
}

async fn measure_all(
    arguments: &Bench,
    server: &Arc<Server>,
    rows: &mut Vec<Measured>,
) -> Result<(), Over> {
    let loads = arguments.loads();
    let mut before = None;
    for (number, load) in loads.iter().enumerate() {
        show_progress(number + 1, loads.len(), load);
        let measured = measure(server, load).await?;
        clear_progress();
        if !arguments.json {
            let case = Some((load.size, load.rate));
            let apart = if before.is_some() { "\n" } else { "" };
            let heading = format!("{apart}{}\n", table::heading(&measured));
            let heading = if before == case { "" } else { &heading };
            before = case;
            let row = format!("{heading}{}\n", table::row(&measured));
            let written = io::stdout().write_all(row.as_bytes());
            written.map_err(|error| Over::Lost(format!("standard output failed: {error}")))?;
        }
        rows.push(measured);
    }
    Ok(())
}

/// On a terminal: what is measured now.
fn show_progress(number: usize, of: usize, load: &Load) {
    if io::stderr().is_terminal() {
        let (name, size) = (table::name(load.transport), table::size(load.size));
        let rate = load.rate;
        let _ =
            write!(io::stderr(), "\r\x1b[2K{number} of {of}: {name}, {rate} events/s of {size}");
    }
}

fn clear_progress() {
    if io::stderr().is_terminal() {
        let _ = write!(io::stderr(), "\r\x1b[2K");
    }
}

fn code(over: &Over) -> u8 {
    match over {
        Over::Finished(_) | Over::Refused(_) => REFUSED,
        Over::Usage(_) => USAGE,
        Over::Unreachable(_) => UNAVAILABLE,
        Over::Lost(_) => LOST,
    }
}
