//! # The command line of `wire101`                                   chapter 00
//! Knows: commands, their arguments and their help. Does not know: what they do.
//! Read before: nothing. Read next: `main.rs`.

use crate::decode;
use clap::{Args, Parser, Subcommand, ValueEnum};
use handshake::deflate::Policy;
use net::Caps;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use wire::Limits;

/// Where the lab listens unless told otherwise. (101 is the status of Switching Protocols.)
pub const DEFAULT_PORT: u16 = 10101;

const EXIT_CODES: &str = "\
Exit codes:
  0   all went well (also after Ctrl-C)
  1   the server answered, but refused
  2   the command line is wrong
  65  decode: a line was not understood
  66  cannot use the certificate, its key, or the log
  69  cannot listen, or cannot connect
  74  the connection was lost, or standard input or output";

/// The real-time web on the wire: polling, long polling, HTTP streaming, SSE and WebSocket.
#[derive(Debug, Parser)]
#[command(name = "wire101", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// What to do; without a command: serve.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the lab: the page and all five transports on one port (the default command)
    #[command(after_help = "\
Examples:
  wire101 serve
  wire101 serve --listen 127.0.0.1:8080
  wire101 serve --tls
  wire101 serve --log ./events
  wire101 serve --log ./events --flush system
  wire101 serve --cert lab.pem --key lab.key
  HOST=0.0.0.0 PORT=8080 wire101 serve
  curl -N http://127.0.0.1:10101/events")]
    Serve(Serve),
    /// Run a bare echo server: WebSocket messages and POST /echo bodies come back
    #[command(after_help = "\
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
  wire101 echo --tls")]
    Echo(Echo),
    /// Publish one event to a running lab
    #[command(after_help = "\
Examples:
  wire101 publish 'hello, everyone'
  wire101 publish --topic chat --event joined Ada
  wire101 publish --url https://localhost:10101 --trust lab.pem hello
  date | wire101 publish --topic clock -")]
    Publish(Publish),
    /// Decode bytes in lines of JSON: WebSocket frames, HTTP requests, handshakes, event streams
    #[command(after_help = decode::help::HELP)]
    Decode(Decode),
}

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

/// Arguments of both servers about TLS.
#[derive(Clone, Debug, Default, Args)]
pub struct Tls {
    /// Serve https and wss, with a certificate made for this run unless one is given
    #[arg(long)]
    pub tls: bool,
    /// A file with a certificate (and those that signed it) in PEM, or one in DER; implies --tls
    #[arg(long, value_name = "FILE", requires = "key")]
    pub cert: Option<PathBuf>,
    /// A file with the certificate's private key in PEM or DER
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,
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

/// An address with its port; names such as `localhost` are looked up.
fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("it must be a number of at least 1".into()),
        Ok(number) => Ok(number),
    }
}

fn socket_address(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs();
    let found = found.map_err(|error| format!("{error}; it should be like 127.0.0.1:8080"))?;
    // A name may stand for several addresses: take the one that curl and browsers reach, too.
    found.min_by_key(SocketAddr::is_ipv6).ok_or_else(|| "no address has that name".into())
}

/// An address without a port.
fn ip_address(text: &str) -> Result<IpAddr, String> {
    let literal = text.parse();
    literal.or_else(|_| match socket_address(&format!("{text}:0")) {
        Ok(address) => Ok(address.ip()),
        Err(_) => Err("nothing is known by that name (which may come from the variable HOST); it \
                       should be like 127.0.0.1 or localhost"
            .into()),
    })
}

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

/// Arguments of `publish`.
#[derive(Clone, Debug, Args)]
pub struct Publish {
    /// The text to publish; - reads it from standard input
    pub data: String,
    /// The lab's address
    #[arg(long, env = "WIRE101_URL", default_value = "http://127.0.0.1:10101")]
    pub url: String,
    /// A file with a certificate to trust, in PEM or DER, and no other: for a lab inside TLS
    #[arg(long, value_name = "FILE")]
    pub trust: Option<PathBuf>,
    /// The topic
    #[arg(long, default_value = "main")]
    pub topic: String,
    /// The event's type [default: message]
    #[arg(long)]
    pub event: Option<String>,
}

/// Arguments of `decode`.
#[derive(Clone, Debug, Args)]
pub struct Decode {
    /// Read JSON lines from standard input, and answer each with one on standard output
    #[arg(long, required = true)]
    pub batch: bool,
}
