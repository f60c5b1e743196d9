//! # Micro: work in memory                                           chapter 16
//! Knows: passes over prepared bytes, timed by the thread's own clock. Does not know: which bytes.
//! Read before: `cpu.rs`, `row.rs`. Read next: `rows/`.

use crate::cpu::thread_time;
use crate::failure::Failure;
use crate::row::{Better, Contender, Kind, Measure, Sample, Slot};
use std::hint::black_box;
use std::time::Duration;

/// Work that is done again and again on the same bytes.
///
/// Make a pass take at least some 20 µs (so that looking at the clock is nothing beside it), and
/// let the tally depend on what the work found (lengths, bytes, events), so that none of it can be
/// left out.
pub trait Work {
    /// Make everything as it was before the last pass. Not timed.
    fn prepare(&mut self) {}

    /// Do it once. Returns the tally.
    fn pass(&mut self) -> u64;
}

/// A contender whose passes each do `units` (frames, or bytes), and must each come to `tally`.
///
/// Its figure is what `measure` says: nanoseconds a unit for a cost; units a nanosecond for a
/// rate, which for bytes is GB/s.
pub fn contender(
    name: &'static str,
    kind: Kind,
    measure: Measure,
    (units, tally): (u64, u64),
    mut work: impl Work + 'static,
) -> Contender {
    Contender::new(name, kind, move |slot: Slot| {
        let (mut passes, mut spent) = (0u64, Duration::ZERO);
        while passes == 0 || (spent < slot.time && !slot.smoke) {
            work.prepare();
            let before = thread_time();
            let done = black_box(black_box(&mut work).pass());
            spent += thread_time() - before;
            passes += 1;
            if done != tally {
                return Err(Failure::wrong(name, done, tally));
            }
        }
        let (done, nanoseconds) = ((passes * units) as f64, spent.as_nanos().max(1) as f64);
        Ok(Sample::from(match measure.better {
            Better::Lower => nanoseconds / done,
            Better::Higher => done / nanoseconds,
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sum(Vec<u8>);

    impl Work for Sum {
        fn pass(&mut self) -> u64 {
            self.0.iter().map(|byte| u64::from(*byte)).sum()
        }
    }

    const ONCE: Slot = Slot { time: Duration::ZERO, smoke: true };

    #[test]
    fn example_work_that_is_done_has_a_figure() {
        let work = Sum(vec![2; 1000]);
        let measure = Measure::rate("GB/s");
        let mut sum = contender("sum", Kind::Ours, measure, (1000, 2000), work);
        assert!((sum.turn)(ONCE).unwrap().figure > 0.0);
    }

    #[test]
    fn example_work_that_is_not_done_has_none() {
        let work = Sum(vec![2; 999]);
        let measure = Measure::cost("ns");
        let mut sum = contender("sum", Kind::Peer, measure, (1000, 2000), work);
        let said = (sum.turn)(ONCE).unwrap_err().to_string();
        assert_eq!(said, "sum: 1998 was done, 2000 was asked");
    }
}
