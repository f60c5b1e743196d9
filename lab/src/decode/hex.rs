//! # Hexadecimal                                                     chapter 01
//! Knows: two digits a byte. Does not know: what the bytes are.
//! Read before: nothing. Read next: `source.rs`.

/// The bytes that `text` stands for: two digits each, in capitals or not, and nothing between.
///
/// ```
/// use lab::decode::hex;
/// assert_eq!(hex::decode("00fF"), Ok(vec![0, 255]));
/// assert_eq!(hex::decode("0x"), Err(1)); // where it goes wrong
/// assert_eq!(hex::decode("000"), Err(3)); // a digit is missing
/// ```
///
/// # Errors
/// The position of the first byte of `text` that is wrong, or its length if a digit is missing.
pub fn decode(text: &str) -> Result<Vec<u8>, usize> {
    let digits = text.as_bytes();
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    for (i, pair) in digits.chunks(2).enumerate() {
        let high = value(pair[0]).ok_or(2 * i)?;
        let low = pair.get(1).copied().ok_or(digits.len())?;
        bytes.push(high << 4 | value(low).ok_or(2 * i + 1)?);
    }
    Ok(bytes)
}

/// Append two small digits for each of `bytes`.
pub fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.reserve(2 * bytes.len());
    for &byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
}

/// The value of a digit.
fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
