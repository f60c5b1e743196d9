//! # The server, as a list of the places where servers go wrong      chapter 00
//! Knows: each step as a method, and the right way to do it. Does not know: any bug.
//! Read before: `socket.rs`, `end.rs`. Read next: `head.rs`.

use crate::end::{End, Refusal};
use crate::frame::{self, BINARY, CLOSE, CONTINUATION, Header, PING, PONG, TEXT};
use crate::head::{self, Head};
use crate::message::{self, Message};
use crate::opening;
use crate::socket::Socket;
use std::time::Duration;

/// An echo server. As it stands it is right; a bug is one method, written otherwise.
pub trait Server: Sync {
    // The opening handshake.

    /// Is the handshake done by whoever accepts, before the next client is?
    fn opens_while_accepting(&self) -> bool {
        false
    }
    /// How long a head may take.
    fn head_time(&self) -> Option<Duration> {
        opening::head_time()
    }
    /// Read the bytes of a head, and not one more.
    fn read_head(&self, socket: &mut Socket) -> Result<Vec<u8>, End> {
        opening::read_head(socket)
    }
    /// Split a line of the head into name and value.
    fn split_field<'l>(&self, line: &'l str) -> Option<(&'l str, &'l str)> {
        head::split_field(line)
    }
    /// Is `found` the name of the field `wanted`?
    fn is_named(&self, found: &str, wanted: &str) -> bool {
        found.eq_ignore_ascii_case(wanted)
    }
    /// Is `token` one of `list`?
    fn has_token(&self, list: &str, token: &str) -> bool {
        opening::has_token(list, token)
    }
    /// Are these the method and the target of a request for us?
    fn check_request_line(&self, head: &Head) -> Result<(), End> {
        opening::check_request_line(head)
    }
    /// Is this the version that we speak?
    fn check_version(&self, head: &Head) -> Result<(), End> {
        opening::check_version(self, head)
    }
    /// Find the key that is to be answered.
    fn check_key(&self, head: &Head) -> Result<String, End> {
        opening::check_key(self, head)
    }
    /// May this page speak with us?
    fn check_origin(&self, head: &Head) -> Result<(), End> {
        opening::check_origin(self, head)
    }
    /// The fields of the answer for what was offered beyond the standard: nothing is agreed on.
    fn agree(&self, _head: &Head) -> String {
        String::new()
    }
    /// The answer to a request that is refused.
    fn refuse(&self, refusal: &Refusal) -> String {
        opening::refuse(refusal, "")
    }

    // Frames.

    /// Read the header of a frame.
    fn read_header(&self, socket: &mut Socket, is_open: bool) -> Result<Header, End> {
        frame::read_header(self, socket, is_open)
    }
    /// No extension was agreed on, so nobody may set RSV1, RSV2 or RSV3.
    fn check_reserved_bits(&self, bits: u8) -> Result<(), End> {
        if bits == 0 { Ok(()) } else { Err(End::Broken(1002, "a reserved bit is set")) }
    }
    /// Six opcodes have a meaning.
    fn check_opcode(&self, opcode: u8) -> Result<(), End> {
        match opcode {
            CONTINUATION | TEXT | BINARY | CLOSE | PING | PONG => Ok(()),
            _ => Err(End::Broken(1002, "an opcode that has no meaning")),
        }
    }
    /// A control frame is whole, and short.
    fn check_control(&self, fin: bool, short: u8) -> Result<(), End> {
        match (fin, short) {
            (false, _) => Err(End::Broken(1002, "a control frame in fragments")),
            (true, 126..) => Err(End::Broken(1002, "a control frame of more than 125 bytes")),
            _ => Ok(()),
        }
    }
    /// A message is gone on with if one is open, and begun if none is.
    fn check_order(&self, opcode: u8, is_open: bool) -> Result<(), End> {
        match (opcode, is_open) {
            (CONTINUATION, false) => Err(End::Broken(1002, "nothing there to continue")),
            (TEXT | BINARY, true) => Err(End::Broken(1002, "a message inside of a message")),
            _ => Ok(()),
        }
    }
    /// A client masks.
    fn check_masked(&self, is_masked: bool) -> Result<(), End> {
        if is_masked { Ok(()) } else { Err(End::Broken(1002, "a frame without a mask")) }
    }
    /// Read the length of a payload, whose first form is `short`.
    fn read_length(&self, socket: &mut Socket, short: u8) -> Result<u64, End> {
        frame::read_length(self, socket, short)
    }
    /// The length that 2 bytes stand for.
    fn length_of_2(&self, bytes: [u8; 2]) -> u64 {
        u64::from(u16::from_be_bytes(bytes))
    }
    /// The length that 8 bytes stand for.
    fn length_of_8(&self, bytes: [u8; 8]) -> u64 {
        u64::from_be_bytes(bytes)
    }
    /// Read a payload into its message.
    fn read_payload(
        &self,
        socket: &mut Socket,
        header: &Header,
        message: &mut Message,
    ) -> Result<(), End> {
        frame::read_payload(self, socket, header, message)
    }
    /// Take the mask from a piece of a payload that begins at byte `at` of it.
    fn unmask(&self, piece: &mut [u8], key: [u8; 4], at: usize) {
        frame::unmask(piece, key, at);
    }
    /// How a length of ours is written.
    fn length_bytes(&self, length: usize) -> Vec<u8> {
        frame::length_bytes(length)
    }
    /// A whole frame of ours.
    fn frame(&self, opcode: u8, payload: &[u8]) -> Vec<u8> {
        frame::frame(self, opcode, payload)
    }
    /// Send the bytes of a frame.
    fn send(&self, socket: &mut Socket, frame: &[u8]) -> Result<(), End> {
        Ok(socket.send(frame)?)
    }

    // Messages.

    /// Read one frame, and do what it asks for.
    fn hear(&self, socket: &mut Socket, open: &mut Option<Message>) -> Result<(), End> {
        message::hear(self, socket, open)
    }
    /// May a message be so long?
    fn check_size(&self, size: u64) -> Result<(), End> {
        message::check_size(size)
    }
    /// Is what has come of a text UTF-8?
    fn check_text(&self, message: &mut Message, is_last: bool) -> Result<(), End> {
        message::check_text(message, is_last)
    }
    /// Does this frame end its message?
    fn is_complete(&self, header: &Header) -> bool {
        header.fin
    }
    /// Send a message back.
    fn answer(&self, socket: &mut Socket, message: &Message) -> Result<(), End> {
        self.send(socket, &self.frame(message.opcode, &message.payload))
    }

    // Control frames, and the end.

    /// What a silent peer is asked.
    fn question(&self) -> Option<Vec<u8>> {
        Some(self.frame(PING, b"there?"))
    }
    /// Do what a control frame asks for; `open` is the message in which it came.
    fn hear_control(
        &self,
        socket: &mut Socket,
        control: &Message,
        _open: &mut Option<Message>,
    ) -> Result<(), End> {
        message::hear_control(self, socket, control)
    }
    /// Answer a ping: with a pong, and the same payload.
    fn answer_ping(&self, socket: &mut Socket, payload: &[u8]) -> Result<(), End> {
        self.send(socket, &self.frame(PONG, payload))
    }
    /// Hear a pong: nothing is to be done.
    fn hear_pong(&self, _socket: &mut Socket, _payload: &[u8]) -> Result<(), End> {
        Ok(())
    }
    /// Hear a Close.
    fn hear_close(&self, _socket: &mut Socket, payload: &[u8]) -> Result<(), End> {
        message::hear_close(self, payload)
    }
    /// A code has two bytes.
    fn check_close_length(&self, length: usize) -> Result<(), End> {
        if length != 1 { Ok(()) } else { Err(End::Broken(1002, "half a close code")) }
    }
    /// Some codes are for programs alone, and some for nobody.
    fn check_close_code(&self, code: u16) -> Result<(), End> {
        let is_one = message::is_close_code(code);
        if is_one { Ok(()) } else { Err(End::Broken(1002, "a close code that nobody may send")) }
    }
    /// A reason is text.
    fn check_close_reason(&self, reason: &[u8]) -> Result<(), End> {
        let is_text = str::from_utf8(reason).is_ok();
        if is_text { Ok(()) } else { Err(End::Broken(1007, "a reason that is not UTF-8")) }
    }
    /// The payload of the Close with which a broken rule is answered.
    fn complaint(&self, code: u16, why: &str) -> Vec<u8> {
        [&code.to_be_bytes(), why.as_bytes()].concat()
    }
    /// End the connection, after the last frame or the refusal was sent.
    fn leave(&self, socket: &mut Socket) {
        socket.leave();
    }
    /// Does the server outlive a connection that ended so?
    fn survives(&self, _end: &End) -> bool {
        true
    }
}

/// The server that is right.
#[derive(Debug)]
pub struct Right;

impl Server for Right {}
