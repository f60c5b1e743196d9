//! # Fan-out: WebSockets of the peers                                chapter 16
//! Knows: how each is told to take all that waits and write once. Does not know: who publishes.
//! Read before: `peers.rs`. Read next: `event_streams.rs`.

use crate::failure::Failure;
use crate::servers::fan_out::peers::{Socket, failed};
use fastwebsockets::{Frame, OpCode, Payload};
use futures_util::{SinkExt, StreamExt};
use net::tokio::io::BufWriter;
use net::tokio::net::TcpStream;
use tungstenite::protocol::Role;
use wire::Bytes;

/// tokio-tungstenite, its default configuration: it gathers up to 128 KiB.
pub type Tungstenite = tokio_tungstenite::WebSocketStream<TcpStream>;

impl Socket for Tungstenite {
    type Event = tungstenite::Message;

    async fn open(stream: TcpStream) -> Result<Self, Failure> {
        Ok(Self::from_raw_socket(stream, Role::Server, None).await)
    }

    fn event(json: Vec<u8>) -> Result<Self::Event, Failure> {
        let text = tungstenite::Utf8Bytes::try_from(json).map_err(failed)?;
        Ok(tungstenite::Message::Text(text))
    }

    async fn say(&mut self, event: Self::Event) -> Result<(), Failure> {
        self.feed(event).await.map_err(failed)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        SinkExt::flush(self).await.map_err(failed)
    }

    async fn hear(&mut self) -> Result<bool, Failure> {
        Ok(self.next().await.transpose().map_err(failed)?.is_some())
    }
}

/// tokio-websockets, its default configuration: it gathers up to 8 KiB.
pub type TokioWebsockets = tokio_websockets::WebSocketStream<TcpStream>;

impl Socket for TokioWebsockets {
    type Event = Bytes;

    async fn open(stream: TcpStream) -> Result<Self, Failure> {
        Ok(tokio_websockets::ServerBuilder::new().serve(stream))
    }

    fn event(json: Vec<u8>) -> Result<Bytes, Failure> {
        Ok(json.into())
    }

    async fn say(&mut self, event: Bytes) -> Result<(), Failure> {
        self.feed(tokio_websockets::Message::text(event)).await.map_err(failed)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        SinkExt::flush(self).await.map_err(failed)
    }

    async fn hear(&mut self) -> Result<bool, Failure> {
        Ok(self.next().await.transpose().map_err(failed)?.is_some())
    }
}

/// fastwebsockets over a buffered writer, for it writes each frame at once by itself.
pub type Fastwebsockets = fastwebsockets::WebSocket<BufWriter<TcpStream>>;

impl Socket for Fastwebsockets {
    type Event = Bytes;

    async fn open(stream: TcpStream) -> Result<Self, Failure> {
        let (role, stream) = (fastwebsockets::Role::Server, BufWriter::new(stream));
        Ok(Self::after_handshake(stream, role))
    }

    fn event(json: Vec<u8>) -> Result<Bytes, Failure> {
        Ok(json.into())
    }

    async fn say(&mut self, event: Bytes) -> Result<(), Failure> {
        let frame = Frame::text(Payload::Borrowed(&event));
        self.write_frame(frame).await.map_err(failed)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        Self::flush(self).await.map_err(failed)
    }

    async fn hear(&mut self) -> Result<bool, Failure> {
        let frame = self.read_frame().await.map_err(failed)?;
        Ok(frame.opcode != OpCode::Close)
    }
}

/// yawc, its default configuration.
pub type Yawc = yawc::WebSocket<TcpStream>;

impl Socket for Yawc {
    type Event = Bytes;

    async fn open(stream: TcpStream) -> Result<Self, Failure> {
        Self::from_stream(stream, yawc::Role::Server, yawc::Options::default()).map_err(failed)
    }

    fn event(json: Vec<u8>) -> Result<Bytes, Failure> {
        Ok(json.into())
    }

    async fn say(&mut self, event: Bytes) -> Result<(), Failure> {
        self.feed(yawc::Frame::text(event)).await.map_err(failed)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        SinkExt::flush(self).await.map_err(failed)
    }

    async fn hear(&mut self) -> Result<bool, Failure> {
        Ok(self.next().await.is_some())
    }
}

/// sockudo-ws, its default configuration, over tokio.
pub type Sockudo = sockudo_ws::WebSocketStream<TcpStream>;

impl Socket for Sockudo {
    type Event = sockudo_ws::Message;

    async fn open(stream: TcpStream) -> Result<Self, Failure> {
        Ok(Self::server(stream, sockudo_ws::Config::default()))
    }

    fn event(json: Vec<u8>) -> Result<Self::Event, Failure> {
        Ok(sockudo_ws::Message::Text(json.into()))
    }

    async fn say(&mut self, event: Self::Event) -> Result<(), Failure> {
        self.feed(event).await.map_err(failed)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        SinkExt::flush(self).await.map_err(failed)
    }

    async fn hear(&mut self) -> Result<bool, Failure> {
        Ok(self.next().await.transpose().map_err(failed)?.is_some())
    }
}
