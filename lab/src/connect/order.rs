//! # What is typed at the prompt                                     chapter 12
//! Knows: each order, how it is written, and what is wrong with one. Does not know: a connection.
//! Read before: nothing. Read next: `beyond.rs`, `session.rs`.

use crate::decode::hex;
use frames::CloseCode;
use std::fmt;
use std::time::Duration;

/// What `/help` says.
pub const HELP: &str = "\
  TEXT                  send a text message
  //TEXT                the same, for a text that begins with a slash; /text sends an empty one
  /binary HEX           send a binary message
  /fragment N TEXT      send a text message in N frames
  /ping [TEXT]          ask whether the peer is there; its pong tells the round trip
  /pong [TEXT]          say that we are there, unasked
  /close [CODE [REASON]]  begin to close; without a code the frame has no body
  /raw HEX              write these bytes as they are, right or wrong: see what the server does
  /wait SECONDS         wait before the next line
  /expect TEXT          wait for the next message; exit 1 if it is another
  /help                 this list
  /quit                 close with 1000, and end";

/// The most frames of one message of `/fragment`.
pub const FRAGMENTS_MAX: usize = 10_000;

/// One line, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Send a text message.
    Text(String),
    /// Send a binary message.
    Binary(Vec<u8>),
    /// Send a text message in so many frames.
    Fragments(usize, String),
    /// Send a ping.
    Ping(String),
    /// Send a pong.
    Pong(String),
    /// Begin to close; 1005 stands for a frame without a body.
    Close(CloseCode, String),
    /// Write these bytes, whatever they are.
    Raw(Vec<u8>),
    /// Wait before the next order.
    Wait(Duration),
    /// The next message must be this text.
    Expect(String),
    /// Show what there is to type.
    Help,
    /// Close and end.
    Quit,
}

/// Why a line is no order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadOrder {
    /// There is no such order.
    Unknown(String),
    /// Not bytes in hexadecimal.
    Hex(String),
    /// Not a number of seconds.
    Seconds(String),
    /// Not a number of frames.
    Fragments(String),
    /// Not a close code.
    Code(String),
}

impl fmt::Display for BadOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(found) => {
                write!(f, "there is no /{found}; /help lists what there is, //{found} sends it")
            }
            Self::Hex(found) => write!(f, "{found:?} is not hexadecimal; it is like 81 02 68 69"),
            Self::Seconds(found) => write!(f, "{found:?} is no number of seconds; it is like 0.5"),
            Self::Fragments(found) => {
                write!(f, "{found:?} is no number of frames from 1 to {FRAGMENTS_MAX}; ")?;
                f.write_str("it is like /fragment 3 Hello")
            }
            Self::Code(found) => {
                write!(f, "{found:?} is no close code that can be sent; it is like /close 1000 bye")
            }
        }
    }
}

impl std::error::Error for BadOrder {}

impl Order {
    /// Read a line. An empty one asks for nothing.
    ///
    /// ```
    /// use lab::connect::order::Order;
    /// assert_eq!(Order::parse("hi"), Ok(Some(Order::Text("hi".into()))));
    /// assert_eq!(Order::parse("//hi"), Ok(Some(Order::Text("/hi".into()))));
    /// assert!(Order::parse("/raw 81 0").is_err());
    /// ```
    ///
    /// # Errors
    /// [`BadOrder`].
    pub fn parse(line: &str) -> Result<Option<Self>, BadOrder> {
        let Some(rest) = line.strip_prefix('/') else {
            return Ok((!line.is_empty()).then(|| Self::Text(line.into())));
        };
        if rest.starts_with('/') {
            return Ok(Some(Self::Text(rest.into())));
        }
        let (name, argument) = split(rest);
        let text = || argument.to_string();
        Ok(Some(match name {
            "text" => Self::Text(text()),
            "binary" => Self::Binary(bytes(argument)?),
            "fragment" => fragments(argument)?,
            "ping" => Self::Ping(text()),
            "pong" => Self::Pong(text()),
            "close" => close(argument)?,
            "raw" => Self::Raw(bytes(argument)?),
            "wait" => Self::Wait(seconds(argument).ok_or_else(|| BadOrder::Seconds(text()))?),
            "expect" => Self::Expect(text()),
            "help" => Self::Help,
            "quit" => Self::Quit,
            _ => return Err(BadOrder::Unknown(name.into())),
        }))
    }
}

/// A number of seconds, at most a day.
pub fn seconds(text: &str) -> Option<Duration> {
    let most = Duration::from_secs(24 * 60 * 60);
    let number = text.parse().ok()?;
    Duration::try_from_secs_f64(number).ok().filter(|time| *time <= most)
}

/// The first word, and what stands behind the one space after it.
fn split(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}

/// Bytes in hexadecimal, with spaces and bars between them or not.
fn bytes(text: &str) -> Result<Vec<u8>, BadOrder> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '|')).collect();
    hex::decode(&digits).map_err(|_| BadOrder::Hex(text.into()))
}

fn fragments(argument: &str) -> Result<Order, BadOrder> {
    let (number, text) = split(argument);
    match number.parse() {
        Ok(frames @ 1..=FRAGMENTS_MAX) => Ok(Order::Fragments(frames, text.into())),
        _ => Err(BadOrder::Fragments(number.into())),
    }
}

fn close(argument: &str) -> Result<Order, BadOrder> {
    if argument.is_empty() {
        return Ok(Order::Close(CloseCode::NO_STATUS, String::new()));
    }
    let (code, reason) = split(argument);
    match code.parse().map(CloseCode::new) {
        // It stands for a frame without a code.
        Ok(CloseCode::NO_STATUS) | Err(_) => Err(BadOrder::Code(code.into())),
        Ok(code) => Ok(Order::Close(code, reason.into())),
    }
}

/// `text` in `frames` pieces, as equal as characters allow.
pub fn pieces(text: &str, frames: usize) -> Vec<&str> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |piece: usize| {
        let character = piece * (ends.len() - 1) / frames.max(1);
        ends.get(character).copied().unwrap_or(text.len())
    };
    (0..frames).map(|piece| text.get(at(piece)..at(piece + 1)).unwrap_or_default()).collect()
}
