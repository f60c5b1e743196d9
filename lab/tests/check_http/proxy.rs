//! # Our lab with one flaw                                           chapter 16
//! Knows: how to change what a client says to our lab and what it hears. Does not know: probes.
//! Read before: `lab/tests/check_http.rs`. Read next: `flaws.rs`.

use super::a_lab;
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use net::tokio::net::{TcpListener, TcpStream};
use net::tokio::sync::{Mutex, Semaphore};
use net::tokio::{select, spawn};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What becomes of some bytes; `None` ends the connection. The first argument is the direction's
/// memory, empty when the connection begins.
pub(super) type Change = fn(&mut Vec<u8>, Vec<u8>) -> Option<Vec<u8>>;

/// How a server is not as it must be.
#[derive(Clone, Copy)]
pub(super) struct Flaw {
    /// What it does to requests.
    pub(super) up: Change,
    /// What it does to answers.
    pub(super) down: Change,
    /// The connections that it can have at once.
    pub(super) places: usize,
    /// It writes to one client after another.
    pub(super) one_lock: bool,
    /// It ends when a client is lost.
    pub(super) fragile: bool,
}

pub(super) const NONE: Flaw = Flaw {
    up: |_, bytes| Some(bytes),
    down: |_, bytes| Some(bytes),
    places: 10_000,
    one_lock: false,
    fragile: false,
};

/// A lab behind that flaw; its address.
pub(super) async fn flawed(flaw: Flaw) -> String {
    let lab = a_lab().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let places = Arc::new(Semaphore::new(flaw.places));
    let lock = Arc::new(Mutex::new(()));
    let dead = Arc::new(AtomicBool::new(false));
    spawn(async move {
        loop {
            let place = Arc::clone(&places).acquire_owned().await.unwrap();
            let (client, _) = listener.accept().await.unwrap();
            if dead.load(Ordering::SeqCst) {
                return;
            }
            let server = TcpStream::connect(&lab).await.unwrap();
            server.set_nodelay(true).unwrap();
            client.set_nodelay(true).unwrap();
            let (lock, dead) = (Arc::clone(&lock), Arc::clone(&dead));
            spawn(async move {
                let lost = pass_on(client, server, flaw, &lock).await;
                dead.fetch_or(lost && flaw.fragile, Ordering::SeqCst);
                drop(place);
            });
        }
    });
    address
}

/// True if the client was lost.
async fn pass_on(
    mut client: TcpStream,
    mut server: TcpStream,
    flaw: Flaw,
    lock: &Mutex<()>,
) -> bool {
    let (mut memory_up, mut memory_down) = (Vec::new(), Vec::new());
    let (mut from_client, mut from_server) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        select! {
            read = client.read(&mut from_client) => match read {
                Ok(0) => return false,
                Err(_) => return true,
                Ok(count) => {
                    let bytes = (flaw.up)(&mut memory_up, from_client[..count].to_vec());
                    let Some(bytes) = bytes else { return false };
                    if server.write_all(&bytes).await.is_err() {
                        return false;
                    }
                }
            },
            read = server.read(&mut from_server) => {
                let Ok(count @ 1..) = read else { return false };
                let bytes = (flaw.down)(&mut memory_down, from_server[..count].to_vec());
                let Some(bytes) = bytes else { return false };
                let _writing = if flaw.one_lock { Some(lock.lock().await) } else { None };
                if client.write_all(&bytes).await.is_err() {
                    return true;
                }
            }
        }
    }
}

/// `bytes` with `new` wherever `old` stood.
pub(super) fn replace(bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut changed = Vec::new();
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        if rest.starts_with(old) {
            changed.extend_from_slice(new);
            rest = &rest[old.len()..];
        } else {
            changed.push(rest[0]);
            rest = &rest[1..];
        }
    }
    changed
}

/// True where `part` stands in `bytes`.
pub(super) fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
