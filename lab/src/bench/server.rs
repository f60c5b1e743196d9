//! # Server: who is asked, and where                                 chapter 16
//! Knows: the six addresses of a server, and the way to it. Does not know: what is asked there.
//! Read before: `lab/src/commands/reaching.rs`. Read next: `reader.rs`, `publisher.rs`.

use crate::listen::heard::Over;
use crate::tally::Transport;
use http1::Uri;
use net::fetch;
use net::proxy::Proxy;
use net::reach::Route;
use net::tls::ClientTls;
use net::websocket;

/// The server that is measured.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it is.
    pub uri: Uri,
    /// Where an event is published there, with `POST`.
    pub publish: String,
    /// Where it is heard: a target for each of [`Transport::ALL`].
    pub targets: [String; 5],
    /// Fields that each request has besides.
    pub fields: Vec<(String, String)>,
    /// Whom to trust, if not whom the web trusts.
    pub tls: Option<ClientTls>,
    /// Which proxy to go through.
    pub proxy: Option<Proxy>,
    /// The number of its process, where its processor time is to be read.
    pub pid: Option<u32>,
}

/// Where our lab hears of events, in a topic of their own.
pub const PUBLISH: &str = "/publish?topic=bench";
/// Where our lab tells them, in the order of [`Transport::ALL`].
pub const TARGETS: [&str; 5] = [
    "/poll?topic=bench",
    "/long-poll?topic=bench",
    "/stream?topic=bench",
    "/events?topic=bench",
    "/ws?topic=bench",
];

impl Server {
    /// A lab at this address.
    pub fn lab(uri: Uri, pid: Option<u32>) -> Self {
        let (publish, targets) = (PUBLISH.into(), TARGETS.map(String::from));
        Self { uri, publish, targets, fields: Vec::new(), tls: None, proxy: None, pid }
    }

    /// Where events come by this transport.
    fn target(&self, transport: Transport) -> &str {
        &self.targets[transport as usize]
    }

    /// The way to it.
    pub fn route(&self) -> Route {
        Route { tls: self.tls.clone(), proxy: self.proxy.clone(), gate: None }
    }

    /// What a reader asks that speaks HTTP.
    ///
    /// # Errors
    /// The target is none.
    pub fn request(&self, transport: Transport) -> Result<fetch::Request, Over> {
        let target = self.target(transport);
        let uri = self.uri.join(target).map_err(|error| not_a_target(target, &error))?;
        let mut request = fetch::Request::to("GET", uri);
        for (name, value) in &self.fields {
            request = request.field(name, value);
        }
        if let Some(tls) = &self.tls {
            request = request.trust(tls.clone());
        }
        Ok(match &self.proxy {
            Some(proxy) => request.proxy(proxy.clone()),
            None => request,
        })
    }

    /// What a reader asks that speaks WebSocket.
    ///
    /// # Errors
    /// The target is none.
    pub fn websocket(&self) -> Result<websocket::Request, Over> {
        let target = self.target(Transport::WebSocket);
        let scheme = if self.uri.is_secure() { "wss" } else { "ws" };
        let url = format!("{scheme}://{}{target}", self.uri.authority_with_port());
        let request = websocket::Request::new(&url);
        let mut request = request.map_err(|error| not_a_target(target, &error))?;
        for (name, value) in &self.fields {
            request = request.field(name, value);
        }
        if let Some(tls) = &self.tls {
            request = request.trust(tls.clone());
        }
        Ok(match &self.proxy {
            Some(proxy) => request.proxy(proxy.clone()),
            None => request,
        })
    }

    /// A request with an event in it.
    pub fn publishing(&self, event: String) -> http1::Request {
        let mut request = http1::Request::post(&self.publish, &self.uri.authority());
        for (name, value) in &self.fields {
            request = request.field(name, value);
        }
        request.body(event)
    }
}

fn not_a_target(target: &str, error: &http1::UriError) -> Over {
    Over::Usage(format!("{target:?} is no target: {error}"))
}
