//! # broken: run one                                                 chapter 00
//! Knows: what is asked for on the command line. Does not know: any bug.
//! Read before: `bugs.rs`. Read next: `exercises/broken/README.md`.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program may speak

use broken::{Bug, Kind, RIGHT, bugs};
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::process::ExitCode;

const HELP: &str = "\
cargo run -p broken -- list                     all bugs: number, and what a user would tell
cargo run -p broken -- NUMBER [--listen ADDR]   run the server with that bug (127.0.0.1:9101)
cargo run -p broken -- NUMBER --hint            how to mend it
cargo run -p broken -- right|right-events       run a server without a bug
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["list"] => end(list(&mut io::stdout().lock())),
        ["--help" | "-h" | "help"] => end(write!(io::stdout(), "{HELP}")),
        [name, "--hint"] => match find(name) {
            Some(bug) => end(writeln!(io::stdout(), "{}", bug.hint)),
            None => wrong(name),
        },
        [name] => serve(name, "127.0.0.1:9101"),
        [name, "--listen", address] => serve(name, address),
        _ => {
            eprint!("{HELP}");
            ExitCode::from(2)
        }
    }
}

/// There is no such bug.
fn wrong(name: &str) -> ExitCode {
    eprintln!("error: no server is called {name:?}; a number of the list is right\n\n{HELP}");
    ExitCode::from(2)
}

/// A pipe that is closed by who has read enough is no failure.
fn end(result: io::Result<()>) -> ExitCode {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn list(to: &mut impl io::Write) -> io::Result<()> {
    for bug in bugs::ALL {
        writeln!(to, "{:>4}  {}", bug.number, bug.symptom)?;
    }
    Ok(())
}

fn find(number: &str) -> Option<&'static Bug> {
    bugs::ALL.iter().find(|bug| bug.number == number)
}

fn serve(name: &str, address: &str) -> ExitCode {
    let right = RIGHT.iter().find(|(right, _)| *right == name).map(|(_, server)| *server);
    let Some(server) = right.or_else(|| find(name).map(|bug| bug.server)) else {
        return wrong(name);
    };
    match TcpListener::bind(address) {
        Ok(listener) => end(listen(server, &listener)),
        Err(error) => {
            eprintln!("error: cannot listen on {address}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn listen(server: Kind, listener: &TcpListener) -> io::Result<()> {
    println!("listening on {}{}", server.scheme(), listener.local_addr()?);
    server.serve(listener)
}
