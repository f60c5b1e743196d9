//! # A trace as packets                                              chapter 03
//! Knows: that streams come back from packets, also from those of a real network.
//! Does not know: Wireshark; see `tests/real_parts/tshark.rs`.
//! Read before: `any.rs`, `trace/src/pcap.rs`. Read next: `tests/real_parts/tshark.rs`.

use crate::any;
use laws::proptest::prelude::*;
use std::time::Duration;
use trace::pcap::{self, read};
use trace::{End, Record, Sender, Trace, What};

fn write(trace: &Trace) -> Vec<u8> {
    let mut out = Vec::new();
    pcap::write(trace, Duration::from_secs(1_000_000_000), &mut out).unwrap();
    out
}

fn trace(records: Vec<(u32, What)>) -> Trace {
    let record = |(connection, what)| Record { at: Duration::ZERO, connection, what };
    Trace { title: String::new(), records: records.into_iter().map(record).collect() }
}

fn opened(client: &str, server: &str) -> What {
    What::Opened { client: client.into(), server: server.into() }
}

fn bytes(from: Sender, bytes: &[u8]) -> What {
    What::Bytes { from, bytes: bytes.to_vec() }
}

/// The packets of a capture: the position of each header, and the length behind it.
fn packets(capture: &[u8]) -> Vec<(usize, usize)> {
    let mut at = 24;
    let mut all = Vec::new();
    while at < capture.len() {
        let length = u32::from_le_bytes(capture[at + 8..at + 12].try_into().unwrap()) as usize;
        all.push((at, length));
        at += 16 + length;
    }
    all
}

/// The capture with its packets in another order, or repeated, or left out.
fn rearranged(capture: &[u8], order: &[usize]) -> Vec<u8> {
    let all = packets(capture);
    let mut new = capture[..24].to_vec();
    for (at, length) in order.iter().map(|&i| all[i]) {
        new.extend_from_slice(&capture[at..at + 16 + length]);
    }
    new
}

proptest! {
    /// Whatever happened, each direction of each connection comes back whole.
    #[test]
    fn law_streams_come_back_from_packets(mut trace in any::trace()) {
        // Connections in the order of their numbers, each opened once, as a capture has them.
        trace.records.retain(|record| !matches!(record.what, What::Opened { .. }));
        for connection in [3, 2, 1] {
            let what = opened(&format!("10.0.0.1:{}", 5000 + connection), "10.0.0.2:80");
            trace.records.insert(0, Record { at: Duration::ZERO, connection, what });
        }
        let found = read(&write(&trace)[..]).unwrap();
        for connection in 1..4 {
            for end in [Sender::Client, Sender::Server] {
                prop_assert_eq!(
                    any::written(&found, connection, end),
                    any::written(&trace, connection, end)
                );
            }
        }
    }

    #[test]
    fn law_any_bytes_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>(),
    ) {
        let _whatever = read(&bytes[..]);
        let mut capture = write(&trace(vec![(1, bytes_of_both())]));
        let at = at.index(capture.len());
        capture.splice(at..at, bytes);
        let _whatever = read(&capture[..]);
    }

    /// Segments may come late, twice, or again: the stream is the same.
    #[test]
    fn law_order_and_repetition_do_not_matter(
        order in Just((3..11).collect::<Vec<usize>>()).prop_shuffle(), again in 3usize..11,
    ) {
        let said: Vec<u8> = (0..=255).cycle().take(8 * 1460).collect();
        let trace = trace(vec![
            (1, opened("10.0.0.1:5000", "10.0.0.2:80")),
            (1, bytes(Sender::Client, &said)),
        ]);
        let order = [&[0, 1, 2][..], &order, &[again]].concat();
        let found = read(&rearranged(&write(&trace), &order)[..]).unwrap();
        prop_assert_eq!(any::written(&found, 1, Sender::Client), said);
    }
}

fn bytes_of_both() -> What {
    bytes(Sender::Server, b"Hello, both of you")
}

#[test]
fn must_keep_addresses_times_and_ends() {
    let at = |ms| Duration::from_millis(ms);
    let mut trace = trace(vec![
        (1, opened("127.0.0.1:50000", "127.0.0.1:80")),
        (1, bytes(Sender::Client, b"GET")),
        (2, opened("[::1]:50001", "[::1]:80")),
        (2, bytes(Sender::Server, b"early")),
        (1, What::Ended { from: Sender::Client, how: End::Finished }),
        (1, bytes(Sender::Server, b"answer")),
        (1, What::Ended { from: Sender::Server, how: End::Finished }),
        (2, What::Ended { from: Sender::Server, how: End::Reset }),
    ]);
    for (i, record) in trace.records.iter_mut().enumerate() {
        record.at = at(i as u64);
    }
    let found = read(&write(&trace)[..]).unwrap();
    assert_eq!(found.title, "a capture of packets");
    assert_eq!(found.records, trace.records);
}

#[test]
fn must_cut_streams_into_segments_that_fit_into_a_frame() {
    let said = vec![b'a'; 1460 * 2 + 1];
    let trace = trace(vec![
        (1, opened("127.0.0.1:50000", "127.0.0.1:80")),
        (1, bytes(Sender::Client, &said)),
    ]);
    let capture = write(&trace);
    let lengths: Vec<usize> = packets(&capture).into_iter().map(|(_, length)| length).collect();
    assert_eq!(lengths, [40, 40, 40, 1500, 1500, 41]);
}

#[test]
fn must_say_which_bytes_a_capture_lacks() {
    let trace = trace(vec![
        (1, opened("10.0.0.1:5000", "10.0.0.2:80")),
        (1, bytes(Sender::Client, b"one ")),
        (1, bytes(Sender::Client, b"two ")),
        (1, bytes(Sender::Client, b"three")),
        (1, What::Ended { from: Sender::Client, how: End::Finished }),
    ]);
    let found = read(&rearranged(&write(&trace), &[0, 1, 2, 3, 5, 6])[..]).unwrap();
    let told: Vec<What> = found.records.into_iter().map(|record| record.what).collect();
    let expected = [
        opened("10.0.0.1:5000", "10.0.0.2:80"),
        bytes(Sender::Client, b"one "),
        What::Note("4 bytes of the client are not in the capture".into()),
        bytes(Sender::Client, b"three"),
        What::Ended { from: Sender::Client, how: End::Finished },
    ];
    assert_eq!(told, expected);
}

#[test]
fn must_tell_a_new_connection_from_a_syn_that_comes_again() {
    let said = |text: &[u8]| bytes(Sender::Client, text);
    let both = ("10.0.0.1:5000", "10.0.0.2:80");
    let trace = trace(vec![
        (1, opened(both.0, both.1)),
        (1, said(b"one")),
        // The end of the first was not captured, and the port is used again.
        (2, opened(both.0, both.1)),
        (2, said(b"two")),
    ]);
    let capture = write(&trace);
    // Of the first, the SYN comes again; of the second, it was captured late.
    let order = [0, 0, 1, 2, 0, 3, 4, 5, 4, 6, 7];
    assert_eq!(read(&rearranged(&capture, &order)[..]).unwrap().records, trace.records);
    let order = [1, 0, 2, 3];
    assert_eq!(read(&rearranged(&capture, &order)[..]).unwrap().records, trace.records[..2]);
}

/// In numbers that begin again at 0: a stream of some bytes whose first number is near the end.
#[test]
fn must_follow_numbers_around() {
    let said: Vec<u8> = (0..=255).cycle().take(4 * 1460).collect();
    let trace = trace(vec![
        (1, opened("10.0.0.1:5000", "10.0.0.2:80")),
        (1, bytes(Sender::Client, &said)),
        (1, What::Ended { from: Sender::Client, how: End::Finished }),
    ]);
    let mut capture = write(&trace);
    let all = packets(&capture);
    let at = |(at, _): (usize, usize)| at + 16 + 20 + 4;
    let number =
        |at: usize, capture: &[u8]| u32::from_be_bytes(capture[at..at + 4].try_into().unwrap());
    let move_by = (u32::MAX - 2000).wrapping_sub(number(at(all[0]), &capture));
    for packet in all {
        if capture[packet.0 + 16 + 20..].starts_with(&5000u16.to_be_bytes()) {
            let moved = number(at(packet), &capture).wrapping_add(move_by);
            capture[at(packet)..][..4].copy_from_slice(&moved.to_be_bytes());
        }
    }
    for order in [[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 7, 6, 5, 4, 3]] {
        let found = read(&rearranged(&capture, &order)[..]).unwrap();
        assert_eq!(any::written(&found, 1, Sender::Client), said, "{order:?}");
        assert_eq!(found.records.last(), trace.records.last(), "{order:?}");
    }
}

/// Very many bytes in very small segments, each too early: that takes no longer than in order.
#[test]
fn limit_segments_that_come_backwards() {
    let said: Vec<u8> = (0..=255).cycle().take(60_000).collect();
    let mut records = vec![(1, opened("10.0.0.1:5000", "10.0.0.2:80"))];
    records.extend(said.iter().map(|byte| (1, bytes(Sender::Client, &[*byte]))));
    let capture = write(&trace(records));
    let order: Vec<usize> = [0, 1, 2].into_iter().chain((3..60_003).rev()).collect();
    let found = read(&rearranged(&capture, &order)[..]).unwrap();
    assert_eq!(any::written(&found, 1, Sender::Client), said);
}

#[test]
fn must_read_ipv6_with_extension_headers() {
    let trace =
        trace(vec![(1, opened("[::1]:5000", "[::1]:80")), (1, bytes(Sender::Client, b"Hello"))]);
    let capture = write(&trace);
    let mut new = capture[..24].to_vec();
    for (at, length) in packets(&capture) {
        let extensions: [&[u8]; 2] =
            [&[60, 0, 1, 4, 0, 0, 0, 0], &[6, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]];
        let extensions = extensions.concat();
        let longer = u32::try_from(length + extensions.len()).unwrap().to_le_bytes();
        new.extend_from_slice(&capture[at..at + 8]);
        new.extend([longer, longer].concat());
        let mut ip = capture[at + 16..][..40].to_vec();
        ip[4..6]
            .copy_from_slice(&u16::try_from(length - 40 + extensions.len()).unwrap().to_be_bytes());
        ip[6] = 0;
        new.extend([&ip[..], &extensions, &capture[at + 16 + 40..at + 16 + length]].concat());
    }
    assert_eq!(read(&new[..]).unwrap().records, trace.records);
}

#[test]
fn must_take_the_higher_port_for_the_client_where_the_beginning_is_missing() {
    let trace = trace(vec![
        (1, opened("10.0.0.1:5000", "10.0.0.2:80")),
        (1, bytes(Sender::Server, b"data: 1\n\n")),
    ]);
    let found = read(&rearranged(&write(&trace), &[3])[..]).unwrap();
    assert_eq!(found.records[0].what, opened("10.0.0.1:5000", "10.0.0.2:80"));
    assert!(matches!(&found.records[1].what, What::Note(note) if note.contains("begins inside")));
    assert_eq!(any::written(&found, 1, Sender::Server), b"data: 1\n\n");
}

/// The same capture with the header of another link before each packet.
fn on_link(capture: &[u8], kind: u32, header: &[u8], big: bool) -> Vec<u8> {
    let word = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().unwrap());
    let order = |number: u32| if big { number.to_be_bytes() } else { number.to_le_bytes() };
    let mut new = Vec::new();
    for at in (0..20).step_by(4) {
        new.extend(order(word(&capture[at..at + 4])));
    }
    new.extend(order(kind));
    for (at, length) in packets(capture) {
        for i in [0, 4] {
            new.extend(order(word(&capture[at + i..at + i + 4])));
        }
        let longer = order(u32::try_from(length + header.len()).unwrap());
        new.extend(longer);
        new.extend(longer);
        new.extend_from_slice(header);
        new.extend_from_slice(&capture[at + 16..at + 16 + length]);
    }
    new
}

#[test]
fn must_read_what_tcpdump_writes_on_other_links_and_machines() {
    let trace = trace(vec![
        (1, opened("10.0.0.1:5000", "10.0.0.2:80")),
        (1, bytes(Sender::Client, b"Hello")),
    ]);
    let capture = write(&trace);
    let ethernet = [&[0; 12][..], &[8, 0]].concat();
    let tagged = [&[0; 12][..], &[0x81, 0, 0, 7, 8, 0]].concat();
    let twice = [&[0; 12][..], &[0x88, 0xa8, 0, 7, 0x81, 0, 0, 7, 8, 0]].concat();
    let sll = [&[0; 14][..], &[8, 0]].concat();
    let sll2 = [&[8, 0][..], &[0; 18]].concat();
    for (kind, header) in
        [(0, &[2, 0, 0, 0][..]), (108, &[0, 0, 0, 2]), (1, &ethernet), (1, &tagged), (1, &twice)]
            .into_iter()
            .chain([(12, &[][..]), (101, &[]), (228, &[]), (113, &sll), (276, &sll2)])
    {
        for big in [false, true] {
            let found = read(&on_link(&capture, kind, header, big)[..]).unwrap();
            assert_eq!(found.records, trace.records, "link {kind}, big: {big}");
        }
    }
    // Another kind of packet, in the same capture, is left out.
    let arp = [&[0; 12][..], &[8, 6]].concat();
    assert_eq!(read(&on_link(&capture, 1, &arp, false)[..]).unwrap().records, []);
}

#[test]
fn must_say_why_a_file_cannot_be_read() {
    let capture = write(&trace(vec![(1, bytes_of_both())]));
    let said = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    let none = "this is no capture of the classic pcap format (editcap -F pcap makes one of the \
                newer pcapng)";
    assert_eq!(said(b""), none);
    assert_eq!(said(&[0x0a, 0x0d, 0x0d, 0x0a].repeat(20)), none); // pcapng begins so
    let radio = on_link(&capture, 105, &[], false);
    assert_eq!(
        said(&radio),
        "packets of link type 105; 0 and 108 (loopback), 1 (Ethernet), 12, 101, 228, 229 (IP), 113 \
         and 276 (Linux) can be read"
    );
    let mut huge = capture.clone();
    huge[32..36].copy_from_slice(&u32::MAX.to_le_bytes());
    let expected = "the packet at byte 24 claims 4294967295 bytes; 262144 at most are right";
    assert_eq!(said(&huge), expected);
    // A capture that was cut off is read as far as it goes.
    let found = read(&capture[..capture.len() - 1]).unwrap();
    assert!(any::written(&found, 1, Sender::Server).is_empty());
}
