//! # An event stream, read a second time              chapter 06 · WHATWG HTML §9.2.5, §9.2.6
//! Knows: what came of a stream, as bytes, lines and events. Does not know: which are right.
//! Read before: `http/talk.rs`, `explain/src/event_stream.rs`. Read next: `http/events.rs`.

use super::talk::{Framing, Talk, framing};
use crate::raw::{Came, Head, Text};
use crate::{Miss, Visit};
use explain::{Explained, Value};
use net::tokio::time::timeout;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// An event stream that was opened.
#[derive(Debug)]
pub(super) struct Stream {
    talk: Talk,
    framing: Framing,
    pub(super) head: Head,
    /// The body, so far.
    pub(super) body: Vec<u8>,
    /// What is wrong with its chunks. From there on the body is all that comes: other probes may
    /// still find in it what they look for.
    pub(super) broken: Option<Miss>,
}

/// An event, as a browser would hear it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) event: String,
    pub(super) data: String,
    pub(super) id: String,
}

impl Visit {
    /// Open the event stream, with these fields.
    pub(super) async fn stream(&self, fields: &[&str]) -> Result<Stream, Miss> {
        let fields = [&["Accept: text/event-stream"], fields].concat();
        let mut talk = self.say(&self.request("GET", self.events(), &fields)).await?;
        let head = talk.head().await?;
        if head.status != 200 {
            return Err(Miss::wrong("the answer 200 and an event stream", head));
        }
        let framing = framing(&head, "GET")?;
        Ok(Stream { talk, framing, head, body: Vec::new(), broken: None })
    }

    /// A stream that has begun to hear: who subscribes only after its head could miss an event
    /// that is published at once.
    pub(super) async fn listener(&self) -> Result<Stream, Miss> {
        let mut stream = self.stream(&[]).await?;
        let _first_bytes_if_any = stream.read_for(self.target.quiet / 3).await;
        Ok(stream)
    }

    /// A text that nobody published before, and that stands in no other.
    pub(super) fn word(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        format!("word-{}-{count}x", std::process::id())
    }

    /// How long an event is waited for that nobody publishes: longer for the patient.
    pub(super) fn event_time(&self) -> Duration {
        if self.target.patient { Duration::from_secs(60) } else { self.target.timeout }
    }
}

impl Stream {
    /// What came, line by line.
    pub(super) fn explained(&self) -> Explained {
        explain::event_stream(&self.body)
    }

    /// The events that came whole.
    pub(super) fn events(&self) -> Vec<Event> {
        let fields = self.explained().fields.into_iter();
        let events = fields.filter_map(|field| match field.value {
            Value::Event { event, data, id } => Some(Event { event, data, id: id.to_string() }),
            _ => None,
        });
        events.collect()
    }

    /// Read until `found`, at most for `time`.
    pub(super) async fn read_until(
        &mut self,
        time: Duration,
        found: impl Fn(&Self) -> bool,
    ) -> Result<(), Miss> {
        let reading = async {
            loop {
                if found(self) {
                    return Ok(());
                }
                self.read().await?;
            }
        };
        match timeout(time, reading).await {
            Ok(read) => read,
            Err(_) => {
                let found = format!("nothing of it within {} ms", time.as_millis());
                Err(Miss::wrong("an event", found))
            }
        }
    }

    /// The event with this text, as soon as it came whole.
    pub(super) async fn hear(&mut self, word: &str, time: Duration) -> Result<Event, Miss> {
        self.read_until(time, |stream| {
            // Bytes are cheaper to look through than events.
            contains(&stream.body, word) && stream.find(word).is_some()
        })
        .await
        .map_err(|miss| match miss {
            Miss::Wrong { found, .. } => Miss::wrong(format!("an event with {word:?}"), found),
            skip @ Miss::Skip(_) => skip,
        })?;
        self.find(word).ok_or_else(|| Miss::wrong("an event", "none"))
    }

    fn find(&self, word: &str) -> Option<Event> {
        self.events().into_iter().find(|event| event.data.contains(word))
    }

    /// Read for that long, whatever comes.
    pub(super) async fn read_for(&mut self, time: Duration) -> Result<(), Miss> {
        self.take()?;
        let reading = async {
            loop {
                self.read().await?;
            }
        };
        timeout(time, reading).await.unwrap_or(Ok(()))
    }

    /// Read once.
    async fn read(&mut self) -> Result<(), Miss> {
        match self.talk.more().await {
            Ok(()) | Err(Came::Nothing(_)) => {}
            Err(other) => return Err(Miss::wrong("a stream that stays open", other)),
        }
        self.take()
    }

    /// Take what came already: some of it may have come with the head.
    fn take(&mut self) -> Result<(), Miss> {
        match self.framing {
            Framing::Chunked if self.broken.is_none() => match self.talk.chunks(&mut self.body) {
                Ok(false) => {}
                Ok(true) => {
                    return Err(Miss::wrong("a stream that stays open", "the last chunk"));
                }
                Err(broken) => {
                    self.broken = Some(broken);
                    self.body.append(&mut self.talk.came);
                }
            },
            _ => self.body.append(&mut self.talk.came),
        }
        Ok(())
    }

    /// End it without a word.
    pub(super) fn reset(self) {
        self.talk.wire.reset();
    }

    /// What came, to be shown.
    pub(super) fn shown(&self) -> Text {
        Text(self.body.clone())
    }
}

/// True where `word` stands in `bytes`.
pub(super) fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len().max(1)).any(|window| window == word.as_bytes())
}

#[cfg(test)]
mod tests {
    use crate::{Target, Visit};

    #[test]
    fn must_find_no_word_in_another() {
        let visit = Visit::new(Target::parse("http://localhost/").unwrap());
        let words: Vec<String> = (0..120).map(|_| visit.word()).collect();
        for word in &words {
            assert_eq!(words.iter().filter(|other| other.contains(word.as_str())).count(), 1);
        }
    }
}
