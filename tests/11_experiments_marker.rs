//! # A word that is looked for on the wire                  chapter 11 · RFC 6455 §5.3, §10.3
//! Knows: which way a text can be read by who is on the way. Does not know: what it would do.
//! Read before: `11_masking.rs`. Read next: `16_experiments_bytes.rs`.

use frames::Connection;
use http1::{Client, Event as Http, Request, Server};
use net::event_stream::{EventStream, EventStreamFormat};
use std::time::Duration;
use wire::{Epoch, Input, Limits, Protocol, Published};

const MARKER: &str = "GET /script.js HTTP/1.1";
const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|found| found == text.as_bytes())
}

fn sent(mut connection: Connection) -> Vec<u8> {
    connection.send_text(MARKER).unwrap();
    connection.take_output().to_vec()
}

#[test] // X-07; claims C5, C6: it hides nothing from who can read the key beside it
fn claim_masking_changes_what_a_client_sends_and_nothing_else() {
    let down = sent(Connection::server(Limits::DEFAULT));
    let mut up = sent(Connection::client(Limits::DEFAULT, || KEY));
    assert!(has(&down, MARKER) && !has(&up, MARKER));
    assert_eq!(up.len(), down.len() + 4, "the key");
    assert_eq!(up[2..6], KEY);
    frames::mask(&mut up[6..], KEY);
    assert!(has(&up, MARKER), "the key is there for everyone");
    let bare = sent(Connection::client(Limits::DEFAULT, || [0; 4]));
    assert!(has(&bare, MARKER), "so it has to be one that nobody can foresee");
}

#[test] // X-07; claim A7: an event stream needs no masking, for the client says nothing in it
fn claim_a_client_of_an_event_stream_sends_its_request_and_not_a_byte_more() {
    let mut client = Client::new(Limits::DEFAULT);
    client.request(Request::get("/events", "a")).unwrap();
    let mut asked = client.take_output().to_vec();
    assert_eq!(asked, b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut input = Input::new(&mut asked);
    while server.next_event(&mut input).unwrap().is_some_and(|event| event != Http::End) {}
    let heartbeat = Duration::from_secs(15);
    let mut stream = EventStream::open(server, EventStreamFormat, heartbeat).unwrap();
    for number in 1..=100 {
        let id = Epoch::new(1).at(number);
        let event = Published { id, event: "message".into(), data: MARKER.into() };
        stream.deliver([&event]);
        let mut told = stream.take_output().to_vec();
        assert!(has(&told, MARKER));
        let mut input = Input::new(&mut told);
        while client.next_event(&mut input).unwrap().is_some() {}
        assert!(client.take_output().is_empty());
    }
}
