//! # Serve: accept connections, and end them all properly            chapter 15
//! Knows: a listener, how many connections are open, how long a farewell may take.
//! Does not know: what is spoken on them.
//! Read before: `stop.rs`, `drive.rs`. Read next: `lab/src/server.rs`.

use crate::Stop;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use std::{io, mem};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};

/// How long to wait after `accept` failed, so that a full table of open files is no busy loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Something that the operator should know.
#[derive(Debug)]
pub enum Incident {
    /// `accept` fails; the server tries again every moment, and reports no other failure until it
    /// succeeded.
    AcceptFailed(io::Error),
    /// The task of one connection panicked; the others go on.
    Panicked,
    /// These connections did not end within the grace time and were cut.
    Cut(usize),
}

/// Accept connections and run `handle` for each in a task of its own, until `stop` is asked for;
/// then give those that are open `grace` to end by themselves.
///
/// While `connections_max` are open no further one is accepted: the others wait in the kernel's
/// queue.
pub async fn serve<H, F>(
    listener: TcpListener,
    mut stop: Stop,
    connections_max: usize,
    grace: Duration,
    mut report: impl FnMut(Incident),
    mut handle: H,
) where
    H: FnMut(TcpStream, SocketAddr) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let mut open = JoinSet::new();
    let mut fails = false;
    loop {
        tokio::select! {
            () = stop.asked() => break,
            Some(ended) = open.join_next() => {
                report_panic(&ended, &mut report);
            }
            accepted = listener.accept(), if open.len() < connections_max => match accepted {
                Ok((stream, peer)) => {
                    fails = false;
                    // Small writes go out at once: delay is what this is about.
                    let _unsupported = stream.set_nodelay(true);
                    open.spawn(handle(stream, peer));
                }
                Err(error) => {
                    if !mem::replace(&mut fails, true) {
                        report(Incident::AcceptFailed(error));
                    }
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    let farewell = async {
        while let Some(ended) = open.join_next().await {
            report_panic(&ended, &mut report);
        }
    };
    if timeout(grace, farewell).await.is_err() {
        report(Incident::Cut(open.len()));
    }
    open.shutdown().await;
}

fn report_panic(ended: &Result<(), JoinError>, report: &mut impl FnMut(Incident)) {
    if ended.as_ref().is_err_and(JoinError::is_panic) {
        report(Incident::Panicked);
    }
}
