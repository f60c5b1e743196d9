//! # `wire101 check`: the grader                                      chapter 16
//! Knows: its arguments, and how verdicts are shown. Does not know: any rule; see `check/src`.
//! Read before: `exit.rs`, `paint.rs`. Read next: `check/src/run.rs`, `check/src/report.rs`.

use super::arguments::socket_address;
use super::check_clients;
use super::exit::{REFUSED, UNAVAILABLE, USAGE, block_on, fail};
use super::paint::{Ink, Paint};
use check::http::{Known, Publish};
use check::{Group, Level, Only, Probe, Report, Row, Target, Verdict};
use clap::Args;
use net::tls::ClientTls;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

/// What it shows, how to read it, and examples, for `--help`.
pub const HELP: &str = "\
Each probe opens connections of its own, sends bytes by hand, and compares what comes with the
standard. The server should send each message back, as echo servers do; if it does not, the probes
that need that are skipped. The server may serve one client at a time: so does this program ask.

How to read a row:
  pass  W-204  MUST    two frames in one packet are two messages
  FAIL  a MUST or a SHOULD of the standard is not so, or what good CRAFT needs where no standard
        says it; a block below says what was sent, what came, what would have been right, the rule
        (or the nearest), why it matters, and how to mend it
  note  the standard permits both, or is silent: worth knowing, and not in the score
  skip  it cannot be judged here, and why

An http server is asked for its event stream. What must come then needs events: say how one is
published (--publish), or wait for those that come by themselves. To ask a lab:
  wire101 check http://127.0.0.1:10101/events --publish /publish --poll /poll --long-poll /long-poll

Exit code 1: a MUST failed.

--json prints one object: passed, judged (the score), musts_failed (ids), gone_since (an id, or
null), rows. A row: id, group, level, title, rule, url, why, hint; verdict (pass, FAIL, note, skip),
skipped (why, or null), expected, found (empty unless it failed), exchange: connection, from, and
either hex (at most 4,096 bytes) and length, or end. With --list, each probe is such a row on a line
of its own, up to hint. These names stay as they are.

With --as-server it is the other way round: point a client at the address that is printed. Each time
that it connects is one case, in order. A WebSocket client echoes each message until the connection
ends, then connects again (as those do that are run against the Autobahn suite); /count tells the
number of cases, /report or Ctrl-C ends the run. An EventSource comes back by itself. There is no
TLS on this side.

Examples:
  wire101 check ws://127.0.0.1:9001/
  wire101 check ws://127.0.0.1:9001/ --only W-2,closing
  wire101 check ws://127.0.0.1:9001/ --only W-204 --json
  wire101 check ws://127.0.0.1:9001/ --list
  wire101 check http://127.0.0.1:10101/events --publish /publish
  wire101 check http://127.0.0.1:10101/events --poll /poll --only requests,H-7
  wire101 check ws://127.0.0.1:9001/chat -H 'Authorization: Bearer x' --origin http://127.0.0.1
  wire101 check --as-server --list
  wire101 check --as-server --listen 127.0.0.1:9101 --idle 1
  wire101 check --as-server --events --idle 1";

/// Arguments of `check`.
#[derive(Clone, Debug, Args)]
pub struct Check {
    /// The server: ws://, wss://, or the event stream of one with http:// or https://
    #[arg(value_name = "URL", required_unless_present = "as_server", default_value = "")]
    #[arg(hide_default_value = true)]
    pub url: String,
    /// Judge clients instead: listen, and wait for them
    #[arg(long)]
    #[arg(conflicts_with_all = ["url", "path", "header", "insecure", "origin", "subprotocol"])]
    pub as_server: bool,
    /// What clients judged are: those of WebSockets, or (with this) of event streams
    #[arg(long, requires = "as_server")]
    pub events: bool,
    /// Where to wait for clients
    #[arg(long, value_name = "ADDR:PORT", value_parser = socket_address)]
    #[arg(default_value = "127.0.0.1:9101", requires = "as_server")]
    pub listen: SocketAddr,
    /// How long to wait for the next client before the rest is skipped, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "as_server")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub idle: u64,
    /// Another path than that of the address
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
    /// A field line more in each request
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = field)]
    pub header: Vec<(String, String)>,
    /// Trust any certificate
    #[arg(short = 'k', long)]
    pub insecure: bool,
    /// The Origin of each request; programs send none
    #[arg(long, value_name = "ORIGIN")]
    pub origin: Option<String>,
    /// The subprotocol that each request offers
    #[arg(short, long, value_name = "NAME")]
    pub subprotocol: Option<String>,
    /// These alone: ids, beginnings of ids, groups; separated by commas
    #[arg(long, value_name = "LIST")]
    pub only: Option<String>,
    /// Show the probes, and ask nothing
    #[arg(long)]
    pub list: bool,
    /// Show the results as JSON
    #[arg(long)]
    pub json: bool,
    /// The probes that take up to two minutes, too
    #[arg(long)]
    pub patient: bool,
    /// How an event is published at an http server: 'POST /publish' with the text as the body, or
    /// 'GET /say?text={}' with the text in the place of {}
    #[arg(long, value_name = "METHOD TARGET", value_parser = Publish::parse)]
    pub publish: Option<Publish>,
    /// Where an http server is polled
    #[arg(long, value_name = "TARGET", value_parser = target)]
    pub poll: Option<String>,
    /// Where an http server holds a poll until there is an event
    #[arg(long, value_name = "TARGET", value_parser = target)]
    pub long_poll: Option<String>,
    /// How long each wait lasts at most, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 2000)]
    #[arg(value_parser = clap::value_parser!(u64).range(50..=600_000))]
    pub timeout: u64,
}

/// The target of a request: a path, and perhaps a query.
fn target(text: &str) -> Result<String, String> {
    if text.starts_with('/') && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text.into());
    }
    Err("it should be like /poll".into())
}

/// `Name: value`, as a user writes it.
fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("it should be like Name: value")?;
    if name.trim().is_empty() || text.contains(['\r', '\n']) {
        return Err("it should be one line like Name: value".into());
    }
    Ok((name.trim().into(), value.trim().into()))
}

impl Check {
    /// The server that is meant.
    ///
    /// # Errors
    /// What is wrong with the address.
    fn target(&self) -> Result<Target, String> {
        let url = match &self.path {
            None => self.url.clone(),
            Some(path) => with_path(&self.url, path),
        };
        let target = Target::parse(&url);
        let mut target = target.map_err(|error| format!("{url}: {error}"))?;
        target.fields.clone_from(&self.header);
        target.origin.clone_from(&self.origin);
        target.subprotocol.clone_from(&self.subprotocol);
        target.patient = self.patient;
        target.http = Known {
            publish: self.publish.clone(),
            long_poll: self.long_poll.clone(),
            poll: self.poll.clone(),
        };
        target.timeout = Duration::from_millis(self.timeout);
        if self.insecure {
            target.route.tls = Some(ClientTls::anybody().map_err(|error| error.to_string())?);
        }
        Ok(target)
    }
}

/// The address with another path and query.
fn with_path(url: &str, path: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{scheme}://{authority}{slash}{path}")
}

/// Ask, show, and say with which code to exit.
pub fn run(arguments: &Check) -> ExitCode {
    if arguments.as_server {
        return check_clients::run(arguments);
    }
    let target = match arguments.target() {
        Ok(target) => target,
        Err(error) => return fail(USAGE, error),
    };
    let probes = check::probes(target.kind);
    let only = match Only::parse(arguments.only.as_deref().unwrap_or_default(), &probes) {
        Ok(only) => only,
        Err(word) => return fail(USAGE, format!("no probe is meant by {word:?}; see --list")),
    };
    if arguments.list {
        list(probes.iter().filter(|probe| only.takes(probe)), arguments.json);
        return ExitCode::SUCCESS;
    }
    block_on(ask(&target, &only, arguments.json))
}

async fn ask(target: &Target, only: &Only, json: bool) -> ExitCode {
    let mut table = Table::new();
    let report = check::check(target, only, |row| {
        if !json {
            table.show(row);
        }
    });
    let report = match report.await {
        Ok(report) => report,
        Err(error) => return fail(UNAVAILABLE, error),
    };
    if json {
        print(report.json());
    } else {
        table.end(&report);
    }
    if report.breaks_a_must() { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS }
}

/// The rows as they come, under the headings of their groups.
pub(super) struct Table {
    paint: Paint,
    group: Option<Group>,
}

impl Table {
    pub(super) fn new() -> Self {
        Self { paint: Paint::for_stdout(), group: None }
    }

    fn heading(&mut self, group: Group) {
        if self.group.replace(group) != Some(group) {
            print(format_args!("\n{}", self.paint.ink(Ink::Strong, group.title)));
        }
    }

    pub(super) fn show(&mut self, row: &Row) {
        self.heading(row.probe.group);
        let ink = match row.outcome.verdict {
            Verdict::Pass => Ink::Good,
            Verdict::Fail if row.is_failed() => Ink::Bad,
            _ => Ink::Quiet,
        };
        print(format_args!("  {}", self.paint.ink(ink, row)));
    }

    pub(super) fn end(&self, report: &Report) {
        let _closed_pipe = write!(io::stdout(), "{}", report.failures_text());
        let ink = if report.failed().is_empty() { Ink::Good } else { Ink::Bad };
        print(format_args!("\n{}", self.paint.ink(ink, report.score_line())));
    }
}

/// One line. A closed pipe is no reason to panic.
pub(super) fn print(line: impl std::fmt::Display) {
    let _closed_pipe = writeln!(io::stdout(), "{line}");
}

pub(super) fn list<'p>(probes: impl Iterator<Item = &'p &'static Probe>, json: bool) {
    let mut table = Table::new();
    for probe in probes {
        if json {
            print(probe.json());
            continue;
        }
        table.heading(probe.group);
        let level: Level = probe.level;
        print(format_args!("  {}  {level:6}  {} ({})", probe.id, probe.title, probe.cite));
    }
}
