//! # A server that says what a test wants                            chapter 02 · RFC 9112 §9
//! Knows: one answer for each request, by its path and by how often it came. Does not know: what
//! the answers mean.
//! Read before: `http1/src/server.rs`. Read next: `browser.rs`.
//!
//! `http1::Server` over blocking sockets: the same protocol, and no runtime at all.

use http1::{Event, Response, Server};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use wire::{Input, Limits, Protocol as _};

/// A request that came: its path, and its field Last-Event-ID.
pub type Came = (String, Option<String>);

/// What is answered at `path` when it is asked for the `n`-th time, counted from 1.
pub type Script = fn(path: &str, n: usize) -> Response;

/// The server, as long as the test runs.
pub struct Scripted {
    pub address: SocketAddr,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Scripted {
    pub fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let came = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&came);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, came) = (stream.unwrap(), Arc::clone(&all));
                thread::spawn(move || serve(stream, script, &came));
            }
        });
        Self { address, came }
    }

    /// The requests that came to `path`, in order: what each said of its place.
    pub fn places(&self, path: &str) -> Vec<Option<String>> {
        let came = self.came.lock().unwrap();
        came.iter().filter(|(asked, _)| asked == path).map(|(_, place)| place.clone()).collect()
    }
}

fn serve(mut stream: TcpStream, script: Script, came: &Mutex<Vec<Came>>) {
    let mut http = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut buffer = [0; 4096];
    let mut answer = None;
    while let Ok(n @ 1..) = stream.read(&mut buffer) {
        let mut input = Input::new(&mut buffer[..n]);
        while let Some(event) = http.next_event(&mut input).unwrap() {
            match event {
                Event::Request(head) => {
                    let place = head.fields().single("Last-Event-ID").unwrap();
                    let place = place.map(|bytes| String::from_utf8(bytes.to_vec()).unwrap());
                    let mut came = came.lock().unwrap();
                    came.push((head.path().to_string(), place));
                    let n = came.iter().filter(|(path, _)| path == head.path()).count();
                    answer = Some(script(head.path(), n));
                }
                Event::End => http.respond(answer.take().unwrap()).unwrap(),
                Event::Data(_) | Event::Closed => {}
            }
        }
        let output = http.take_output();
        if stream.write_all(&output.to_vec()).is_err() || output.is_end() {
            return;
        }
    }
}
