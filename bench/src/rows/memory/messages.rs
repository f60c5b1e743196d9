//! # Memory: messages under way                                      chapter 16 · RFC 6455 §5.4
//! Knows: what a server keeps of a message whose last byte did not come. Does not know: who sends
//! so slowly.
//! Read before: `rows/memory/mod.rs`, `visitor.rs`. Read next: `rows/memory/kept.rs`.

use super::{SMOKE, kept, sample, settled};
use crate::process::Server;
use crate::row::{Contender, Kind, Row};
use crate::servers::keep::AT_ONCE;
use crate::visitor::{Speaks, Visitor};
use frames::{Header, Opcode, mask};

/// What one fragment has, where there are some.
const FRAGMENT: usize = 1024;
const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A message under way, in a server.
pub(super) fn row() -> Row {
    let about = "A message of so many bytes whose last did not come yet: what does a server keep?";
    super::row(
        "memory-message",
        about,
        &[4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20],
        |size| {
            Ok(vec![
                contender("ours", Kind::Ours, "echo-ours", size, size),
                contender("ours, in fragments", Kind::Ours, "echo-ours", size, FRAGMENT),
                contender("tokio-websockets", Kind::Peer, "echo-tokio-websockets", size, size),
                contender(
                    "tokio-tungstenite",
                    Kind::Peer,
                    "echo-tokio-tungstenite-lean",
                    size,
                    size,
                ),
                kept::bytes(size),
            ])
        },
    )
}

fn contender(
    name: &'static str,
    kind: Kind,
    server: &'static str,
    size: usize,
    fragment: usize,
) -> Contender {
    Contender::new(name, kind, move |slot| {
        let size = if slot.smoke { size.min(SMOKE) } else { size };
        let server = Server::start(server)?;
        let mut visitors = Vec::new();
        let speaks = Speaks::WebSocket("/", "");
        Visitor::open(&mut visitors, server.address, speaks, AT_ONCE as u32)?;
        visitors.iter_mut().try_for_each(|visitor| visitor.echo(b"a short message"))?;
        let (message, echo) = (frames(size, fragment, Some(KEY)), frames(size, size, None));
        let (begun, last) = message.split_at(message.len() - 1);

        let before = settled(&server, slot)?;
        visitors.iter_mut().try_for_each(|visitor| visitor.say(begun))?;
        let after = settled(&server, slot)?;
        for visitor in &mut visitors {
            visitor.say(last)?;
            visitor.hear(&echo)?;
        }
        Ok(sample((after - before) / AT_ONCE as f64, size))
    })
}

/// A message of `size` bytes, in fragments or whole.
fn frames(size: usize, fragment: usize, key: Option<[u8; 4]>) -> Vec<u8> {
    let payload = vec![0x5a; size];
    let (mut bytes, last) = (Vec::new(), size.div_ceil(fragment) - 1);
    for (number, part) in payload.chunks(fragment).enumerate() {
        let opcode = if number == 0 { Opcode::Binary } else { Opcode::Continuation };
        Header::new(number == last, opcode, part.len() as u64, key).encode(&mut bytes);
        let begin = bytes.len();
        bytes.extend_from_slice(part);
        if let Some(key) = key {
            mask(&mut bytes[begin..], key);
        }
    }
    bytes
}
