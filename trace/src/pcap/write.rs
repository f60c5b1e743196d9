//! # A capture, written                                              chapter 03
//! Knows: how streams are cut into segments, and what each acknowledges. Does not know: files.
//! Read before: `segment.rs`. Read next: `read.rs`.

use super::segment::{ACK, FIN, PSH, RST, SYN, Segment};
use super::{MICROSECONDS, link};
use crate::record::{End, Record, Trace, What};
use explain::Sender;
use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// The most bytes of one segment: what fits behind the headers into an Ethernet frame.
const SEGMENT_BYTES: usize = 1460;
/// The most bytes of one packet, as the file promises.
const PACKET_BYTES: u32 = 65_535;

/// Write all of a trace. Its first moment is `began`, counted from the beginning of 1970.
///
/// # Errors
/// Those of `out`.
pub fn write(trace: &Trace, began: Duration, out: impl Write) -> io::Result<()> {
    let mut writer = Writer::new(out, began)?;
    trace.records.iter().try_for_each(|record| writer.record(record))?;
    writer.flush()
}

/// Writes a capture record by record, as things happen.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    began: Duration,
    flows: HashMap<u32, Flow>,
}

/// One connection.
#[derive(Debug)]
struct Flow {
    client: Side,
    server: Side,
}

/// One end of a connection.
#[derive(Debug)]
struct Side {
    address: SocketAddr,
    /// The number of the next byte that it writes.
    next: u32,
    ended: bool,
}

impl<W: Write> Writer<W> {
    /// Begin with the header of the file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(mut out: W, began: Duration) -> io::Result<Self> {
        // Version 2.4, then time zone and accuracy, which nobody uses.
        for number in [MICROSECONDS, 0x0004_0002, 0, 0, PACKET_BYTES, link::RAW] {
            out.write_all(&number.to_le_bytes())?;
        }
        Ok(Self { out, began, flows: HashMap::new() })
    }

    /// Write one record, if packets can tell it.
    ///
    /// # Errors
    /// Those of the file.
    pub fn record(&mut self, record: &Record) -> io::Result<()> {
        let (at, connection) = (record.at, record.connection);
        match &record.what {
            What::Opened { client, server } => self.open(at, connection, client, server),
            What::Bytes { from, bytes } => {
                self.know(at, connection)?;
                for piece in bytes.chunks(SEGMENT_BYTES) {
                    self.segment(at, connection, *from, ACK | PSH, piece)?;
                }
                Ok(())
            }
            What::Ended { from, how } => {
                self.know(at, connection)?;
                match how {
                    End::Finished => self.segment(at, connection, *from, ACK | FIN, &[]),
                    End::Reset | End::Cut => self.segment(at, connection, *from, ACK | RST, &[]),
                }
            }
            What::Event { .. } | What::State { .. } | What::Failed { .. } | What::Note(_) => Ok(()),
        }
    }

    /// Hand on what was written.
    ///
    /// # Errors
    /// Those of the file.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A connection of which we did not hear that it began.
    fn know(&mut self, at: Duration, connection: u32) -> io::Result<()> {
        if self.flows.contains_key(&connection) {
            return Ok(());
        }
        self.open(at, connection, "", "")
    }

    /// The three segments with which a connection begins.
    fn open(&mut self, at: Duration, number: u32, client: &str, server: &str) -> io::Result<()> {
        let (client, server) = addresses(number, client, server);
        let end = |address, next| Side { address, next, ended: false };
        // Others for each connection: addresses may come again.
        let first = number.wrapping_mul(1_000_000);
        let flow = Flow { client: end(client, first), server: end(server, first ^ 1 << 31) };
        self.flows.insert(number, flow);
        self.segment(at, number, Sender::Client, SYN, &[])?;
        self.segment(at, number, Sender::Server, SYN | ACK, &[])?;
        self.segment(at, number, Sender::Client, ACK, &[])
    }

    /// One segment; none from an end that has ended.
    fn segment(
        &mut self,
        at: Duration,
        connection: u32,
        from: Sender,
        flags: u8,
        data: &[u8],
    ) -> io::Result<()> {
        let Some(Flow { client, server }) = self.flows.get_mut(&connection) else { return Ok(()) };
        let (from, to) = match from {
            Sender::Client => (client, server),
            Sender::Server => (server, client),
        };
        if from.ended {
            return Ok(());
        }
        let acknowledged = if flags & ACK == 0 { 0 } else { to.next };
        let (sequence, to) = (from.next, to.address);
        let segment = Segment { from: from.address, to, sequence, acknowledged, flags, data };
        let packet = segment.packet();
        // SYN and FIN take a number, as a byte does. 1,460 bytes at most were given.
        let taken = u32::try_from(data.len()).unwrap_or(0) + u32::from(flags & (SYN | FIN) != 0);
        from.next = from.next.wrapping_add(taken);
        from.ended = flags & (FIN | RST) != 0;
        self.packet(at, &packet)
    }

    fn packet(&mut self, at: Duration, packet: &[u8]) -> io::Result<()> {
        let time = self.began.saturating_add(at);
        // The format has no more than 32 bits for the seconds.
        let seconds = u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
        let length = u32::try_from(packet.len()).unwrap_or(PACKET_BYTES);
        for number in [seconds, time.subsec_micros(), length, length] {
            self.out.write_all(&number.to_le_bytes())?;
        }
        self.out.write_all(packet)
    }
}

/// The addresses of a connection; where a name or nothing stands for one, one is invented.
fn addresses(connection: u32, client: &str, server: &str) -> (SocketAddr, SocketAddr) {
    let [.., high, low] = connection.to_be_bytes();
    let port = 40_000 + (u16::from_be_bytes([high, low]) % 20_000);
    let invented = |last, port| SocketAddr::from((Ipv4Addr::new(10, 101, 0, last), port));
    let client = client.parse().unwrap_or_else(|_| invented(1, port));
    let server = server.parse().unwrap_or_else(|_| invented(2, 80));
    (client, server)
}
