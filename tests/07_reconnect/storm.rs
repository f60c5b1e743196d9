//! # A storm that does not happen                                    chapter 07 · RFC 6455 §7.2.3
//! Knows: a thousand clients, and a server that is down for a minute. Does not know: sockets.
//! Read before: `net/src/reconnect.rs`. Read next: `tests/07_reconnect/keeping.rs`.

use super::*;
use frames::{CloseCode, Closed, Who};
use net::reconnect::Reconnect;
use net::retry::Lost;
use net::websocket::OpenError;
use std::io::ErrorKind;
use tokio::time::Instant;

const CLIENTS: u64 = 1000;
const DOWN: Duration = Duration::from_secs(60);
const BUCKET: Duration = Duration::from_millis(100);

/// Dice that fall the same way each time (SplitMix64), and differently for each client.
fn dice(seed: u64) -> impl FnMut() -> u64 + Send + 'static {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// The moments at which one client knocks, from the loss to the attempt that succeeds.
async fn come_back(seed: u64, began: Instant) -> Vec<Duration> {
    let going_away =
        Closed { code: CloseCode::GOING_AWAY, reason: "".into(), by: Who::Peer, clean: true };
    let mut reconnect = Reconnect::default().dice(dice(seed));
    reconnect.wait().await;
    reconnect.opened();
    reconnect.lost(Lost::Closed(going_away)).unwrap();
    let mut knocks = Vec::new();
    loop {
        reconnect.wait().await;
        knocks.push(began.elapsed());
        if began.elapsed() >= DOWN {
            return knocks;
        }
        let refused = OpenError::Io(ErrorKind::ConnectionRefused.into());
        reconnect.lost(Lost::NotOpened(refused)).unwrap();
    }
}

#[test] // WS-7.2.3-01, WS-7.2.3-02, WS-7.2.3-04
fn limit_a_thousand_clients_come_back_one_after_another() {
    let knocks: Vec<Vec<Duration>> = in_virtual_time(async {
        let began = Instant::now();
        let mut clients = tokio::task::JoinSet::new();
        for seed in 0..CLIENTS {
            clients.spawn(come_back(seed, began));
        }
        clients.join_all().await
    });
    let most = knocks.iter().map(Vec::len).max().unwrap();
    let mut buckets = std::collections::BTreeMap::<u128, u64>::new();
    for knock in knocks.iter().flatten() {
        *buckets.entry(knock.as_millis() / BUCKET.as_millis()).or_default() += 1;
    }
    let fullest = *buckets.values().max().unwrap();
    let mean = knocks.iter().map(Vec::len).sum::<usize>() as f64 / CLIENTS as f64;
    println!("attempts: {mean} on average, {most} at most; at most {fullest} in 100 ms");
    assert!(fullest * 20 <= CLIENTS, "{fullest} in one tenth of a second");
    assert!(most <= 16, "one client knocked {most} times");
    let last = knocks.iter().flatten().max().unwrap();
    assert!(*last < DOWN + Duration::from_secs(30), "all are back: {last:?}");
}
