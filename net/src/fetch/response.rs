//! # The answer, as it comes                                         chapter 02 · RFC 9112 §6
//! Knows: the head, and the pieces of the body. Does not know: what they say.
//! Read before: `drive.rs`, `fetch/request.rs`. Read next: `event_source.rs`.

use super::FetchError;
use crate::{Application, Connection, Fault, Flow, Onlooker, Stream, drive};
use http1::{Client, ClientEvent, Fields, ResponseHead, Uri};
use std::ops::ControlFlow::{Break, Continue};
use std::pin::pin;
use std::task::{Context, Poll};
use wire::Tap;

/// An answer whose head came. Dropped, it closes the connection at once.
#[derive(Debug)]
pub struct Response {
    uri: Uri,
    head: ResponseHead<'static>,
    connection: Connection<Stream>,
    client: Tapped,
    coming: Coming,
}

/// The client's end, and who looks on.
type Tapped = Tap<Client, Onlooker>;

/// What came and was not taken yet.
#[derive(Debug, Default)]
struct Coming {
    head: Option<ResponseHead<'static>>,
    piece: Vec<u8>,
    ended: bool,
    failed: Option<Fault<http1::ProtocolError>>,
}

impl Response {
    /// Wait for the head of the answer to what `client` has asked.
    pub(super) async fn read_head(
        uri: Uri,
        mut connection: Connection<Stream>,
        mut client: Tapped,
    ) -> Result<Self, FetchError> {
        let mut coming = Coming::default();
        let driven = drive(&mut connection, &mut client, &mut coming).await;
        coming.failed = driven.err();
        match coming.head.take() {
            Some(head) => Ok(Self { uri, head, connection, client, coming }),
            None => Err(FetchError::Fault(coming.failed.unwrap_or_else(cut_short))),
        }
    }

    /// Where it came from: behind the last redirection.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.head.status()
    }

    /// The fields.
    pub fn fields(&self) -> Fields<'_> {
        self.head.fields()
    }

    /// Where the answer sends us, if it says so once.
    pub fn location(&self) -> Option<&[u8]> {
        self.fields().single("Location").ok().flatten()
    }

    /// Wait for more of the body: what one read brought, put together. `None` at its end.
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`FetchError::Fault`]: the connection failed, or the body broke a rule; in most cases, it
    /// ended before the body did. What came before was handed out before.
    pub async fn piece(&mut self) -> Result<Option<Vec<u8>>, FetchError> {
        if !self.coming.is_something() {
            let (connection, client) = (&mut self.connection, &mut self.client);
            self.coming.failed = drive(connection, client, &mut self.coming).await.err();
        }
        if !self.coming.piece.is_empty() {
            return Ok(Some(std::mem::take(&mut self.coming.piece)));
        }
        if let Some(fault) = self.coming.failed.take() {
            self.coming.ended = false;
            return Err(FetchError::Fault(fault));
        }
        if self.coming.ended { Ok(None) } else { Err(FetchError::Fault(cut_short())) }
    }

    /// The same as [`piece`](Self::piece), for who is polled.
    pub fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Vec<u8>>, FetchError>> {
        // To drop the future of `drive` between two polls loses nothing: all is in its arguments.
        pin!(self.piece()).poll(cx)
    }
}

/// The stream ended where the protocol saw nothing wrong with that.
fn cut_short() -> Fault<http1::ProtocolError> {
    Fault::Io(std::io::ErrorKind::UnexpectedEof.into())
}

impl Coming {
    fn is_something(&self) -> bool {
        !self.piece.is_empty() || self.ended || self.failed.is_some()
    }
}

impl Application<Tapped> for Coming {
    fn on_event(&mut self, _: &mut Tapped, event: ClientEvent<'_>) -> Flow {
        match event {
            ClientEvent::Response(head) => {
                self.head = Some(head.into_owned());
                return Break(());
            }
            ClientEvent::Data(piece) => self.piece.extend_from_slice(&piece),
            ClientEvent::End => {
                self.ended = true;
                return Break(());
            }
            ClientEvent::Closed => return Break(()),
        }
        Continue(())
    }

    /// All that one read brought is one piece, however it was cut into chunks.
    fn poll_work(&mut self, _: &mut Tapped, _: &mut Context<'_>) -> Flow {
        if self.is_something() { Break(()) } else { Continue(()) }
    }
}
