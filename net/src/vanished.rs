//! # Vanished: a peer without power or network                       chapter 15 · RFC 5482
//! Knows: how long the system may wait for an acknowledgement. Does not know: what was sent.
//! Read before: `connection.rs`. Read next: `serve.rs`.
//!
//! A peer that ends or resets its connection says so. One that vanishes says nothing, and what we
//! write to it goes into the system's buffer, which is larger than a day of heartbeats: to us all
//! looks well. The system itself gives up only after a quarter of an hour, unless it is told when.

#[cfg(target_os = "linux")]
use socket2::SockRef;
use std::io;
use std::time::Duration;
use tokio::net::TcpStream;

/// Let the system end `stream` when something that we sent was not acknowledged for so long: the
/// user timeout (RFC 5482 §1). Reading then fails, and so the connection ends.
///
/// # Errors
/// The system refused.
#[cfg(target_os = "linux")]
pub fn notice_after(stream: &TcpStream, time: Duration) -> io::Result<()> {
    SockRef::from(stream).set_tcp_user_timeout(Some(time))
}

/// What [`notice_after`] set; `None` if the system decides.
///
/// # Errors
/// The system refused.
#[cfg(target_os = "linux")]
pub fn noticed_after(stream: &TcpStream) -> io::Result<Option<Duration>> {
    let time = SockRef::from(stream).tcp_user_timeout()?;
    Ok(time.filter(|time| !time.is_zero()))
}

/// Elsewhere the system decides, and takes some minutes.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn notice_after(_: &TcpStream, _: Duration) -> io::Result<()> {
    Ok(())
}
