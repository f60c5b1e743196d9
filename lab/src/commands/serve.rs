//! # `wire101 serve`: the lab                                         chapter 00
//! Knows: its arguments, and how it starts. Does not know: what is served; see `lab/src/server.rs`.
//! Read before: `arguments.rs`, `exit.rs`. Read next: `lab/src/server.rs`.

use super::arguments::{Tls, at_least_one, ip_address, socket_address};
use super::exit::{NO_INPUT, USAGE, fail, say};
use super::listening::{ask_on_signal, listen};
use crate::certificate::{Identity, fingerprint};
use crate::hosts::Hosts;
use crate::origins::Origins;
use crate::{Config, Lab};
use clap::{Args, Parser, ValueEnum};
use hub::Hub;
use journal::{Journal, OpenError, WriteError};
use net::tls::ServerTls;
use net::{Caps, Stop, entropy};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Examples, for `--help`.
pub const HELP: &str = "\
Open the address that it prints. All that the page does can be done by hand, too:
  curl -N http://127.0.0.1:10101/events
  curl -d hello http://127.0.0.1:10101/publish

Examples:
  wire101 serve
  wire101 serve --listen 127.0.0.1:8080
  wire101 serve --tls
  wire101 serve --log ./events
  wire101 serve --log ./events --flush system
  wire101 serve --cert lab.pem --key lab.key
  HOST=0.0.0.0 PORT=8080 wire101 serve";

/// Where the lab listens unless told otherwise. (101 is the status of Switching Protocols.)
pub const DEFAULT_PORT: u16 = 10101;

/// Arguments of `serve`.
#[derive(Clone, Debug, Default, Args)]
pub struct Serve {
    /// Address and port to listen on, as in 127.0.0.1:8080; port 0 takes any free one; wins over
    /// --host and --port
    #[arg(long, value_name = "ADDR:PORT", value_parser = socket_address)]
    pub listen: Option<SocketAddr>,
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, env = "HOST", value_name = "ADDR", value_parser = ip_address)]
    pub host: Option<IpAddr>,
    /// Port to listen on [default: 10101, or the next free one]
    #[arg(long, env = "PORT", value_name = "PORT")]
    pub port: Option<u16>,
    /// Keep the events in this folder, so that ids go on and clients lose nothing when the server
    /// is started again [default: in memory, and every client hears `reset` after a restart]
    #[arg(long, value_name = "DIR")]
    pub log: Option<PathBuf>,
    /// When an event counts as kept, and is answered and delivered
    #[arg(long, value_enum, value_name = "WHEN", requires = "log", default_value_t = Flush::Commit)]
    pub flush: Flush,
    /// Let pages of this origin, as in https://a.example, use the lab as its own page does; may be
    /// repeated
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
    /// The most connections at once; who comes then hears 503
    #[arg(
        long,
        value_name = "N",
        default_value_t = Caps::DEFAULT.connections,
        value_parser = at_least_one
    )]
    pub max_connections: usize,
    /// The most from one address [default: 256, enough for a class of 30 behind one router; on a
    /// loopback address, where all come from one, as many as there may be]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub max_per_address: Option<usize>,
    /// End each stream after a random time from half of this to all of it, so that clients spread
    /// over several servers anew [default: never]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub stream_time: Option<u64>,
    /// What TLS needs
    #[command(flatten)]
    pub tls: Tls,
}

/// When an event counts as kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Flush {
    /// when the disk has it: survives a power cut, and costs a wait for the disk, which all share
    /// who publish at the same time
    #[default]
    Commit,
    /// when the operating system has it: quicker; survives the end of the program, kill -9
    /// included, but not that of the machine
    System,
}

impl From<Flush> for journal::Flush {
    fn from(flush: Flush) -> Self {
        match flush {
            Flush::Commit => Self::EachCommit,
            Flush::System => Self::ToSystem,
        }
    }
}

impl Serve {
    /// What the environment says, without a command line: for `wire101` alone.
    pub fn parse_from_environment() -> Self {
        /// The arguments of `serve` as a command line of their own.
        #[derive(Debug, Parser)]
        struct Alone {
            #[command(flatten)]
            serve: Serve,
        }
        Alone::parse_from(["wire101"]).serve
    }

    /// How many connections there may be, for a lab that listens on `address`.
    pub fn caps(&self, address: IpAddr) -> Caps {
        let connections = self.max_connections;
        let per_address =
            if address.is_loopback() { connections } else { Caps::DEFAULT.per_address };
        let per_address = self.max_per_address.unwrap_or(per_address);
        Caps { connections, per_address, ..Caps::DEFAULT }
    }

    /// The address to listen on, and whether the port is only a suggestion.
    pub fn address(&self) -> (SocketAddr, bool) {
        if let Some(listen) = self.listen {
            return (listen, false);
        }
        let host = self.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let port = self.port.unwrap_or(DEFAULT_PORT);
        (SocketAddr::new(host, port), self.port.is_none())
    }
}

/// Serve until Ctrl-C.
pub async fn run(arguments: &Serve) -> ExitCode {
    let hub = match open_log(arguments) {
        Ok(hub) => hub,
        Err(error) => return fail(NO_INPUT, error),
    };
    let origins = match Origins::and(arguments.allow_origin.clone()) {
        Ok(origins) => origins,
        Err(error) => return fail(USAGE, format!("--allow-origin: {error}")),
    };
    let (wanted, only_suggested) = arguments.address();
    let (listener, address) = match listen(wanted, only_suggested).await {
        Ok(listening) => listening,
        Err(code) => return code,
    };
    if only_suggested && address.port() != wanted.port() {
        say(format!("Port {} is taken; this lab listens on the next free one.", wanted.port()));
    }
    let tls = match Identity::wanted(&arguments.tls, address.ip()) {
        Ok(tls) => tls,
        Err(error) => return fail(NO_INPUT, error),
    };
    say(format!("Wire 101  http{}://{address}/", if tls.is_some() { "s" } else { "" }));
    show_fingerprint(tls.as_ref());
    say("  polling · long polling · HTTP streaming · SSE · WebSocket        Ctrl-C stops");
    if !address.ip().is_loopback() {
        say("  Whoever can reach this address can publish here.");
    }
    if let Some(folder) = &arguments.log {
        say(format!("  Events are kept in {}.", folder.display()));
    }
    let stop = Stop::default();
    net::tokio::spawn(ask_on_signal(stop.clone()));
    let config = Config {
        hosts: Hosts::of(address),
        caps: arguments.caps(address.ip()),
        stream_time: arguments.stream_time.map(Duration::from_secs),
        ..Config::default()
    };
    let lab = Lab::with_hub(config, hub).with_tls(tls).with_origins(origins);
    Arc::new(lab).serve(listener, stop).await;
    ExitCode::SUCCESS
}

/// The logs: in memory, or on disk with what was kept there.
fn open_log(arguments: &Serve) -> Result<Hub, OpenError> {
    let (limits, epoch) = (Config::default().logs, entropy::epoch());
    let Some(folder) = &arguments.log else { return Ok(Hub::new(limits, epoch)) };
    let options = journal::Options { limits, flush: arguments.flush.into(), ..Default::default() };
    let failed = |error: &WriteError| tracing::error!(%error, "events were refused");
    let journal = Journal::open(folder, &options, epoch, failed)?;
    Ok(Hub::on(limits, Arc::new(journal)))
}

/// What a browser shows of the certificate, so that its warning can be checked.
pub(crate) fn show_fingerprint(tls: Option<&ServerTls>) {
    if let Some(tls) = tls {
        say(format!("  certificate SHA-256 {}", fingerprint(tls)));
    }
}
