//! # The faults of `wire101 tap`, as arguments                        chapter 03
//! Knows: how each is written on a command line. Does not know: what it does.
//! Read before: `tap.rs`. Read next: `lab/src/tap/faults.rs`.

use super::arguments::{at_least_one, seconds};
use crate::tap::{Faults, Way};
use clap::{ArgGroup, Args, ValueEnum};
use std::time::Duration;

/// What goes wrong on the way.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("cut").multiple(true))]
pub struct FaultArguments {
    /// Whose bytes are split, delayed, slowed, cut and frozen
    #[arg(long, value_enum, value_name = "SIDE", default_value_t = From::Both)]
    pub from: From,
    /// Pass on at most so many bytes at a time
    #[arg(long, value_name = "BYTES", value_parser = at_least_one)]
    pub split: Option<usize>,
    /// Pass on everything later by so many milliseconds
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(..=600_000))]
    pub delay: Option<u64>,
    /// Pass on so many bytes a second
    #[arg(long, value_name = "BYTES/S", value_parser = clap::value_parser!(u64).range(1..))]
    pub rate: Option<u64>,
    /// Reset the connection when so many bytes of one side were passed on
    #[arg(long, value_name = "BYTES", group = "cut")]
    pub cut_after: Option<u64>,
    /// Reset the connection so long after it began
    #[arg(long, value_name = "SECONDS", value_parser = seconds, group = "cut")]
    pub cut_time: Option<Duration>,
    /// Cut in order, with a FIN, and not with a reset
    #[arg(long, requires = "cut")]
    pub fin: bool,
    /// Pass on nothing more from so long after the connection began, and do not say so
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub freeze: Option<Duration>,
    /// Hold answers back until so many KiB of one are there, or all of it
    #[arg(long, value_name = "KIB", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub buffer: Option<u16>,
    /// Leave out Upgrade, and that word in Connection
    #[arg(long)]
    pub drop_upgrade: bool,
}

/// One side, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum From {
    /// what the client says
    Client,
    /// what the server says
    Server,
    /// what both say, each direction by itself
    Both,
}

impl FaultArguments {
    /// As the relay takes them.
    pub fn faults(&self) -> Faults {
        Faults {
            from: match self.from {
                From::Client => Way::Client,
                From::Server => Way::Server,
                From::Both => Way::Both,
            },
            split: self.split,
            delay: Duration::from_millis(self.delay.unwrap_or(0)),
            rate: self.rate,
            cut_after: self.cut_after,
            cut_time: self.cut_time,
            fin: self.fin,
            freeze: self.freeze,
            buffer: self.buffer.map(|kib| usize::from(kib) * 1024),
            drop_upgrade: self.drop_upgrade,
        }
    }
}
