//! # Keys that nobody can foresee                                    chapter 11 · RFC 6455 §10.3
//! Knows: what chance looks like, in numbers. Does not know: how it is made.
//! Read before: `net/src/entropy.rs`. Read next: `12_messages.rs`.
//!
//! No test can prove that a source is unforeseeable. These find the sources that are not: a
//! constant, a counter, a generator with a short period or with uneven bytes. That `net` has only
//! one source, and that it is the operating system's, is for a reader and for `tests/tidy`.

use super::*;
use std::collections::HashSet;

const FRAMES: usize = 100_000;
/// Where chi-square with 255 degrees of freedom lies: above 450 once in 10¹², and below 120 once in
/// 10¹³. Eight sums are judged, so a good source fails here less than once in 10¹¹ runs.
const CHANCE: std::ops::Range<f64> = 120.0..450.0;

/// The keys of so many pings of a client that takes its keys from `source`.
fn keys(source: impl FnMut() -> [u8; 4] + Send + 'static) -> Vec<[u8; 4]> {
    let mut client = Connection::client(Limits::DEFAULT, source);
    for _ in 0..FRAMES {
        client.ping(b"").expect("open");
    }
    masks(&client.take_output().to_vec()).into_iter().flatten().collect()
}

/// How far the 256 values of `bytes` are from being equally many.
fn chi_square(bytes: impl Iterator<Item = u8>) -> f64 {
    let mut counts = [0u32; 256];
    bytes.for_each(|byte| counts[usize::from(byte)] += 1);
    let all: u32 = counts.iter().sum();
    let expected = f64::from(all) / 256.0;
    counts.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum()
}

/// What tells `keys` from chance; `None` if nothing does.
fn pattern_in(keys: &[[u8; 4]]) -> Option<String> {
    // Of 100,000 numbers of 32 bits about one is there twice; 16 are so once in 10¹² runs.
    let different = keys.iter().collect::<HashSet<_>>().len();
    if different < FRAMES - 15 {
        return Some(format!("only {different} different keys"));
    }
    (0..4).find_map(|i| {
        let bytes = chi_square(keys.iter().map(|key| key[i]));
        let steps = chi_square(keys.windows(2).map(|two| two[0][i] ^ two[1][i]));
        let is_chance = CHANCE.contains(&bytes) && CHANCE.contains(&steps);
        (!is_chance).then(|| format!("byte {i}: chi-square {bytes:.0}, of steps {steps:.0}"))
    })
}

#[test] // WS-5.3-02, WS-5.3-03, WS-5.3-04, WS-10.3-01
fn must_look_like_chance() {
    let keys = keys(net::entropy::masking_key);
    assert_eq!(keys.len(), FRAMES, "one key a frame");
    assert_eq!(pattern_in(&keys), None);
}

/// What the test above would find.
#[test]
fn must_not_be_taken_for_chance_when_there_is_a_pattern() {
    let mut counter = 0u32;
    let count = move || {
        counter = counter.wrapping_add(0x9e37_79b9); // even bytes, but every step is the same
        counter.to_be_bytes()
    };
    let mut state = 1u32;
    let repeat = move || {
        state = (state * 75 + 74) % 65_537; // a generator with a short period
        state.wrapping_mul(0x0001_0001).to_be_bytes()
    };
    let uneven = || net::entropy::masking_key().map(|byte| byte & 0xfe);
    assert_eq!(pattern_in(&keys(|| [1, 2, 3, 4])), Some("only 1 different keys".into()));
    assert_ne!(pattern_in(&keys(count)), None);
    assert_ne!(pattern_in(&keys(repeat)), None);
    assert_ne!(pattern_in(&keys(uneven)), None);
}

/// What is masked is a copy: the application's own bytes may change as soon as the call returns.
#[test] // WS-10.3-02
fn must_not_let_the_application_change_what_is_being_sent() {
    let mut client = Connection::client(Limits::DEFAULT, || [0; 4]);
    let mut payload = b"harmless".to_vec();
    client.send_binary(&payload).expect("open");
    client.send_binary_part(&payload, false).expect("open");
    client.ping(&payload).expect("open");
    payload.copy_from_slice(b"harmful!");
    let sent = client.take_output().to_vec();
    let frame = |first: &[u8]| [first, b"\x88\0\0\0\0harmless"].concat();
    assert_eq!(sent, [frame(b"\x82"), frame(b"\x02"), frame(b"\x89")].concat());
}
