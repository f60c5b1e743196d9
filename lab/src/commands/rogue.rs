//! # `wire101 rogue`: a peer that misbehaves                         chapter 00
//! Knows: its arguments, the list of rogues, where they may be. Does not know: what they do; see
//! `check/src/rogue/mod.rs`.
//! Read before: `arguments.rs`, `exit.rs`. Read next: `check/src/rogue/mod.rs`.

use super::arguments::socket_address;
use super::exit::{NO_INPUT, UNAVAILABLE, USAGE, fail, say};
use super::listening::{ask_on_signal, listen};
use super::paint::{Ink, Paint};
use crate::rogue_view::View;
use check::rogue::{self, Bounds, Rogue, Seen, Side, To};
use clap::Args;
use net::Stop;
use net::tls::ClientTls;
use polling::json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What it shows, and examples, for `--help`.
pub const HELP: &str = "\
Without a name it lists the rogues: what each does, the rule that it breaks (or, of a legal one,
that it makes use of), and what a good peer does then. A rogue that is a server waits for your
client; one that is a client calls your server. What both send is shown, explained:
  #1     0.0012 s  → ...    what the client sends; below it, each rule that it breaks
  #1     0.0015 s  ← ...    what the server sends
No address but this machine's own is used, unless --anywhere is given: point it at what is yours.

Examples:
  wire101 rogue
  wire101 rogue --json
  wire101 rogue wrong-accept --listen 127.0.0.1:10111
  wire101 rogue fragment-flood --listen 127.0.0.1:10111 --count 10
  wire101 rogue unmasked --to ws://127.0.0.1:10101/echo
  wire101 rogue smuggle --to http://127.0.0.1:10101/events";

/// Arguments of `rogue`.
#[derive(Clone, Debug, Args)]
pub struct Rogues {
    /// Which one; without it, the list
    pub name: Option<String>,
    /// Be a server there; port 0 takes any free one [default: 127.0.0.1:10111]
    #[arg(long, value_name = "ADDR:PORT", value_parser = socket_address, conflicts_with = "to")]
    pub listen: Option<SocketAddr>,
    /// Be a client that calls this address, with http, https, ws or wss
    #[arg(long, value_name = "URL")]
    pub to: Option<String>,
    /// How often what is repeated is repeated [default: each rogue has its own]
    #[arg(long, value_name = "N")]
    pub count: Option<u32>,
    /// How long one connection may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub seconds: u64,
    /// Allow addresses that are not this machine's own
    #[arg(long)]
    pub anywhere: bool,
    /// A file with a certificate to trust, in PEM or DER, and no other: for https and wss
    #[arg(long, value_name = "FILE", requires = "to")]
    pub trust: Option<PathBuf>,
    /// The list as JSON, one rogue a line
    #[arg(long, conflicts_with = "name")]
    pub json: bool,
}

/// The port on which a rogue listens unless told otherwise.
const DEFAULT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 10111);

/// List, listen or call.
pub async fn run(arguments: &Rogues) -> ExitCode {
    let Some(name) = &arguments.name else { return list(arguments.json) };
    let (server, client) = (rogue::find(name, Side::Server), rogue::find(name, Side::Client));
    let bounds = Bounds { count: arguments.count, time: Duration::from_secs(arguments.seconds) };
    match (&arguments.to, server, client) {
        (_, None, None) => {
            fail(USAGE, format!("there is no rogue {name:?}; wire101 rogue lists them"))
        }
        (Some(_), _, None) => fail(USAGE, format!("{name} is a server: use --listen")),
        (None, None, _) => fail(USAGE, format!("{name} is a client: use --to URL")),
        (Some(url), _, Some(rogue)) => match destination(arguments, url) {
            Ok(to) => call(rogue, &to, bounds).await,
            Err(code) => code,
        },
        (None, Some(rogue), _) => {
            let address = arguments.listen.unwrap_or(DEFAULT);
            match may_use(address, arguments.anywhere) {
                Ok(()) => serve(rogue, address, bounds).await,
                Err(code) => code,
            }
        }
    }
}

/// What can be chosen from.
fn list(json: bool) -> ExitCode {
    let paint = Paint::for_stdout();
    let mut out = io::stdout().lock();
    let mut side = None;
    for rogue in rogue::all() {
        if !json && side != Some(rogue.side) {
            let title = match rogue.side {
                Side::Server => "Servers (--listen ADDR:PORT)",
                Side::Client => "Clients (--to URL)",
            };
            let _ = writeln!(out, "{}", paint.ink(Ink::Strong, title));
            side = Some(rogue.side);
        }
        let row = if json { as_json(rogue).to_string() } else { as_text(rogue, paint) };
        // A closed pipe is no reason for a word.
        let _ = writeln!(out, "{row}");
    }
    ExitCode::SUCCESS
}

fn as_text(rogue: &Rogue, paint: Paint) -> String {
    let Rogue { name, does, good, rule, legal, .. } = rogue;
    let name = paint.ink(Ink::Strong, format!("{name:<20}"));
    let rule = if *legal { format!("legal, {rule}") } else { format!("breaks {rule}") };
    format!("  {name} {does}\n{:23}{good}\n{:23}{}", "", "", paint.ink(Ink::Quiet, rule))
}

fn as_json(rogue: &Rogue) -> Value {
    json!({
        "name": rogue.name,
        "side": if rogue.side == Side::Server { "server" } else { "client" },
        "does": rogue.does,
        "good": rogue.good,
        "legal": rogue.legal,
        "rule": rogue.rule.to_string(),
        "url": rogue.rule.url(),
    })
}

/// Be a server until Ctrl-C.
async fn serve(rogue: &'static Rogue, address: SocketAddr, bounds: Bounds) -> ExitCode {
    let (listener, address) = match listen(address, false).await {
        Ok(listening) => listening,
        Err(code) => return code,
    };
    say(format!("rogue  {}  http://{address}/  ws://{address}/", rogue.name));
    introduce(rogue);
    let stop = Stop::default();
    net::tokio::spawn(ask_on_signal(stop.clone()));
    let (began, paint) = (Instant::now(), Paint::for_stdout());
    let views: Mutex<HashMap<u32, View>> = Mutex::default();
    let see = move |number, seen: Seen<'_>| {
        let mut views = views.lock().unwrap_or_else(PoisonError::into_inner);
        let view = views.entry(number).or_insert_with(|| View::new(paint, number, Side::Server));
        show(&view.see(began.elapsed(), seen));
        if matches!(seen, Seen::Ended(_)) {
            views.remove(&number);
        }
    };
    rogue::serve(listener, rogue, bounds, stop, see).await;
    ExitCode::SUCCESS
}

/// Be a client, once.
async fn call(rogue: &Rogue, to: &To, bounds: Bounds) -> ExitCode {
    introduce(rogue);
    let began = Instant::now();
    let mut view = View::new(Paint::for_stdout(), 1, Side::Client);
    let mut see = |seen: Seen<'_>| show(&view.see(began.elapsed(), seen));
    match rogue::call(to, rogue, bounds, &mut see).await {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => fail(UNAVAILABLE, error),
    }
}

fn introduce(rogue: &Rogue) {
    let word = if rogue.legal { "It is legal" } else { "It breaks" };
    say(format!("  It {}.\n  {word}: {}.", rogue.does, rogue.rule));
    say(format!("  What is good: {}.", rogue.good));
}

fn show(lines: &str) {
    let _ = io::stdout().lock().write_all(lines.as_bytes());
}

/// Whom to call.
fn destination(arguments: &Rogues, url: &str) -> Result<To, ExitCode> {
    let mut to = To::new(url).map_err(|error| fail(USAGE, format!("--to {url}: {error}")))?;
    if let Some(path) = &arguments.trust {
        let read = fs::read(path).map_err(|error| error.to_string());
        let trusted = read.and_then(|pem| ClientTls::trusting(&pem).map_err(|e| e.to_string()));
        let unusable = |error| fail(NO_INPUT, format!("--trust {}: {error}", path.display()));
        to.route.tls = Some(trusted.map_err(unusable)?);
    }
    let (host, port) = (to.uri().host(), to.uri().port());
    // A name that is not known is an error of its own, when it is called.
    let found = (host, port).to_socket_addrs().into_iter().flatten();
    for address in found {
        may_use(address, arguments.anywhere)?;
    }
    Ok(to)
}

/// A rogue stays on this machine, unless it is allowed anywhere; then it is said, once.
fn may_use(address: SocketAddr, anywhere: bool) -> Result<(), ExitCode> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    if !anywhere {
        let what = format!("{address} is beyond this machine, and a rogue stays on it");
        return Err(fail(USAGE, format!("{what}\n  if it is yours to try: --anywhere")));
    }
    let _ = writeln!(io::stderr(), "warning: {address}: use this with what is yours, only");
    Ok(())
}
