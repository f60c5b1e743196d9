//! # Messages, pings and Close                            chapters 12 to 14 · RFC 6455 §5.4, §5.5
//! Knows: what a frame does to the talk. Does not know: how it was read.
//! Read before: `frame.rs`. Read next: `serve.rs`.

use crate::end::End;
use crate::frame::{CLOSE, PING, PONG, TEXT};
use crate::server::Server;
use crate::socket::Socket;

/// A message may have 16 MiB.
const MESSAGE_MAX: u64 = 16 << 20;

/// A message, as far as it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Text or binary; or of a control frame, which is a message of its own.
    pub opcode: u8,
    /// What has come of it.
    pub payload: Vec<u8>,
    /// So many bytes of it are known to be whole characters.
    pub valid: usize,
}

/// Answer frames until the end.
///
/// # Errors
/// There is always one: it says how it ended.
pub fn talk<S: Server + ?Sized>(server: &S, socket: &mut Socket) -> Result<(), End> {
    socket.ask_when_silent(server.question());
    let mut open = None;
    loop {
        server.hear(socket, &mut open)?;
    }
}

/// Read one frame, and do what it asks for; `open` is the message that is not yet complete.
///
/// # Errors
/// Whatever ends the connection.
pub fn hear<S: Server + ?Sized>(
    server: &S,
    socket: &mut Socket,
    open: &mut Option<Message>,
) -> Result<(), End> {
    let header = server.read_header(socket, open.is_some())?;
    if header.opcode >= CLOSE {
        // It may come between the frames of a message, and leaves that alone.
        let mut control = Message { opcode: header.opcode, ..Message::default() };
        server.read_payload(socket, &header, &mut control)?;
        return server.hear_control(socket, &control, open);
    }
    let begun = Message { opcode: header.opcode, ..Message::default() };
    let mut message = open.take().unwrap_or(begun);
    server.read_payload(socket, &header, &mut message)?;
    if server.is_complete(&header) {
        return server.answer(socket, &message);
    }
    *open = Some(message);
    Ok(())
}

/// A control frame: ping is answered, pong is heard, Close ends the talk.
///
/// # Errors
/// [`End::Closed`] for a Close, or what is wrong with it.
pub fn hear_control<S: Server + ?Sized>(
    server: &S,
    socket: &mut Socket,
    control: &Message,
) -> Result<(), End> {
    match control.opcode {
        PING => server.answer_ping(socket, &control.payload),
        PONG => server.hear_pong(socket, &control.payload),
        CLOSE => server.hear_close(socket, &control.payload),
        _ => Ok(()),
    }
}

/// A Close holds nothing, or a code and a reason; the same code goes back.
///
/// # Errors
/// [`End::Closed`], or 1002 and 1007 for what no peer may send.
pub fn hear_close<S: Server + ?Sized>(server: &S, payload: &[u8]) -> Result<(), End> {
    let Some((code, reason)) = payload.split_at_checked(2) else {
        server.check_close_length(payload.len())?;
        return Err(End::Closed(Vec::new()));
    };
    if let Ok(code) = code.try_into().map(u16::from_be_bytes) {
        server.check_close_code(code)?;
    }
    server.check_close_reason(reason)?;
    Err(End::Closed(code.to_vec()))
}

/// The codes that may be on the wire (RFC 6455 §7.4, and the registry of IANA).
pub fn is_close_code(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

/// A text must be UTF-8: what cannot become a character is found as soon as it is there, and a
/// character that is not complete is waited for, unless this `is_last`.
///
/// # Errors
/// 1007.
pub fn check_text(message: &mut Message, is_last: bool) -> Result<(), End> {
    if message.opcode != TEXT {
        return Ok(());
    }
    match str::from_utf8(&message.payload[message.valid..]) {
        Ok(text) => message.valid += text.len(),
        Err(error) if error.error_len().is_none() && !is_last => {
            message.valid += error.valid_up_to();
        }
        Err(_) => return Err(End::Broken(1007, "a text that is not UTF-8")),
    }
    Ok(())
}

/// What a message may have.
///
/// # Errors
/// 1009.
pub fn check_size(size: u64) -> Result<(), End> {
    if size <= MESSAGE_MAX {
        return Ok(());
    }
    Err(End::Broken(1009, "a message of more than 16 MiB"))
}
