//! # A capture, read                                                 chapter 03
//! Knows: the frame of the file, in both byte orders. Does not know: what a packet holds.
//! Read before: `packet.rs`, `follow.rs`. Read next: `trace/src/lib.rs`.

use super::follow::Follow;
use super::{MICROSECONDS, NANOSECONDS, packet};
use crate::record::Trace;
use std::io::{self, Read};
use std::time::Duration;
use std::{error, fmt};

/// The most bytes of a capture that are read: 1 GiB.
pub const CAPTURE_BYTES: u64 = 1 << 30;
/// The longest packet that is believed: 256 KiB, as tcpdump's.
const PACKET_BYTES: u32 = 256 << 10;

/// Why a capture could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// It could not be fetched.
    Io(io::Error),
    /// It does not begin as a capture of the classic format.
    NotACapture,
    /// Its packets are those of a link that is not known here.
    Link(u32),
    /// A packet is longer than can be.
    Packet {
        /// Where in the file its header begins, in bytes.
        at: u64,
        /// How long it claims to be.
        length: u32,
    },
    /// The file is too long.
    TooLong,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot read the capture: {error}"),
            Self::NotACapture => f.write_str(
                "this is no capture of the classic pcap format (editcap -F pcap makes one of the \
                 newer pcapng)",
            ),
            Self::Link(kind) => write!(
                f,
                "packets of link type {kind}; 0 and 108 (loopback), 1 (Ethernet), 12, 101, 228, \
                 229 (IP), 113 and 276 (Linux) can be read"
            ),
            Self::Packet { at, length } => write!(
                f,
                "the packet at byte {at} claims {length} bytes; {PACKET_BYTES} at most are right"
            ),
            Self::TooLong => write!(f, "it is longer than {CAPTURE_BYTES} bytes"),
        }
    }
}

impl error::Error for ReadError {}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Read a capture: all its TCP connections, as far as they are in it. A capture whose end is cut
/// off is read up to there.
///
/// # Errors
/// See [`ReadError`].
pub fn read(mut input: impl Read) -> Result<Trace, ReadError> {
    let mut header = [0; 24];
    if !fill(&mut input, &mut header)? {
        return Err(ReadError::NotACapture);
    }
    let magic: [u8; 4] = [header[0], header[1], header[2], header[3]];
    let (order, nanoseconds) = [Order::Little, Order::Big]
        .into_iter()
        .find_map(|order| match order.number(magic) {
            MICROSECONDS => Some((order, false)),
            NANOSECONDS => Some((order, true)),
            _ => None,
        })
        .ok_or(ReadError::NotACapture)?;
    // The upper bits may tell of a checksum behind each frame.
    let kind = order.number([header[20], header[21], header[22], header[23]]) & 0x0fff_ffff;
    if !packet::is_known(kind) {
        return Err(ReadError::Link(kind));
    }
    packets(input, order, nanoseconds, kind)
}

/// The order of the bytes in a number.
#[derive(Clone, Copy, Debug)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn number(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }
}

fn packets(
    mut input: impl Read,
    order: Order,
    nanoseconds: bool,
    kind: u32,
) -> Result<Trace, ReadError> {
    let mut follow = Follow::default();
    let mut began = None;
    let mut now = Duration::ZERO;
    let mut at = 24;
    let mut header = [0; 16];
    let mut bytes = Vec::new();
    while fill(&mut input, &mut header)? {
        let number =
            |i: usize| order.number([header[i], header[i + 1], header[i + 2], header[i + 3]]);
        let (seconds, fraction, length) = (number(0), number(4), number(8));
        if length > PACKET_BYTES {
            return Err(ReadError::Packet { at, length });
        }
        at += 16 + u64::from(length);
        if at > CAPTURE_BYTES {
            return Err(ReadError::TooLong);
        }
        bytes.resize(usize::try_from(length).unwrap_or(0), 0);
        if !fill(&mut input, &mut bytes)? {
            break;
        }
        let fraction = u64::from(fraction) * if nanoseconds { 1 } else { 1000 };
        let time = Duration::from_secs(seconds.into()) + Duration::from_nanos(fraction);
        // Packets may be captured a little out of order; time does not run backwards here.
        now = now.max(time.saturating_sub(*began.get_or_insert(time)));
        let packet = packet::behind_link(kind, &bytes);
        if let Some(seen) = packet.and_then(packet::segment) {
            follow.segment(now, &seen);
        }
    }
    Ok(Trace { title: "a capture of packets".into(), records: follow.finish(now) })
}

/// Fill all of `bytes`; false if the input ends before.
fn fill(input: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match input.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
