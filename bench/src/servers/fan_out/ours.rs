//! # Fan-out: ours, as the lab does it                               chapter 16
//! Knows: how a lab is started and told to publish. Does not know: how it delivers.
//! Read before: `raw.rs`, `lab/src/server.rs`. Read next: `peers.rs`.
//!
//! The lab as it ships: the log that a reader can come back to, limits, liveness, heartbeats, the
//! meter.

use crate::failure::Failure;
use crate::servers::fan_out::{EPOCH, event, runtime, take_orders, wait_for_publisher};
use hub::Topic;
use lab::{Config, Lab};
use net::Stop;
use std::net::TcpListener;
use std::sync::Arc;

/// Serve the lab, and publish in it.
///
/// # Errors
/// The publisher is gone, or an event was refused.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let (publisher, listener) = wait_for_publisher(listener)?;
        let lab = Arc::new(Lab::new(Config { epoch: Some(EPOCH), ..Config::default() }));
        net::tokio::spawn(Arc::clone(&lab).serve(listener, Stop::default()));
        let news = Topic::new("news").map_err(|error| Failure(error.to_string()))?;
        take_orders(publisher, |number| {
            let receipt = lab.hub.publish(&news, None, &event(number).data);
            match receipt.try_get() {
                Some(Ok(id)) if id.number == number => Ok(()),
                other => Err(Failure::wrong("publishing", other, number)),
            }
        })
        .await
    })
}
