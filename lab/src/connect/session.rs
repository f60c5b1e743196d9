//! # A WebSocket that does what is typed                             chapter 12
//! Knows: orders, one after another; waiting, expecting, and when it is time to go.
//! Does not know: how anything looks on the screen; see `screen.rs`.
//! Read before: `order.rs`, `beyond.rs`, `net/src/drive.rs`. Read next: `screen.rs`.

use super::beyond::Beyond;
use super::order::{self, Order};
use super::prompt::Line;
use super::screen::Screen;
use frames::{CloseCode, Closed, Event, Message, UsageError};
use net::tokio::sync::mpsc::Receiver;
use net::tokio::time::{Instant, Sleep, sleep_until};
use net::{Application, Flow};
use std::collections::VecDeque;
use std::future::Future as _;
use std::ops::ControlFlow::Continue;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use wire::Tap;

/// The socket, what passes it by, and the screen that watches both.
pub type Watched = Tap<Beyond, Screen>;

/// Orders that are carried out before their bytes are written.
const STEPS_MAX: usize = 16;
/// Messages that are kept for an `/expect` to come.
const KEPT_MAX: usize = 1000;
/// The most bytes of them, the newest one aside.
const KEPT_BYTES: usize = 16 << 20;
/// Behind the input, no more than this many times the linger is waited.
const LINGERS_MAX: u32 = 10;

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a message that is expected.
    pub expect: Duration,
    /// Behind the end of the input: until nothing has come for so long.
    pub linger: Duration,
    /// Somebody types: what is not understood is said, and the end of the input is the end.
    pub is_typed: bool,
}

/// Why the script failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// A line is not understood, or asks for what must not be sent.
    Line(usize, String),
    /// Another message came than the expected one, or none.
    Unexpected(usize, String),
    /// The input cannot be read.
    Unreadable(String),
}

/// Carries out what is typed, and notes how it ends.
#[derive(Debug)]
pub struct Session {
    input: Receiver<Line>,
    patience: Patience,
    /// How many lines were read.
    line: usize,
    doing: Doing,
    timer: Option<Pin<Box<Sleep>>>,
    /// Messages that no `/expect` has taken yet.
    kept: VecDeque<Message<'static>>,
    kept_bytes: usize,
    /// How many more came than are kept.
    forgotten: usize,
    failed: Option<Failed>,
    closed: Option<Closed>,
}

/// What the next order waits for.
#[derive(Debug)]
enum Doing {
    /// Nothing.
    Next,
    /// A moment.
    Waiting(Instant),
    /// A message, until that moment.
    Expecting(String, Instant),
    /// The answers, for the input ended at this moment.
    Settling(Instant),
    /// The end.
    Over,
}

impl Session {
    /// Do what comes from `input`.
    pub fn new(input: Receiver<Line>, patience: Patience) -> Self {
        Self {
            input,
            patience,
            line: 0,
            doing: Doing::Next,
            timer: None,
            kept: VecDeque::new(),
            kept_bytes: 0,
            forgotten: 0,
            failed: None,
            closed: None,
        }
    }

    /// How it ended: why the script failed, if it did, and how the WebSocket was closed.
    pub fn into_end(self) -> (Option<Failed>, Option<Closed>) {
        let unmet = match self.doing {
            Doing::Expecting(text, _) => {
                let what = format!("expected {text:?}; the connection ended before it came");
                Some(Failed::Unexpected(self.line, what))
            }
            _ => None,
        };
        (self.failed.or(unmet), self.closed)
    }

    /// True when `moment` has come; else the task is woken then.
    fn is_past(&mut self, moment: Instant, cx: &mut Context<'_>) -> bool {
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(moment)));
        if timer.deadline() != moment {
            timer.as_mut().reset(moment);
        }
        timer.as_mut().poll(cx).is_ready()
    }

    /// One step. False when there is nothing to do but wait.
    fn step(&mut self, socket: &mut Watched, cx: &mut Context<'_>) -> bool {
        match &self.doing {
            Doing::Next => match self.input.poll_recv(cx) {
                Poll::Pending => return false,
                Poll::Ready(Some(Line::Text(text))) => {
                    self.line += 1;
                    self.obey(socket, &text);
                }
                Poll::Ready(Some(Line::NoText)) => {
                    self.line += 1;
                    let what = "the line is not UTF-8, so it is no text; /binary HEX sends bytes";
                    self.complain(socket, what.into());
                }
                Poll::Ready(Some(Line::Unreadable(why))) => {
                    self.fail(socket, Failed::Unreadable(why));
                }
                Poll::Ready(None) if self.patience.is_typed => self.leave(socket),
                Poll::Ready(None) => self.doing = Doing::Settling(Instant::now()),
            },
            Doing::Waiting(moment) => {
                let moment = *moment;
                if !self.is_past(moment, cx) {
                    return false;
                }
                self.doing = Doing::Next;
            }
            Doing::Expecting(..) => return self.expect(socket, cx),
            Doing::Settling(since) => {
                let most = *since + self.patience.linger * LINGERS_MAX;
                let quiet = socket.watch().heard_at().max(*since) + self.patience.linger;
                if !self.is_past(quiet.min(most), cx) {
                    return false;
                }
                self.leave(socket);
            }
            Doing::Over => return false,
        }
        true
    }

    /// Carry out one line.
    fn obey(&mut self, socket: &mut Watched, text: &str) {
        let order = match Order::parse(text) {
            Ok(Some(order)) => order,
            Ok(None) => return socket.watch_mut().prompt(),
            Err(error) => return self.complain(socket, error.to_string()),
        };
        let done = match order {
            Order::Text(text) => socket.send_text(&text),
            Order::Binary(bytes) => socket.send_binary(&bytes),
            Order::Fragments(frames, text) => send_pieces(socket, &text, frames),
            Order::Ping(text) => socket.ping(text.as_bytes()),
            Order::Pong(text) => socket.pong(text.as_bytes()),
            Order::Close(code, reason) => socket.close(code, &reason),
            Order::Raw(bytes) => {
                socket.write(&bytes);
                Ok(())
            }
            Order::Wait(time) => {
                self.doing = Doing::Waiting(Instant::now() + time);
                Ok(())
            }
            Order::Expect(text) => {
                self.doing = Doing::Expecting(text, Instant::now() + self.patience.expect);
                Ok(())
            }
            Order::Help => {
                socket.watch_mut().say(order::HELP);
                Ok(())
            }
            Order::Quit => {
                self.leave(socket);
                Ok(())
            }
        };
        if let Err(error) = done {
            self.complain(socket, error.to_string());
        }
    }

    /// Compare the next message with the one that is expected. False when it has not come.
    fn expect(&mut self, socket: &mut Watched, cx: &mut Context<'_>) -> bool {
        let Doing::Expecting(wanted, until) = &self.doing else { return true };
        let (wanted, until) = (wanted.clone(), *until);
        let came = self.kept.pop_front();
        self.kept_bytes -= came.as_ref().map_or(0, |message| message.bytes().len());
        let what = match came {
            _ if self.forgotten > 0 => {
                format!("{} messages came that no /expect took, and were not kept", self.forgotten)
            }
            Some(Message::Text(text)) if text == wanted => {
                self.doing = Doing::Next;
                return true;
            }
            Some(Message::Text(text)) => format!("expected {wanted:?}; {text:?} came"),
            Some(Message::Binary(bytes)) => {
                format!("expected {wanted:?}; a binary message of {} bytes came", bytes.len())
            }
            None if !self.is_past(until, cx) => return false,
            None => format!("expected {wanted:?}; no message came in {:?}", self.patience.expect),
        };
        self.doing = Doing::Next;
        let failed = Failed::Unexpected(self.line, what);
        self.fail(socket, failed);
        true
    }

    /// What was typed cannot be done: a typist may try again, a script is over.
    fn complain(&mut self, socket: &mut Watched, what: String) {
        if self.patience.is_typed {
            socket.watch_mut().say(&what);
        } else {
            let failed = Failed::Line(self.line, what);
            self.fail(socket, failed);
        }
    }

    fn fail(&mut self, socket: &mut Watched, failed: Failed) {
        self.failed.get_or_insert(failed);
        self.leave(socket);
    }

    /// Close, unless that has begun, and do nothing more.
    fn leave(&mut self, socket: &mut Watched) {
        self.doing = Doing::Over;
        self.input.close();
        // If it is not open any more, the goodbye has been said.
        let _ = socket.close(CloseCode::NORMAL, "");
    }
}

fn send_pieces(socket: &mut Watched, text: &str, frames: usize) -> Result<(), UsageError> {
    let pieces = order::pieces(text, frames);
    let last = pieces.len().saturating_sub(1);
    pieces.iter().enumerate().try_for_each(|(i, piece)| socket.send_text_part(piece, i == last))
}

impl Application<Watched> for Session {
    fn on_event(&mut self, _: &mut Watched, event: Event<'_>) -> Flow {
        match event {
            Event::Message(message) => {
                if self.kept.len() < KEPT_MAX && self.kept_bytes < KEPT_BYTES {
                    self.kept_bytes += message.bytes().len();
                    self.kept.push_back(message.into_owned());
                } else {
                    self.forgotten += 1;
                }
            }
            Event::Closed(closed) => self.closed = Some(closed),
            Event::Part { .. } | Event::Ping(_) | Event::Pong(_) => {}
        }
        Continue(())
    }

    fn poll_work(&mut self, socket: &mut Watched, cx: &mut Context<'_>) -> Flow {
        if socket.watch().is_gone() && !matches!(self.doing, Doing::Over) {
            self.leave(socket); // nobody reads what we show
        }
        // What was asked for is written before more is: a script may be long.
        for _ in 0..STEPS_MAX {
            if !self.step(socket, cx) {
                return Continue(());
            }
        }
        cx.waker().wake_by_ref();
        Continue(())
    }
}
