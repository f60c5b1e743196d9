//! # Cut anywhere                                              chapter 07 · WHATWG HTML §9.2.4
//! Knows: a stream of numbered events, and a server that cuts it at any byte. Does not know: how a
//! log forgets (`15_hub.rs`).
//! Read before: `sse/src/decoder.rs`. Read next: `closing.rs`.

use super::*;
use support::script::Script;

/// How a connection is cut.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// The server ends its side.
    End,
    /// It resets the connection.
    Reset,
}

/// The answer to who has the events up to `since`, of all `1..=last`: in chunks, some of which end
/// within an event.
fn answer(since: u64, last: u64) -> Vec<u8> {
    let events: String = (since + 1..=last)
        .map(|id| format!("id: {id}\r\nevent: n\ndata: \u{e9}{id}\ndata:\n\n"))
        .collect();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    let mut answer = head.as_bytes().to_vec();
    for piece in events.as_bytes().chunks(17) {
        answer.extend(format!("{:x}\r\n", piece.len()).bytes());
        answer.extend(piece);
        answer.extend(b"\r\n");
    }
    answer
}

/// A server that honours Last-Event-ID, and cuts its connections there, one after another; the
/// next one is whole.
async fn serve(script: &Script, last: u64, cuts: &[(usize, Cut)]) {
    for (at, cut) in cuts {
        let mut asked = script.asked().await;
        let whole = answer(since(&asked), last);
        asked.say(&whole[..whole.len().min(*at)]).await;
        match cut {
            Cut::End => asked.end().await,
            Cut::Reset => asked.reset(),
        }
    }
    let mut asked = script.asked().await;
    let whole = answer(since(&asked), last);
    asked.say(whole).await;
    asked.say("8\r\ndata: x\n\r\n1\r\n\n\r\n").await; // and one more, without an id
    asked.ended().await;
}

fn since(asked: &Asked) -> u64 {
    asked.field("Last-Event-ID").map_or(0, |id| id.parse().unwrap())
}

/// The ids of all that is heard, up to the event without one.
async fn ids(source: &mut EventSource) -> Vec<u64> {
    let mut ids = Vec::new();
    while let Some(event) = source.next().await {
        if let Event::Message { data, last_event_id, .. } = event {
            if data == "x" {
                source.close();
                return ids;
            }
            assert_eq!(data, format!("\u{e9}{last_event_id}\n"));
            ids.push(last_event_id.parse().unwrap());
        }
    }
    panic!("it was closed: {:?}", source.failure());
}

async fn hears_all(last: u64, cuts: &[(usize, Cut)]) {
    let script = Script::bind().await;
    let mut source = source(&script, "/");
    let (ids, ()) = tokio::join!(ids(&mut source), serve(&script, last, cuts));
    assert_eq!(ids, (1..=last).collect::<Vec<_>>(), "{cuts:?}");
}

/// once, at every byte, in both ways.
#[test] // SSE-9.2.2-19, SSE-9.2.3-07
fn law_nothing_is_lost_or_doubled_when_a_stream_is_cut_at_any_byte() {
    run(async {
        let length = answer(0, 5).len();
        for at in 0..=length {
            for cut in [Cut::End, Cut::Reset] {
                hears_all(5, &[(at, cut)]).await;
            }
        }
        println!("cut at each of {} places, in two ways: nothing lost", length + 1);
    });
}

laws::proptest::proptest! {
    #![proptest_config(laws::proptest::test_runner::Config::with_cases(32))]
    /// any number of times.
    #[test] // SSE-9.2.2-19, SSE-9.2.3-07
    fn law_nothing_is_lost_or_doubled_in_any_series_of_cuts(
        cuts in laws::proptest::collection::vec((0_usize..900, laws::proptest::bool::ANY), 0..12),
    ) {
        let cuts: Vec<(usize, Cut)> =
            cuts.iter().map(|&(at, end)| (at, if end { Cut::End } else { Cut::Reset })).collect();
        run(hears_all(20, &cuts));
    }
}
