//! # The bytes that are to be explained                              chapter 10
//! Knows: hex in any spacing, and standard input. Does not know: what the bytes mean.
//! Read before: `explain.rs`. Read next: `explain_parts.rs`.

use super::explain_parts::side_of_head;
use std::fmt;
use std::io::{self, Read as _};

/// So many bytes are explained at most: 4 MiB.
const BYTES_MAX: usize = 4 << 20;
/// So much of standard input is read at most: each byte may be `0x00, `.
const INPUT_MAX: u64 = 6 * (4 << 20) + 1;

/// What the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// WebSocket frames.
    Frames,
    /// An HTTP request or response, from its head on.
    Head,
    /// An event stream.
    Events,
    /// Chunks of an HTTP body.
    Chunks,
}

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// As they are; then only standard input can have them.
    Raw,
    /// As they are on standard input, as hex in arguments.
    Text,
    /// As hex.
    Hex,
    /// As hex; but an HTTP head on standard input, which can be no hex, as it is.
    HexOrHead,
}

/// Why there are no bytes to explain.
#[derive(Debug)]
pub enum BadInput {
    /// There are none.
    Empty,
    /// There are more than is read.
    TooMany,
    /// `--raw` without `-`.
    RawArgument,
    /// What should be hex has another character, behind so many.
    NotHex(usize, char),
    /// A byte of one digit, behind so many characters.
    HalfAByte(usize),
    /// Standard input failed.
    Failed(io::Error),
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there are no bytes; give them in hex, as in 81 05 48"),
            Self::TooMany => {
                write!(f, "more than {BYTES_MAX} bytes; at most so many are explained")
            }
            Self::RawArgument => f.write_str("--raw is about standard input; say - instead of hex"),
            Self::NotHex(at, char) => write!(
                f,
                "{char:?} at position {at} is no hexadecimal digit; to explain the bytes of \
                 standard input as they are, say --raw -"
            ),
            Self::HalfAByte(at) => {
                write!(f, "a byte of one digit at position {at}; each byte has two")
            }
            Self::Failed(error) => write!(f, "{error}"),
        }
    }
}

/// The bytes that the arguments give, or standard input.
///
/// # Errors
/// There are none, or what should be hex is not.
pub fn bytes(arguments: &[String], written: Written) -> Result<Vec<u8>, BadInput> {
    let is_input = arguments == ["-"];
    let bytes = match written {
        Written::Raw if !is_input => return Err(BadInput::RawArgument),
        _ if !is_input => hex(&arguments.join(" "))?,
        Written::Raw | Written::Text => read()?,
        Written::Hex => hex(&String::from_utf8_lossy(&read()?))?,
        Written::HexOrHead => {
            let bytes = read()?;
            match hex(&String::from_utf8_lossy(&bytes)) {
                Err(BadInput::NotHex(..)) if side_of_head(&bytes).is_some() => bytes,
                other => other?,
            }
        }
    };
    match bytes.len() {
        0 => Err(BadInput::Empty),
        1..=BYTES_MAX => Ok(bytes),
        _ => Err(BadInput::TooMany),
    }
}

fn read() -> Result<Vec<u8>, BadInput> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(INPUT_MAX).read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(BadInput::Failed)
}

/// The bytes of hex: two digits each, with spaces, commas, colons, bars or nothing between, and
/// perhaps `0x` or `\x` before.
///
/// ```
/// use lab::commands::explain_input::hex;
/// for text in ["8185", "81 85", "0x81,0x85", "81 85 |", "\\x81\\x85", "81:85"] {
///     assert_eq!(hex(text).unwrap(), [0x81, 0x85]);
/// }
/// assert_eq!(hex("81 8").unwrap_err().to_string(),
///     "a byte of one digit at position 3; each byte has two");
/// ```
///
/// # Errors
/// The first character that is wrong; or a digit is alone.
pub fn hex(text: &str) -> Result<Vec<u8>, BadInput> {
    let mut bytes = Vec::new();
    let mut high: Option<(usize, u32)> = None;
    let mut chars = text.chars().enumerate().peekable();
    while let Some((at, char)) = chars.next() {
        let begins_byte = high.is_none();
        match (char, chars.peek(), char.to_digit(16)) {
            ('0' | '\\', Some((_, 'x' | 'X')), _) if begins_byte => _ = chars.next(),
            (_, _, Some(digit)) => match high.take() {
                None => high = Some((at, digit)),
                // Two digits are below 256.
                Some((_, first)) => bytes.push(u8::try_from(first * 16 + digit).unwrap_or(0)),
            },
            (' ' | '\t' | '\r' | '\n' | ',' | ';' | ':' | '|', ..) => {
                if let Some((at, _)) = high {
                    return Err(BadInput::HalfAByte(at));
                }
            }
            _ => return Err(BadInput::NotHex(at, char)),
        }
    }
    match high {
        Some((at, _)) => Err(BadInput::HalfAByte(at)),
        None => Ok(bytes),
    }
}
