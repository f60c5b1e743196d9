//! # A reader that takes chunks for messages                         chapter 05 · RFC 6202 §3.2
//! Knows: where each chunk ends, and believes that an event ends there. Does not know: proxies.
//! Read before: `polling/src/stream.rs`. Read next: `polling/src/lines.rs`, which does it right.
//!
//! This is wrong, and works as long as nobody stands between the two ends: the test that shows how
//! it fails is `claim_a_reader_that_takes_chunks_for_messages_fails_behind_a_proxy`.

use polling::{BadAnswer, parse_event};
use wire::Published;

#[derive(Default)]
pub struct ChunkIsMessage {
    pub heard: Vec<Vec<u8>>,
}

impl ChunkIsMessage {
    /// Read a whole answer: each chunk is taken for a message.
    pub fn hear(&mut self, answer: &[u8]) {
        let head = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
        let mut rest = &answer[head..];
        while let Some(at) = rest.iter().position(|&byte| byte == b'\r') {
            let digits = std::str::from_utf8(&rest[..at]).unwrap();
            let size = usize::from_str_radix(digits, 16).unwrap();
            if size == 0 {
                break;
            }
            self.heard.push(rest[at + 2..][..size].to_vec());
            rest = &rest[at + 2 + size + 2..];
        }
    }

    /// What the chunks say, if each were an event, or empty.
    pub fn events(&self) -> Result<Vec<Published>, BadAnswer> {
        let said = self.heard.iter().filter(|chunk| !chunk.trim_ascii().is_empty());
        said.map(|chunk| parse_event(chunk)).collect()
    }
}
