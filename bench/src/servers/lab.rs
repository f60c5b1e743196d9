//! # The lab, as `wire101 serve` runs it                             chapter 16
//! Knows: how it is set up. Does not know: who hears, or what it costs.
//! Read before: `mod.rs`, `lab/src/commands/serve.rs`. Read next: `rows/transports.rs`.

use crate::failure::Failure;
use lab::{Config, Lab};
use net::Stop;
use net::tokio::net::TcpListener;
use net::tokio::runtime::Runtime;
use std::sync::Arc;

/// Serve all transports on `listener`, for ever.
///
/// # Errors
/// The runtime or the listener cannot be set up.
pub fn serve(listener: std::net::TcpListener) -> Result<(), Failure> {
    listener.set_nonblocking(true)?;
    Runtime::new()?.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        Arc::new(Lab::new(Config::default())).serve(listener, Stop::default()).await;
        Ok(())
    })
}
