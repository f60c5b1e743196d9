//! # A naive client                                                  chapter 16
//! Knows: what many samples do: one read is one frame, and nothing is checked.
//! Does not know: how to fail a connection, fragments, pings.
//! Read before: `tests/16_check_clients.rs`. Read next: `check/src/clients/answers.rs`.

use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use net::tokio::net::TcpStream;

/// The key of the example in RFC 6455 §1.3, each time.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
/// The masking key, each time.
const MASK: [u8; 4] = [1, 2, 3, 4];

/// Come once: ask, take any answer, and send back whatever one read brings as one text.
pub async fn echo(url: String) {
    let authority = url.trim_start_matches("ws://").trim_end_matches('/').to_string();
    let Ok(mut stream) = TcpStream::connect(&authority).await else { return };
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    );
    if stream.write_all(request.as_bytes()).await.is_err() {
        return;
    }
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => answer.push(byte),
            Err(_) => return,
        }
    }
    let mut buffer = vec![0; 4096];
    loop {
        let read = match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => read,
        };
        let (header, length) = match buffer[1] & 0x7f {
            126 => (4, usize::from(u16::from_be_bytes([buffer[2], buffer[3]]))),
            length => (2, usize::from(length)),
        };
        let payload = &buffer[header.min(read)..(header + length).min(read)];
        let mut frame = vec![0x81];
        match u8::try_from(payload.len()) {
            Ok(length @ 0..=125) => frame.push(0x80 | length),
            _ => {
                let [high, low] = u16::try_from(payload.len()).unwrap().to_be_bytes();
                frame.extend([0xfe, high, low]);
            }
        }
        frame.extend(MASK);
        frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, key)| byte ^ key));
        if stream.write_all(&frame).await.is_err() {
            return;
        }
    }
}
