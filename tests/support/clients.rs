//! # Clients: one for each of the five ways                          chapter 00
//! Knows: how to collect events by each transport, with the house's own client protocols.
//! Does not know: what is published.
//! Read before: `mod.rs`. Read next: `tests/15_fan_out.rs`.

use frames::Message;
use http1::{Client, ClientEvent};
use net::gate::ConnectGate;
use net::tokio::net::TcpStream;
use net::websocket::{Opened, Request, connect};
use net::{Application, Connection, Flow, Stop, drive};
use polling::{Lines, Pace, Poller, Since};
use std::net::SocketAddr;
use std::ops::ControlFlow::{Break, Continue};
use std::time::Duration;
use wire::{EventId, Input, Limits, Protocol, Published};

/// The five ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Polling,
    LongPolling,
    Streaming,
    Sse,
    WebSocket,
}

pub const WAYS: [Way; 5] =
    [Way::Polling, Way::LongPolling, Way::Streaming, Way::Sse, Way::WebSocket];

/// Events, until there are enough.
struct Collect {
    events: Vec<Published>,
    enough: usize,
    lines: Lines,
    decoder: sse::Decoder,
    sse: bool,
}

impl Collect {
    fn new(enough: usize, way: Way) -> Self {
        Self {
            events: Vec::new(),
            enough,
            lines: Lines::new(Limits::DEFAULT.line_bytes),
            decoder: sse::Decoder::new(Limits::DEFAULT),
            sse: way == Way::Sse,
        }
    }

    fn flow(&self) -> Flow {
        if self.events.len() >= self.enough { Break(()) } else { Continue(()) }
    }

    /// A piece of the body of an event stream.
    fn decode(&mut self, piece: &mut [u8]) {
        let mut input = Input::new(piece);
        while let Some(event) = self.decoder.next_event(&mut input).unwrap() {
            if let sse::Event::Message { event, data, last_event_id } = event {
                self.events.push(Published {
                    id: last_event_id.parse().unwrap(),
                    event: event.into(),
                    data: data.into(),
                });
            }
        }
    }
}

impl Application<Poller> for Collect {
    fn on_event(&mut self, _: &mut Poller, event: polling::poller::Event) -> Flow {
        match event {
            polling::poller::Event::Answer(answer) => self.events.extend(answer.events),
            other => panic!("an answer was expected: {other:?}"),
        }
        self.flow()
    }
}

impl Application<Client> for Collect {
    fn on_event(&mut self, _: &mut Client, event: ClientEvent<'_>) -> Flow {
        match event {
            ClientEvent::Response(head) => assert_eq!(head.status(), 200),
            ClientEvent::Data(mut piece) if self.sse => self.decode(&mut piece),
            ClientEvent::Data(piece) => {
                let events = &mut self.events;
                self.lines.receive(&piece, |event| events.push(event)).unwrap();
            }
            ClientEvent::End | ClientEvent::Closed => panic!("the stream ended too early"),
        }
        self.flow()
    }
}

impl Application<frames::Connection> for Collect {
    fn on_event(&mut self, _: &mut frames::Connection, event: frames::Event<'_>) -> Flow {
        match event {
            frames::Event::Message(Message::Text(text)) => {
                self.events.push(polling::parse_event(text.as_bytes()).unwrap());
            }
            other => panic!("text was expected: {other:?}"),
        }
        self.flow()
    }
}

/// Where to begin.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// With all that is kept.
    All,
    /// Behind this event.
    After(EventId),
}

/// Collect the first `enough` events of `topic`, by `way`.
pub async fn collect(way: Way, lab: SocketAddr, topic: &str, enough: usize) -> Vec<Published> {
    collect_from(way, lab, topic, Place::All, enough).await
}

/// Collect the first `enough` events of `topic` that are told to one who begins at `place`.
pub async fn collect_from(
    way: Way,
    lab: SocketAddr,
    topic: &str,
    place: Place,
    enough: usize,
) -> Vec<Published> {
    let (since, text) = match place {
        Place::All => (Since::All, "0".to_string()),
        Place::After(id) => (Since::Event(id), id.to_string()),
    };
    let limits = super::PATIENT;
    let host = lab.to_string();
    let mut collect = Collect::new(enough, way);
    if way == Way::WebSocket {
        // Each stands for a program of its own: the others' handshakes are none of its business.
        let gate = ConnectGate::new(1);
        let request = Request::new(&format!("ws://{host}/ws?topic={topic}&since={text}")).unwrap();
        let request = request.gate(gate).within(super::PATIENCE);
        let Opened { mut connection, mut socket, .. } = connect(request).await.unwrap();
        drive(&mut connection, &mut socket, &mut collect).await.unwrap();
        return collect.events;
    }
    let stream = TcpStream::connect(lab).await.unwrap();
    let mut connection = Connection::new(stream, limits, Stop::default());
    let pace = match way {
        Way::Polling => Pace::Every(Duration::from_millis(200)),
        _ => Pace::Waiting(Duration::from_secs(20)),
    };
    match way {
        Way::Polling | Way::LongPolling => {
            let path = if way == Way::Polling { "/poll" } else { "/long-poll" };
            let target = format!("{path}?topic={topic}");
            let mut poller = Poller::new(&host, &target, since, pace, limits).unwrap();
            drive(&mut connection, &mut poller, &mut collect).await.unwrap();
        }
        Way::Streaming | Way::Sse => {
            let path = if way == Way::Sse { "/events" } else { "/stream" };
            let target = format!("{path}?topic={topic}&since={text}");
            let mut client = Client::new(limits);
            client.request(http1::Request::get(&target, &host)).unwrap();
            drive(&mut connection, &mut client, &mut collect).await.unwrap();
        }
        Way::WebSocket => unreachable!("served above"),
    }
    collect.events
}
