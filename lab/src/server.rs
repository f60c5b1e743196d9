//! # The lab                                                         chapter 00
//! Knows: what all connections share, and how the server starts and ends.
//! Does not know: any one connection.
//! Read before: `connection.rs`. Read next: `commands/serve.rs`.

use crate::connection;
use crate::hosts::Hosts;
use crate::incidents::Incidents;
use crate::origins::Origins;
use crate::plan::Listen;
use crate::tally::Tally;
use http1::Response;
use hub::receipt::Answer;
use hub::{Event, Hub, HubLimits, Policy, Queue, Reader, Receipt, Refused, Topic};
use net::tls::ServerTls;
use net::tokio::net::{TcpListener, TcpSocket, TcpStream};
use net::{Caps, Connection, Entering, Places, Stop, Stream, entropy, vanished};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use wire::{Epoch, EventId, Limits};

/// How many clients may wait to be accepted.
const BACKLOG: u32 = 4096;
/// Ports that are tried after the default one.
const PORTS_TRIED: u16 = 20;
/// How long the open connections have to say goodbye: less than the 5 s in which we promise to end.
const GRACE: Duration = Duration::from_secs(4);
/// A quiet stream sends something this often, for proxies end what is silent for longer.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The most bytes in the answer to a short poll. In JSON one byte can become six, and a poller
/// takes an answer of `wire::Limits::body_bytes`, 1 MiB.
const ANSWER_BYTES: usize = 128 * 1024;
/// What may wait for one reader, beyond what was there when it came. As much as the log keeps: a
/// reader costs no memory, and one that falls further behind than that could not be served anyway.
const QUEUE: Queue = Queue {
    events: HubLimits::DEFAULT.log_events,
    bytes: HubLimits::DEFAULT.log_bytes,
    policy: Policy::Disconnect,
};

/// What can be set.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Bounds on what a peer can make us hold, and for how long.
    pub limits: Limits,
    /// The heartbeat of streams.
    pub heartbeat: Duration,
    /// How long open connections have to say goodbye.
    pub grace: Duration,
    /// Which hosts a request may name.
    pub hosts: Hosts,
    /// What the logs keep.
    pub logs: HubLimits,
    /// What may wait for one reader, and what happens to it beyond.
    pub queue: Queue,
    /// The life of the logs; `None` draws one by lot.
    pub epoch: Option<Epoch>,
    /// How many connections there may be.
    pub caps: Caps,
    /// The longest that a stream lives, if it shall not live for ever: each ends by itself, and
    /// properly, after half of it at the soonest.
    pub stream_time: Option<Duration>,
}

/// As for a lab on this machine alone: all that may come may come from one address.
impl Default for Config {
    fn default() -> Self {
        Self {
            limits: Limits::DEFAULT,
            heartbeat: HEARTBEAT,
            grace: GRACE,
            hosts: Hosts::Any,
            logs: HubLimits::DEFAULT,
            queue: QUEUE,
            epoch: None,
            caps: Caps { per_address: Caps::DEFAULT.connections, ..Caps::DEFAULT },
            stream_time: None,
        }
    }
}

/// What all connections share.
#[derive(Debug)]
pub struct Lab {
    /// The logs.
    pub hub: Hub,
    /// The figures.
    pub tally: Tally,
    /// The bounds; all WebSockets share them.
    pub limits: Arc<Limits>,
    /// The heartbeat of streams.
    pub heartbeat: Duration,
    /// Which hosts a request may name.
    pub hosts: Hosts,
    queue: Queue,
    /// Which pages may use it.
    pub origins: Origins,
    /// The connections that are open.
    pub places: Places,
    /// What went wrong.
    pub incidents: Incidents,
    /// The longest that a stream lives.
    pub stream_time: Option<Duration>,
    tls: Option<ServerTls>,
    grace: Duration,
}

impl Lab {
    /// A lab in which nothing was published yet, and whose logs end with it.
    pub fn new(config: Config) -> Self {
        let epoch = config.epoch.unwrap_or_else(entropy::epoch);
        Self::with_hub(config, Hub::new(config.logs, epoch))
    }

    /// A lab on a hub that is there already; what `config` says of logs and epochs does not count.
    pub fn with_hub(config: Config, hub: Hub) -> Self {
        Self {
            hub,
            tally: Tally::default(),
            limits: Arc::new(config.limits),
            heartbeat: config.heartbeat,
            hosts: config.hosts,
            queue: config.queue,
            origins: Origins::default(),
            places: config.caps.into(),
            incidents: Incidents::default(),
            stream_time: config.stream_time,
            tls: None,
            grace: config.grace,
        }
    }

    /// Serve https and wss.
    #[must_use]
    pub fn with_tls(mut self, tls: Option<ServerTls>) -> Self {
        if tls.is_some() {
            self.places = self.places.without_a_word();
        }
        self.tls = tls;
        self
    }

    /// Let pages of these origins use it, too.
    #[must_use]
    pub fn with_origins(mut self, origins: Origins) -> Self {
        self.origins = origins;
        self
    }

    /// Serve on `listener` until `stop` is asked for and every connection has ended.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, stop: Stop) {
        let grace = self.grace;
        let (each_stop, places) = (stop.clone(), self.places.clone());
        let report = |incident| self.incidents.note(&incident);
        net::serve(listener, stop, places, grace, report, |stream, peer, entering| {
            tracing::debug!(%peer, "connected");
            // Twice the time that a peer has to take what waits for it.
            let _unsupported =
                vanished::notice_after(&stream, self.limits.write_time.saturating_mul(2));
            let lab = Arc::clone(&self);
            // Boxed: a task keeps the room of its largest step, and this one is soon over.
            let accepting = Box::pin(Arc::clone(&lab).accept(stream, entering, each_stop.clone()));
            async move {
                let Some((mut socket, entering)) = accepting.await else { return };
                connection::enter(&mut socket, &lab, Some(entering)).await;
            }
        })
        .await;
    }

    /// TLS, if there is any.
    async fn accept(
        self: Arc<Self>,
        stream: TcpStream,
        mut entering: Entering,
        stop: Stop,
    ) -> Option<(Connection<Stream>, Box<Entering>)> {
        let (tls, time) = (self.tls.as_ref(), self.limits.head_time);
        let accepted = net::tokio::select! {
            biased;
            accepted = Stream::accept(stream, tls, time, stop.clone()) => accepted,
            () = entering.give_way() => return None,
        };
        let stream = accepted.inspect_err(|error| tracing::debug!(%error, "no TLS")).ok()?;
        Some((Connection::new(stream, Arc::clone(&self.limits), stop), Box::new(entering)))
    }

    /// A reader for what a request wants to hear.
    ///
    /// # Errors
    /// `Refused`: there are too many topics.
    pub fn reader(&self, listen: &Listen) -> Result<Reader, Refused> {
        self.hub.reader(&listen.topic, listen.start, self.queue)
    }

    /// What a short poll is told: what there is already, as much as one answer holds (the rest is
    /// told to the next one), and the place behind it.
    ///
    /// # Errors
    /// `Refused`: there are too many topics.
    pub fn look(&self, listen: &Listen) -> Result<(Vec<Event>, EventId), Refused> {
        self.hub.look(&listen.topic, listen.start, self.queue, usize::MAX, ANSWER_BYTES)
    }

    /// Publish a request's body. The answer is made of the receipt, when that is there.
    ///
    /// # Errors
    /// The answer to a body that is not UTF-8.
    pub fn publish(
        &self,
        topic: &Topic,
        event: Option<String>,
        body: &[u8],
    ) -> Result<Receipt, Response> {
        let text = std::str::from_utf8(body);
        let text = text.map_err(|_| Response::new(400).text("the body must be UTF-8 text"))?;
        Ok(self.hub.publish(topic, event.as_deref(), text))
    }
}

/// The answer to a request that published something.
pub fn published(answer: Answer) -> Response {
    match answer {
        Ok(id) => Response::new(202)
            .field("Content-Type", "application/json")
            .field("Cache-Control", "no-store")
            .body(format!("{{\"id\":\"{id}\"}}\n")),
        Err(refused) => refuse(&refused),
    }
}

/// The answer when the hub refuses.
pub fn refuse(refused: &Refused) -> Response {
    let response = match refused {
        Refused::Busy => Response::new(503).field("Retry-After", "1"),
        Refused::TooManyTopics { .. } | Refused::Failed => Response::new(503),
        Refused::LongText { .. } | Refused::TooLarge { .. } => Response::new(413),
        Refused::EmptyEventType
        | Refused::LongEventType { .. }
        | Refused::BrokenEventType { .. }
        | Refused::ReservedEventType => Response::new(400),
    };
    response.text(&refused.to_string())
}

/// Listen on `address`; if its port is `only_suggested` and taken, on the next free one.
///
/// # Errors
/// None of the ports can be had.
pub async fn listen(address: SocketAddr, only_suggested: bool) -> io::Result<TcpListener> {
    let mut tried = listen_at(address);
    for step in 1..=PORTS_TRIED {
        let taken = tried.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::AddrInUse);
        let next = address.port().checked_add(step);
        let (true, true, Some(port)) = (only_suggested, taken, next) else { break };
        tried = listen_at(SocketAddr::new(address.ip(), port));
    }
    tried
}

/// Listen, and let a burst of clients wait: what the queue cannot hold tries again after a second.
fn listen_at(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // On Windows this would let two programs have one port; elsewhere a port that was just left.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
