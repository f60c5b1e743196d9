//! # The driver, in one task after another                           chapter 03
//! Knows: who is woken when a future was polled by one task, then by another. Does not know: why
//! anybody would do that (`select!`, `join!` and sets of futures all do).
//! Read before: `03_sans_io.rs`, `net/src/drive.rs`. Read next: `15_stop.rs`.

mod support;

use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use net::tokio::time::advance;
use net::{Application, Connection, Ended, Flow, Stop, drive};
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use support::in_virtual_time;
use support::shout::{SILENCE, Shout};
use support::task::Task;
use wire::{Limits, Payload};

/// Whom the driver is polled by, one after another.
const ORDERS: [&[usize]; 5] = [&[0], &[0, 0], &[0, 1], &[0, 1, 0], &[0, 1, 2, 1]];

struct Hear;

impl Application<Shout> for Hear {
    fn on_event(&mut self, _: &mut Shout, _: Payload<'_>) -> Flow {
        ControlFlow::Continue(())
    }
}

/// Poll the driver by one task after another, in each order; then let `happen`. Who polled last is
/// woken, and nobody else. Then the driver goes on; returns what the peer heard, once for all.
#[track_caller]
fn who_is_woken(happen: impl AsyncFn(&Stop, &mut DuplexStream)) -> String {
    let heard = ORDERS.map(|order| {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(1024);
            let stop = Stop::default();
            let mut connection = Connection::new(ours, Limits::DEFAULT, stop.clone());
            let (mut shout, mut hear) = (Shout::default(), Hear);
            let mut driving = pin!(drive(&mut connection, &mut shout, &mut hear));
            let tasks: [Arc<Task>; 3] = Default::default();
            for &task in order {
                assert!(tasks[task].poll(driving.as_mut()).is_pending());
            }
            happen(&stop, &mut peer).await;
            let woken = tasks.each_ref().map(|task| task.was_woken());
            let mut expected = [false; 3];
            expected[order[order.len() - 1]] = true;
            assert_eq!(woken, expected, "polled by {order:?}");
            let polled = tasks[0].poll(driving.as_mut());
            assert!(matches!(polled, Poll::Pending | Poll::Ready(Ok(Ended::Closed))));
            let mut heard = [0; 100];
            let n = peer.read(&mut heard).await.unwrap();
            String::from_utf8_lossy(&heard[..n]).into_owned()
        })
    });
    assert!(heard.iter().all(|one| *one == heard[0]), "{heard:?}");
    heard[0].clone()
}

mod the_last_task_is_woken {
    use super::*;

    #[test]
    fn must_hear_bytes() {
        let heard = who_is_woken(async |_, peer| peer.write_all(b"hi\n").await.unwrap());
        assert_eq!(heard, "HI\n");
    }

    #[test]
    fn must_hear_that_time_is_up() {
        assert_eq!(who_is_woken(async |_, _| advance(SILENCE).await), "ANYBODY THERE?\n");
    }

    #[test]
    fn must_hear_that_an_end_was_asked_for() {
        assert_eq!(who_is_woken(async |stop, _| stop.ask()), "GOODBYE\n");
    }
}

/// When an end was asked for, `Stop` keeps nobody's waker any more.
mod after_the_end_was_asked_for {
    use super::*;

    /// Each task is gone before the next one comes, so that it may lie at the same address.
    #[test]
    fn must_hear_that_the_peer_does_not_end() {
        in_virtual_time(async {
            let (ours, _peer) = duplex(1024);
            let stop = Stop::default();
            stop.ask();
            let mut connection = Connection::new(ours, Limits::DEFAULT, stop);
            let (mut shout, mut hear) = (Shout::default(), Hear);
            let mut driving = pin!(drive(&mut connection, &mut shout, &mut hear));
            for _ in 0..3 {
                assert!(Arc::<Task>::default().poll(driving.as_mut()).is_pending());
            }
            let last = Arc::<Task>::default();
            assert!(last.poll(driving.as_mut()).is_pending());
            advance(Duration::from_secs(1)).await;
            assert!(last.was_woken());
            assert!(matches!(last.poll(driving.as_mut()), Poll::Ready(Ok(Ended::Closed))));
        });
    }
}
