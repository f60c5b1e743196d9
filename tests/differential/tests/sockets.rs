//! # tungstenite and we, over real sockets                           chapter 12
//! Knows: both directions, each message of the table, each way to close.
//! Does not know: what needs an installed program; `tests/real_parts.rs` does.
//! Read before: `tests/differential/src/exchange.rs`. Read next: `tests/real_parts.rs`.

use differential::by_tungstenite::tungstenite::protocol::CloseFrame;
use differential::by_tungstenite::tungstenite::protocol::frame::Frame;
use differential::by_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use differential::by_tungstenite::tungstenite::{self, Error, Message};
use differential::messages::{TABLE, table};
use differential::{Ending, exchange};
use frames::Kind;
use net::Stop;
use net::tokio::runtime::Runtime;
use net::websocket::{Request, connect};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;
use wire::Limits;

/// It ends what hangs; it measures nothing.
const PATIENCE: Duration = Duration::from_secs(300);
/// Codes that anyone may send, and none at all (1005).
const CODES: [u16; 7] = [1000, 1001, 1003, 1011, 3000, 4999, 1005];

/// Our echo server, for as long as the runtime lives.
fn our_server(runtime: &Runtime) -> SocketAddr {
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = runtime.block_on(lab::server::listen(any_port, false)).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(lab::echo_server::serve(listener, None, Limits::DEFAULT, Stop::default()));
    address
}

fn their_client(address: SocketAddr) -> tungstenite::WebSocket<TcpStream> {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    tungstenite::client(format!("ws://{address}/"), stream).unwrap().0
}

fn close_frame(code: u16, reason: &'static str) -> Option<CloseFrame> {
    (code != 1005).then(|| CloseFrame { code: code.into(), reason: reason.into() })
}

#[test] // WS-5.4-09, WS-5.5.2-02, WS-5.5.3-01, WS-6.2-07
fn must_echo_each_message_of_tungstenite() {
    let runtime = Runtime::new().unwrap();
    let mut socket = their_client(our_server(&runtime));
    for message in table() {
        let parts = message.parts();
        for (i, part) in parts.iter().enumerate() {
            let opcode = match (i, message.kind) {
                (0, Kind::Text) => Data::Text,
                (0, Kind::Binary) => Data::Binary,
                _ => Data::Continue,
            };
            let last = i + 1 == parts.len();
            let frame = Frame::message(part.to_vec(), OpCode::Data(opcode), last);
            socket.send(Message::Frame(frame)).unwrap();
        }
        let found = socket.read().unwrap();
        let kind = if found.is_text() { Kind::Text } else { Kind::Binary };
        assert_eq!((kind, found.into_data().to_vec()), (message.kind, message.payload));
    }
    socket.send(Message::Ping("are you there?".into())).unwrap();
    assert_eq!(socket.read().unwrap(), Message::Pong("are you there?".into()));
}

#[test] // WS-5.5.1-07, WS-5.5.1-08, WS-5.5.1-12
fn must_close_as_tungstenite_closes() {
    let runtime = Runtime::new().unwrap();
    let address = our_server(&runtime);
    for code in CODES {
        let mut socket = their_client(address);
        socket.close(close_frame(code, "enough")).unwrap();
        // The same code comes back, and the server ends the stream first.
        assert_eq!(socket.read().unwrap(), Message::Close(close_frame(code, "")));
        assert!(matches!(socket.read(), Err(Error::ConnectionClosed)));
    }
}

/// Echo, until the client closes; `close CODE REASON` is an order. Returns the client's code.
fn their_server(listener: &TcpListener) -> Option<u16> {
    let stream = listener.accept().unwrap().0;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut socket = tungstenite::accept(stream).unwrap();
    let mut code = None;
    loop {
        match socket.read() {
            Ok(Message::Close(frame)) => code = frame.map(|frame| frame.code.into()),
            Ok(message @ (Message::Text(_) | Message::Binary(_))) => {
                match message.to_text().unwrap_or_default().strip_prefix("close ") {
                    Some(order) => {
                        let (code, _) = order.split_once(' ').unwrap();
                        socket.close(close_frame(code.parse().unwrap(), "enough")).unwrap();
                    }
                    None => socket.send(message).unwrap(),
                }
            }
            Ok(_) => {}
            Err(Error::ConnectionClosed) => return code,
            Err(error) => panic!("{error}"),
        }
    }
}

#[test] // WS-6.1-08, WS-6.1-09, WS-7.1.2-01, WS-7.1.5-01
fn must_exchange_each_message_with_a_server_of_tungstenite() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    let runtime = Runtime::new().unwrap();
    let endings = CODES.map(Ending::WeClose).into_iter().chain(
        // Without a code there is no reason either.
        CODES.into_iter().filter(|code| *code != 1005).map(Ending::TheyClose),
    );
    for ending in endings {
        let (exchanged, code) = thread::scope(|scope| {
            let server = scope.spawn(|| their_server(&listener));
            let exchanged = runtime.block_on(async {
                let mut opened = connect(Request::new(&url).unwrap()).await.unwrap();
                exchange(&mut opened.connection, &mut opened.socket, ending).await
            });
            (exchanged, server.join().unwrap())
        });
        assert_eq!(exchanged, Ok(()), "{ending:?}");
        // What it heard from us: our code, or its own code back.
        let (Ending::WeClose(sent) | Ending::TheyClose(sent)) = ending;
        assert_eq!(code, Some(sent).filter(|code| *code != 1005), "{ending:?}");
    }
}

/// A row that cannot be read would be a message that nobody sends.
#[test]
fn must_read_every_row_of_the_table() {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).count();
    let read = table();
    assert_eq!(read.len(), rows);
    for message in &read {
        assert_eq!(message.parts().concat(), message.payload, "{}", message.name);
        assert_eq!(message.parts().len(), message.fragments, "{}", message.name);
    }
    let longest = read.iter().map(|message| message.payload.len()).max();
    assert_eq!(longest, Some(Limits::DEFAULT.message_bytes));
}
