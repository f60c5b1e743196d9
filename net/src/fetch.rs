//! # Fetch: one request and its answer                        chapter 02 · RFC 9110 §9, §15.4
//! Knows: reach the server, ask, follow where it sends us. Does not know: what the answer says.
//! Read before: `reach.rs`, `drive.rs`. Read next: `fetch/response.rs`, `event_source.rs`.

mod error;
mod redirect;
mod request;
mod response;

pub use error::FetchError;
pub use request::Request;
pub use response::Response;

use crate::onlooker::Seen;
use crate::reach::reach;
use crate::{Connection, Stop};
use http1::Client;
use tokio::time::timeout;
use wire::Tap;

/// A whole answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Ask, and read the whole answer: of at most `Limits::body_bytes`, within `Limits::body_time` of
/// its head.
///
/// # Errors
/// [`FetchError`].
pub async fn fetch(request: Request) -> Result<Answer, FetchError> {
    let limits = request.limits;
    let mut response = open(request).await?;
    let status = response.status();
    let reading = async {
        let mut body = Vec::new();
        while let Some(piece) = response.piece().await? {
            if (body.len() + piece.len()) as u64 > limits.body_bytes {
                return Err(FetchError::TooLong { limit: limits.body_bytes });
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status, body })
    };
    timeout(limits.body_time, reading).await.map_err(|_| FetchError::TooLate)?
}

/// Ask, and wait for the head of the answer; the body is read from the [`Response`] as it comes.
///
/// A redirection is followed as often as the request says, and else is an answer like others.
/// Dropping the future gives the attempt up, and closes its socket.
///
/// # Errors
/// [`FetchError`]. What cannot be asked is found before a byte is sent.
pub async fn open(request: Request) -> Result<Response, FetchError> {
    let mut left = request.follow;
    let mut request = request;
    loop {
        let response = ask(&request).await?;
        let follows = request.follow > 0 && redirect::is_redirect(response.status());
        let Some(location) = response.location().filter(|_| follows) else { return Ok(response) };
        left = left.checked_sub(1).ok_or(FetchError::TooManyRedirects(request.follow))?;
        let there = redirect::resolve(&request.uri, location).map_err(FetchError::Location)?;
        request = request.redirected(response.status(), there);
    }
}

/// One request on a connection of its own.
async fn ask(request: &Request) -> Result<Response, FetchError> {
    let mut client = Client::new(request.limits);
    client.request(request.to_http()).map_err(FetchError::Usage)?;
    let reached = reach(&request.uri, &request.route, &request.limits, request.connect_time());
    let (stream, _pass) = reached.await.map_err(FetchError::Reach)?;
    let connection = Connection::new(stream, request.limits, Stop::default());
    request.onlooker.see(Seen::Opened);
    let client = Tap::new(client, request.onlooker.clone());
    let heading = Response::read_head(request.uri.clone(), connection, client);
    timeout(request.head_time(), heading).await.map_err(|_| FetchError::TooLate)?
}
