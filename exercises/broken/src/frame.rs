//! # Frames                                                          chapter 10 · RFC 6455 §5.2
//! Knows: the 2 to 14 bytes before a payload, and the key. Does not know: messages.
//! Read before: `opening.rs`. Read next: `message.rs`.

use crate::end::End;
use crate::message::Message;
use crate::server::Server;
use crate::socket::Socket;

/// The opcode of a frame that goes on with the message before it.
pub const CONTINUATION: u8 = 0x0;
/// The opcode of a text.
pub const TEXT: u8 = 0x1;
/// The opcode of bytes.
pub const BINARY: u8 = 0x2;
/// The opcode of the last frame of each side.
pub const CLOSE: u8 = 0x8;
/// The opcode of a question: are you there?
pub const PING: u8 = 0x9;
/// The opcode of the answer to it.
pub const PONG: u8 = 0xa;

/// What stands before a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The last frame of its message.
    pub fin: bool,
    /// What kind of frame.
    pub opcode: u8,
    /// How many bytes of payload follow.
    pub length: u64,
    /// Which key they are masked with.
    pub key: [u8; 4],
}

/// Read a header, and judge it as soon as its bytes are there.
///
/// # Errors
/// 1002 for what no client may send, 1009 for what is too long.
pub fn read_header<S: Server + ?Sized>(
    server: &S,
    socket: &mut Socket,
    is_open: bool,
) -> Result<Header, End> {
    let [first, second] = socket.take()?;
    let (fin, rsv, opcode) = (first & 0x80 != 0, first & 0x70, first & 0x0f);
    let (is_masked, short) = (second & 0x80 != 0, second & 0x7f);
    server.check_reserved_bits(rsv)?;
    server.check_opcode(opcode)?;
    if opcode >= CLOSE {
        server.check_control(fin, short)?;
    } else {
        server.check_order(opcode, is_open)?;
    }
    server.check_masked(is_masked)?;
    let length = server.read_length(socket, short)?;
    let key = if is_masked { socket.take()? } else { [0; 4] };
    Ok(Header { fin, opcode, length, key })
}

/// The length stands in 7 bits, or in the 2 or 8 bytes that follow; the shortest form that can
/// hold it is the only one.
///
/// # Errors
/// 1002 when it has a longer form than it needs, or its first bit is set.
pub fn read_length<S: Server + ?Sized>(
    server: &S,
    socket: &mut Socket,
    short: u8,
) -> Result<u64, End> {
    let (length, least) = match short {
        126 => (server.length_of_2(socket.take()?), 126),
        127 => (server.length_of_8(socket.take()?), 65_536),
        _ => (u64::from(short), 0),
    };
    if length < least {
        return Err(End::Broken(1002, "a length in a longer form than it needs"));
    }
    if length >> 63 != 0 {
        return Err(End::Broken(1002, "a length whose first bit is set"));
    }
    Ok(length)
}

/// Read a payload as it comes, piece by piece; `message` takes each piece, and looks at it.
///
/// # Errors
/// 1009 when the message grows too long, 1007 when a text is not UTF-8.
pub fn read_payload<S: Server + ?Sized>(
    server: &S,
    socket: &mut Socket,
    header: &Header,
    message: &mut Message,
) -> Result<(), End> {
    let before = u64::try_from(message.payload.len()).unwrap_or(u64::MAX);
    server.check_size(before.saturating_add(header.length))?;
    let mut left = header.length;
    let mut at = 0;
    while left > 0 {
        let mut piece = socket.take_some(left)?;
        server.unmask(&mut piece, header.key, at);
        at += piece.len();
        left -= u64::try_from(piece.len()).unwrap_or(left);
        message.payload.extend_from_slice(&piece);
        server.check_text(message, false)?;
    }
    server.check_text(message, header.fin)
}

/// Byte number `i` of a payload is XORed with byte `i % 4` of the key; `piece` begins at byte `at`.
pub fn unmask(piece: &mut [u8], key: [u8; 4], at: usize) {
    for (i, byte) in piece.iter_mut().enumerate() {
        *byte ^= key[(at + i) % 4];
    }
}

/// A whole frame of ours: FIN set, not masked.
pub fn frame<S: Server + ?Sized>(server: &S, opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | opcode];
    frame.extend_from_slice(&server.length_bytes(payload.len()));
    frame.extend_from_slice(payload);
    frame
}

/// A length in its shortest form.
pub fn length_bytes(length: usize) -> Vec<u8> {
    if let Ok(short @ 0..126) = u8::try_from(length) {
        return vec![short];
    }
    if let Ok(length) = u16::try_from(length) {
        return [&[126], &length.to_be_bytes()[..]].concat();
    }
    [&[127], &u64::try_from(length).unwrap_or_default().to_be_bytes()[..]].concat()
}
