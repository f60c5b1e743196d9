//! # Tokens, values, lists                                           chapter 02 · RFC 9110 §5.6
//! Knows: which bytes a name and a value may have; how a list is written in one value.
//! Does not know: fields.
//! Read before: `version.rs`. Read next: `head_search.rs`.

/// True for a byte of a token: letters, digits and fifteen signs.
///
/// Methods and field names are tokens.
pub const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_'
        )
        || matches!(byte, b'`' | b'|' | b'~')
}

/// True for a byte of a field value: TAB, space, visible ASCII, and anything from 0x80, which is
/// opaque.
pub const fn is_value_byte(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~' | 0x80..)
}

/// What a `const fn` says of each byte: asked when this is compiled, looked up when it runs.
macro_rules! table {
    ($is:ident) => {{
        let (mut table, mut byte) = ([false; 256], 0u8);
        loop {
            table[byte as usize] = $is(byte);
            if byte == u8::MAX {
                break table;
            }
            byte += 1;
        }
    }};
}
pub(crate) use table;

const TOKEN_BYTES: [bool; 256] = table!(is_token_byte);

/// True for a token: one such byte or more.
pub fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|&byte| TOKEN_BYTES[usize::from(byte)])
}

/// True for a field value: such bytes alone. All are looked at, whatever they are: without a way
/// out in the middle, the processor takes sixteen at a time.
pub fn is_value(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |so_far, &byte| so_far & is_value_byte(byte))
}

/// `bytes` without the spaces and tabs around them.
pub fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

/// The elements of a comma-separated list, trimmed. Empty ones are skipped, as §5.6.1 asks.
///
/// ```
/// let list: Vec<_> = http1::token::list(b"a, ,b;q=1").collect();
/// assert_eq!(list, [&b"a"[..], b"b;q=1"]);
/// ```
pub fn list(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&byte| byte == b',').map(trim).filter(|element| !element.is_empty())
}

/// The value of a decimal number of digits alone; `None` if it is anything else, or too large.
pub fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u64, |number, &byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Append `number` in decimal digits.
pub(crate) fn write_decimal(out: &mut Vec<u8>, number: u64) {
    if number > 9 {
        write_decimal(out, number / 10);
    }
    out.push(b'0' + (number % 10) as u8);
}
