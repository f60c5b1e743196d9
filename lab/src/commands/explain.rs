//! # `wire101 explain`: what bytes say                               chapter 10
//! Knows: its arguments, its help, and how what is explained is shown. Does not know: any format;
//! the crate `explain` does.
//! Read before: `arguments.rs`, `exit.rs`. Read next: `explain_input.rs`, `explain_parts.rs`.

use super::exit::{LOST, REFUSED, USAGE, WELL, fail, printed};
use super::explain_file as file;
use super::explain_input::{self as input, Form, Written};
use super::explain_parts::{self as parts, Part};
use super::explain_verdict::Verdict;
use super::paint::{Ink, Paint};
use clap::{Args, ValueEnum};
use explain::Sender;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// What it shows, how to read it, and examples, for `--help`.
pub const HELP: &str = "\
One line a field, from the first byte to the last:
  bytes    as they came, in hex; of a long field the first four and the last two
  bits     where a field is smaller than a byte: its bits of that byte, a dot for each other bit
  field    its name, as the standard has it
  value    what it says: a number, \"text\", or bytes; unmasked, where the wire has them masked
  meaning  what that means
  source   where it is written; the same as above where nothing stands
Then a line with ! for each broken rule: at which byte, what was found, what would be right, and
where the rule is written; and last, who may send such bytes, or what a receiver must do.

HEX is read in any spacing: 8185, 81 85, 0x81,0x85 and 81 85 | 37 fa are all understood. Bytes that
begin like a request or a response are explained as HTTP, with what follows the head: content,
chunks, events, frames. All others are WebSocket frames. (curl takes chunks apart: add --raw to -i.)
Of a trace (of tap, connect, step or Wireshark) each unit is one line, or one object with --json.
Exit code 1 says that a rule is broken. Bytes that end too early break none.

Examples:
  wire101 explain 81 85 37 fa 21 3d 7f 9f 4d 51 58
  wire101 explain --view boxes 8a 00
  wire101 explain --as client 81 05 48 65 6c 6c 6f
  wire101 explain c1 07 f2 48 cd c9 c9 07 00
  wire101 explain --deflate c1 07 f2 48 cd c9 c9 07 00
  wire101 explain 88 02 03 ee
  wire101 explain --json '0x01,0x03,0x48,0x65,0x6c | 0x80,0x02,0x6c,0x6f'
  printf 'GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n' | wire101 explain -
  printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi' | wire101 explain --http -
  printf 'data: hi\\n\\n' | wire101 explain --sse -
  printf '5\\r\\nHello\\r\\n0\\r\\n\\r\\n' | wire101 explain --chunks -
  wire101 step handshake --all --save handshake.jsonl
  wire101 explain --file handshake.jsonl";

/// Arguments of `explain`.
#[derive(Clone, Debug, Args)]
pub struct Explain {
    /// The bytes, in hex; - reads standard input: hex too, but with --http, --sse, --chunks the
    /// bytes themselves
    #[arg(value_name = "HEX|-", required_unless_present = "file")]
    pub hex: Vec<String>,
    /// Standard input has the bytes themselves
    #[arg(long)]
    pub raw: bool,
    /// Standard input has hex
    #[arg(long = "hex", conflicts_with = "raw")]
    pub in_hex: bool,
    /// Explain a trace that was recorded: lines of JSON, or packets (pcap)
    #[arg(long, value_name = "TRACE")]
    #[arg(conflicts_with_all = ["hex", "raw", "in_hex", "form", "sender", "deflate", "view"])]
    pub file: Option<PathBuf>,
    /// With --file: show the bytes of each unit, too
    #[arg(long, requires = "file", conflicts_with = "json")]
    pub bytes: bool,
    /// They are WebSocket frames, of one direction, from the first one after the handshake
    #[arg(long, group = "form")]
    pub frames: bool,
    /// They are an HTTP request or response: a head, and what its side sent behind it
    #[arg(long, group = "form")]
    pub http: bool,
    /// They are an event stream (server-sent events)
    #[arg(long, group = "form")]
    pub sse: bool,
    /// They are chunks of an HTTP body
    #[arg(long, group = "form")]
    pub chunks: bool,
    /// Who sent them [default: of frames, whom the MASK bit of the first one tells]
    #[arg(long = "as", value_enum, value_name = "SENDER")]
    pub sender: Option<From>,
    /// Compression was agreed on (permessage-deflate), so RSV1 may mark a compressed message
    #[arg(long)]
    pub deflate: bool,
    /// How to show it
    #[arg(long, value_enum, value_name = "VIEW", default_value_t = View::Text)]
    pub view: View,
    /// Short for --view json
    #[arg(long, conflicts_with = "view")]
    pub json: bool,
}

/// Who sent the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum From {
    /// the side that opened the connection: its frames are masked
    Client,
    /// the side that accepted it: its frames are not
    Server,
}

/// How to show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// a table, one line a field
    Text,
    /// boxes of bits, 32 a row, as the RFC draws them
    Boxes,
    /// one object on one line, for programs
    Json,
    /// a table for a page
    Html,
}

/// Explain, and exit with 1 if a rule is broken.
pub fn run(arguments: &Explain) -> ExitCode {
    if let Some(path) = &arguments.file {
        return file::run(path, arguments.file_form());
    }
    let bytes = match input::bytes(&arguments.hex, arguments.written()) {
        Ok(bytes) => bytes,
        Err(input::BadInput::Failed(error)) => {
            return fail(LOST, format!("cannot read standard input: {error}"));
        }
        Err(error) => return fail(USAGE, error),
    };
    let form = arguments.form(&bytes);
    let from = arguments.from(form, &bytes);
    let parts = parts::parts(form, from, &bytes, arguments.deflate);
    let verdict = Verdict::of(form, from, &parts, &bytes, arguments.deflate);
    let view = if arguments.json { View::Json } else { arguments.view };
    let out = BufWriter::new(io::stdout().lock());
    let code = if verdict.is_legal() { WELL } else { REFUSED };
    printed(show(&parts, &verdict, view, out), code)
}

/// Show it. Very many parts are shown one by one, for the words take more room than they.
fn show(parts: &[Part<'_>], verdict: &Verdict, view: View, mut out: impl Write) -> io::Result<()> {
    let paint = Paint::for_stdout();
    match view {
        View::Json => out.write_all(json(parts, verdict).as_bytes())?,
        View::Html => {
            for Part { bytes, explained, .. } in parts {
                write!(out, "{}", explained.html(bytes))?;
            }
        }
        View::Text | View::Boxes => {
            for part in parts {
                writeln!(out, "{}", words(part, view, paint))?;
            }
            let ink = if verdict.is_legal() { Ink::Good } else { Ink::Bad };
            writeln!(out, "{}", paint.ink(ink, verdict))?;
        }
    }
    out.flush()
}

impl Explain {
    /// How the bytes are written, as far as the arguments tell.
    fn written(&self) -> Written {
        match (self.raw, self.in_hex) {
            (true, _) => Written::Raw,
            (_, true) => Written::Hex,
            // What a program prints is text already.
            _ if self.http || self.sse || self.chunks => Written::Text,
            _ if self.frames => Written::Hex,
            _ => Written::HexOrHead,
        }
    }

    fn form(&self, bytes: &[u8]) -> Form {
        match (self.frames, self.http, self.sse, self.chunks) {
            (true, ..) => Form::Frames,
            (_, true, ..) => Form::Head,
            (_, _, true, _) => Form::Events,
            (_, _, _, true) => Form::Chunks,
            _ if parts::side_of_head(bytes).is_some() => Form::Head,
            _ => Form::Frames,
        }
    }

    fn from(&self, form: Form, bytes: &[u8]) -> Sender {
        let is_masked = bytes.get(1).is_some_and(|second| second & 0x80 != 0);
        match (self.sender, form) {
            (Some(From::Client), _) => Sender::Client,
            (Some(From::Server), _) => Sender::Server,
            (None, Form::Head) => parts::side_of(bytes),
            (None, Form::Frames) if is_masked => Sender::Client,
            (None, _) => Sender::Server,
        }
    }

    fn file_form(&self) -> file::Form {
        match (self.json, self.bytes) {
            (true, _) => file::Form::Json,
            (_, true) => file::Form::Bytes,
            _ => file::Form::Lines,
        }
    }
}

/// A part, for people.
fn words(part: &Part<'_>, view: View, paint: Paint) -> String {
    let text = part.explained.text(&part.bytes).to_string();
    let (title, table) = text.split_once('\n').unwrap_or((&text, ""));
    let inside = if part.is_inside { "└ " } else { "" };
    let mut shown = format!("{inside}{}\n", paint.ink(Ink::Strong, title));
    let rules = table.lines().skip_while(|line| !line.starts_with("! "));
    let mut add = |line: &str| {
        let _ = match line.starts_with("! ") {
            true => writeln!(shown, "{}", paint.ink(Ink::Bad, line)),
            false => writeln!(shown, "{line}"),
        };
    };
    if view == View::Boxes {
        let figure = part.explained.boxes().to_string();
        [""].into_iter().chain(figure.lines()).chain(rules).for_each(&mut add);
    } else {
        table.lines().for_each(&mut add);
    }
    shown
}

/// For programs: one object on one line.
fn json(parts: &[Part<'_>], verdict: &Verdict) -> String {
    let units: Vec<String> = parts.iter().map(|part| part.explained.json().to_string()).collect();
    let (from, is_legal) = (verdict.from, verdict.is_legal());
    let words = polling::json::Value::from(verdict.to_string());
    format!(
        "{{\"from\":\"{from}\",\"legal\":{is_legal},\"missing\":{},\"rest\":{},\"verdict\":{words},\
         \"units\":[{}]}}\n",
        verdict.missing,
        verdict.rest,
        units.join(",")
    )
}
