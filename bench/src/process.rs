//! # Process: a server to be measured, by itself on its core         chapter 16
//! Knows: how one is started, found and ended. Does not know: what it serves.
//! Read before: `cpu.rs`, `servers/mod.rs`. Read next: `rows/`.

use crate::failure::Failure;
use crate::{cpu, luck};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Who does nothing for so long has nothing to do.
const QUIET: Duration = Duration::from_millis(100);
/// How often that is tried.
const QUIET_TRIED: usize = 100;

/// A server of [`crate::servers`], running in a process of its own on [`cpu::SERVER_CORE`]. It ends
/// when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Start the server of that name, and wait until it listens.
    ///
    /// # Errors
    /// There is none of that name, or it ended at once.
    pub fn start(name: &str) -> Result<Self, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        Self::run(command.args(["serve-as", name]))
    }

    /// Start any program that says first, on a line by itself, where it listens; one that does not
    /// choose its core runs on [`cpu::SERVER_CORE`].
    ///
    /// # Errors
    /// It cannot be started, or says something else.
    pub fn run(command: &mut Command) -> Result<Self, Failure> {
        // It inherits the core of who starts it.
        cpu::pin(cpu::SERVER_CORE)?;
        // Nor is it told to keep what is freed, as we are: its memory is measured.
        for (name, _) in luck::KEEP {
            command.env_remove(name);
        }
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        cpu::pin(cpu::LOAD_CORE)?;
        let mut child = spawned?;
        let mut line = String::new();
        let read = match child.stdout.take() {
            Some(stdout) => BufReader::new(stdout).read_line(&mut line).map(drop),
            None => Ok(()),
        };
        let address = line.trim().parse();
        match (read, address) {
            (Ok(()), Ok(address)) => Ok(Self { child, address }),
            (read, _) => {
                let _ended = child.kill();
                let _reaped = child.wait();
                Err(Failure(format!("{command:?} said {line:?}, no address ({read:?})")))
            }
        }
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How much processor time it took so far.
    ///
    /// # Errors
    /// It has ended.
    pub fn cpu(&self) -> Result<Duration, Failure> {
        cpu::process_time(self.pid())
    }

    /// Wait until it takes no more processor time: it has done all that there is to do.
    ///
    /// # Errors
    /// It has ended, or does not come to rest.
    pub fn settle(&self) -> Result<(), Failure> {
        let mut before = self.cpu()?;
        for _ in 0..QUIET_TRIED {
            sleep(QUIET);
            let now = self.cpu()?;
            if now == before {
                return Ok(());
            }
            before = now;
        }
        Err(Failure("the server does not come to rest".to_string()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
