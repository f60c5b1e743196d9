//! # Serve: accept connections, and end them all properly            chapter 15
//! Knows: a listener, how a crowd is let in, how long a farewell may take.
//! Does not know: what is spoken on the connections.
//! Read before: `stop.rs`, `places.rs`. Read next: `lab/src/server.rs`.

use crate::places::{Entering, Full, Place, Places};
use crate::refuse::Refusals;
use crate::stop::Stop;
use std::future::{Future, pending};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// How long to wait after `accept` failed, so that a full table of open files is no busy loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

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
/// Who finds no place among `places` hears 503 and when to come back. `handle` drops [`Entering`]
/// when the first head has come; it ends sooner if that says so, when too many stop half way.
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
    loop {
        let next_gives_way = places.thin_out();
        tokio::select! {
            () = stop.asked() => break,
            Some(ended) = open.join_next() => {
                report_panic(&ended, &mut report);
            }
            () = at(next_gives_way) => {}
            () = places.crowded(), if next_gives_way.is_none() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    if failures > 0 {
                        report(Incident::AcceptsAgain(failures));
                        failures = 0;
                    }
                    // Small writes go out at once: delay is what this is about.
                    let _unsupported = stream.set_nodelay(true);
                    match places.take(peer.ip()) {
                        Ok((place, entering)) => {
                            let served = Box::pin(handle(stream, peer, entering));
                            open.spawn(Seated { served, _place: place });
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

/// One that is served, and the place that it has until it is over.
///
/// Three words: its task is of the smallest kind, of 128 bytes. (An async block would need more,
/// for one that waits for another future has room for it twice.)
struct Seated<F> {
    served: Pin<Box<F>>,
    _place: Place,
}

impl<F: Future<Output = ()>> Future for Seated<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.served.as_mut().poll(cx)
    }
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

/// Ready at that moment, or never.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

fn report_panic(ended: &Result<(), JoinError>, report: &mut impl FnMut(Incident)) {
    if ended.as_ref().is_err_and(JoinError::is_panic) {
        report(Incident::Panicked);
    }
}
