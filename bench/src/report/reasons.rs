//! # Reasons: why a goal was not met                                 chapter 16
//! Knows: what we know of it, in words. Does not know: figures; a goal that is met needs no reason.
//! Read before: `verdict.rs`. Read next: `report/page.rs`.

/// Row, the beginning of the case (`all` for a goal of all cases), the reason.
const REASONS: &[(&str, &str, &str)] = &[
    (
        "decode",
        "64 KiB",
        "every second message is cut by the end of the read buffer, and so is copied; a buffer \
         that just holds one such message would cut none here, but each that follows a short \
         message",
    ),
    (
        "encode",
        "125 B",
        "the limit itself, a header and a copy into a buffer, takes more than a third of it; the \
         rest is the way of the bytes from the connection to the stream",
    ),
    (
        "encode",
        "64 KiB",
        "a reference is counted up and down by instructions that lock memory; the peer lends the \
         payload instead, and must write before it returns",
    ),
    (
        "deflate",
        "in, ",
        "beyond zlib's own work: the frame, the mask, UTF-8, one copy into the message, and a \
         third call that makes sure that its blocks are whole",
    ),
    (
        "echo",
        "",
        "tokio costs some hundredths by itself (see raw tokio); the rest is the frames, their \
         limits and the deadlines",
    ),
    (
        "polling",
        "200",
        "tokio's own turn takes nearly all that the goal leaves (see raw tokio in the row echo), \
         and a loop on tokio and httparse that checks nothing does not reach it either; the rest \
         is HTTP by its rules, and its deadlines",
    ),
    (
        "polling",
        "32",
        "to read and judge a head by its rules takes more than the goal leaves for everything (see \
         the row http-head); the raw loop looks at no field",
    ),
    (
        "fan-out",
        "WebSocket, bursts",
        "it lies at the threshold, and in other runs above it; what it lacks is what one event at \
         a time lacks",
    ),
    (
        "fan-out",
        "",
        "raw tokio, which wakes a task for each reader and writes shared bytes, stays below the \
         raw loop, too; the rest, also beside a peer that never asks whether the reader is there, \
         is limits and deadlines, and the memory that they lie in",
    ),
    ("sse-parse", "100 B", "the peer became 2.6 times as fast with its version 0.3"),
    (
        "growth-message",
        "all",
        "a copy of the same bytes grows no slower: small messages lie in the caches, large ones do \
         not",
    ),
    (
        "growth-connections",
        "all",
        "raw epoll grows no slower. Ours runs as many instructions a message among a thousand \
         connections as among ten; most of the time is the kernel's, whose sockets do not lie in \
         the caches",
    ),
    (
        "growth-topics",
        "all",
        "ten topics lie in the nearest cache, ten thousand do not; each publish looks up its topic \
         in a tree",
    ),
    ("growth-history", "all", "a hundred thousand events do not lie in the caches"),
];

/// Why the goal of that row and case was not met, if that is known.
pub fn of(row: &str, case: &str) -> Option<&'static str> {
    let found = REASONS.iter().find(|(of, part, _)| *of == row && case.starts_with(part));
    found.map(|(_, _, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows;

    #[test]
    fn example_every_reason_is_about_a_goal_that_there_is() {
        let rows = rows::all();
        for (name, part, _) in REASONS {
            let row = rows.iter().find(|row| row.name == *name);
            let (cases, goals) =
                row.map_or((&[][..], &[][..]), |row| (&row.cases[..], &row.goals[..]));
            let has =
                |case: &&crate::row::Case| case.name.starts_with(part) && !case.goals.is_empty();
            let is_known =
                cases.iter().find(has).is_some() || (*part == "all" && !goals.is_empty());
            assert!(is_known, "{name}, {part}: no such goal");
        }
    }
}
