//! # A bug                                                           chapter 00
//! Knows: its number, what a user would see, what the grader sees. Does not know: how to mend it.
//! Read before: `serve.rs`. Read next: `bugs.rs`.

use crate::events::{self, EventServer};
use crate::serve;
use crate::server::Server;
use std::fmt;
use std::io;
use std::net::TcpListener;

/// A server with one bug.
#[derive(Clone, Copy)]
pub struct Bug {
    /// Its number: with a letter where one number has several faces.
    pub number: &'static str,
    /// What a user of the server would tell.
    pub symptom: &'static str,
    /// Which probes of the grader fail: these, and no others. `W-208..` is W-208 and all that are
    /// asked after it; `W-304?` fails or passes as the network cuts the bytes.
    pub fails: &'static [&'static str],
    /// The idea of the repair.
    pub hint: &'static str,
    /// The server.
    pub server: Kind,
}

/// Which of the two servers it is made of.
#[derive(Clone, Copy)]
pub enum Kind {
    /// An echo over WebSocket.
    WebSocket(&'static dyn Server),
    /// An event stream, and an address to publish at.
    Events(&'static dyn EventServer),
}

impl Kind {
    /// What an address of it begins with.
    pub fn scheme(self) -> &'static str {
        match self {
            Self::WebSocket(_) => "ws://",
            Self::Events(_) => "http://",
        }
    }

    /// Serve whoever comes.
    ///
    /// # Errors
    /// The operating system's, when there is nothing to listen on.
    pub fn serve(self, listener: &TcpListener) -> io::Result<()> {
        match self {
            Self::WebSocket(server) => serve::serve(listener, server),
            Self::Events(server) => events::serve::serve(listener, server),
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WebSocket(_) => f.write_str("an echo over WebSocket"),
            Self::Events(_) => f.write_str("an event stream"),
        }
    }
}

impl fmt::Debug for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bug {}: {}", self.number, self.symptom)
    }
}
