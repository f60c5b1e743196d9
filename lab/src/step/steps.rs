//! # A trace, step by step                                           chapter 03
//! Knows: what of a trace is looked at together. Does not know: who recorded it, and how it looks.
//! Read before: `trace/src/record.rs`, `step/pieces.rs`. Read next: `step/note.rs`.

use super::note::Note;
use super::pieces::{Piece, Pieces};
use super::told::told;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use trace::{End, Record, Sender, Trace, What};
use wire::Cite;

/// A trace, cut into what a learner looks at, one thing after another.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// What it shows.
    pub title: String,
    /// One at least, if anything happened.
    pub steps: Vec<Step>,
}

/// One thing to look at: what was written, what the reader made of it, and what a teacher says.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// When, since the trace began.
    pub at: Duration,
    /// On which connection.
    pub connection: u32,
    /// The connection began with this step: its client and its server.
    pub opened: Option<(String, String)>,
    /// What was written, and as far as it is read here.
    pub wrote: Option<Wrote>,
    /// What happened at either end, in order.
    pub happened: Vec<Happened>,
    /// What was said here when the trace was made.
    pub said: Vec<String>,
    /// The teacher's words.
    pub note: Option<Note>,
}

/// Bytes of one write, and one piece of them.
#[derive(Clone, Debug)]
pub struct Wrote {
    /// All of them.
    pub bytes: Arc<[u8]>,
    /// The piece that is looked at here; its end is where the reader stands.
    pub piece: Piece,
}

/// What happened at one end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It heard an event.
    Heard(Sender, String),
    /// It went from one state to another; the first is empty where it is not known.
    State(Sender, String, String),
    /// It found a broken rule.
    Failed(Sender, String),
    /// It will write no more.
    Ended(Sender, End),
}

impl Steps {
    /// Cut `trace`. Any trace will do: one of bytes alone has a step for each frame and head.
    pub fn of(trace: &Trace) -> Self {
        let mut cutter = Cutter::default();
        for record in &trace.records {
            cutter.take(record);
        }
        Self { title: trace.title.clone(), steps: cutter.steps }
    }

    /// Put each note to its step. Returns those that belong to none, too.
    pub fn with_notes(mut self, notes: &[Note]) -> (Self, Vec<&Note>) {
        let mut from = 0;
        let mut homeless = Vec::new();
        for note in notes {
            let has_words = |step: &Step| step.story().iter().any(|line| line.contains(note.on));
            match self.steps.get(from..).unwrap_or_default().iter().position(has_words) {
                Some(found) => {
                    self.steps[from + found].note = Some(*note);
                    from += found + 1;
                }
                None => homeless.push(note),
            }
        }
        (self, homeless)
    }
}

impl Step {
    /// What is to be seen here: the teacher's title, or the story's first line.
    pub fn title(&self) -> String {
        match &self.note {
            Some(note) => note.title.into(),
            None => {
                let mut title = match &*self.happened {
                    [Happened::State(at, ..)] if self.wrote.is_none() && self.opened.is_none() => {
                        format!("the {at} is in another state")
                    }
                    _ => self.story().into_iter().next().unwrap_or_else(|| "a remark".into()),
                };
                if let Some(first) = title.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                title
            }
        }
    }

    /// What happens here, a line for each thing: `client writes a text frame: …`, `server hears
    /// Ping(b"hi")`, `server: OPEN → CLOSED`, `server finds: …`, `client ends its side`.
    pub fn story(&self) -> Vec<String> {
        let mut story = Vec::new();
        if let Some((client, server)) = &self.opened {
            story.push(format!("{client} connects to {server}"));
        }
        if let Some(wrote) = &self.wrote {
            let Piece { from, explained, inside, .. } = &wrote.piece;
            story.push(format!("{from} writes: {}", explained.title));
            story.extend(inside.iter().map(|made| format!("in it: {}", made.title)));
        }
        story.extend(self.happened.iter().map(Happened::line));
        story
    }

    /// The sections that were consulted: those of the fields of these bytes, and of the rules that
    /// they break; each once, in their order.
    pub fn rules(&self) -> Vec<Cite> {
        let Some(wrote) = &self.wrote else { return Vec::new() };
        let Piece { explained, inside, .. } = &wrote.piece;
        let mut rules: Vec<Cite> = Vec::new();
        for explained in inside.iter().chain([explained]) {
            let fields = explained.fields.iter().map(|field| field.cite);
            let complaints = explained.complaints.iter().map(|complaint| complaint.cite);
            for cite in complaints.chain(fields) {
                if !rules.contains(&cite) {
                    rules.push(cite);
                }
            }
        }
        rules
    }
}

impl Happened {
    /// In one line.
    pub fn line(&self) -> String {
        match self {
            Self::Heard(at, event) => format!("{at} hears {event}"),
            Self::State(at, before, state) if before.is_empty() => format!("{at}: {state}"),
            Self::State(at, before, state) => format!("{at}: {before} → {state}"),
            Self::Failed(at, error) => format!("{at} finds: {error}"),
            Self::Ended(from, End::Finished) => format!("{from} ends its side"),
            Self::Ended(from, End::Reset) => format!("{from} resets the connection"),
            Self::Ended(_, End::Cut) => "the connection is cut".into(),
        }
    }
}

/// What is known while a trace is read.
#[derive(Debug, Default)]
struct Cutter {
    steps: Vec<Step>,
    /// What each connection's two directions have brought.
    pieces: BTreeMap<u32, Pieces>,
    /// The last write of each connection: whose it was, how long, and at which steps it stands.
    writes: BTreeMap<u32, (Sender, u64, Range<usize>)>,
    /// An end reads on in the middle of a write: it stands at this step.
    reading: Option<(u32, Sender, usize)>,
    /// The last known state of each end.
    states: BTreeMap<(u32, bool), String>,
    /// What each end has found.
    failed: BTreeMap<(u32, bool), String>,
}

impl Cutter {
    fn take(&mut self, record: &Record) {
        let key = |end: Sender| (record.connection, end == Sender::Server);
        match &record.what {
            What::Opened { client, server } => {
                self.fresh(record).opened = Some((client.clone(), server.clone()));
            }
            What::Bytes { from, bytes } => self.wrote(record, *from, bytes),
            What::Event { at, event, unread } => {
                self.reading = self.place(record, *at, *unread);
                self.happened_to(*at, record, Happened::Heard(*at, told(event)));
            }
            What::State { at, state } => {
                let before = self.states.insert(key(*at), state.clone()).unwrap_or_default();
                if before != *state {
                    self.happened_to(*at, record, Happened::State(*at, before, state.clone()));
                }
            }
            What::Failed { at, error } => {
                // A protocol says its first error again whenever it is asked.
                if self.failed.insert(key(*at), error.clone()).as_ref() != Some(error) {
                    self.happened(record, Happened::Failed(*at, error.clone()));
                }
            }
            What::Ended { from, how } => {
                self.happened(record, Happened::Ended(*from, *how));
            }
            What::Note(text) => self.together(record).said.push(text.clone()),
        }
    }

    fn wrote(&mut self, record: &Record, from: Sender, bytes: &[u8]) {
        let pieces = self.pieces.entry(record.connection).or_default().push(from, bytes);
        let all: Arc<[u8]> = bytes.into();
        self.reading = None;
        let count = pieces.len();
        for piece in pieces {
            let wrote = Some(Wrote { bytes: all.clone(), piece });
            // What the writer's state became stands before its bytes.
            match self.together(record) {
                step if step.wrote.is_none() => step.wrote = wrote,
                _ => self.fresh(record).wrote = wrote,
            }
        }
        let places = self.steps.len() - count..self.steps.len();
        self.writes.insert(record.connection, (from, bytes.len() as u64, places));
    }

    /// At which step of the last write this end stands, while so many bytes of it are unread:
    /// nothing if it has read all.
    fn place(&self, record: &Record, at: Sender, unread: u64) -> Option<(u32, Sender, usize)> {
        let (from, length, places) = self.writes.get(&record.connection)?;
        let read = length.checked_sub(unread).filter(|_| unread > 0 && *from != at)?;
        let step = places.clone().find(|&step| {
            let step = &self.steps[step];
            let until = step.wrote.as_ref().map_or(0, |wrote| wrote.piece.until as u64);
            step.at == record.at && until >= read
        })?;
        Some((record.connection, at, step))
    }

    /// This happened at the end of who reads: there, where it stands.
    fn happened_to(&mut self, at: Sender, record: &Record, happened: Happened) {
        match self.reading {
            Some((connection, reader, step)) if (connection, reader) == (record.connection, at) => {
                self.steps[step].happened.push(happened);
            }
            _ => self.happened(record, happened),
        }
    }

    fn happened(&mut self, record: &Record, happened: Happened) {
        self.together(record).happened.push(happened);
    }

    /// The last step, if this record belongs to it: same moment, same connection; else a new one.
    fn together(&mut self, record: &Record) -> &mut Step {
        let here = (record.at, record.connection);
        match self.steps.last().map(|step| (step.at, step.connection)) {
            Some(last) if last == here => self.last(),
            _ => self.fresh(record),
        }
    }

    fn fresh(&mut self, record: &Record) -> &mut Step {
        let Record { at, connection, .. } = *record;
        self.steps.push(Step { at, connection, ..Step::default() });
        self.last()
    }

    /// The last step; there is one.
    fn last(&mut self) -> &mut Step {
        let last = self.steps.len() - 1;
        &mut self.steps[last]
    }
}
