//! # Where in the code                                               chapter 03
//! Knows: the source of the functions that steps point to, as it was when this program was built.
//! Does not know: what they do.
//! Read before: `step/note.rs`. Read next: `step/layout.rs`.

use super::note::{Place, at};
use super::steps::Step;
use std::fmt;

/// Of a longer function, so many lines are shown.
const LINES_MAX: usize = 40;

/// A function, found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The file, from the root of the workspace.
    pub file: &'static str,
    /// The line of its `fn`, counted from 1.
    pub line: usize,
    /// Its name.
    pub function: &'static str,
    /// Its lines, from the comment above it on.
    pub lines: Vec<&'static str>,
    /// The number of the first of them.
    pub first: usize,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}  fn {}", self.file, self.line, self.function)
    }
}

/// The source of a file that steps point to.
pub fn source(file: &str) -> Option<&'static str> {
    SOURCES.iter().find(|(path, _)| *path == file).map(|(_, text)| *text)
}

/// Find a function. Its number of lines may change; its name may not, and a test holds that.
pub fn find(place: Place) -> Option<Code> {
    let text: Vec<&'static str> = source(place.file)?.lines().collect();
    let needle = format!("fn {}", place.function);
    let is_it = |line: &&str| {
        let behind = line.split_once(&needle).map(|(_, behind)| behind);
        !line.trim_start().starts_with("//")
            && behind.is_some_and(|behind| behind.starts_with(['(', '<']))
    };
    let at = text.iter().position(is_it)?;
    let is_above = |line: &&&str| {
        let line = line.trim_start();
        line.starts_with("///") || line.starts_with("#[")
    };
    let above = text.get(..at)?.iter().rev().take_while(is_above).count();
    let indent: String = text.get(at)?.chars().take_while(|c| *c == ' ').collect();
    let end = format!("{indent}}}");
    let length = text.get(at..)?.iter().position(|line| *line == end).map_or(1, |n| n + 1);
    let lines: Vec<_> =
        text.get(at - above..at + length)?.iter().copied().take(LINES_MAX).collect();
    let Place { file, function } = place;
    Some(Code { file, line: at + 1, function, lines, first: at - above + 1 })
}

/// Where what happens in `step` is done: as its note says, or where such bytes are read.
pub fn place_of(step: &Step) -> Option<Code> {
    let place = match &step.note {
        Some(note) => note.code,
        None => {
            let title = &step.wrote.as_ref()?.piece.explained.title;
            DEFAULTS.iter().find(|(word, _)| title.contains(word))?.1
        }
    };
    find(place)
}

/// Where each kind of piece is read, by a word of its title.
pub const DEFAULTS: &[(&str, Place)] = &[
    ("rame from", at("frames/src/receive.rs", "receive")),
    ("frame", at("frames/src/header_reader.rs", "next_in_pieces")),
    ("hunk", at("http1/src/chunk_decode.rs", "next")),
    ("content", at("http1/src/body.rs", "next")),
    ("body", at("http1/src/body.rs", "next")),
    ("esponse", at("http1/src/response_head.rs", "of_whole")),
    ("equest", at("http1/src/request_head.rs", "of_whole")),
    ("head", at("http1/src/head_reader.rs", "next")),
];

/// One row of [`SOURCES`].
macro_rules! source {
    ($file:literal) => {
        ($file, include_str!(concat!("../../../", $file)))
    };
}

/// The files that steps point to.
pub const SOURCES: &[(&str, &str)] = &[
    source!("frames/src/check.rs"),
    source!("frames/src/close_body.rs"),
    source!("frames/src/closing.rs"),
    source!("frames/src/deadlines.rs"),
    source!("frames/src/deflate/history.rs"),
    source!("frames/src/deflate/mod.rs"),
    source!("frames/src/goodbye.rs"),
    source!("frames/src/header_reader.rs"),
    source!("frames/src/liveness.rs"),
    source!("frames/src/mask.rs"),
    source!("frames/src/pongs.rs"),
    source!("frames/src/receive.rs"),
    source!("frames/src/round_trip.rs"),
    source!("frames/src/send.rs"),
    source!("frames/src/unfinished.rs"),
    source!("frames/src/utf8.rs"),
    source!("frames/src/violation.rs"),
    source!("handshake/src/client.rs"),
    source!("handshake/src/client/connect.rs"),
    source!("handshake/src/deflate/policy.rs"),
    source!("handshake/src/key.rs"),
    source!("handshake/src/server.rs"),
    source!("handshake/src/server/asked.rs"),
    source!("handshake/src/violation.rs"),
    source!("http1/src/body.rs"),
    source!("http1/src/chunk_decode.rs"),
    source!("http1/src/client.rs"),
    source!("http1/src/head_reader.rs"),
    source!("http1/src/request_head.rs"),
    source!("http1/src/response_head.rs"),
    source!("http1/src/server_answer.rs"),
    source!("hub/src/cursor.rs"),
    source!("net/src/event_stream.rs"),
    source!("polling/src/answer.rs"),
    source!("polling/src/long.rs"),
    source!("polling/src/poller.rs"),
    source!("polling/src/short.rs"),
    source!("polling/src/stream.rs"),
    source!("polling/src/unchanged.rs"),
    source!("sse/src/decoder.rs"),
    source!("sse/src/event_source/mod.rs"),
    source!("sse/src/event_source/reconnection.rs"),
];
