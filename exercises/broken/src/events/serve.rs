//! # Requests and answers                                            chapter 02 · RFC 9110 §9, §15
//! Knows: two addresses, and how each other request is answered. Does not know: event streams.
//! Read before: `events/request.rs`. Read next: `bug.rs`.

use super::EventServer;
use super::log::Log;
use super::request::Request;
use super::stream;
use crate::end::End;
use crate::head::bad;
use crate::opening;
use crate::socket::Socket;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

/// The methods that HTTP knows (RFC 9110 §9.1).
const METHODS: [&str; 9] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/// Serve whoever comes, for ever.
///
/// # Errors
/// The operating system's, when there is nothing to listen on.
pub fn serve(listener: &TcpListener, server: &'static dyn EventServer) -> io::Result<()> {
    let log = Arc::new(Log::default());
    for stream in listener.incoming() {
        // Who is gone before he is accepted is no reason to stop.
        let Ok(mut socket) = stream.and_then(Socket::new) else { continue };
        if server.serves_one_by_one() {
            run(server, &mut socket, &log);
            continue;
        }
        let log = Arc::clone(&log);
        // Without a thread there is no service: the connection is dropped.
        let _ = thread::Builder::new().spawn(move || run(server, &mut socket, &log));
    }
    Ok(())
}

/// One connection, from its first request to its last.
fn run(server: &dyn EventServer, socket: &mut Socket, log: &Log) {
    loop {
        match exchange(server, socket, log) {
            Ok(true) => {}
            Ok(false) => return socket.leave(),
            Err(End::Refused(refusal)) => {
                let date = server.date_line();
                let answer = opening::refuse(&refusal, &date);
                if socket.send(answer.as_bytes()).is_ok() {
                    socket.leave();
                }
                return;
            }
            Err(_) => return socket.break_off(),
        }
    }
}

/// One request and its answer. True when another may follow.
fn exchange(server: &dyn EventServer, socket: &mut Socket, log: &Log) -> Result<bool, End> {
    let request = server.read_request(socket)?;
    let method = request.head.method.as_str();
    let (status, fields, text) = match (method, request.path()) {
        (_, "/events") if server.streams(method) => {
            stream::run(server, socket, log, &request)?;
            return Ok(false);
        }
        ("HEAD", "/events") => {
            let head = stream::head(server, server.may_chunk(&request));
            server.send(socket, head.as_bytes())?;
            return Ok(request.keeps_alive());
        }
        ("POST", "/publish") => {
            let data = String::from_utf8(request.body.clone());
            let data = data.map_err(|_| bad("an event is text"))?;
            ("200 OK", "", format!("{}\n", log.publish(data)))
        }
        ("GET" | "HEAD", "/") => ("200 OK", "", "GET /events, POST /publish\n".into()),
        (_, "/events" | "/") if METHODS.contains(&method) => not_here("Allow: GET, HEAD\r\n"),
        (_, "/publish") if METHODS.contains(&method) => not_here("Allow: POST\r\n"),
        _ if METHODS.contains(&method) => {
            ("404 Not Found", "", "there is nothing here\n".to_string())
        }
        _ => ("501 Not Implemented", "", "no such method is known\n".to_string()),
    };
    let answer = server.answer(&request, status, fields, &text);
    server.send(socket, &answer)?;
    Ok(server.keeps_alive(&request))
}

fn not_here(allow: &'static str) -> (&'static str, &'static str, String) {
    ("405 Method Not Allowed", allow, "another method is needed here\n".to_string())
}

/// A complete answer; to HEAD all of it but the body.
pub fn answer<S: EventServer + ?Sized>(
    server: &S,
    request: &Request,
    status: &str,
    fields: &str,
    text: &str,
) -> Vec<u8> {
    let date = server.date_line();
    let connection = if request.keeps_alive() { "" } else { "Connection: close\r\n" };
    let length = text.len();
    let body = if request.head.method == "HEAD" { "" } else { text };
    let head = format!(
        "HTTP/1.1 {status}\r\n{date}{fields}{connection}Content-Type: text/plain\r\n\
         Content-Length: {length}\r\nCache-Control: no-store\r\n\r\n{body}"
    );
    head.into_bytes()
}
