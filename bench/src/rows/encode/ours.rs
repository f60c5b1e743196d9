//! # Encode, ours and the limit                                      chapter 16
//! Knows: how our driver writes, and what cannot be left out. Does not know: peers.
//! Read before: `rows/encode/mod.rs`, `net/src/connection.rs`. Read next: `peers/encode.rs`.

use crate::failure::Failure;
use crate::peers::sink::Sink;
use frames::{Connection, Header, Kind, Opcode, Role};
use std::io::IoSlice;
use wire::{Bytes, Limits, Output, Protocol};

/// As many pieces as `net` writes at once.
const PIECES_MAX: usize = 16;
/// From here on two pieces cost less than a copy.
const GATHER_FROM: usize = 1024;

/// Ours, the payload shared with whoever else has it.
///
/// # Errors
/// None.
pub(super) fn by_reference(
    sink: Sink,
    role: Role,
    payload: Bytes,
) -> Result<impl FnMut() -> Option<()>, Failure> {
    let (mut connection, mut unsent) = (connection(role), Output::default());
    Ok(move || {
        connection.send_shared(Kind::Binary, payload.clone()).ok()?;
        write(&mut connection, &mut unsent, &sink);
        Some(())
    })
}

/// Ours, the payload copied from where it lies.
///
/// # Errors
/// None.
pub(super) fn copied(
    sink: Sink,
    role: Role,
    payload: Bytes,
) -> Result<impl FnMut() -> Option<()>, Failure> {
    let (mut connection, mut unsent) = (connection(role), Output::default());
    Ok(move || {
        connection.send_binary(&payload).ok()?;
        write(&mut connection, &mut unsent, &sink);
        Some(())
    })
}

fn connection(role: Role) -> Connection {
    match role {
        Role::Server => Connection::server(Limits::DEFAULT),
        Role::Client => Connection::client(Limits::DEFAULT, net::entropy::masking_key),
    }
}

/// Write what waits, as `net::Connection` does.
fn write(connection: &mut Connection, unsent: &mut Output, sink: &Sink) {
    unsent.append(connection.take_output());
    while !unsent.is_empty() {
        let mut pieces = unsent.pieces().map(IoSlice::new);
        let written = match (pieces.next(), pieces.next(), pieces.next()) {
            (Some(one), None, _) => sink.swallow(&[one]),
            (Some(one), Some(two), None) => sink.swallow(&[one, two]),
            _ => {
                let mut slices = [IoSlice::new(&[]); PIECES_MAX];
                let filled = unsent.io_slices(&mut slices);
                sink.swallow(&slices[..filled])
            }
        };
        drop(pieces);
        unsent.advance(written);
    }
}

/// The limit: a header, and the payload copied behind it, or gathered with it if it is large.
///
/// # Errors
/// None.
pub(super) fn raw(
    sink: Sink,
    role: Role,
    payload: Bytes,
) -> Result<impl FnMut() -> Option<()>, Failure> {
    let mut buffer = Vec::new();
    Ok(move || {
        let key = role.masks().then(net::entropy::masking_key);
        buffer.clear();
        Header::new(true, Opcode::Binary, payload.len() as u64, key).encode(&mut buffer);
        let start = buffer.len();
        if key.is_none() && payload.len() >= GATHER_FROM {
            sink.swallow(&[IoSlice::new(&buffer), IoSlice::new(&payload)]);
            return Some(());
        }
        buffer.extend_from_slice(&payload);
        if let Some(key) = key {
            frames::mask(&mut buffer[start..], key);
        }
        sink.swallow(&[IoSlice::new(&buffer)]);
        Some(())
    })
}
