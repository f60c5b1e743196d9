//! # A frame header, bit by bit                                      chapter 10 · RFC 6455 §5.2
//! Knows: how to read 2 to 14 bytes. Does not know: connections.
//! Read before: `frames/src/header.rs`. Read next: `12_messages.rs`.
//!
//! ```text
//! cargo run --example 10_frame_header
//! ```

// Break here first: frames::header::Header::parse
use frames::{Header, Opcode, Role, mask};
use wire::Parsed;

fn main() {
    // The standard's own example: "Hello" in one masked text frame (RFC 6455 §5.7).
    let key = [0x37, 0xfa, 0x21, 0x3d];
    let mut bytes = Vec::new();
    Header::new(true, Opcode::Text, 5, Some(key)).encode(&mut bytes);

    println!("1. A header, byte by byte as it arrives: {}", hex(&bytes));
    for have in 0..=bytes.len() {
        match Header::parse(&bytes[..have]) {
            Parsed::Partial { needed } => println!("   {have} bytes: at least {needed} more"),
            Parsed::Complete { value, consumed } => {
                println!("   {have} bytes: complete, {consumed} of them are the header");
                print_bits(&bytes, &value);
            }
        }
    }

    println!("2. The three forms of a length");
    for length in [125, 126, 65_535, 65_536] {
        let mut bytes = Vec::new();
        let header = Header::new(true, Opcode::Binary, length, None);
        header.encode(&mut bytes);
        println!("   {length:>6} bytes: {:<29} {:?}", hex(&bytes), header.form);
    }

    println!("3. The payload behind it");
    let mut payload = *b"Hello";
    println!("   plain      {}  {:?}", hex(&payload), text(&payload));
    mask(&mut payload, key);
    println!("   masked     {}  each byte XOR {}, over and over", hex(&payload), hex(&key));
    mask(&mut payload, key);
    println!("   unmasked   {}  {:?}", hex(&payload), text(&payload));

    println!("4. Headers that break a rule");
    for (bytes, receiver) in [
        (&[0x81, 0x05][..], Role::Server),
        (&[0xc1, 0x05], Role::Client),
        (&[0x83, 0x00], Role::Client),
        (&[0x09, 0x00], Role::Client),
        (&[0x82, 0x7e, 0x00, 0x05], Role::Client),
    ] {
        let verdict = Header::parse(bytes).complete().map(|header| header.check(receiver, false));
        if let Some(Err(error)) = verdict {
            println!("   {:<11}  {error}", hex(bytes));
        }
    }
}

fn print_bits(bytes: &[u8], header: &Header) {
    let [first, second, ..] = bytes else { return };
    println!("   byte 0  {first:08b}");
    println!("           1.......  FIN      {}", header.fin);
    println!("           .000....  RSV1-3   no extension in use");
    println!("           ....0001  opcode   {:?}", header.opcode);
    println!("   byte 1  {second:08b}");
    println!("           1.......  MASK     {}", header.key.is_some());
    println!("           .0000101  length   {}", header.length);
    println!("   byte 2  {}  masking key", hex(&header.key.unwrap_or_default()));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
