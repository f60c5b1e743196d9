//! # Texts that are difficult to send                       chapter 06 · WHATWG HTML §9.2.5, §9.2.6
//! Knows: line ends, spaces, other letters, much at once. Does not know: ids.
//! Read before: `http/events.rs`. Read next: `http/load.rs`.

use super::stream::Event;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use polling::json::{Value, from_str};
use wire::Cite;

const GROUP: Group = Group { slug: "texts", title: "Texts that are difficult to send" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "H-501",
        group: GROUP,
        level: Level::Must,
        title: "a text of two lines arrives as two lines",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "What stands behind the first line end is else another field, and lost.",
        hint: "Split at each line end, and write `data: ` before each line.",
        run: |visit| Box::pin(arrives(visit, " one\ntwo", " one\ntwo")),
    },
    Probe {
        id: "H-502",
        group: GROUP,
        level: Level::Must,
        title: "a CR in a text cannot begin a field",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "CR ends a line as LF does: whoever writes the text makes events, ids and types.",
        hint: "Split at CR LF, at LF and at CR.",
        run: |visit| Box::pin(injected(visit, "\revent: forged")),
    },
    Probe {
        id: "H-503",
        group: GROUP,
        level: Level::Must,
        title: "an empty line in a text does not end the event",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "What follows would be an event that nobody sent.",
        hint: "An empty line of the text is `data:` and a line end.",
        run: |visit| Box::pin(injected(visit, "\n\ndata: forged\n\n")),
    },
    Probe {
        id: "H-504",
        group: GROUP,
        level: Level::Must,
        title: "a text that looks like a field arrives as it is",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "People write colons.",
        hint: "Write `data: ` before the text, whatever it is.",
        run: |visit| Box::pin(arrives(visit, ": id: 9", ": id: 9")),
    },
    Probe {
        id: "H-505",
        group: GROUP,
        level: Level::Must,
        title: "spaces at the beginning of a text are kept",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "One space behind the colon is dropped by the reader: without it, one of the text's.",
        hint: "Write `data: ` with the space, always.",
        run: |visit| Box::pin(begins_with_spaces(visit)),
    },
    Probe {
        id: "H-506",
        group: GROUP,
        level: Level::Must,
        title: "letters of all languages arrive: UTF-8",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "A size in characters cuts the last bytes off, another encoding breaks the letters.",
        hint: "Encode as UTF-8 first, then count bytes.",
        run: |visit| {
            let text = " gr\u{fc}\u{df}e \u{4e16}\u{754c} \u{1f600}";
            Box::pin(arrives(visit, text, text))
        },
    },
    Probe {
        id: "H-507",
        group: GROUP,
        level: Level::Craft,
        title: "a text of 64 KiB arrives whole",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "It is more than one read and more than one write.",
        hint: "Read a body to its length; write until all is written.",
        run: |visit| Box::pin(long(visit)),
    },
];

/// What is published behind a word of ours must be heard behind it.
async fn arrives(visit: &Visit, text: &str, right: &str) -> Judged {
    let word = visit.word();
    let event = heard(visit, &format!("{word}{text}"), &word).await?;
    let right = format!("{word}{right}");
    if texts(&event).contains(&right) {
        return Ok(());
    }
    Err(Miss::wrong(format!("{right:?}"), format!("{:?}", event.data)))
}

/// What is published behind a word of ours must make no field and no event.
async fn injected(visit: &Visit, text: &str) -> Judged {
    let word = visit.word();
    let sent = format!("{word}{text}");
    let event = heard(visit, &sent, &word).await?;
    if event.event == "forged" {
        return Err(Miss::wrong("an event of the type message", "one of the type forged"));
    }
    // How its line ends are told is the server's choice, but all of it is data.
    let is_whole = texts(&event).iter().any(|data| data.contains("forged"));
    if is_whole {
        return Ok(());
    }
    Err(Miss::wrong(format!("all of {sent:?}"), format!("{:?}", event.data)))
}

async fn begins_with_spaces(visit: &Visit) -> Judged {
    let word = visit.word();
    let right = format!("  {word}");
    let event = heard(visit, &right, &word).await?;
    if texts(&event).contains(&right) {
        return Ok(());
    }
    Err(Miss::wrong(format!("{right:?}"), format!("{:?}", event.data)))
}

async fn long(visit: &Visit) -> Judged {
    let word = visit.word();
    let right = format!("{word}{}", "x".repeat(65_536));
    let event = heard(visit, &right, &word).await?;
    if texts(&event).contains(&right) {
        return Ok(());
    }
    Err(Miss::wrong(format!("{} bytes", right.len()), format!("{} bytes", event.data.len())))
}

/// Publish, and hear the event with that word.
async fn heard(visit: &Visit, text: &str, word: &str) -> Result<Event, Miss> {
    if !visit.can_publish() {
        return Err(Miss::skip("nobody said how to publish; see --publish"));
    }
    let mut stream = visit.listener().await?;
    // Where not even a plain text comes, there is nothing to judge.
    let plain = visit.word();
    visit.publish(&plain).await?;
    if stream.hear(&plain, visit.target.timeout).await.is_err() {
        return Err(Miss::skip("not even a plain text comes"));
    }
    visit.publish(text).await?;
    stream.hear(word, visit.target.timeout).await
}

/// The data, and what it says if it is a text in JSON, alone or as a value of an object.
fn texts(event: &Event) -> Vec<String> {
    let mut texts = vec![event.data.clone()];
    match from_str::<Value>(&event.data) {
        Ok(Value::String(text)) => texts.push(text),
        Ok(Value::Object(fields)) => {
            texts.extend(fields.values().filter_map(|value| value.as_str().map(String::from)));
        }
        _ => {}
    }
    texts
}
