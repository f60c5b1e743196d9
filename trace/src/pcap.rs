//! # A trace as a capture of packets                                 chapter 03
//! Knows: the classic pcap format, so that Wireshark can look at what we saw, and we at what
//! tcpdump saw. Does not know: files; packets that are not TCP.
//! Read before: `record.rs`. Read next: `pcap/segment.rs`, `pcap/write.rs`, `pcap/read.rs`.
//!
//! We see streams, not packets. So the segments that [`write`](fn@write) makes are invented: the
//! bytes, their order and their times are true; sizes, sequence numbers and acknowledgements are
//! as a network without loss would have them. States, events and notes are left out.

mod follow;
mod packet;
mod read;
mod segment;
mod write;

pub use read::{CAPTURE_BYTES, ReadError, read};
pub use write::{Writer, write};

/// The first number of a file: times in microseconds, or in nanoseconds.
const MICROSECONDS: u32 = 0xa1b2_c3d4;
const NANOSECONDS: u32 = 0xa1b2_3c4d;

/// What each packet begins with: a number that the format's registry of link types gives.
mod link {
    /// Four bytes that tell the family, in the byte order of the machine that captured.
    pub(super) const NULL: u32 = 0;
    /// Ethernet.
    pub(super) const ETHERNET: u32 = 1;
    /// The same, but in network byte order.
    pub(super) const LOOP: u32 = 108;
    /// The IP header itself.
    pub(super) const RAW: u32 = 101;
    /// The same, as some BSD write it; and that of IPv4 alone, of IPv6 alone.
    pub(super) const OTHER_RAW: [u32; 3] = [12, 228, 229];
    /// What Linux gives for "any" interface.
    pub(super) const LINUX_SLL: u32 = 113;
    /// The same, second version.
    pub(super) const LINUX_SLL2: u32 = 276;
}
