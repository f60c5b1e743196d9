//! # What a class needs of a machine                                 chapter 00
//! Knows: how to look for each of these things. Does not know: how it is told.
//! Read before: `doctor.rs`. Read next: `serve.rs`.

use super::serve::DEFAULT_PORT;
use std::env;
use std::io::{self, Read as _, Write as _};
use std::net::{
    IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _,
};
use std::process::Command;
use std::time::{Duration, Instant};

/// A lab with a few hundred visitors needs no more open files than this.
const OPEN_FILES: u64 = 4096;
/// So often a byte goes there and back.
const ROUND_TRIPS: usize = 101;
/// On a machine that is not overloaded a byte is back long before.
const SLOW: Duration = Duration::from_millis(20);
/// No step on this machine takes longer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Programs that are browsers, by the names that systems give them.
const BROWSERS: [&str; 9] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "firefox",
    "brave-browser",
    "microsoft-edge",
    "msedge",
];
/// Where macOS keeps its own.
const SAFARI: &str = "/Applications/Safari.app";
/// The Rust that this workspace asks for.
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// One thing that was looked at.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was looked at.
    pub name: &'static str,
    /// What was found.
    pub found: String,
    /// What to do about it; `None` where it is as it should be.
    pub advice: Option<String>,
    /// The lab cannot be used like this.
    pub is_in_the_way: bool,
}

impl Finding {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, found: found.into(), advice: None, is_in_the_way: false }
    }

    fn look(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..Self::ok(name, found) }
    }

    fn blocked(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { is_in_the_way: true, ..Self::look(name, found, advice) }
    }
}

/// Look at everything.
pub fn all() -> Vec<Finding> {
    vec![port(), loopback(), ipv6(), localhost(), proxy(), open_files(), browser(), rust()]
}

/// May the lab listen where it does by default?
fn port() -> Finding {
    let name = "port";
    match TcpListener::bind((Ipv4Addr::LOCALHOST, DEFAULT_PORT)) {
        Ok(_) => Finding::ok(name, format!("{DEFAULT_PORT} is free")),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Finding::look(
            name,
            format!("{DEFAULT_PORT} is taken, perhaps by a lab that runs already"),
            "Use that lab, or let `wire101 serve` take the next free port; it says which.",
        ),
        Err(error) => Finding::look(
            name,
            format!("{DEFAULT_PORT} cannot be used: {error}"),
            "Take another one: `wire101 serve --port 8080`.",
        ),
    }
}

/// Does a byte come back by 127.0.0.1, and how soon?
fn loopback() -> Finding {
    let name = "loopback";
    match round_trip(Ipv4Addr::LOCALHOST.into()) {
        Ok(time) if time < SLOW => {
            Finding::ok(name, format!("a byte to 127.0.0.1 and back takes {} µs", time.as_micros()))
        }
        Ok(time) => Finding::look(
            name,
            format!("a byte to 127.0.0.1 and back takes {} ms", time.as_millis()),
            "The machine is busy, and what is measured in class will be slow: end what else runs.",
        ),
        Err(error) => Finding::blocked(
            name,
            format!("127.0.0.1 cannot be reached: {error}"),
            "Allow connections to 127.0.0.1 in the firewall of this machine or container.",
        ),
    }
}

fn ipv6() -> Finding {
    let name = "IPv6";
    match round_trip(Ipv6Addr::LOCALHOST.into()) {
        Ok(_) => Finding::ok(name, "::1 can be reached"),
        Err(error) => Finding::look(
            name,
            format!("::1 cannot be reached: {error}"),
            "Nothing in class needs it; keep to 127.0.0.1.",
        ),
    }
}

/// The middle of many times that one byte takes to another thread and back.
fn round_trip(address: IpAddr) -> io::Result<Duration> {
    let listener = TcpListener::bind((address, 0))?;
    let mut client = TcpStream::connect_timeout(&listener.local_addr()?, PATIENCE)?;
    let (mut server, _) = listener.accept()?;
    for socket in [&client, &server] {
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(PATIENCE))?;
    }
    let echo = std::thread::spawn(move || {
        let mut byte = [0];
        while server.read_exact(&mut byte).and_then(|()| server.write_all(&byte)).is_ok() {}
    });
    let mut times = Vec::new();
    for _ in 0..ROUND_TRIPS {
        let begun = Instant::now();
        client.write_all(b"!")?;
        client.read_exact(&mut [0])?;
        times.push(begun.elapsed());
    }
    drop(client);
    let _ = echo.join();
    times.sort_unstable();
    Ok(times.get(ROUND_TRIPS / 2).copied().unwrap_or_default())
}

/// Is `localhost` this machine?
fn localhost() -> Finding {
    let name = "localhost";
    let advice = "Write 127.0.0.1 instead, or add the line `127.0.0.1 localhost` to /etc/hosts.";
    let found = ("localhost", DEFAULT_PORT).to_socket_addrs().map(Iterator::collect);
    let addresses: Vec<SocketAddr> = match found {
        Ok(addresses) => addresses,
        Err(error) => return Finding::look(name, format!("no address: {error}"), advice),
    };
    let shown = addresses.iter().map(|address| address.ip().to_string());
    let shown = shown.collect::<Vec<_>>().join(", ");
    match addresses.iter().all(|address| address.ip().is_loopback()) {
        true => Finding::ok(name, shown),
        false => Finding::blocked(name, format!("{shown}: that is another machine"), advice),
    }
}

/// Would curl send what is for this machine to a proxy?
fn proxy() -> Finding {
    let name = "proxy";
    let is_set = |name: &&str| env::var(name).is_ok_and(|value| !value.is_empty());
    let set: Vec<&str> =
        ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"].into_iter().filter(is_set).collect();
    let spared = ["no_proxy", "NO_PROXY"].into_iter().find(is_set);
    let spared = spared.and_then(|name| env::var(name).ok()).unwrap_or_default();
    let spares = |host: &str| spared.split([',', ' ']).any(|entry| entry == host || entry == "*");
    match set.first() {
        None => Finding::ok(name, "none is asked for"),
        Some(set) if spares("localhost") && spares("127.0.0.1") => {
            Finding::ok(name, format!("{set} is set, and NO_PROXY spares this machine"))
        }
        Some(set) => Finding::blocked(
            name,
            format!("{set} is set, so programs such as curl ask it for 127.0.0.1, too"),
            "Say `export NO_PROXY=localhost,127.0.0.1 no_proxy=localhost,127.0.0.1`.",
        ),
    }
}

fn open_files() -> Finding {
    let name = "open files";
    let advice =
        "Enough for a few visitors. For more, say `ulimit -n 65536` before `wire101 serve`.";
    match net::open_files::allow_all() {
        Ok(u64::MAX) => Finding::ok(name, "as many as are wanted"),
        Ok(most) if most >= OPEN_FILES => Finding::ok(name, format!("{most} are allowed")),
        Ok(most) => Finding::look(name, format!("only {most} are allowed"), advice),
        Err(error) => Finding::look(name, format!("more cannot be had: {error}"), advice),
    }
}

fn browser() -> Finding {
    let name = "browser";
    match BROWSERS.into_iter().find(|name| is_in_path(name)) {
        Some(found) => Finding::ok(name, found),
        None if std::path::Path::new(SAFARI).exists() => Finding::ok(name, "Safari"),
        None => Finding::look(
            name,
            "none was found by the names that are known here",
            "Install Firefox or Chromium, or use the browser that you know this machine has.",
        ),
    }
}

/// True when PATH has a file of that name.
fn is_in_path(name: &str) -> bool {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(&file).is_file())
}

/// Which Rust builds the exercises?
fn rust() -> Finding {
    let name = "Rust";
    let said = Command::new("rustc").arg("--version").output();
    let said = said.ok().filter(|said| said.status.success());
    let Some(said) = said else {
        return Finding::look(
            name,
            "no rustc was found",
            "Only who changes the code needs it: https://www.rust-lang.org/tools/install",
        );
    };
    let said = String::from_utf8_lossy(&said.stdout);
    let version = said.split(' ').nth(1).unwrap_or_default().trim();
    match numbers(version) >= numbers(RUST) {
        true => Finding::ok(name, version),
        false => Finding::look(
            name,
            format!("{version}, and the code asks for {RUST}"),
            "Say `rustup update stable`.",
        ),
    }
}

/// The first two numbers of a version: 1 and 88 of `1.88.0-nightly`.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split(['.', '-']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
