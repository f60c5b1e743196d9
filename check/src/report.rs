//! # Report: the table, the failures, the score                  chapter 16
//! Knows: how verdicts are shown, in words and in JSON. Does not know: how they were reached.
//! Read before: `outcome.rs`, `run.rs`. Read next: `lab/src/commands/check.rs`.

use crate::outcome::{Piece, What};
use crate::{Level, Outcome, Probe, Verdict};
use explain::Sender;
use polling::json::{Value as Json, json};
use std::fmt;

/// More pieces of one exchange are not shown.
const PIECES_SHOWN: usize = 12;
/// More lines of one text are not shown.
const LINES_SHOWN: usize = 24;
/// More characters of one line are not shown.
const COLUMNS_SHOWN: usize = 90;
/// The fields of a frame in which it says something.
const SAYS: [&str; 4] = ["payload data", "status code", "reason", "discarded data"];
/// More bytes of one piece are not shown.
const BYTES_SHOWN: usize = 48;

/// A probe and its outcome.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was asked.
    pub probe: &'static Probe,
    /// What was found.
    pub outcome: Outcome,
    /// False when the server was gone before: then it failed without being asked.
    pub was_asked: bool,
}

/// All rows, in the order in which the probes were run.
#[derive(Clone, Debug)]
pub struct Report {
    /// One for each probe that was chosen.
    pub rows: Vec<Row>,
    /// The probe after which the server did not answer any more.
    pub gone: Option<&'static str>,
    /// Who was judged.
    pub peer: Sender,
}

impl Probe {
    /// What it says about itself, for programs.
    pub fn json(&self) -> Json {
        json!({
            "id": self.id,
            "group": self.group.slug,
            "level": self.level.to_string(),
            "title": self.title,
            "rule": self.cite.to_string(),
            "url": self.cite.url(),
            "why": self.why,
            "hint": self.hint,
        })
    }
}

impl Row {
    /// The verdict in one word: `pass`, `FAIL`, `skip`; `note` where a miss does not count.
    pub fn word(&self) -> &'static str {
        match (&self.outcome.verdict, self.probe.level.is_judged()) {
            (Verdict::Pass, _) => "pass",
            (Verdict::Fail, true) => "FAIL",
            (Verdict::Fail, false) => "note",
            (Verdict::Skipped(_), _) => "skip",
        }
    }

    /// A miss that counts.
    pub fn is_failed(&self) -> bool {
        self.outcome.verdict == Verdict::Fail && self.probe.level.is_judged()
    }

    fn json(&self) -> Json {
        let outcome = &self.outcome;
        let skipped = match &outcome.verdict {
            Verdict::Skipped(why) => Json::from(why.as_str()),
            _ => Json::Null,
        };
        let mut json = self.probe.json();
        json["verdict"] = self.word().into();
        json["skipped"] = skipped;
        json["expected"] = outcome.expected.as_str().into();
        json["found"] = outcome.found.as_str().into();
        json["exchange"] = outcome.exchange.iter().map(Piece::json).collect();
        json
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let probe = self.probe;
        write!(f, "{}  {}  {:6}  {}", self.word(), probe.id, probe.level, probe.title)?;
        match &self.outcome.verdict {
            Verdict::Skipped(why) => write!(f, " ({why})"),
            Verdict::Fail if !self.was_asked => write!(f, " ({})", self.outcome.found),
            _ => Ok(()),
        }
    }
}

impl Report {
    /// How many passed, of how many that count and could be judged.
    pub fn score(&self) -> (usize, usize) {
        let judged = self.rows.iter().filter(|row| row.probe.level.is_judged());
        let judged = judged.filter(|row| !matches!(row.outcome.verdict, Verdict::Skipped(_)));
        let (mut passed, mut all) = (0, 0);
        for row in judged {
            all += 1;
            passed += usize::from(row.outcome.verdict == Verdict::Pass);
        }
        (passed, all)
    }

    /// The ids of all misses that count.
    pub fn failed(&self) -> Vec<&'static str> {
        self.failures().map(|row| row.probe.id).collect()
    }

    /// The ids of the misses where the probe's level is this one.
    pub fn missed(&self, level: Level) -> Vec<&'static str> {
        let missed = self
            .rows
            .iter()
            .filter(|row| row.outcome.verdict == Verdict::Fail && row.probe.level == level);
        missed.map(|row| row.probe.id).collect()
    }

    /// True when something that the standard demands is not so.
    pub fn breaks_a_must(&self) -> bool {
        !self.missed(Level::Must).is_empty()
    }

    fn failures(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_failed())
    }

    /// All of it, for programs.
    pub fn json(&self) -> Json {
        let (passed, judged) = self.score();
        json!({
            "passed": passed,
            "judged": judged,
            "musts_failed": self.missed(Level::Must),
            "gone_since": self.gone,
            "rows": self.rows.iter().map(Row::json).collect::<Vec<_>>(),
        })
    }

    /// The blocks about what failed, and what else was noticed.
    pub fn failures_text(&self) -> String {
        let mut text = String::new();
        for row in self.failures().filter(|row| row.was_asked) {
            text.push_str(&block(row, self.peer));
        }
        if let Some(id) = self.gone {
            let unasked = self.rows.iter().filter(|row| !row.was_asked).count();
            text.push_str(&format!(
                "\nThe server is gone since {id}: it does not answer any more. \
                 {unasked} probes could not be asked, and count as failed.\n"
            ));
        }
        text
    }

    /// One line: how many passed, and what to mend first.
    pub fn score_line(&self) -> String {
        let (passed, judged) = self.score();
        // What the standard demands comes first.
        let asked = |level| {
            let rows = self.failures().filter(|row| row.was_asked);
            let rows = rows.filter(move |row| row.probe.level == level);
            rows.map(|row| row.probe.id)
        };
        let by_weight = asked(Level::Must).chain(asked(Level::Should)).chain(asked(Level::Craft));
        let first: Vec<&str> = self.gone.into_iter().chain(by_weight).take(3).collect();
        match &first[..] {
            [] => format!("{passed} of {judged} as it should be"),
            first => {
                let first = first.join(", ");
                format!("{passed} of {judged} as it should be; first to mend: {first}")
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut group = None;
        for row in &self.rows {
            if group.replace(row.probe.group) != Some(row.probe.group) {
                writeln!(f, "\n{}", row.probe.group.title)?;
            }
            writeln!(f, "  {row}")?;
        }
        write!(f, "{}", self.failures_text())?;
        writeln!(f, "\n{}", self.score_line())
    }
}

/// What was sent, what came, what was expected, the rule, why, and how to mend it.
fn block(row: &Row, peer: Sender) -> String {
    let (probe, outcome) = (row.probe, &row.outcome);
    let mut text = format!("\n{} {} {}: {}\n", row.word(), probe.id, probe.level, probe.title);
    let exchange = &outcome.exchange;
    let several = exchange.iter().any(|piece| piece.connection > 1);
    for piece in exchange.iter().take(PIECES_SHOWN) {
        let who = if several { format!(" #{}", piece.connection) } else { String::new() };
        let word = if piece.from == peer { "came" } else { "sent" };
        for (i, line) in piece.lines().into_iter().enumerate() {
            let word = if i == 0 { word } else { "" };
            text.push_str(&format!("  {word:8}{who} {line}\n"));
        }
    }
    if exchange.len() > PIECES_SHOWN {
        text.push_str(&format!("           … and {} more\n", exchange.len() - PIECES_SHOWN));
    }
    for (word, said) in [
        ("found", outcome.found.as_str()),
        ("expected", &outcome.expected),
        ("rule", &probe.cite.to_string()),
        ("why", probe.why),
        ("hint", probe.hint),
    ] {
        text.push_str(&format!("  {word:8} {said}\n"));
    }
    text
}

impl Piece {
    /// As lines: what is text line by line, else hex; what came with its meaning.
    pub fn lines(&self) -> Vec<String> {
        match &self.what {
            What::End => vec!["the end of the connection".into()],
            What::Reset => vec!["a reset of the connection".into()],
            What::Bytes { kept, length } => bytes_lines(self.from, kept, *length),
        }
    }

    fn json(&self) -> Json {
        let from = self.from.to_string();
        match &self.what {
            What::End => json!({ "connection": self.connection, "from": from, "end": "end" }),
            What::Reset => json!({ "connection": self.connection, "from": from, "end": "reset" }),
            What::Bytes { kept, length } => json!({
                "connection": self.connection,
                "from": from,
                "hex": hex(kept),
                "length": length,
            }),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

fn text_lines(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.trim_end().lines().take(LINES_SHOWN);
    let cut = |line: &str| match line.char_indices().nth(COLUMNS_SHOWN) {
        None => line.to_string(),
        Some((at, _)) => format!("{} …", line.get(..at).unwrap_or_default()),
    };
    lines.map(cut).collect()
}

/// True where all of it is text: no frame begins so.
fn is_text(bytes: &[u8]) -> bool {
    let may_be = |byte: &u8| matches!(byte, b'\r' | b'\n' | b'\t') || !byte.is_ascii_control();
    bytes.iter().all(may_be) && std::str::from_utf8(bytes).is_ok()
}

/// Text and heads line by line, then frames with their meaning, then what is left in hex.
fn bytes_lines(from: Sender, kept: &[u8], length: u64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = kept;
    if is_text(kept) {
        lines.extend(text_lines(kept));
        rest = &[];
    }
    let is_head = [&b"HTTP/"[..], b"GET ", b"POST "].iter().any(|begins| kept.starts_with(begins));
    if is_head && !rest.is_empty() {
        let head = explain::http_head(kept);
        let (text, behind) = kept.split_at(head.consumed.min(kept.len()));
        lines.extend(text_lines(text));
        rest = behind;
        if from == Sender::Server && !kept.starts_with(b"HTTP/1.1 101") {
            // What is behind it is for people.
            lines.extend(text_lines(rest));
            rest = &[];
        }
    }
    for explained in explain::frames(rest, from) {
        let (bytes, behind) = rest.split_at(explained.consumed.min(rest.len()));
        rest = behind;
        let shown = bytes.get(..BYTES_SHOWN).unwrap_or(bytes);
        let more = if shown.len() < bytes.len() { " …" } else { "" };
        lines.push(format!("{}{more}", hex(shown)));
        // What a frame says stands last, unless its header is all of it.
        let said = explained.fields.last().filter(|field| SAYS.contains(&field.name));
        let value = said.map_or(String::new(), |field| format!(": {}", field.value));
        lines.push(format!("  {}{value}", explained.title));
        lines.extend(explained.complaints.iter().take(1).map(|broken| format!("  ! {broken}")));
    }
    if length > kept.len() as u64 {
        lines.push(format!("… {length} bytes in all"));
    }
    lines
}
