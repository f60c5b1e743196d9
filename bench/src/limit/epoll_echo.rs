//! # Raw echo: unmasked where it lies                                chapter 16 · RFC 6455 §5.2
//! Knows: where a frame ends, and what a server's frame looks like. Does not know: which frames
//! are allowed; it believes everything.
//! Read before: `limit/epoll.rs`. Read next: `servers/echo/bare.rs`.

use crate::limit::epoll::Work;
use frames::{Header, mask};
use wire::Parsed;

/// The answer to the opening that every load sends: its key is always the one of RFC 6455 §1.3.
const SWITCHING: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\n\
    Upgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// Sends each frame back.
#[derive(Clone, Copy, Debug)]
pub struct Echo;

/// Whether the opening is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened(bool);

impl Work for Echo {
    type State = Opened;

    fn answer<'a>(&'a mut self, opened: &mut Opened, input: &'a mut [u8]) -> (usize, &'a [u8]) {
        if opened.0 {
            return echo(input);
        }
        if !input.ends_with(b"\r\n\r\n") {
            return (0, b"");
        }
        opened.0 = true;
        (input.len(), SWITCHING)
    }
}

/// Turn the whole frames of `input` into a server's. Returns how long they were, and what they
/// became: one stretch of `input`, which begins where the first need not be moved.
pub fn echo(input: &mut [u8]) -> (usize, &[u8]) {
    let (mut taken, mut begin, mut end) = (0, 0, 0);
    while let Parsed::Complete { value: header, consumed } = Header::parse(&input[taken..]) {
        let (payload, Some(key)) = (taken + consumed, header.key) else { break };
        let next = payload + header.length as usize;
        let Some(bytes) = input.get_mut(payload..next) else { break };
        mask(bytes, key);
        // A server's header is the client's without the key, and without the bit that says so.
        let head = consumed - key.len();
        let start = payload - head;
        input.copy_within(taken..taken + head, start);
        input[start + 1] &= 0x7f;
        if taken == 0 {
            (begin, end) = (start, next);
        } else {
            input.copy_within(start..next, end);
            end += next - start;
        }
        taken = next;
    }
    (taken, &input[begin..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_frames_become_those_of_a_server_where_they_lie() {
        let mut long = vec![0x82, 0xfe, 0, 200, 1, 2, 3, 4];
        long.extend([1, 2, 3, 4].repeat(50));
        let mut input = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58".to_vec();
        input.extend(&long);
        input.extend(&long[..50]);
        let (taken, answer) = echo(&mut input);
        assert_eq!(taken, 11 + 208);
        assert_eq!(answer[..7], *b"\x81\x05Hello");
        assert_eq!(answer[7..11], [0x82, 126, 0, 200]);
        assert_eq!(answer[11..], [0; 200]);
    }
}
