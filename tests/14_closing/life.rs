//! # Whole lives of connections                                      chapter 14 · RFC 6455 §5 to §7
//! Knows: how to do to a connection what the laws of a whole life and of the pipe ask for.
//! Does not know: those laws.
//! Read before: `tests/laws/src/life.rs`, `tests/laws/src/pipe.rs`. Read next: `failing.rs`.

use super::*;
use laws::life::Deed;

/// Do what the application does. What may not be done is refused, and nothing happens.
fn act(connection: &mut Connection, deed: &Deed) {
    let _may_be_refused = match deed {
        Deed::Send(text) => connection.send_text(text),
        Deed::SendPart(part, last) => connection.send_text_part(part, *last),
        Deed::Ping(payload) => connection.ping(payload),
        Deed::Pong(payload) => connection.pong(payload),
        Deed::Close(code) => connection.close(CloseCode::new(*code), "reason"),
        Deed::ShutDown | Deed::Hear(_) | Deed::HearTheEnd | Deed::Wait(_) => Ok(()),
    };
}

fn is_end(event: &Event<'_>) -> bool {
    matches!(event, Event::Closed(_))
}

mod of_a_server {
    use super::*;
    use laws::proptest::prelude::*;

    // WS-5.1-04, WS-5.1-07, WS-5.2-02, WS-5.5.1-06, WS-5.5.1-07, WS-6.1-02, WS-7.1.7-07, WS-10.1-01
    laws::life! { new: new_server, act: act, is_end: is_end, client: false }
}

mod of_a_client {
    use super::*;
    use laws::proptest::prelude::*;

    // WS-5.1-01, WS-5.1-07, WS-5.2-02, WS-5.5.1-06, WS-5.5.1-07, WS-6.1-02, WS-7.1.7-07
    laws::life! { new: new_client, act: act, is_end: is_end, client: true }
}

mod of_both {
    use super::*;
    use laws::proptest::prelude::*;

    // WS-5.4-05, WS-5.5.1-11, WS-5.5.1-13, WS-5.5.1-15, WS-5.5.2-02, WS-6.1-09, WS-7.1.1-03
    // WS-7.1.1-06, WS-7.1.5-01
    laws::pipe! {
        client: |next_mask| Connection::client(Limits::DEFAULT, next_mask),
        server: new_server,
        send_part: |connection: &mut Connection, part: &str, last| {
            connection.send_text_part(part, last).is_ok()
        },
        ping: |connection: &mut Connection, text: &str| connection.ping(text.as_bytes()).is_ok(),
        close: |connection: &mut Connection, code| {
            connection.close(CloseCode::new(code), "").is_ok()
        },
        closed: |code, by_us| closed(code, "", if by_us { "Us" } else { "Peer" }, true),
        is_client: |connection: &Connection| connection.role() == frames::Role::Client,
        note: note,
    }
}
