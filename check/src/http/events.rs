//! # Events, as they come                              chapters 06 and 07 · WHATWG HTML §9.2
//! Knows: that an event comes at once, whole, with an id, and again to who comes back.
//! Does not know: difficult texts; see `http/texts.rs`.
//! Read before: `http/stream.rs`, `http/publish.rs`. Read next: `http/texts.rs`.

use super::stream::{Stream, contains};
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use explain::Value;
use std::time::Duration;
use wire::Cite;

const GROUP: Group = Group { slug: "events", title: "Events, as they come" };
/// How long a stream may be silent.
const HEARTBEAT: Duration = Duration::from_secs(50);

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "H-401",
        group: GROUP,
        level: Level::Craft,
        title: "an event comes when it happens, and is not held in a buffer",
        cite: Cite::rfc6202("3.2"),
        why: "That is what the stream is for.",
        hint: "Flush behind each event; switch off buffering and compression on the way.",
        run: |visit| Box::pin(comes(visit)),
    },
    Probe {
        id: "H-402",
        group: GROUP,
        level: Level::Must,
        title: "an event ends with an empty line",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "The client waits for it, and without it drops the event when the stream ends.",
        hint: "Write two line ends behind the last field.",
        run: |visit| Box::pin(ends(visit)),
    },
    Probe {
        id: "H-403",
        group: GROUP,
        level: Level::Must,
        title: "the body is chunked by the rules",
        cite: Cite::rfc9112("7.1"),
        why: "A client that cannot find the end of a chunk takes the stream for broken.",
        hint: "The size in hex, CR LF, exactly that many bytes (not characters), CR LF.",
        run: |visit| Box::pin(chunks(visit)),
    },
    Probe {
        id: "H-404",
        group: GROUP,
        level: Level::Should,
        title: "each line is a comment or a field that means something",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "A field with another name, also `Data`, is ignored without a word.",
        hint: "data, event, id, retry, in lower case; a comment begins with a colon.",
        run: |visit| Box::pin(fields(visit)),
    },
    Probe {
        id: "H-405",
        group: GROUP,
        level: Level::Craft,
        title: "an event has an id",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "Without one, a client that was away cannot say what it missed.",
        hint: "`id: 7`, for each event another.",
        run: |visit| Box::pin(id(visit)),
    },
    Probe {
        id: "H-406",
        group: GROUP,
        level: Level::Craft,
        title: "who comes back with Last-Event-ID hears what was missed",
        cite: Cite::whatwg_sse("9.2.3"),
        why: "Every connection breaks now and then: a page would miss events and not know it.",
        hint: "Keep the last events; on connecting, send those behind the id first.",
        run: |visit| Box::pin(resumes(visit, Want::All)),
    },
    Probe {
        id: "H-407",
        group: GROUP,
        level: Level::Craft,
        title: "who comes back hears nothing twice, and in order",
        cite: Cite::whatwg_sse("9.2.3"),
        why: "A message that stands twice in a chat was said twice.",
        hint: "Begin behind the id, and switch to live events under one lock.",
        run: |visit| Box::pin(resumes(visit, Want::Once)),
    },
    Probe {
        id: "H-408",
        group: GROUP,
        level: Level::Craft,
        title: "twenty events at once come all, in order",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "Two writers on one stream mix their lines.",
        hint: "Give each stream one queue, and one who writes.",
        run: |visit| Box::pin(twenty(visit)),
    },
    Probe {
        id: "H-409",
        group: GROUP,
        level: Level::Craft,
        title: "a silent stream shows now and then that it lives (--patient)",
        cite: Cite::whatwg_sse("9.2.7"),
        why: "Proxies cut connections on which nothing comes, often after 60 seconds.",
        hint: "A comment line, such as `:`, every 15 seconds.",
        run: |visit| Box::pin(heartbeat(visit)),
    },
];

/// A stream, and on it an event: one that we publish, or one that comes by itself.
async fn with_event(visit: &Visit, whole: bool) -> Result<Stream, Miss> {
    let mut stream = visit.listener().await?;
    let word = visit.word();
    let publishes = visit.can_publish();
    if publishes {
        visit.publish(&word).await?;
    }
    let time = if publishes { visit.target.timeout } else { visit.event_time() };
    let read = stream
        .read_until(time, |stream| match (whole, publishes) {
            (true, true) => stream.events().iter().any(|event| event.data.contains(&word)),
            (true, false) => !stream.events().is_empty(),
            (false, true) => contains(&stream.body, &word),
            (false, false) => contains(&stream.body, "data"),
        })
        .await;
    match read {
        Ok(()) => Ok(stream),
        Err(_) if !publishes && stream.body.is_empty() => {
            Err(Miss::skip("no event came by itself; say how to publish one: --publish"))
        }
        Err(Miss::Wrong { found, .. }) if stream.body.is_empty() => {
            Err(Miss::wrong("the event that was published", found))
        }
        Err(_) => Err(Miss::wrong("an event that ends with an empty line", stream.shown())),
    }
}

async fn comes(visit: &Visit) -> Judged {
    with_event(visit, false).await.map(|_| ())
}

async fn ends(visit: &Visit) -> Judged {
    // Whether it comes at all is another probe's.
    visible(with_event(visit, false).await)?;
    with_event(visit, true).await.map(|_| ())
}

/// Where no event comes, what an event should be cannot be judged.
fn visible<T>(heard: Result<T, Miss>) -> Result<T, Miss> {
    heard.map_err(|miss| match miss {
        Miss::Wrong { .. } => Miss::skip("no event comes that could be judged"),
        skip @ Miss::Skip(_) => skip,
    })
}

async fn chunks(visit: &Visit) -> Judged {
    let stream = visit.stream(&[]).await?;
    if stream.head.field("transfer-encoding").is_none() {
        return Err(Miss::skip("the body is not chunked, but ends with the connection"));
    }
    // An event makes sure that there was a chunk; whether it came is another probe's.
    let stream = match with_event(visit, false).await {
        Ok(stream) => stream,
        Err(_) => stream,
    };
    stream.broken.map_or(Ok(()), Err)
}

async fn fields(visit: &Visit) -> Judged {
    let stream = visible(with_event(visit, false).await)?;
    if stream.broken.is_some() {
        return Err(Miss::skip("the chunks are not chunked by the rules"));
    }
    for field in stream.explained().fields {
        match (&field.value, field.name) {
            (Value::Line { name, .. }, "unknown field") => {
                let found = format!("a line that begins with {name:?}");
                return Err(Miss::wrong("data, event, id, retry, or a comment", found));
            }
            (Value::Line { value, .. }, "id") if value.contains('\0') => {
                return Err(Miss::wrong("an id without NUL", value));
            }
            (Value::Line { value, .. }, "retry") if value.parse::<u64>().is_err() => {
                return Err(Miss::wrong("digits behind retry", value));
            }
            _ => {}
        }
    }
    Ok(())
}

async fn id(visit: &Visit) -> Judged {
    let stream = visible(with_event(visit, true).await)?;
    match stream.events().last() {
        Some(event) if !event.id.is_empty() => Ok(()),
        _ => Err(Miss::wrong("id", "an event without it")),
    }
}

/// What a client that comes back must find.
#[derive(Clone, Copy, Debug)]
enum Want {
    /// All that it missed.
    All,
    /// Each of those once, in order, and what it had not again.
    Once,
}

async fn resumes(visit: &Visit, want: Want) -> Judged {
    if !visit.can_publish() {
        return Err(Miss::skip("nobody said how to publish; see --publish"));
    }
    let words = [visit.word(), visit.word(), visit.word()];
    let mut stream = visit.listener().await?;
    visit.publish(&words[0]).await?;
    let first = visible(stream.hear(&words[0], visit.target.timeout).await)?;
    if first.id.is_empty() {
        return Err(Miss::skip("events have no id"));
    }
    drop(stream);
    visit.publish(&words[1]).await?;
    visit.publish(&words[2]).await?;
    let id = format!("Last-Event-ID: {}", first.id);
    let mut stream = visit.stream(&[&id]).await?;
    let all = |stream: &Stream| words[1..].iter().all(|word| contains(&stream.body, word));
    let read = stream.read_until(visit.target.timeout, |s| all(s) && s.events().len() >= 2).await;
    match (read, want) {
        (Ok(()), Want::All) => Ok(()),
        (Err(_), Want::All) => {
            Err(Miss::wrong("both events that were published meanwhile", stream.shown()))
        }
        (Err(_), Want::Once) => Err(Miss::skip("what was missed does not come at all")),
        (Ok(()), Want::Once) => {
            // What would come twice may come late.
            stream.read_for(visit.target.quiet).await?;
            let heard: Vec<String> = stream.events().into_iter().map(|event| event.data).collect();
            let of_ours = |data: &&String| words.iter().any(|word| data.contains(word));
            let heard: Vec<&String> = heard.iter().filter(of_ours).collect();
            let right = heard.len() == 2
                && heard.iter().zip(&words[1..]).all(|(data, word)| data.contains(word));
            if right {
                return Ok(());
            }
            Err(Miss::wrong(format!("{:?}", &words[1..]), format!("{heard:?}")))
        }
    }
}

async fn twenty(visit: &Visit) -> Judged {
    if !visit.can_publish() {
        return Err(Miss::skip("nobody said how to publish; see --publish"));
    }
    let mut stream = visit.listener().await?;
    let words: Vec<String> = (0..20).map(|_| format!("{} ", visit.word())).collect();
    for word in &words {
        visit.publish(word).await?;
    }
    let last = words.last().map_or("", |word| word.trim_end());
    let read = stream.hear(last, visit.target.timeout).await;
    let read = if stream.events().is_empty() { visible(read) } else { read };
    let heard: Vec<String> = stream.events().into_iter().map(|event| event.data).collect();
    let ours = heard.iter().filter(|data| data.contains("word-"));
    let in_order = ours.clone().zip(&words).all(|(data, word)| data.contains(word.trim_end()));
    match read {
        Ok(_) if in_order && ours.count() == words.len() => Ok(()),
        Ok(_) => Err(Miss::wrong("20 events in the order of publishing", format!("{heard:?}"))),
        Err(miss) => Err(miss),
    }
}

async fn heartbeat(visit: &Visit) -> Judged {
    if !visit.target.patient {
        return Err(Miss::skip("it takes 50 seconds: --patient"));
    }
    let mut stream = visit.stream(&[]).await?;
    stream.read_for(visit.target.quiet).await?;
    let before = stream.body.len();
    let read = stream.read_until(HEARTBEAT, |stream| stream.body.len() > before).await;
    read.map_err(|_| Miss::wrong("something within 50 seconds", "silence"))
}
