//! # The codecs on the command line                                  chapter 03
//! Knows: a line of JSON in, a line of JSON out, in order; which codec a line asks for.
//! Does not know: the rules of any codec; terminals.
//! Read before: `line.rs`, `fields.rs`. Read next: `frames.rs`.
//!
//! `wire101 decode --help` tells the shape of the lines. Each case begins a connection of its own,
//! and none knows of another.

pub mod answer;
pub mod cuts;
pub mod deflate;
pub mod fields;
pub mod frames;
pub mod help;
pub mod hex;
pub mod http;
pub mod line;
pub mod request;
pub mod response;
pub mod source;
pub mod sse;

pub use answer::Object;
pub use fields::{BadLine, Fields};
pub use line::LINE_BYTES;

use line::Line;
use polling::json::{self, Value};
use std::io::{self, BufReader, BufWriter, Read, Write};

/// The most bytes of one answer: 64 MiB.
pub const ANSWER_BYTES: usize = 64 << 20;

/// How much is read, and how much is written, at once.
const BUFFER_BYTES: usize = 64 << 10;

/// How many lines there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines that were answered; those without anything on them are passed over.
    pub lines: u64,
    /// Those among them that could not be understood.
    pub bad: u64,
}

/// Answer each line of `input` with a line of `output`, in order. What is ready is sent before
/// the input can keep us waiting, so a program may also ask line by line.
///
/// # Errors
/// Those of `input` and of `output`. Whatever a line says is answered, and the run goes on.
pub fn run(input: impl Read, output: impl Write) -> io::Result<Tally> {
    let mut input = BufReader::with_capacity(BUFFER_BYTES, input);
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, output);
    let (mut line, mut answer) = (Vec::new(), Vec::new());
    let mut tally = Tally::default();
    loop {
        let understood = match line::read_line(&mut input, &mut line, || output.flush())? {
            Line::End => break,
            Line::Whole if line.trim_ascii().is_empty() => continue,
            Line::Whole => answer_line(&line, &mut answer),
            Line::TooLong => {
                let text = format!("a line of more than {LINE_BYTES} bytes; use parts and times");
                write_error(&Value::Null, &BadLine(text), &mut answer);
                false
            }
        };
        tally.lines += 1;
        tally.bad += u64::from(!understood);
        answer.push(b'\n');
        output.write_all(&answer)?;
    }
    output.flush()?;
    Ok(tally)
}

/// Answer one line; false if it was not understood, and that is the answer.
fn answer_line(line: &[u8], answer: &mut Vec<u8>) -> bool {
    let (id, members) = match json::from_slice(line) {
        Ok(Value::Object(mut members)) => {
            (members.remove("id").unwrap_or_default(), Ok(Fields::new(members)))
        }
        Ok(_) => (Value::Null, Err(BadLine("the line must be a JSON object".into()))),
        Err(error) => (Value::Null, Err(BadLine(format!("the line is not JSON: {error}")))),
    };
    answer.clear();
    let mut object = Object::begin(answer);
    object.value("id", &id);
    match members.and_then(|members| decode_case(members, &mut object)) {
        Ok(()) => {
            object.end();
            true
        }
        Err(error) => {
            write_error(&id, &error, answer);
            false
        }
    }
}

/// Hand a case to its codec.
fn decode_case(mut fields: Fields, answer: &mut Object<'_>) -> Result<(), BadLine> {
    const RIGHT: &str = "\"frames\", \"http\", \"request\", \"response\" or \"sse\"";
    let codec = fields.value("what", RIGHT, |value| match value.as_str() {
        Some("frames") => Ok(frames::decode as Codec),
        Some("http") => Ok(http::decode),
        Some("request") => Ok(request::decode),
        Some("response") => Ok(response::decode),
        Some("sse") => Ok(sse::decode),
        _ => Err(value),
    })?;
    fields.skip("note");
    let ignored = fields.ignored();
    codec.ok_or_else(|| fields.missing("what", RIGHT))?(fields, answer)?;
    // A name may be misspelt: that is not passed over in silence.
    if !ignored.borrow().is_empty() {
        answer.texts("ignored", &ignored.borrow());
    }
    Ok(())
}

/// Takes what it knows out of a line, and writes what came of it.
type Codec = fn(Fields, &mut Object<'_>) -> Result<(), BadLine>;

fn write_error(id: &Value, error: &BadLine, answer: &mut Vec<u8>) {
    answer.clear();
    let mut object = Object::begin(answer);
    object.value("id", id).text("error", &error.0);
    object.end();
}
