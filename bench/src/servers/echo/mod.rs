//! # Echo servers                                                    chapter 16
//! Knows: how each contender is run: one thread, one runtime. Does not know: what it costs.
//! Read before: `servers/mod.rs`. Read next: `servers/echo/bare.rs`, `servers/echo/ours.rs`,
//! `servers/echo/peers.rs`.

pub mod bare;
pub mod ours;
pub mod peers;

use crate::failure::Failure;
use crate::limit::{epoll, epoll_echo};
use handshake::OriginPolicy;
use handshake::server::{Reading, Step};
use net::tokio;
use net::tokio::io::{AsyncReadExt, AsyncWriteExt};
use net::tokio::net::TcpStream;
use std::future::Future;
use std::net::TcpListener;
use wire::Limits;

/// The limit.
///
/// # Errors
/// Waiting failed.
pub fn raw(listener: TcpListener) -> Result<(), Failure> {
    epoll::serve(listener, epoll_echo::Echo)
}

/// Run `serve` in this thread.
fn block_on(
    listener: TcpListener,
    serve: impl AsyncFnOnce(tokio::net::TcpListener) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    listener.set_nonblocking(true)?;
    runtime.block_on(async { serve(tokio::net::TcpListener::from_std(listener)?).await })
}

/// Accept connections, open their WebSockets, and run `echo` for each in a task of its own. How
/// they are opened costs nothing that is measured, so it is the same for all peers.
fn each<F>(
    listener: TcpListener,
    echo: impl Fn(TcpStream) -> F + Clone + Send + 'static,
) -> Result<(), Failure>
where
    F: Future<Output = ()> + Send + 'static,
{
    block_on(listener, async |listener| {
        loop {
            let (mut stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let echo = echo.clone();
            tokio::spawn(async move {
                if open(&mut stream).await.is_some() {
                    // In a task of its own, so that the room for the opening is given back.
                    tokio::spawn(echo(stream));
                }
            });
        }
    })
}

/// Open a WebSocket, without extensions.
async fn open(stream: &mut TcpStream) -> Option<()> {
    let mut reading = Reading::new(Limits::DEFAULT).origins(OriginPolicy::any());
    let mut buffer = [0; 1024];
    loop {
        let n = stream.read(&mut buffer).await.ok()?;
        if n == 0 {
            return None;
        }
        match reading.receive(&buffer[..n]).ok()? {
            Step::Reading(still) => reading = still,
            Step::Asked { asked, leftover } => {
                let accepted = asked.accept(None).ok()?;
                stream.write_all(&accepted.answer).await.ok()?;
                return leftover.is_empty().then_some(());
            }
        }
    }
}
