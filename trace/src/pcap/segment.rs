//! # A TCP segment, made                                             chapter 03
//! Knows: the headers of IPv4, IPv6 and TCP, and their checksum. Does not know: connections.
//! Read before: `trace/src/pcap.rs`. Read next: `write.rs`.
//!
//! Source: RFC 791 §3.1, RFC 8200 §3, RFC 9293 §3.1.

use std::net::{IpAddr, SocketAddr};

pub(super) const FIN: u8 = 0x01;
pub(super) const SYN: u8 = 0x02;
pub(super) const RST: u8 = 0x04;
pub(super) const PSH: u8 = 0x08;
pub(super) const ACK: u8 = 0x10;

/// The number of TCP in an IP header.
pub(super) const TCP: u8 = 6;

/// One segment of one direction.
#[derive(Debug)]
pub(super) struct Segment<'b> {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) sequence: u32,
    pub(super) acknowledged: u32,
    pub(super) flags: u8,
    /// At most 1,460 bytes.
    pub(super) data: &'b [u8],
}

impl Segment<'_> {
    /// The packet: the IP header, the TCP header, the data. Both addresses are of one family, else
    /// both are written as IPv6.
    pub(super) fn packet(&self) -> Vec<u8> {
        let tcp = self.tcp();
        let length = u16::try_from(tcp.len()).unwrap_or(u16::MAX);
        let mut packet = match (self.from.ip(), self.to.ip()) {
            (IpAddr::V4(from), IpAddr::V4(to)) => {
                let [high, low] = (length + 20).to_be_bytes();
                // Version 4 and 5 words; no fragment; 64 hops.
                let mut header = vec![0x45, 0, high, low, 0, 0, 0x40, 0, 64, TCP, 0, 0];
                header.extend(from.octets());
                header.extend(to.octets());
                let sum = checksum(&[&header]).to_be_bytes();
                header.splice(10..12, sum);
                header
            }
            (from, to) => {
                let [high, low] = length.to_be_bytes();
                let mut header = vec![0x60, 0, 0, 0, high, low, TCP, 64];
                header.extend(v6(from));
                header.extend(v6(to));
                header
            }
        };
        packet.extend(tcp);
        packet
    }

    /// The TCP header and the data.
    fn tcp(&self) -> Vec<u8> {
        let mut tcp = Vec::with_capacity(20 + self.data.len());
        tcp.extend(self.from.port().to_be_bytes());
        tcp.extend(self.to.port().to_be_bytes());
        tcp.extend(self.sequence.to_be_bytes());
        tcp.extend(self.acknowledged.to_be_bytes());
        // Five words of header; the largest window; no checksum yet; nothing urgent.
        tcp.extend([0x50, self.flags, 0xff, 0xff, 0, 0, 0, 0]);
        tcp.extend(self.data);
        let length = u16::try_from(tcp.len()).unwrap_or(u16::MAX).to_be_bytes();
        let addresses = match (self.from.ip(), self.to.ip()) {
            (IpAddr::V4(from), IpAddr::V4(to)) => [from.octets(), to.octets()].concat(),
            (from, to) => [v6(from), v6(to)].concat(),
        };
        let sum = checksum(&[&addresses, &[0, TCP], &length, &tcp]).to_be_bytes();
        tcp.splice(16..18, sum);
        tcp
    }
}

fn v6(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    }
}

/// The Internet checksum over all parts, of which only the last may have an odd length: 16-bit
/// words are added, what overflows is added again, and the sum is turned around (RFC 1071).
pub(super) fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum: u32 = 0;
    for pair in parts.iter().flat_map(|part| part.chunks(2)) {
        let word = u16::from_be_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]);
        sum += u32::from(word);
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or(0)
}
