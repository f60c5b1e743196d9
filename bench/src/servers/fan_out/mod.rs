//! # Fan-out: one says it, a thousand hear it                        chapter 16
//! Knows: the orders that all these servers take, and what they say then. Does not know: how.
//! Read before: `servers/mod.rs`, `load/units.rs`. Read next: `raw.rs`, `ours.rs`, `peers.rs`.
//!
//! The first connection to each of them is the publisher's: every byte that comes over it is an
//! order to publish so many events, one right behind the other. All other connections are readers.

pub mod event_streams;
pub mod ours;
pub mod peers;
pub mod raw;
pub mod raw_tokio;
pub mod websockets;

use crate::failure::Failure;
use net::tokio::io::AsyncReadExt;
use net::tokio::runtime::{Builder, Runtime};
use std::io;
use std::net::TcpListener;
use wire::published::DEFAULT_EVENT;
use wire::{Epoch, Published};

/// How long the text of an event is.
const TEXT_BYTES: usize = 100;
/// The life of every log here.
pub const EPOCH: Epoch = Epoch::new(0x5ca1ab1e);

/// The event of that number: the same, whoever says it.
pub fn event(number: u64) -> Published {
    let data = format!("{number:.>TEXT_BYTES$}").into();
    Published { id: EPOCH.at(number), event: DEFAULT_EVENT.into(), data }
}

/// What a WebSocket says of it: its JSON.
pub fn json(event: &Published) -> Vec<u8> {
    let mut out = Vec::new();
    polling::write_event(event, &mut out);
    out
}

/// What an event stream says of it: a block with its id.
pub fn block(event: &Published) -> Vec<u8> {
    format!("id: {}\ndata: {}\n\n", event.id, event.data).into_bytes()
}

/// One thread, as there is one core.
fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Take orders until the publisher is gone; `publish` is told each number.
async fn take_orders(
    mut publisher: net::tokio::net::TcpStream,
    mut publish: impl FnMut(u64) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut last = 0;
    while let Ok(events) = publisher.read_u8().await {
        let numbers = last + 1..=last + u64::from(events);
        last = *numbers.end();
        numbers.into_iter().try_for_each(&mut publish)?;
    }
    Ok(())
}

/// The publisher's connection, and the listener for the others.
fn wait_for_publisher(
    listener: TcpListener,
) -> io::Result<(net::tokio::net::TcpStream, net::tokio::net::TcpListener)> {
    let (publisher, _) = listener.accept()?;
    publisher.set_nonblocking(true)?;
    listener.set_nonblocking(true)?;
    let publisher = net::tokio::net::TcpStream::from_std(publisher)?;
    Ok((publisher, net::tokio::net::TcpListener::from_std(listener)?))
}
