//! # Script: a server that says what it is told to                   chapter 02
//! Knows: one connection, one request, any bytes as its answer, any end. Does not know: HTTP's
//! rules; it may break all of them.
//! Read before: `mod.rs`. Read next: `tests/02_http_fetch.rs`.

use net::tokio;
use net::tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use net::tokio::net::{TcpListener, TcpStream};
use std::net::SocketAddr;

/// Run `future` in real time; five minutes end what hangs, and measure nothing.
pub fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let patient = async { tokio::time::timeout(super::PATIENCE, future).await };
    runtime.block_on(patient).expect("it does not hang")
}

/// The head of an answer whose body is an event stream that ends with the connection.
pub const STREAM: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

/// A listener on a port of its own.
pub struct Script {
    listener: TcpListener,
    pub address: SocketAddr,
}

/// A request that came, and the connection on which it is to be answered.
pub struct Asked<S = TcpStream> {
    pub stream: S,
    /// From the request line to the empty line.
    pub head: Vec<u8>,
    /// Of as many bytes as Content-Length says.
    pub body: Vec<u8>,
}

impl Script {
    pub async fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { listener, address }
    }

    /// The address of `target` here.
    pub fn url(&self, target: &str) -> String {
        format!("http://{}{target}", self.address)
    }

    /// The next connection.
    pub async fn accept(&self) -> TcpStream {
        self.listener.accept().await.unwrap().0
    }

    /// The next connection, and the request on it.
    pub async fn asked(&self) -> Asked {
        Asked::read(self.accept().await).await
    }

    /// Answer the next request with `bytes`, and end in due form. Returns what was asked.
    pub async fn answer(&self, bytes: impl AsRef<[u8]>) -> Asked {
        let mut asked = self.asked().await;
        asked.say(bytes).await;
        asked.end().await;
        asked
    }

    /// True while nobody knocks.
    pub fn is_idle(&self) -> bool {
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        self.listener.poll_accept(&mut cx).is_pending()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Asked<S> {
    pub async fn read(mut stream: S) -> Self {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let mut asked = Self { stream, head, body: Vec::new() };
        let length = asked.field("Content-Length").map_or(0, |text| text.parse().unwrap());
        asked.body.resize(length, 0);
        asked.stream.read_exact(&mut asked.body).await.unwrap();
        asked
    }

    /// The request line.
    pub fn line(&self) -> String {
        String::from_utf8_lossy(&self.head).lines().next().unwrap().into()
    }

    /// The value of a field, if it came once.
    pub fn field(&self, name: &str) -> Option<String> {
        let head = String::from_utf8_lossy(&self.head);
        let mut values = head.split("\r\n").filter_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then(|| value.to_string())
        });
        let first = values.next()?;
        assert_eq!(values.next(), None, "{name} came twice in {head}");
        Some(first)
    }

    /// Write `bytes`. The peer may be gone.
    pub async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        let _gone = self.stream.write_all(bytes.as_ref()).await;
        let _gone = self.stream.flush().await;
    }

    /// End in due form: our side, then wait for the other.
    pub async fn end(&mut self) {
        let _gone = self.stream.shutdown().await;
        self.ended().await;
    }

    /// Wait until the peer ends or resets the connection.
    pub async fn ended(&mut self) {
        let _reset = self.stream.read_to_end(&mut Vec::new()).await;
    }
}

impl Asked {
    /// End with a reset.
    pub fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }
}
