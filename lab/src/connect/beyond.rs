//! # Bytes that pass a protocol by                                   chapter 12
//! Knows: that they are written behind all that the protocol wrote before. Does not know: whether
//! they are right; the protocol is not told of them.
//! Read before: `wire/src/protocol.rs`. Read next: `session.rs`.

use frames::{Connection, Event, ProtocolError};
use std::ops::{Deref, DerefMut};
use std::time::Duration;
use wire::{Input, Output, Protocol};

/// Our end of a WebSocket, and what is written past it: bytes that it would never write.
#[derive(Debug)]
pub struct Beyond {
    socket: Connection,
    /// What the socket had written when the last bytes passed it by, and those bytes.
    before: Output,
}

impl Beyond {
    /// Nothing passes `socket` by yet.
    pub fn new(socket: Connection) -> Self {
        Self { socket, before: Output::default() }
    }

    /// Write these bytes, in the order in which all was asked for.
    pub fn write(&mut self, bytes: &[u8]) {
        self.before.append(self.socket.take_output());
        self.before.push_slice(bytes);
    }
}

impl Deref for Beyond {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.socket
    }
}

impl DerefMut for Beyond {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.socket
    }
}

impl Protocol for Beyond {
    type Event<'i> = Event<'i>;
    type Error = ProtocolError;

    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        self.socket.next_event(input)
    }

    fn receive_eof(&mut self) {
        self.socket.receive_eof();
    }

    fn take_output(&mut self) -> Output {
        let mut output = std::mem::take(&mut self.before);
        output.append(self.socket.take_output());
        output
    }

    fn deadline(&self) -> Option<Duration> {
        self.socket.deadline()
    }

    fn tick(&mut self, now: Duration) {
        self.socket.tick(now);
    }

    fn wants_input(&self) -> bool {
        self.socket.wants_input()
    }

    fn held(&self) -> usize {
        self.socket.held()
    }

    fn describe(&self) -> String {
        self.socket.describe()
    }

    fn shut_down(&mut self) {
        self.socket.shut_down();
    }
}
