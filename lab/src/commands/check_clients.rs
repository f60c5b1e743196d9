//! # `wire101 check --as-server`: clients are judged                 chapter 16
//! Knows: where clients come in, and how verdicts are shown. Does not know: any rule; see
//! `check/src/clients.rs`.
//! Read before: `check.rs`. Read next: `check/src/clients.rs`.

use super::check::{Check, Table, list, print};
use super::exit::{REFUSED, UNAVAILABLE, USAGE, block_on, fail, say};
use super::listening::ask_quietly_on_signal;
use check::clients::{Door, cases, judge};
use check::{Kind, Only, Target};
use net::Stop;
use net::tokio::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

/// Wait for clients, show, and say with which code to exit.
pub(super) fn run(arguments: &Check) -> ExitCode {
    let kind = if arguments.events { Kind::Http } else { Kind::WebSocket };
    let all = cases(kind);
    let only = match Only::parse(arguments.only.as_deref().unwrap_or_default(), &all) {
        Ok(only) => only,
        Err(word) => return fail(USAGE, format!("no case is meant by {word:?}; see --list")),
    };
    if arguments.list {
        list(all.iter().filter(|case| only.takes(case)), arguments.json);
        return ExitCode::SUCCESS;
    }
    block_on(wait(arguments, kind, &only))
}

async fn wait(arguments: &Check, kind: Kind, only: &Only) -> ExitCode {
    let listening = TcpListener::bind(arguments.listen).await;
    let listening = listening.and_then(|it| it.local_addr().map(|address| (it, address)));
    let (listener, address) = match listening {
        Ok(listening) => listening,
        Err(error) => {
            return fail(UNAVAILABLE, format!("cannot listen on {}: {error}", arguments.listen));
        }
    };
    let scheme = if kind == Kind::Http { "http" } else { "ws" };
    let url = format!("{scheme}://{address}/");
    let mut target = match Target::parse(&url) {
        Ok(target) => target,
        Err(error) => return fail(USAGE, format!("{url}: {error}")),
    };
    target.timeout = Duration::from_millis(arguments.timeout);
    if !arguments.json {
        say(format_args!("waiting for clients at  {url}"));
    }
    let mut table = Table::new();
    let stop = Stop::default();
    net::tokio::spawn(ask_quietly_on_signal(stop.clone()));
    let door = Door::new(listener, Duration::from_secs(arguments.idle), stop);
    let report = judge(target, door, only, |row| {
        if !arguments.json {
            table.show(row);
        }
    });
    let report = report.await;
    if arguments.json {
        print(report.json());
    } else {
        table.end(&report);
    }
    if report.breaks_a_must() { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS }
}
