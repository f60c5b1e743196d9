//! # Fetch: one request and its answer                               chapter 02
//! Knows: connect, ask, read the whole answer. Does not know: what it says.
//! Read before: `drive.rs`. Read next: `lab/src/publish.rs`.

use crate::{Application, Connection, Fault, Flow, Stop, drive};
use http1::{Client, ClientEvent, Request};
use std::fmt;
use std::ops::ControlFlow;
use tokio::net::TcpStream;
use tokio::time::timeout;
use wire::Limits;

/// A whole answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum FetchError {
    /// Nobody listens there.
    Connect(std::io::Error),
    /// The request cannot be sent.
    Usage(http1::UsageError),
    /// The connection failed, or the answer broke a rule.
    Fault(Fault<http1::ProtocolError>),
    /// The connection ended before the answer did.
    CutShort,
    /// The answer was not complete in time.
    TooLate,
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(error) => write!(f, "cannot connect: {error}"),
            Self::Usage(error) => error.fmt(f),
            Self::Fault(fault) => fault.fmt(f),
            Self::CutShort => f.write_str("the connection ended before the answer did"),
            Self::TooLate => f.write_str("the server did not answer in time"),
        }
    }
}

impl std::error::Error for FetchError {}

/// Send `request` to `address` (host and port) on a connection of its own. Once
/// connected, it may take as long as a head and a body of [`Limits`] together.
///
/// # Errors
/// [`FetchError`].
pub async fn fetch(address: &str, request: Request) -> Result<Answer, FetchError> {
    let limits = Limits::DEFAULT;
    let stream = TcpStream::connect(address).await.map_err(FetchError::Connect)?;
    let mut connection = Connection::new(stream, &limits, Stop::default());
    let mut client = Client::new(limits);
    client.request(request).map_err(FetchError::Usage)?;
    let mut reading = Reading { answer: Answer::default(), complete: false, limits };
    let time = limits.head_time + limits.body_time;
    let driving = timeout(time, drive(&mut connection, &mut client, &mut reading)).await;
    driving.map_err(|_| FetchError::TooLate)?.map_err(FetchError::Fault)?;
    if reading.complete { Ok(reading.answer) } else { Err(FetchError::CutShort) }
}

struct Reading {
    answer: Answer,
    complete: bool,
    limits: Limits,
}

impl Application<Client> for Reading {
    fn on_event(&mut self, _: &mut Client, event: ClientEvent<'_>) -> Flow {
        match event {
            ClientEvent::Response(head) => self.answer.status = head.status(),
            ClientEvent::Data(piece) => {
                let length = (self.answer.body.len() + piece.len()) as u64;
                if length > self.limits.body_bytes {
                    return ControlFlow::Break(());
                }
                self.answer.body.extend_from_slice(&piece);
            }
            ClientEvent::End => {
                self.complete = true;
                return ControlFlow::Break(());
            }
            ClientEvent::Closed => return ControlFlow::Break(()),
        }
        ControlFlow::Continue(())
    }
}
