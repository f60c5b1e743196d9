//! # What a server hears                                             chapter 02 · RFC 9112 §11.2
//! Knows: how to put bytes to a server that answers each request at once, and to say in one line
//! what came of it. Does not know: what is right.
//! Read before: `http1/src/server.rs`. Read next: `oracle.rs`.

use http1::{Event, Response, Server};
use std::time::Duration;
use wire::{Input, Limits, Output, Protocol};

/// One request that the application was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The method, a space, the target.
    pub line: String,
    /// The body, if it came to its end.
    pub body: Option<Vec<u8>>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The next request may come.
    Open,
    /// The last request was answered, and nothing behind it counts.
    Close,
    /// Something is unfinished.
    Cut,
    /// A rule was broken, and this status said so.
    Refused(u16),
}

/// The requests, in order, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What reached the application.
    pub requests: Vec<Asked>,
    /// How it ended.
    pub end: End,
}

impl Heard {
    /// `POST /=hello; GET /?; 400`: a question mark where the body did not come to its end; CR LF
    /// is written `|`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for Asked { line, body } in &self.requests {
            let body = match body.as_deref() {
                None => "?".into(),
                Some([]) => String::new(),
                Some(body) => format!("={}", String::from_utf8_lossy(body).replace("\r\n", "|")),
            };
            text += &format!("{line}{body}; ");
        }
        text + &match self.end {
            End::Open => "open".into(),
            End::Close => "close".into(),
            End::Cut => "cut".into(),
            End::Refused(status) => status.to_string(),
        }
    }
}

/// Put `bytes` to a server, cut at `cuts`.
pub fn hear(bytes: &[u8], cuts: &[usize]) -> Heard {
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut hearing = Hearing::default();
    let (mut output, mut refused, mut from) = (Output::default(), None, 0);
    for to in cuts.iter().copied().filter(|&cut| cut < bytes.len()).chain([bytes.len()]) {
        let mut piece = bytes[from..to].to_vec();
        from = to;
        let mut input = Input::new(&mut piece);
        loop {
            match server.next_event(&mut input) {
                Ok(Some(event)) => {
                    assert_eq!(refused, None, "nothing is heard behind a refusal");
                    hearing.act(&mut server, event);
                }
                Ok(None) => break,
                Err(error) => {
                    refused = Some(error.violation.status());
                    break;
                }
            }
        }
        output.append(server.take_output());
    }
    let end = match refused {
        Some(status) => End::Refused(status),
        None if output.is_end() => End::Close,
        None if server.is_idle() => End::Open,
        None => End::Cut,
    };
    if let End::Refused(status) = end {
        let said = String::from_utf8_lossy(&output.to_vec()).into_owned();
        assert!(said.contains(&format!("HTTP/1.1 {status} ")) && said.contains(": close\r\n"));
        assert!(output.is_end(), "the connection closes behind a refusal");
    }
    Heard { requests: hearing.requests, end }
}

/// What an application keeps.
#[derive(Default)]
struct Hearing {
    requests: Vec<Asked>,
    body: Vec<u8>,
}

impl Hearing {
    fn act(&mut self, server: &mut Server, event: Event<'_>) {
        match event {
            Event::Request(head) => {
                let line = format!("{} {}", head.method(), head.target());
                self.requests.push(Asked { line, body: None });
                self.body.clear();
            }
            Event::Data(data) => self.body.extend_from_slice(&data),
            Event::End => {
                let body = std::mem::take(&mut self.body);
                self.requests.last_mut().expect("a request").body = Some(body);
                server.respond(Response::new(200).text("heard")).expect("owed");
            }
            Event::Closed => unreachable!("nobody ended the stream"),
        }
    }
}
