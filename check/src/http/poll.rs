//! # Polling, long and short                            chapters 04 and 05 · RFC 6202 §2, §5
//! Knows: what an answer to a poll must be, and when it must come. Does not know: what is in it.
//! Read before: `http/publish.rs`. Read next: `report.rs`.

use super::talk::{Answer, lists};
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use polling::json::{Value, from_slice};
use std::time::Duration;
use wire::Cite;

const GROUP: Group = Group { slug: "polls", title: "Polling, long and short" };
/// As long as a long poll may last, and some more.
const HELD: Duration = Duration::from_secs(65);

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "H-701",
        group: GROUP,
        level: Level::Craft,
        title: "a poll is answered at once, whole",
        cite: Cite::rfc6202("2.1"),
        why: "Who polls does not wait: it asks again.",
        hint: "Answer with what there is, with Content-Length.",
        run: |visit| Box::pin(at_once(visit)),
    },
    Probe {
        id: "H-702",
        group: GROUP,
        level: Level::Should,
        title: "no cache may keep the answer to a poll",
        cite: Cite::rfc6202("5.6"),
        why: "The next poll would be answered with the same.",
        hint: "`Cache-Control: no-store`.",
        run: |visit| Box::pin(uncached(visit)),
    },
    Probe {
        id: "H-703",
        group: GROUP,
        level: Level::Must,
        title: "a poll with the ETag of the last answer is answered by 304, without a body",
        cite: Cite::rfc9110("13.1.2"),
        why: "Most polls bring nothing new: the body need not travel.",
        hint: "Compare If-None-Match with the ETag; answer 304.",
        run: |visit| Box::pin(not_modified(visit)),
    },
    Probe {
        id: "H-704",
        group: GROUP,
        level: Level::Craft,
        title: "a long poll waits, and is answered as soon as there is an event",
        cite: Cite::rfc6202("2.1"),
        why: "That is what it is for.",
        hint: "Wake the held requests when an event is published.",
        run: |visit| Box::pin(waits(visit)),
    },
    Probe {
        id: "H-705",
        group: GROUP,
        level: Level::Should,
        title: "no cache may keep the answer to a long poll",
        cite: Cite::rfc6202("5.6"),
        why: "The next poll would be answered with the same.",
        hint: "`Cache-Control: no-store`.",
        run: |visit| Box::pin(uncached_long(visit)),
    },
    Probe {
        id: "H-706",
        group: GROUP,
        level: Level::Craft,
        title: "an event between two long polls is not lost",
        cite: Cite::rfc6202("2.2"),
        why: "While the client reads one answer, the next event happens.",
        hint: "Give a cursor with each answer (here: `next`), and begin there (`since`).",
        run: |visit| Box::pin(between(visit)),
    },
    Probe {
        id: "H-707",
        group: GROUP,
        level: Level::Craft,
        title: "a client that leaves a long poll takes no event with it",
        cite: Cite::rfc6202("2.2"),
        why: "An event that is given to who is gone is lost for the others.",
        hint: "Keep events in a log, and let each request read from it.",
        run: |visit| Box::pin(left(visit)),
    },
    Probe {
        id: "H-708",
        group: GROUP,
        level: Level::Should,
        title: "a long poll without an event is answered, and not as an error (--patient)",
        cite: Cite::rfc6202("5.5"),
        why: "Proxies cut a request after 60 seconds; to the page that is an error.",
        hint: "After 30 seconds, answer 200 with nothing, or 204.",
        run: |visit| Box::pin(times_out(visit)),
    },
];

fn poll_target(visit: &Visit) -> Result<&str, Miss> {
    let target = visit.target.http.poll.as_deref();
    target.ok_or_else(|| Miss::skip("nobody said where to poll; see --poll"))
}

fn long_target(visit: &Visit) -> Result<&str, Miss> {
    let target = visit.target.http.long_poll.as_deref();
    target.ok_or_else(|| Miss::skip("nobody said where to long poll; see --long-poll"))
}

async fn get(visit: &Visit, target: &str, fields: &[&str]) -> Result<Answer, Miss> {
    visit.say(&visit.request("GET", target, fields)).await?.answer("GET").await
}

async fn at_once(visit: &Visit) -> Judged {
    let answer = get(visit, poll_target(visit)?, &[]).await?;
    match (answer.head.status, answer.has_end) {
        (200 | 204, true) => Ok(()),
        (200, false) => Err(Miss::wrong("a length", "the end of the connection is the end")),
        _ => Err(Miss::wrong("the answer 200 or 204", answer.head)),
    }
}

fn must_not_be_kept(answer: &Answer) -> Judged {
    let head = &answer.head;
    if ["no-store", "no-cache"].iter().any(|word| lists(head, "cache-control", word)) {
        return Ok(());
    }
    let found = head.field("cache-control").unwrap_or_else(|| "no Cache-Control".into());
    Err(Miss::wrong("Cache-Control: no-store, or no-cache", found))
}

async fn uncached(visit: &Visit) -> Judged {
    must_not_be_kept(&get(visit, poll_target(visit)?, &[]).await?)
}

async fn not_modified(visit: &Visit) -> Judged {
    let target = poll_target(visit)?;
    let first = get(visit, target, &[]).await?;
    let Some(tag) = first.head.field("etag") else {
        return Err(Miss::skip("the answer has no ETag"));
    };
    let mut talk =
        visit.say(&visit.request("GET", target, &[&format!("If-None-Match: {tag}")])).await?;
    let head = talk.head().await?;
    if head.status != 304 {
        return Err(Miss::wrong("the answer 304", head));
    }
    if talk.came.is_empty() {
        return Ok(());
    }
    Err(Miss::wrong("no body", String::from_utf8_lossy(&talk.came)))
}

/// A long poll that is held, and then brings `word`.
async fn held(visit: &Visit) -> Result<(Answer, String), Miss> {
    let target = long_target(visit)?;
    if !visit.can_publish() {
        return Err(Miss::skip("nobody said how to publish; see --publish"));
    }
    let mut talk = visit.say(&visit.request("GET", target, &[])).await?;
    talk.wire.expect_silence().await?;
    let word = visit.word();
    visit.publish(&word).await?;
    Ok((talk.answer("GET").await?, word))
}

async fn waits(visit: &Visit) -> Judged {
    let (answer, word) = held(visit).await?;
    let body = String::from_utf8_lossy(&answer.body);
    match answer.head.status {
        200 if body.contains(&word) => Ok(()),
        200 => Err(Miss::wrong(format!("an answer with {word:?}"), body)),
        _ => Err(Miss::wrong("the answer 200", answer.head)),
    }
}

async fn uncached_long(visit: &Visit) -> Judged {
    must_not_be_kept(&held(visit).await?.0)
}

/// The target of the next poll, if the answer is JSON and says `next`.
fn behind(target: &str, answer: &Answer) -> Result<String, Miss> {
    let body: Option<Value> = from_slice(&answer.body).ok();
    let next = body.as_ref().and_then(|body| body.get("next"));
    let next = match next {
        Some(Value::String(next)) => next.clone(),
        Some(Value::Number(next)) => next.to_string(),
        _ => return Err(Miss::skip("the answer is not JSON with a cursor under `next`")),
    };
    let joint = if target.contains('?') { '&' } else { '?' };
    Ok(format!("{target}{joint}since={next}"))
}

async fn between(visit: &Visit) -> Judged {
    let (answer, _) = held(visit).await?;
    let next = behind(long_target(visit)?, &answer)?;
    let word = visit.word();
    visit.publish(&word).await?;
    let answer = get(visit, &next, &[]).await?;
    let body = String::from_utf8_lossy(&answer.body);
    if body.contains(&word) { Ok(()) } else { Err(Miss::wrong(format!("{word:?}"), body)) }
}

async fn left(visit: &Visit) -> Judged {
    let (answer, _) = held(visit).await?;
    let next = behind(long_target(visit)?, &answer)?;
    let gone = visit.say(&visit.request("GET", &next, &[])).await?;
    gone.wire.reset();
    let word = visit.word();
    visit.publish(&word).await?;
    let answer = get(visit, &next, &[]).await?;
    let body = String::from_utf8_lossy(&answer.body);
    if body.contains(&word) { Ok(()) } else { Err(Miss::wrong(format!("{word:?}"), body)) }
}

async fn times_out(visit: &Visit) -> Judged {
    let target = long_target(visit)?;
    if !visit.target.patient {
        return Err(Miss::skip("it takes a minute: --patient"));
    }
    let mut talk = visit.say(&visit.request("GET", target, &[])).await?;
    talk.wire.set_timeout(HELD);
    let answer = talk.answer("GET").await?;
    match answer.head.status {
        200 | 204 | 304 => Ok(()),
        _ => Err(Miss::wrong("the answer 200 or 204", answer.head)),
    }
}
