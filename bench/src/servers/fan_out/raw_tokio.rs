//! # Fan-out: the limit of tasks                                     chapter 16
//! Knows: the raw loop's writes, but a task for each reader, and tokio's channel to wake it.
//! Does not know: whether a reader is slow, gone or silent; limits; time.
//! Read before: `raw.rs`, `peers.rs`. Read next: `websockets.rs`.

use crate::failure::Failure;
use crate::servers::fan_out::peers::broadcasting;
use crate::servers::fan_out::raw::{OPENED, STREAMS, bytes};
use net::tokio;
use net::tokio::io::{AsyncReadExt, AsyncWriteExt};
use net::tokio::net::TcpStream;
use net::tokio::sync::broadcast::Receiver;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;

/// An event as an event stream says it, and as a WebSocket does.
type Event = Arc<[Vec<u8>; 2]>;

/// Room for a burst.
const BURST_BYTES: usize = 4096;

/// One write for all that a reader finds when it wakes.
///
/// # Errors
/// The publisher is gone.
pub fn serve(listener: TcpListener) -> Result<(), Failure> {
    let made = |event: &wire::Published| {
        let number = event.id.number;
        Ok(Event::new([bytes(number, false), bytes(number, true)]))
    };
    broadcasting(listener, made, |listener, events| async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(reader(stream, events.subscribe()));
        }
    })
}

/// A write that does not go at once is the end of it.
async fn reader(mut stream: TcpStream, mut events: Receiver<Event>) -> io::Result<()> {
    let form = usize::from(enter(&mut stream).await?);
    while let Ok(first) = events.recv().await {
        let Ok(second) = events.try_recv() else {
            write(&stream, &first[form])?;
            continue;
        };
        let mut out = Vec::with_capacity(BURST_BYTES);
        out.extend_from_slice(&first[form]);
        out.extend_from_slice(&second[form]);
        while let Ok(event) = events.try_recv() {
            out.extend_from_slice(&event[form]);
        }
        write(&stream, &out)?;
    }
    Ok(())
}

fn write(stream: &TcpStream, bytes: &[u8]) -> io::Result<()> {
    let written = stream.try_write(bytes)?;
    if written == bytes.len() { Ok(()) } else { Err(io::ErrorKind::WriteZero.into()) }
}

/// True for a WebSocket.
async fn enter(stream: &mut TcpStream) -> io::Result<bool> {
    stream.set_nodelay(true)?;
    let mut request = [0; 1024];
    let length = stream.read(&mut request).await?; // a request as short as theirs comes whole
    let is_websocket = request[..length].starts_with(b"GET /ws");
    stream.write_all(if is_websocket { OPENED } else { STREAMS }).await?;
    Ok(is_websocket)
}
