//! # A task and its socket                                           chapter 16
//! Knows: what came in goes out again, byte for byte. Does not know: any protocol.
//! Read before: `mod.rs`. Read next: `crowd.rs`, `rows/idle.rs`.

use crate::failure::Failure;
use crate::visitor::HELLO;
use net::tokio;
use net::tokio::net::{TcpListener as Listener, TcpStream};
use net::tokio::runtime::Builder;
use rustix::net::SendFlags;
use std::cell::RefCell;
use std::io::ErrorKind::WouldBlock;
use std::net::TcpListener;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 64 * 1024]);
}

/// A task for each connection, which holds its socket and nothing else.
///
/// # Errors
/// The system has no runtime or no sockets for us.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = Listener::from_std(listener)?;
        loop {
            tokio::spawn(connection(greeted(&listener).await?));
        }
    })
}

/// The next connection. Its client is told that it is there, so that it need not guess.
pub(super) async fn greeted(listener: &Listener) -> Result<TcpStream, Failure> {
    let (stream, _) = listener.accept().await?;
    // There is room in a new socket.
    rustix::net::send(&stream, HELLO, SendFlags::empty())?;
    Ok(stream)
}

/// A loop that waits, reads into the thread's buffer, and writes what it read.
async fn connection(stream: TcpStream) {
    while stream.readable().await.is_ok() {
        let echoed = BUFFER.with_borrow_mut(|buffer| {
            let read = stream.try_read(buffer)?;
            stream.try_write(&buffer[..read])
        });
        match echoed {
            Ok(1..) => {}
            Err(error) if error.kind() == WouldBlock => {}
            _ => return,
        }
    }
}
