//! # Steps as JSON                                                   chapter 03
//! Knows: the name of each part. Does not know: screens.
//! Read before: `step/steps.rs`. Read next: `lab/src/commands/step.rs`.

use super::code;
use super::pieces::Piece;
use super::steps::{Happened, Step, Steps, Wrote};
use explain::Explained;
use polling::json::{Value, json};
use trace::End;

/// The trace, with its steps.
pub fn json(steps: &Steps) -> Value {
    let all: Vec<Value> = steps.steps.iter().enumerate().map(|(i, s)| step(i + 1, s)).collect();
    json!({ "title": steps.title, "steps": all })
}

fn step(number: usize, step: &Step) -> Value {
    let opened = step.opened.as_ref();
    let place = code::place_of(step);
    let rules: Vec<String> = step.rules().iter().map(ToString::to_string).collect();
    json!({
        "step": number,
        "at": step.at.as_secs_f64(),
        "connection": step.connection,
        "title": step.title(),
        "opened": opened.map(|(client, server)| json!({ "client": client, "server": server })),
        "wrote": step.wrote.as_ref().map(wrote),
        "happened": step.happened.iter().map(happened).collect::<Vec<_>>(),
        "said": step.said,
        "rules": rules,
        "code": place.map(|code| json!({
            "file": code.file, "line": code.line, "function": code.function,
        })),
        "question": step.note.map(|note| note.question),
        "answer": step.note.map(|note| note.answer),
    })
}

fn wrote(wrote: &Wrote) -> Value {
    let Piece { from, explained, inside, until, whole } = &wrote.piece;
    json!({
        "from": from.to_string(),
        "bytes": hex(&wrote.bytes),
        "read": until,
        "whole": whole,
        "is": explanation(explained),
        "in_it": inside.iter().map(explanation).collect::<Vec<_>>(),
    })
}

fn explanation(explained: &Explained) -> Value {
    let fields = explained.fields.iter().map(|field| {
        json!({
            "name": field.name,
            "bits": [field.bits.start, field.bits.end],
            "value": field.value.to_string(),
            "meaning": field.meaning,
            "cite": field.cite.to_string(),
        })
    });
    let complaints = explained.complaints.iter().map(|complaint| {
        json!({
            "bits": [complaint.bits.start, complaint.bits.end],
            "what": complaint.what,
            "cite": complaint.cite.to_string(),
        })
    });
    json!({
        "title": explained.title,
        "fields": fields.collect::<Vec<_>>(),
        "complaints": complaints.collect::<Vec<_>>(),
    })
}

fn happened(happened: &Happened) -> Value {
    match happened {
        Happened::Heard(at, event) => json!({ "at": at.to_string(), "event": event }),
        Happened::State(at, before, after) => {
            json!({ "at": at.to_string(), "state": { "before": before, "after": after } })
        }
        Happened::Failed(at, error) => json!({ "at": at.to_string(), "failed": error }),
        Happened::Ended(from, how) => {
            let how = match how {
                End::Finished => "finished",
                End::Reset => "reset",
                End::Cut => "cut",
            };
            json!({ "from": from.to_string(), "ended": how })
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
