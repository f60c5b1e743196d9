//! # An event as lines                                               chapter 06 · HTML §9.2.5
//! Knows: the lines of a block, and what ends it. Does not know: the stream.
//! Read before: `events/log.rs`. Read next: `events/request.rs`.

use super::EventServer;
use super::log::Event;

/// An event as the block of lines that a client reads.
pub fn block<S: EventServer + ?Sized>(server: &S, event: &Event) -> String {
    let mut block = server.id_line(event.id);
    for line in server.lines(&event.data) {
        block.push_str("data: ");
        block.push_str(&line);
        block.push('\n');
    }
    block.push_str(server.end_of_block());
    block
}

/// A text split at each of the three ends of line that a client knows: CR LF, LF and CR.
pub fn lines(data: &str) -> Vec<String> {
    data.replace("\r\n", "\n").split(['\n', '\r']).map(String::from).collect()
}
