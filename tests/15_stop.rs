//! # Asking everyone to end                                          chapter 15
//! Knows: who is woken by it, and what is kept of those who came and went. Does not know: how
//! anyone ends.
//! Read before: `03_wakers.rs`, `net/src/stop.rs`. Read next: `15_ending.rs`.

mod support;

use allocation_counter::measure;
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use net::Stop;
use std::sync::Arc;
use support::task::Task;

/// Ask, as `task`, whether to end; be woken when it is asked for.
fn asks(stop: &mut Stop, task: &Arc<Task>) -> bool {
    task.in_context(|cx| stop.poll_asked(cx)).is_ready()
}

mod who_waits {
    use super::*;

    #[test]
    fn must_be_woken_and_stay_so() {
        let stop = Stop::default();
        let (mut waits, task) = (stop.clone(), Arc::<Task>::default());
        assert!(!asks(&mut waits, &task) && !waits.is_asked());
        stop.ask();
        assert!(task.was_woken() && waits.is_asked());
        stop.ask();
        assert!(!task.was_woken(), "once is enough");
        for _ in 0..2 {
            assert!(asks(&mut waits, &task));
        }
        assert_eq!(task.wakers(), 0, "it waits no more");
    }

    #[test]
    fn must_be_told_at_once_when_it_comes_late() {
        let stop = Stop::default();
        stop.ask();
        let task = Arc::<Task>::default();
        assert!(asks(&mut stop.clone(), &task));
        assert!(!task.was_woken());
        assert_eq!(task.wakers(), 0);
    }

    /// The one that asked last is woken; the one before is forgotten.
    #[test]
    fn must_be_one_task_for_each_clone() {
        let (mut stop, before, after) =
            (Stop::default(), Arc::<Task>::default(), Arc::<Task>::default());
        for task in [&before, &before, &after, &after] {
            assert!(!asks(&mut stop, task));
        }
        assert_eq!((before.wakers(), after.wakers()), (0, 1));
        stop.ask();
        assert_eq!((before.was_woken(), after.was_woken()), (false, true));
    }

    /// A clone waits by itself, whether the first one waits or not.
    #[test]
    fn must_not_wait_for_its_clone() {
        let (mut stop, task) = (Stop::default(), Arc::<Task>::default());
        assert!(!asks(&mut stop, &task));
        let mut clone = stop.clone();
        assert_eq!(task.wakers(), 1);
        let other = Arc::<Task>::default();
        assert!(!asks(&mut clone, &other));
        drop(stop);
        assert_eq!((task.wakers(), other.wakers()), (0, 1));
        clone.clone().ask();
        assert_eq!((task.was_woken(), other.was_woken()), (false, true));
    }

    #[test]
    fn must_hear_it_from_another_thread() {
        for _ in 0..1_000 {
            let stop = Stop::default();
            let (mut waits, task) = (stop.clone(), Arc::<Task>::default());
            let asking = std::thread::spawn(move || stop.ask());
            let heard = asks(&mut waits, &task);
            asking.join().unwrap();
            assert!(heard || task.was_woken(), "lost");
        }
    }
}

mod those_who_come_and_go {
    use super::*;

    proptest! {
        /// Whoever comes, asks again and leaves in whatever order: those who wait when the end is
        /// asked for are woken, all of them, and nobody else.
        #[test]
        fn law_who_waits_is_woken(deeds in vec((0usize..8, 0u8..4), 0..60)) {
            let stop = Stop::default();
            let tasks: [Arc<Task>; 8] = Default::default();
            let mut seats: [Option<Stop>; 8] = Default::default();
            for (who, deed) in deeds {
                match deed {
                    0 => seats[who] = None,
                    _ => {
                        let seat = seats[who].get_or_insert_with(|| stop.clone());
                        prop_assert!(!asks(seat, &tasks[who]));
                    }
                }
            }
            let wait = seats.each_ref().map(Option::is_some);
            prop_assert_eq!(tasks.each_ref().map(|task| task.wakers() == 1), wait);
            stop.ask();
            prop_assert_eq!(tasks.each_ref().map(|task| task.was_woken()), wait);
            // They leave after the end was asked for, and others come.
            for (seat, task) in seats.iter_mut().zip(&tasks) {
                drop(seat.take());
                prop_assert!(asks(&mut stop.clone(), task) && task.wakers() == 0);
            }
        }
    }

    /// A seat is for the next one when it is left: a hundred thousand who come and go cost no more
    /// than a hundred who stay.
    #[test]
    fn limit_100_000_leave_nothing() {
        const AT_ONCE: usize = 100;
        let (stop, task) = (Stop::default(), Arc::<Task>::default());
        let come_and_go = |times: usize| {
            for _ in 0..times {
                let mut here: [Stop; AT_ONCE] = std::array::from_fn(|_| stop.clone());
                assert!(here.iter_mut().all(|one| !asks(one, &task)));
            }
        };
        come_and_go(1);
        let info = measure(|| come_and_go(1_000));
        assert_eq!((info.bytes_current, task.wakers()), (0, 0));
        assert!(info.bytes_max < 1024, "{} bytes", info.bytes_max);
    }
}
