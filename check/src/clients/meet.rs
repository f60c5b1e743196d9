//! # A client comes                                                  chapter 16 · RFC 6455 §4.2
//! Knows: its request, and the good answer. Does not know: which case it is for.
//! Read before: `check/src/clients.rs`, `check/src/ws/talk.rs`. Read next: `asking.rs`.

use super::lock;
use crate::frame::{CLOSE, CONTINUATION, TEXT};
use crate::raw::{Came, Head};
use crate::ws::talk::Talk;
use crate::{Judged, Miss, Visit, Wire};
use explain::{Sender, Value};
use net::tokio::time::timeout;
use net::{Stop, Stream};
use std::future::poll_fn;
use std::sync::atomic::Ordering;

/// A client that has asked, and was not answered yet.
#[derive(Debug)]
pub(crate) struct Met {
    pub(super) wire: Wire,
    pub(super) head: Head,
    /// Its method, target and version.
    pub(super) method: String,
    pub(super) target: String,
}

impl Met {
    /// The value of a field, or nothing.
    pub(super) fn field(&self, name: &str) -> String {
        self.head.field(name).unwrap_or_default()
    }

    /// The lines of the good answer.
    pub(super) fn answer(&self) -> Vec<String> {
        let accept = handshake::accept_key(&self.field("sec-websocket-key"));
        vec![
            "HTTP/1.1 101 Switching Protocols".into(),
            "Upgrade: websocket".into(),
            "Connection: Upgrade".into(),
            format!("Sec-WebSocket-Accept: {accept}"),
        ]
    }

    /// Answer with these lines; the WebSocket is open then, if they are good.
    pub(super) async fn answer_with(mut self, lines: &[String]) -> Talk {
        self.wire.send(&head(lines)).await;
        Talk::new(self.wire, self.head, true)
    }

    /// Answer as one should.
    pub(super) async fn open(self) -> Talk {
        let lines = self.answer();
        self.answer_with(&lines).await
    }
}

/// The lines of a head as bytes, with the empty line.
pub(super) fn head(lines: &[String]) -> Vec<u8> {
    format!("{}\r\n\r\n", lines.join("\r\n")).into_bytes()
}

impl Visit {
    /// The next client, whatever it asks for.
    ///
    /// # Errors
    /// None comes.
    pub(super) async fn next_client(&self) -> Result<Met, Miss> {
        let Some(door) = &self.door else { return Err(Miss::skip("nobody listens")) };
        if let Some(met) = lock(&door.waiting).take() {
            return Ok(met);
        }
        loop {
            let mut stop = door.stop.clone();
            let came = net::tokio::select! {
                came = timeout(door.idle, door.listener.accept()) => came,
                () = poll_fn(|cx| stop.poll_asked(cx)) => {
                    door.end();
                    return Err(Miss::skip("the end was asked for"));
                }
            };
            let Ok(Ok((stream, _))) = came else {
                door.end();
                return Err(Miss::skip("no client came for it"));
            };
            let stream = Stream::accept(stream, None, door.idle, Stop::default()).await;
            let Ok(stream) = stream else { continue };
            let number = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
            let record = self.record.clone();
            let mut wire = Wire::new(stream, Sender::Server, number, record, &self.target);
            match wire.read_head().await {
                Came::Whole(head) => return Ok(met(wire, head)),
                // A browser opens a connection now and then that it does not use.
                Came::End | Came::Reset => continue,
                Came::Nothing(_) if !wire.has_unread() => continue,
                other => return Err(Miss::wrong("a request", other)),
            }
        }
    }

    /// The next client that wants a WebSocket; `/count` and `/report` are answered on the way.
    ///
    /// # Errors
    /// None comes.
    pub(super) async fn meet(&self) -> Result<Met, Miss> {
        let Some(door) = &self.door else { return Err(Miss::skip("nobody listens")) };
        loop {
            let met = self.next_client().await?;
            let said = match met.target.as_str() {
                "/count" => door.count.to_string(),
                "/report" => {
                    door.end();
                    "done".to_string()
                }
                _ => {
                    lock(&door.keys).push(met.field("sec-websocket-key"));
                    return Ok(met);
                }
            };
            let mut talk = met.open().await;
            talk.send(TEXT, said.as_bytes()).await;
            talk.say_goodbye().await;
            self.begin();
            if door.is_over() {
                return Err(Miss::skip("the client asked for the report"));
            }
        }
    }

    /// The port at which clients come in.
    pub(super) fn port(&self) -> Option<u16> {
        let address = self.door.as_ref()?.listener.local_addr().ok()?;
        Some(address.port())
    }

    /// The next client, with its WebSocket open.
    ///
    /// # Errors
    /// None comes.
    pub(super) async fn welcome(&self) -> Result<Talk, Miss> {
        Ok(self.meet().await?.open().await)
    }
}

fn met(wire: Wire, head: Head) -> Met {
    let text = |name| match head.explained.field(name).map(|field| &field.value) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let (method, target) = (text("method"), text("request target"));
    Met { wire, head, method, target }
}

/// These bytes are sent, and the client must fail the connection.
pub(super) async fn must_fail_on(visit: &Visit, bytes: &[u8]) -> Judged {
    let mut talk = visit.welcome().await?;
    talk.wire.send(bytes).await;
    talk.must_fail().await.map(|_any_code| ())
}

/// These bytes are sent, and the client should say with `code` why it fails the connection.
pub(super) async fn should_say(visit: &Visit, bytes: &[u8], code: u16) -> Judged {
    let mut talk = visit.welcome().await?;
    talk.wire.send(bytes).await;
    let expected = format!("Close {code}");
    match talk.must_fail().await? {
        Some(said) if said == code => Ok(()),
        Some(said) => Err(Miss::wrong(expected, format!("Close {said}"))),
        None => Err(Miss::wrong(expected, "the end of the connection without it")),
    }
}

/// These bytes are sent, and this message must come back; then the WebSocket is closed.
pub(super) async fn must_echo(visit: &Visit, bytes: &[u8], opcode: u8, payload: &[u8]) -> Judged {
    debug_assert!(opcode != CONTINUATION && opcode != CLOSE);
    let mut talk = visit.welcome().await?;
    talk.wire.send(bytes).await;
    talk.message(opcode, payload).await?;
    talk.say_goodbye().await;
    Ok(())
}
