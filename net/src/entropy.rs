//! # Dice                                                            chapter 11
//! Knows: where unpredictable numbers come from. Does not know: what they are for.
//! Read before: `clock.rs`. Read next: `frames/src/mask.rs`.

use rand::RngExt as _;
use std::time::Duration;
use wire::Epoch;

/// Sixteen unpredictable bytes: the nonce of an opening handshake (RFC 6455 §4.1).
pub fn nonce() -> [u8; 16] {
    rand::rng().random()
}

/// Four unpredictable bytes: the masking key of one frame (RFC 6455 §5.3).
///
/// The generator is cryptographic and seeded by the operating system, one a thread: no key tells
/// anything about the next (RFC 6455 §10.3).
pub fn masking_key() -> [u8; 4] {
    rand::rng().random()
}

/// Any number, each as likely as any other: how long to wait before trying again (RFC 6455 §7.2.3).
pub fn dice() -> u64 {
    rand::rng().random()
}

/// A share of a time, for what must not happen everywhere at once: 0 to 65,535.
pub fn jitter() -> u16 {
    rand::rng().random()
}

/// The name of a life of the log: 40 bits, ten digits at most. That two of a thousand lives have
/// the same one happens once in two million times.
pub fn epoch() -> Epoch {
    let drawn: u64 = rand::rng().random();
    Epoch::new(drawn >> 24)
}

/// A time from `least` to `most`, each as likely as any other.
pub fn between(least: Duration, most: Duration) -> Duration {
    spread(dice(), least, most)
}

/// The same, for dice that are given: the share of the way from `least` to `most` that `dice` is of
/// the greatest number.
pub fn spread(dice: u64, least: Duration, most: Duration) -> Duration {
    let way = most.saturating_sub(least).as_nanos();
    let share = (way.saturating_mul(u128::from(dice))) >> 64;
    least.saturating_add(Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX)))
}
