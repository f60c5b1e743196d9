//! # Our echo server                                                 chapter 16
//! Knows: that it is the one of `wire101 echo`, as it ships. Does not know: how it works.
//! Read before: `lab/src/echo_server.rs`. Read next: `servers/echo/peers.rs`.

use crate::failure::Failure;
use crate::servers::echo::block_on;
use net::Stop;
use std::net::TcpListener;
use wire::Limits;

/// Ours, with all limits, deadlines and checks; compression too, for who offers it.
///
/// # Errors
/// There is no runtime to be had.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    block_on(listener, async |listener| {
        lab::echo_server::serve(listener, None, Limits::DEFAULT, Stop::default()).await;
        Ok(())
    })
}
