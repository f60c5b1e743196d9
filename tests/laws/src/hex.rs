//! # Hex, as the tests write it                                      chapter 00
//! Knows: `81 85 | 37 fa 21 3d` is six bytes in two fields. Does not know: what they mean.
//! Read before: nothing. Read next: `log.rs`.

/// The bytes of spaced hex. `|` separates fields for the eye; text in double quotes stands for
/// its own bytes.
///
/// # Panics
/// When `text` is not of that form: it is the test's own typing error.
pub fn hex(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (i, part) in text.split('"').enumerate() {
        if i % 2 == 1 {
            bytes.extend_from_slice(part.as_bytes());
            continue;
        }
        for word in part.split([' ', '\n', '|']).filter(|word| !word.is_empty()) {
            let byte = u8::from_str_radix(word, 16);
            bytes.push(byte.unwrap_or_else(|_| panic!("not a byte in hex: {word:?} in {text:?}")));
        }
    }
    bytes
}

/// `bytes` as spaced hex.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
