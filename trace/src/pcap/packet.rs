//! # A packet, taken apart                                           chapter 03
//! Knows: what stands before IP on several links, IPv4, IPv6, and TCP. Does not know: streams.
//! Read before: `segment.rs`. Read next: `follow.rs`.
//!
//! What is no whole TCP segment over IP is left out: a capture holds other things too.

use super::link;
use super::segment::TCP;
use std::net::{IpAddr, SocketAddr};

/// A segment of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen<'b> {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) sequence: u32,
    pub(super) flags: u8,
    pub(super) data: &'b [u8],
    /// How many bytes of data the capture has cut off.
    pub(super) cut: usize,
}

/// Can packets of this kind of link be read?
pub(super) fn is_known(kind: u32) -> bool {
    use link::{ETHERNET, LINUX_SLL, LINUX_SLL2, LOOP, NULL, OTHER_RAW, RAW};
    [ETHERNET, LINUX_SLL, LINUX_SLL2, LOOP, NULL, RAW].contains(&kind) || OTHER_RAW.contains(&kind)
}

/// The IP packet behind the header of this kind of link; nothing if it is no IP.
pub(super) fn behind_link(kind: u32, bytes: &[u8]) -> Option<&[u8]> {
    const IP: [[u8; 2]; 2] = [[0x08, 0x00], [0x86, 0xdd]];
    /// A tag of a virtual network: two bytes of its number, then the family of what follows.
    const TAGS: [[u8; 2]; 2] = [[0x81, 0x00], [0x88, 0xa8]];
    let (family, header) = match kind {
        _ if kind == link::RAW || link::OTHER_RAW.contains(&kind) => return Some(bytes),
        // The family's number differs from system to system; the version in the IP header tells.
        link::NULL | link::LOOP => return bytes.get(4..),
        link::ETHERNET => {
            let mut at = 12;
            while TAGS.iter().any(|tag| bytes.get(at..at + 2) == Some(tag)) {
                at += 4;
            }
            (bytes.get(at..at + 2)?, at + 2)
        }
        link::LINUX_SLL => (bytes.get(14..16)?, 16),
        link::LINUX_SLL2 => (bytes.get(0..2)?, 20),
        _ => return None,
    };
    IP.iter().any(|ip| ip == family).then(|| bytes.get(header..))?
}

/// The TCP segment in an IP packet. Fragments are not put together.
pub(super) fn segment(packet: &[u8]) -> Option<Seen<'_>> {
    match packet.first()? >> 4 {
        4 => {
            let header = usize::from(packet[0] & 0x0f) * 4;
            let length = usize::from(number(packet, 2)?);
            // All but the bit that forbids fragments.
            let is_fragment = number(packet, 6)? & 0x3fff != 0;
            if header < 20 || is_fragment || *packet.get(9)? != TCP {
                return None;
            }
            let from: [u8; 4] = packet.get(12..16)?.try_into().ok()?;
            let to: [u8; 4] = packet.get(16..20)?.try_into().ok()?;
            // A length of 0 was left to the network card to fill in.
            let length = if length == 0 { packet.len() } else { length };
            tcp(packet, header, length, from.into(), to.into())
        }
        6 => {
            let header = behind_extensions(packet)?;
            let from: [u8; 16] = packet.get(8..24)?.try_into().ok()?;
            let to: [u8; 16] = packet.get(24..40)?.try_into().ok()?;
            let length = 40 + usize::from(number(packet, 4)?);
            let length = if length == 40 { packet.len() } else { length };
            tcp(packet, header, length, from.into(), to.into())
        }
        _ => None,
    }
}

/// Where TCP begins behind an IPv6 header and its options: each extension header tells what comes
/// next, and how many times 8 bytes it has beyond the first 8 (RFC 8200 §4).
fn behind_extensions(packet: &[u8]) -> Option<usize> {
    const HOP_BY_HOP: u8 = 0;
    const ROUTING: u8 = 43;
    const DESTINATION: u8 = 60;
    let (mut next, mut at) = (*packet.get(6)?, 40);
    while matches!(next, HOP_BY_HOP | ROUTING | DESTINATION) {
        let length = 8 * (usize::from(*packet.get(at + 1)?) + 1);
        (next, at) = (*packet.get(at)?, at + length);
    }
    (next == TCP).then_some(at)
}

/// The segment between the IP header and the end that IP tells: behind it may be padding.
fn tcp(packet: &[u8], start: usize, length: usize, from: IpAddr, to: IpAddr) -> Option<Seen<'_>> {
    let tcp = packet.get(start..length.min(packet.len()))?;
    let header = usize::from(tcp.get(12)? >> 4) * 4;
    if header < 20 {
        return None;
    }
    Some(Seen {
        from: SocketAddr::new(from, number(tcp, 0)?),
        to: SocketAddr::new(to, number(tcp, 2)?),
        sequence: u32::from_be_bytes(tcp.get(4..8)?.try_into().ok()?),
        flags: *tcp.get(13)?,
        data: tcp.get(header..)?,
        cut: length.saturating_sub(packet.len()),
    })
}

/// The 16-bit number at `at`.
fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}
