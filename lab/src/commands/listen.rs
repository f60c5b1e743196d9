//! # `wire101 listen`: what a server tells over HTTP                 chapter 07
//! Knows: its arguments, its help. Does not know: what is heard; see `lab/src/listen/mod.rs`.
//! Read before: `reaching.rs`, `exit.rs`. Read next: `lab/src/listen/mod.rs`.

use super::arguments::seconds;
use super::reaching::Reaching;
use clap::Args;
use std::process::ExitCode;
use std::time::Duration;

/// How to read it, and examples, for `--help`.
pub const HELP: &str = "\
Shows each event in one line: when it came, its id, its type, its data, and how many bytes it took
(of an event stream its block, of JSON lines its line; of polling, the answer that brought it). What
is lost and when it comes back is told, too. Ctrl-C ends with a summary.
Without --events, --stream, --poll or --long-poll the media type of the answer decides:
  text/event-stream     an event stream; it comes back by itself, from its last event on
  application/x-ndjson  a stream of JSON lines, one an event
  application/json      polling, every 2 seconds
A server says with 204 that there is nothing more to hear: that ends it, with exit code 0.
Kinds of --json besides those of bytes, which are told with --bytes: open (media_type), event (id,
type, data, size), answer (answers, sent, received), lost (text, retry_in), over and note (text),
summary (events, connections, reconnections, answers, sent, received).

Examples:
  wire101 listen http://127.0.0.1:10101/events --since 0 --count 1
  wire101 listen http://127.0.0.1:10101/events --since 0 --count 1 --bytes
  wire101 listen http://127.0.0.1:10101/long-poll --long-poll --since 0 --count 1 --json
  wire101 listen http://127.0.0.1:10101/poll --poll 0.5 --since 0 --count 1
  wire101 listen http://127.0.0.1:10101/stream --stream --since 0 --count 1
  wire101 listen https://localhost:10101/events --trust lab.pem --since 0 --count 1";

/// Arguments of `listen`.
#[derive(Clone, Debug, Args)]
pub struct Listen {
    /// The address: http://HOST:PORT/PATH, or https://
    pub url: String,
    /// It is an event stream (text/event-stream)
    #[arg(long, group = "kind")]
    pub events: bool,
    /// It is a stream of JSON lines
    #[arg(long, group = "kind")]
    pub stream: bool,
    /// Ask, and be kept waiting until there is an event
    #[arg(long, group = "kind")]
    pub long_poll: bool,
    /// Ask again and again, after so long each time
    #[arg(long, group = "kind", value_name = "SECONDS", value_parser = seconds)]
    pub poll: Option<Duration>,
    /// Begin behind this event; 0 begins with all that the server keeps [default: from now on]
    #[arg(long, value_name = "ID")]
    pub since: Option<String>,
    /// Send this Last-Event-ID, as an event stream does that comes back
    #[arg(long, value_name = "ID", conflicts_with_all = ["stream", "long_poll", "poll"])]
    pub last_event_id: Option<String>,
    /// End after so many events
    #[arg(long, value_name = "N", value_parser = super::arguments::at_least_one)]
    pub count: Option<usize>,
    /// Ask with POST and this body, again at each reconnection
    #[arg(long, value_name = "BODY", conflicts_with_all = ["long_poll", "poll"])]
    pub post: Option<String>,
    /// Explain the bytes: heads, blocks, chunks
    #[arg(long)]
    pub bytes: bool,
    /// One JSON object a line for everything that happens
    #[arg(long)]
    pub json: bool,
    /// How long reaching the server, and then the head of its answer, may take
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub timeout: Duration,
    /// How the server is reached
    #[command(flatten)]
    pub reaching: Reaching,
}

/// Listen until Ctrl-C, or as long as it makes sense.
pub async fn run(arguments: &Listen) -> ExitCode {
    crate::listen::run(arguments).await
}
