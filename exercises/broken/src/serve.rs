//! # One thread a connection                                        chapter 01 · RFC 9293 §3.9.1
//! Knows: how clients are accepted, and what is said at the end. Does not know: frames.
//! Read before: `message.rs`. Read next: `bug.rs`.

use crate::end::End;
use crate::frame::CLOSE;
use crate::server::Server;
use crate::socket::Socket;
use crate::{message, opening};
use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Serve whoever comes, for ever: unless the server is one that does not survive.
///
/// # Errors
/// The operating system's, when there is nothing to listen on.
pub fn serve(listener: &TcpListener, server: &'static dyn Server) -> io::Result<()> {
    let address = listener.local_addr()?;
    let is_dead = Arc::new(AtomicBool::new(false));
    for stream in listener.incoming() {
        if is_dead.load(Ordering::Acquire) {
            return Ok(());
        }
        // Who is gone before he is accepted is no reason to stop.
        let Ok(mut socket) = stream.and_then(Socket::new) else { continue };
        let opened = server.opens_while_accepting().then(|| opening::open(server, &mut socket));
        let is_dead = Arc::clone(&is_dead);
        let connection = move || {
            if !run(server, &mut socket, opened) {
                is_dead.store(true, Ordering::Release);
                let _ = TcpStream::connect(address); // the listener looks up
            }
        };
        // Without a thread there is no service: the connection is dropped.
        let _ = thread::Builder::new().spawn(connection);
    }
    Ok(())
}

/// One connection, from its first byte to its last. True when the server lives on.
fn run(server: &dyn Server, socket: &mut Socket, opened: Option<Result<(), End>>) -> bool {
    let opened = opened.unwrap_or_else(|| opening::open(server, socket));
    let end = match opened.and_then(|()| message::talk(server, socket)) {
        Ok(()) => return true,
        Err(end) => end,
    };
    let survives = server.survives(&end);
    if survives {
        say_goodbye(server, socket, end);
    } else {
        socket.break_off();
    }
    survives
}

/// The last thing that a peer hears.
fn say_goodbye(server: &dyn Server, socket: &mut Socket, end: End) {
    let last = match end {
        End::Refused(refusal) => server.refuse(&refusal).into_bytes(),
        End::Broken(code, why) => server.frame(CLOSE, &server.complaint(code, why)),
        End::Closed(payload) => server.frame(CLOSE, &payload),
        End::Gone(_) => return socket.break_off(),
    };
    if server.send(socket, &last).is_ok() {
        server.leave(socket);
    }
}
