//! # Serve: accept connections, and end them all properly            chapter 15
//! Knows: a listener, how a crowd is let in, how long a farewell may take.
//! Does not know: what is spoken on the connections.
//! Read before: `stop.rs`, `places.rs`. Read next: `lab/src/server.rs`.

use crate::places::{Entering, Full, Places};
use crate::refuse::Refusals;
use crate::stop::Stop;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// How long to wait after `accept` failed, so that a full table of open files is no busy loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long new clients wait, in the system's queue, for those before them to pass the entrance.
/// When a server comes back all its clients come at once, and their heads take only a moment; to
/// refuse them would send many away for good.
const ENTRANCE_WAIT: Duration = Duration::from_secs(2);

/// Something that the operator should know.
#[derive(Debug)]
pub enum Incident {
    /// `accept` fails; the server tries again every moment, and reports no other failure until it
    /// succeeded.
    AcceptFailed(io::Error),
    /// `accept` succeeds again, after so many failures.
    AcceptsAgain(u64),
    /// A connection was refused: there was no place for it.
    Refused(SocketAddr, Full),
    /// The task of one connection panicked; the others go on.
    Panicked,
    /// These connections did not end within the grace time and were cut.
    Cut(usize),
}

/// Accept connections and run `handle` for each in a task of its own, until `stop` is asked for;
/// then give those that are open `grace` to end by themselves.
///
/// `handle` drops [`Entering`] when the first head has come. Who finds no place among `places`
/// hears 503 and when to come back. Only while very many are within their first head do others
/// wait, for 2 s at most, in the system's queue.
pub async fn serve<H, F>(
    listener: TcpListener,
    mut stop: Stop,
    places: impl Into<Places>,
    grace: Duration,
    mut report: impl FnMut(Incident),
    mut handle: H,
) where
    H: FnMut(TcpStream, SocketAddr, Entering) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let places = places.into();
    let (mut open, mut refusals) = (JoinSet::new(), Refusals::default());
    let mut failures = 0;
    let mut crowded_since = None;
    loop {
        let wait_until = wait_until(&places, &mut crowded_since);
        tokio::select! {
            () = stop.asked() => break,
            Some(ended) = open.join_next() => {
                report_panic(&ended, &mut report);
            }
            () = entrance_changes(&places, wait_until), if wait_until.is_some() => {}
            accepted = listener.accept(), if wait_until.is_none() => match accepted {
                Ok((stream, peer)) => {
                    if failures > 0 {
                        report(Incident::AcceptsAgain(failures));
                        failures = 0;
                    }
                    // Small writes go out at once: delay is what this is about.
                    let _unsupported = stream.set_nodelay(true);
                    match places.take(peer.ip()) {
                        Ok((place, entering)) => {
                            // Boxed: a future that waits for another has room for it twice.
                            let served = Box::pin(handle(stream, peer, entering));
                            open.spawn(async move {
                                let _place = place;
                                served.await;
                            });
                        }
                        Err(full) => {
                            if places.tells() {
                                refusals.refuse(stream, full);
                            }
                            report(Incident::Refused(peer, full));
                        }
                    }
                }
                // This one was gone before it was accepted; the next one is another matter.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    failures += 1;
                    if failures == 1 {
                        report(Incident::AcceptFailed(error));
                    }
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    end(open, grace, &mut report).await;
}

/// Give those that are open `grace` to end by themselves, then cut them.
async fn end(mut open: JoinSet<()>, grace: Duration, report: &mut impl FnMut(Incident)) {
    let farewell = async {
        while let Some(ended) = open.join_next().await {
            report_panic(&ended, report);
        }
    };
    if timeout(grace, farewell).await.is_err() {
        report(Incident::Cut(open.len()));
    }
    open.shutdown().await;
}

/// Until when nobody is accepted, if so: the entrance is full, and has not been for long.
fn wait_until(places: &Places, crowded_since: &mut Option<Instant>) -> Option<Instant> {
    if !places.is_entrance_full() {
        *crowded_since = None;
        return None;
    }
    let now = Instant::now();
    let until = *crowded_since.get_or_insert(now) + ENTRANCE_WAIT;
    (now < until).then_some(until)
}

/// Ready when someone has left the entrance, or at that moment.
async fn entrance_changes(places: &Places, until: Option<Instant>) {
    tokio::select! {
        () = places.entrance_left() => {}
        () = sleep_until(until.unwrap_or_else(Instant::now)) => {}
    }
}

fn report_panic(ended: &Result<(), JoinError>, report: &mut impl FnMut(Incident)) {
    if ended.as_ref().is_err_and(JoinError::is_panic) {
        report(Incident::Panicked);
    }
}
