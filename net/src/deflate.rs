//! # From what was agreed to what is done            chapter 12 · RFC 7692 §7.1
//! Knows: which of the agreed parameters bind which end. Does not know: how they were agreed on, or
//! how anything is compressed.
//! Read before: `handshake/src/deflate.rs`, `frames/src/deflate/mod.rs`. Read next: `websocket.rs`.

use frames::Role;
use frames::deflate::{Deflate, Window};
use handshake::deflate::Agreed;

/// What `agreed` means for the end that is `role`.
///
/// The parameters that begin with `client_` bind what the client compresses and the server
/// inflates; those with `server_` the other direction.
///
/// ```
/// use frames::Role;
/// use handshake::deflate::Agreed;
/// let agreed = Agreed {
///     server_no_context_takeover: true,
///     client_no_context_takeover: false,
///     server_max_window_bits: 15,
///     client_max_window_bits: 10,
/// };
/// let client = net::deflate(agreed, Role::Client);
/// assert_eq!((client.send.bits, client.send.takeover), (10, true));
/// assert_eq!(client.receive, net::deflate(agreed, Role::Server).send);
/// ```
pub fn deflate(agreed: Agreed, role: Role) -> Deflate {
    let clients = Window {
        bits: agreed.client_max_window_bits,
        takeover: !agreed.client_no_context_takeover,
    };
    let servers = Window {
        bits: agreed.server_max_window_bits,
        takeover: !agreed.server_no_context_takeover,
    };
    let (send, receive) = match role {
        Role::Client => (clients, servers),
        Role::Server => (servers, clients),
    };
    Deflate { send, receive, threshold: Deflate::THRESHOLD }
}
