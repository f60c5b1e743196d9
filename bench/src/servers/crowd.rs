//! # Crowd: the lab, and the least that could take its place         chapter 16
//! Knows: how each lets everyone hear what one says. Does not know: how many come.
//! Read before: `mod.rs`, `bare.rs`, `lab/src/server.rs`. Read next: `rows/crowd.rs`.

use super::bare::greeted;
use crate::failure::Failure;
use lab::{Config, Lab};
use net::Stop;
use net::tokio;
use net::tokio::net::{TcpListener as Listener, TcpStream};
use net::tokio::runtime::{Builder, Runtime};
use std::io::ErrorKind::WouldBlock;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};

/// The lab as `wire101 serve` runs it, on one thread: logs, tallies, limits and all.
///
/// # Errors
/// The system has no runtime or no sockets for us.
pub fn ours(listener: TcpListener) -> Result<(), Failure> {
    let (runtime, listener) = ready(listener)?;
    runtime.block_on(async {
        let lab = Arc::new(Lab::new(Config::default()));
        lab.serve(Listener::from_std(listener)?, Stop::default()).await;
        Ok(())
    })
}

/// A task for each socket; what one says is written to all, in a loop.
///
/// # Errors
/// The system has no runtime or no sockets for us.
pub fn bare(listener: TcpListener) -> Result<(), Failure> {
    let (runtime, listener) = ready(listener)?;
    runtime.block_on(async {
        let listener = Listener::from_std(listener)?;
        let everybody = Arc::new(Mutex::new(Vec::new()));
        loop {
            let stream = Arc::new(greeted(&listener).await?);
            everybody.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&stream));
            tokio::spawn(hear(stream, Arc::clone(&everybody)));
        }
    })
}

async fn hear(stream: Arc<TcpStream>, everybody: Arc<Mutex<Vec<Arc<TcpStream>>>>) {
    while stream.readable().await.is_ok() {
        let mut said = [0; 1024];
        match stream.try_read(&mut said) {
            Ok(length @ 1..) => {
                let everybody = everybody.lock().unwrap_or_else(PoisonError::into_inner);
                for one in &*everybody {
                    // Who has gone hears nothing.
                    let _gone = one.try_write(&said[..length]);
                }
            }
            Err(error) if error.kind() == WouldBlock => {}
            _ => return,
        }
    }
}

fn ready(listener: TcpListener) -> Result<(Runtime, TcpListener), Failure> {
    listener.set_nonblocking(true)?;
    Ok((Builder::new_current_thread().enable_all().build()?, listener))
}
