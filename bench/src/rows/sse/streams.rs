//! # Prepared event streams                                          chapter 16
//! Knows: bytes as a server would send them, and what they tell. Does not know: how they are cut.
//! Read before: `rows/sse/mod.rs`. Read next: `rows/sse/readers.rs`.

use super::Heard;

/// A stream, and what must be heard of it.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// The body of the answer.
    pub bytes: Vec<u8>,
    /// What it tells.
    pub heard: Heard,
    /// How long the data is where text is counted in units of UTF-16.
    pub utf16: u64,
}

impl Prepared {
    /// Add `lines`, each ended by `end`, and what dispatches them: an event of this `data`.
    fn event(&mut self, lines: &[String], end: &str, data: &str) {
        self.lines(lines, end);
        self.heard.event(data);
        self.utf16 += data.encode_utf16().count() as u64;
    }

    fn lines(&mut self, lines: &[String], end: &str) {
        for line in lines {
            self.bytes.extend_from_slice(line.as_bytes());
            self.bytes.extend_from_slice(end.as_bytes());
        }
        self.bytes.extend_from_slice(end.as_bytes());
    }
}

/// Text as servers send it: an object of JSON of exactly `length` bytes (18 or more).
fn object(number: u64, length: usize) -> String {
    let head = format!("{{\"n\":{:08},\"m\":\"", number % 100_000_000);
    let words = "the quick brown fox, jumped over 13 lazy dogs; ";
    let text: String = words.chars().cycle().take(length.saturating_sub(head.len() + 2)).collect();
    format!("{head}{text}\"}}")
}

/// About `size` bytes of events, each with one line of data of 100 bytes and nothing else.
pub fn plain(size: usize) -> Prepared {
    let mut stream = Prepared::default();
    while stream.bytes.len() < size {
        let data = object(stream.heard.events, 100);
        stream.event(&[format!("data: {data}")], "\n", &data);
    }
    stream
}

/// About `size` bytes of what else there is: ids, types, data of two lines, text beyond ASCII,
/// comments; every line ends with CR LF.
pub fn mixed(size: usize) -> Prepared {
    let mut stream = Prepared::default();
    while stream.bytes.len() < size {
        let n = stream.heard.events;
        let one = object(n, 60 + (n % 7) as usize * 20);
        let id = format!("5ca1ab1e00-{n}");
        let lines = [format!("id: {id}"), "event: tick".to_string(), format!("data: {one}")];
        match n % 4 {
            0 => stream.event(&lines, "\r\n", &one),
            1 => stream.event(&lines[1..], "\r\n", &one),
            2 => {
                let [a, b, c] = lines;
                let two = "Füße, 世界, \u{1F600}";
                stream.event(&[a, b, c, format!("data: {two}")], "\r\n", &format!("{one}\n{two}"));
            }
            _ => {
                stream.lines(&[": still here".to_string()], "\r\n");
                stream.event(&lines[2..], "\r\n", &one);
            }
        }
        if n % 2 == 0 {
            stream.heard.last_id = id;
        }
    }
    stream
}

/// Four events of exactly 1 MiB each, from the name of its one line to the empty line.
pub fn large() -> Prepared {
    let mut stream = Prepared::default();
    for n in 0..4 {
        let data = object(n, 1024 * 1024 - "data: \n\n".len());
        stream.event(&[format!("data: {data}")], "\n", &data);
    }
    stream
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_a_large_event_is_one_mebibyte_and_a_small_one_108_bytes() {
        assert_eq!(large().bytes.len(), 4 * 1024 * 1024);
        assert_eq!(plain(1).bytes.len(), 108);
    }

    #[test]
    fn example_a_mixed_stream_says_what_it_tells() {
        let mut decoder = sse::Decoder::new(wire::Limits::DEFAULT);
        let (prepared, mut heard) = (mixed(10_000), Heard::default());
        let fed = wire::feed::feed(&mut decoder, &prepared.bytes, &[7, 4000], |decoder, event| {
            if let sse::Event::Message { data, .. } = event {
                heard.event(&data);
                heard.last_id = decoder.last_event_id().to_string();
            }
        });
        assert_eq!((fed, heard), (Ok(()), prepared.heard));
    }
}
