//! # `wire101 publish`: one event                                     chapter 00
//! Knows: its arguments, and what each answer exits with. Does not know: HTTP; see
//! `lab/src/publish.rs`.
//! Read before: `arguments.rs`, `exit.rs`. Read next: `lab/src/publish.rs`.

use super::exit::{LOST, NO_INPUT, REFUSED, UNAVAILABLE, USAGE, fail, say};
use crate::publish::{PublishError, publish};
use clap::Args;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::process::ExitCode;

/// Examples, for `--help`.
pub const HELP: &str = "\
Examples:
  wire101 publish 'hello, everyone'
  wire101 publish --topic chat --event joined Ada
  wire101 publish --url https://localhost:10101 --trust lab.pem hello
  date | wire101 publish --topic clock -";

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

/// Publish, and say which id it got.
pub async fn run(arguments: &Publish) -> ExitCode {
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
