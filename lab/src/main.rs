//! # wire101: the command                                            chapter 00
//! Knows: starting, the words on the screen, the exit codes. Does not know: any protocol.
//! Read before: `cli.rs`, `server.rs`. Read next: `routes.rs`.

use clap::Parser as _;
use hub::Hub;
use journal::{Journal, OpenError, WriteError};
use lab::certificate::{Identity, fingerprint};
use lab::cli::{Cli, Command, Echo, Publish, Serve};
use lab::hosts::Hosts;
use lab::log::OneLine;
use lab::origins::Origins;
use lab::publish::{PublishError, publish};
use lab::{Config, Lab, decode, echo_server, server};
use net::tls::ServerTls;
use net::tokio::net::TcpListener;
use net::tokio::runtime::Runtime;
use net::tokio::signal;
use net::{Stop, entropy};
use std::fmt::Display;
use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// The server answered, but refused.
const REFUSED: u8 = 1;
/// The command line is wrong (what clap finds exits so too).
const USAGE: u8 = 2;
/// A line of a batch was not understood.
const BAD_DATA: u8 = 65;
/// The certificate, its key or the log cannot be used.
const NO_INPUT: u8 = 66;
/// Cannot listen, or cannot connect.
const UNAVAILABLE: u8 = 69;
/// The connection was lost, or the disk, the terminal or the pipe failed.
const LOST: u8 = 74;

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
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(LOST, format!("cannot start: {error}")),
    };
    match cli.command.unwrap_or_else(|| Command::Serve(Serve::parse_from_environment())) {
        Command::Serve(arguments) => runtime.block_on(run_serve(&arguments)),
        Command::Echo(arguments) => runtime.block_on(run_echo(&arguments)),
        Command::Publish(arguments) => runtime.block_on(run_publish(&arguments)),
        Command::Decode(_) => run_decode(),
    }
}

/// Say what went wrong, and with which code to exit.
fn fail(code: u8, message: impl Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::from(code)
}

/// One line of the result, on standard output. A closed pipe is no reason to stop serving.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

async fn run_serve(arguments: &Serve) -> ExitCode {
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

async fn run_echo(arguments: &Echo) -> ExitCode {
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

/// What a browser shows of the certificate, so that its warning can be checked.
fn show_fingerprint(tls: Option<&ServerTls>) {
    if let Some(tls) = tls {
        say(format!("  certificate SHA-256 {}", fingerprint(tls)));
    }
}

async fn run_publish(arguments: &Publish) -> ExitCode {
    let mut data = arguments.data.clone().into_bytes();
    if arguments.data == "-" {
        data.clear();
        if let Err(error) = io::stdin().read_to_end(&mut data) {
            return fail(LOST, format!("cannot read standard input: {error}"));
        }
    }
    match publish(arguments, data).await {
        Ok(answer) => {
            say(answer);
            ExitCode::SUCCESS
        }
        Err(error) => {
            let code = match &error {
                PublishError::Address(_) => USAGE,
                PublishError::Refused(..) => REFUSED,
                PublishError::Read(..) | PublishError::Trust(_) => NO_INPUT,
                PublishError::Fetch(_, net::fetch::FetchError::Reach(_)) => UNAVAILABLE,
                PublishError::Fetch(..) => LOST,
            };
            fail(code, error)
        }
    }
}

fn run_decode() -> ExitCode {
    match decode::run(io::stdin().lock(), io::stdout().lock()) {
        Ok(tally) if tally.bad == 0 => ExitCode::SUCCESS,
        Ok(tally) => fail(
            BAD_DATA,
            format!("{} of {} lines were not understood; see --help", tally.bad, tally.lines),
        ),
        // Whoever read us has enough: no reason for a word.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(LOST),
        Err(error) => fail(LOST, format!("standard input or output failed: {error}")),
    }
}

async fn listen(
    wanted: SocketAddr,
    only_suggested: bool,
) -> Result<(TcpListener, SocketAddr), ExitCode> {
    let listening = server::listen(wanted, only_suggested).await;
    listening.and_then(|listener| listener.local_addr().map(|address| (listener, address))).map_err(
        |error| {
            let hint = match error.kind() {
                io::ErrorKind::AddrNotAvailable => {
                    "this machine has no such address; try 127.0.0.1".to_string()
                }
                _ => format!("try another port: --listen {}:0 takes any free one", wanted.ip()),
            };
            fail(UNAVAILABLE, format!("cannot listen on {wanted}: {error}\n  {hint}"))
        },
    )
}

/// Ctrl-C and SIGTERM ask for the end; a second Ctrl-C does not wait for it.
async fn ask_on_signal(stop: Stop) {
    net::tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminated() => {}
    }
    say("Stopping: every connection is told.");
    stop.ask();
    if signal::ctrl_c().await.is_ok() {
        std::process::exit(130);
    }
}

/// Ready when SIGTERM comes.
#[cfg(unix)]
async fn terminated() {
    match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            terminate.recv().await;
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM will end the program at once");
            std::future::pending::<()>().await;
        }
    }
}

/// There is no SIGTERM here.
#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}
