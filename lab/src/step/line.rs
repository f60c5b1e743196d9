//! # What carries the bytes of a scenario                            chapter 03
//! Knows: memory, and two sockets of this machine. Does not know: what the bytes say.
//! Read before: `step/stage.rs`. Read next: `step/scenarios/mod.rs`.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};
use trace::Sender;

/// Memory, or sockets.
#[derive(Debug)]
pub enum Line {
    /// What is written is there at once.
    Memory,
    /// The two ends of a connection over loopback, and when the scenario began.
    Sockets {
        /// The client's, then the server's; none before the first connection.
        ends: Option<(TcpStream, TcpStream)>,
        /// The moment from which times are counted.
        began: Instant,
    },
}

impl Line {
    /// Sockets; the clock begins now.
    pub fn live() -> Self {
        Self::Sockets { ends: None, began: Instant::now() }
    }

    /// Whether sockets carry the bytes.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Sockets { .. })
    }

    /// How late it is by the machine's clock; nothing where there is none.
    pub fn elapsed(&self) -> Option<Duration> {
        match self {
            Self::Memory => None,
            Self::Sockets { began, .. } => Some(began.elapsed()),
        }
    }

    /// Begin a connection. Returns the names of its ends.
    ///
    /// # Errors
    /// There is no socket to be had.
    pub fn connect(&mut self) -> io::Result<(String, String)> {
        let Self::Sockets { ends, .. } = self else {
            return Ok(("the client".into(), "the server".into()));
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let client = TcpStream::connect(listener.local_addr()?)?;
        let (server, address) = listener.accept()?;
        let names = (address.to_string(), server.local_addr()?.to_string());
        *ends = Some((client, server));
        Ok(names)
    }

    /// Carry these bytes from one end to the other. (They are few: the socket's buffer holds them.)
    ///
    /// # Errors
    /// The socket failed.
    pub fn carry(&mut self, from: Sender, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut carried = bytes.to_vec();
        if let Self::Sockets { ends: Some((client, server)), .. } = self {
            let (writer, reader) = match from {
                Sender::Client => (client, server),
                Sender::Server => (server, client),
            };
            writer.write_all(bytes)?;
            reader.read_exact(&mut carried)?;
        }
        Ok(carried)
    }
}
