//! # Polling over sockets                                            chapter 05 · RFC 6202 §2
//! Knows: what our client asks again, when, and what it hears. Does not know: one connection by
//! itself (`04_polling.rs`), the server (`05_long_polling.rs`).
//! Read before: `net/src/long_poll.rs`. Read next: `tests/07_event_source_net.rs`.

mod support;

use net::long_poll::{Event, LongPoll, Why};
use net::tokio;
use polling::{Pace, Since};
use std::time::Duration;
use support::script::{Asked, Script, run};
use support::{Running, in_virtual_time};
use wire::{Backoff, Epoch, EventId, Published};

/// An id in the log of these tests.
fn id(number: u64) -> EventId {
    Epoch::new(0xc1).at(number)
}

/// The place behind event number `number`.
fn place(number: u64) -> Since {
    Since::Event(id(number))
}

fn published(number: u64) -> Published {
    Published { id: id(number), event: "message".into(), data: format!("\u{e9}{number}").into() }
}

/// The answer with the events from one number to another.
fn answer(first: u64, last: u64) -> String {
    let events: Vec<Published> = (first..=last).map(published).collect();
    let mut body = Vec::new();
    polling::write_answer(&events, id(last), &mut body);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    head + std::str::from_utf8(&body).unwrap()
}

/// The number in `since`, or none.
fn since(asked: &Asked) -> Option<u64> {
    let line = asked.line();
    let (_, rest) = line.split_once("since=")?;
    let id: EventId = rest.split(['&', ' ']).next()?.parse().ok()?;
    Some(id.number)
}

fn at_once(script: &Script) -> LongPoll {
    let poll = LongPoll::listen(&script.url("/long-poll?topic=t"), place(0)).unwrap();
    poll.backoff(Backoff::new(Duration::ZERO, Duration::ZERO))
}

/// The data of the next `n` events; errors that are not the last are passed over.
async fn hear(poll: &mut LongPoll, n: usize) -> Vec<String> {
    let mut heard = Vec::new();
    while heard.len() < n {
        match poll.next().await {
            Some(Event::Message(event)) => heard.push(event.data.into()),
            Some(Event::Error { retry_in: Some(_), .. }) => {}
            other => panic!("there is no more: {other:?}"),
        }
    }
    heard
}

fn numbers(range: std::ops::RangeInclusive<u64>) -> Vec<String> {
    range.map(|number| format!("\u{e9}{number}")).collect()
}

/// Asking again.
mod s02_1_polling {
    use super::*;

    #[test]
    fn must_ask_again_at_once_over_one_connection() {
        run(async {
            let script = Script::bind().await;
            let mut poll = at_once(&script);
            let server = async {
                let mut lines = Vec::new();
                let mut asked = script.asked().await;
                for (first, last) in [(1, 2), (3, 2), (3, 3), (4, 4)] {
                    lines.push(asked.line());
                    asked.say(answer(first, last)).await;
                    if last < 4 {
                        asked = Asked::read(asked.stream).await;
                    }
                }
                asked.ended().await;
                lines
            };
            let client = async {
                let heard = hear(&mut poll, 4).await;
                poll.close();
                assert!(poll.next().await.is_none());
                heard
            };
            let (heard, lines) = tokio::join!(client, server);
            assert_eq!(heard, numbers(1..=4));
            let sinces = [0, 2, 2, 3]
                .map(|since| format!("GET /long-poll?topic=t&since=c1-{since}&wait=25 HTTP/1.1"));
            assert_eq!(lines, sinces);
            assert!(script.is_idle());
        });
    }

    /// Short polling: the pace is kept, also where the server closes after each answer.
    #[test]
    fn must_keep_the_pace() {
        for close in ["", "Connection: close\r\n"] {
            in_virtual_time(async {
                let script = Script::bind().await;
                let pace = Pace::Every(Duration::from_secs(10));
                let mut poll = at_once(&script).pace(pace);
                let server = async {
                    let mut moments = Vec::new();
                    let mut asked = script.asked().await;
                    for number in 1..=3 {
                        moments.push(tokio::time::Instant::now());
                        assert!(!asked.line().contains("wait="), "{}", asked.line());
                        let said = answer(number, number);
                        asked.say(said.replacen("Content", &format!("{close}Content"), 1)).await;
                        if number == 3 {
                            break;
                        } else if close.is_empty() {
                            asked = Asked::read(asked.stream).await;
                        } else {
                            asked.end().await;
                            asked = script.asked().await;
                        }
                    }
                    moments
                };
                let (heard, moments) = tokio::join!(hear(&mut poll, 3), server);
                assert_eq!(heard, numbers(1..=3));
                for two in moments.windows(2) {
                    let pause = two[1] - two[0];
                    assert!(pause >= Duration::from_millis(9_900), "{pause:?}");
                }
            });
        }
    }

    #[test]
    fn must_hear_what_a_lab_publishes() {
        let lab = Running::start();
        let url = format!("http://{}/long-poll?topic=t", lab.address);
        lab.publish("/publish?topic=t", "before");
        let mut poll = LongPoll::listen(&url, place(0)).unwrap();
        assert_eq!(lab.block_on(hear(&mut poll, 1)), ["before"]);
        lab.publish("/publish?topic=t", "after");
        assert_eq!(lab.block_on(hear(&mut poll, 1)), ["after"]);
        assert_ne!(poll.since(), place(0));
    }
}

/// Errors, and coming back.
mod s02_2_errors {
    use super::*;

    /// The connection is cut at any byte of an answer: the same question is asked again.
    #[test]
    fn law_nothing_is_lost_or_doubled_when_an_answer_is_cut_at_any_byte() {
        run(async {
            let whole = answer(1, 3);
            for at in 0..=whole.len() {
                for reset in [false, true] {
                    let script = Script::bind().await;
                    let mut poll = at_once(&script);
                    let server = async {
                        let mut asked = script.asked().await;
                        assert_eq!(since(&asked), Some(0));
                        asked.say(&whole.as_bytes()[..at]).await;
                        if reset {
                            asked.reset();
                        } else {
                            asked.end().await;
                        }
                        let mut asked = script.asked().await;
                        let had = since(&asked).unwrap();
                        assert!(had == 0 || (had == 3 && at == whole.len()), "{had} at {at}");
                        asked.say(answer(had + 1, 5)).await;
                        asked
                    };
                    let (heard, _open) = tokio::join!(hear(&mut poll, 5), server);
                    assert_eq!(heard, numbers(1..=5), "cut at {at}");
                }
            }
        });
    }

    /// The series of waits, and how a success ends it.
    #[test]
    fn should_back_off_after_errors_and_begin_anew_after_an_answer() {
        in_virtual_time(async {
            let script = Script::bind().await;
            let poll = LongPoll::listen(&script.url("/"), Since::Now).unwrap();
            let mut poll = poll.dice(|| u64::MAX / 2 + 1); // half of each bound
            let client = async {
                let mut waits = Vec::new();
                while waits.len() < 6 {
                    match poll.next().await {
                        Some(Event::Error { retry_in: Some(wait), .. }) => {
                            waits.push(wait.as_millis());
                        }
                        Some(Event::Message(_)) => waits.push(0),
                        other => panic!("{other:?}"),
                    }
                }
                drop(poll);
                waits
            };
            let server = async {
                let full = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\n\r\nfull\n";
                script.answer(full).await;
                script.answer("").await;
                script.asked().await.reset();
                let mut asked = script.asked().await;
                asked.say(answer(1, 1)).await;
                asked = Asked::read(asked.stream).await;
                asked.reset();
                script.answer(full).await;
            };
            let (waits, ()) = tokio::join!(client, server);
            assert_eq!(waits, [500, 1000, 2000, 0, 500, 1000]);
        });
    }

    #[test]
    fn must_not_ask_again_where_that_is_pointless() {
        run(async {
            for (answer, says) in [
                (
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nno t\n",
                    "refused (404): no t",
                ),
                ("HTTP/1.1 204 No Content\r\n\r\n", "refused (204): "),
                ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", "no answer"),
                ("SSH-2.0-x\r\n\r\n", "HTTP"),
            ] {
                let script = Script::bind().await;
                let mut poll = at_once(&script);
                let client = async {
                    let event = poll.next().await;
                    assert!(poll.next().await.is_none());
                    event
                };
                let (event, _) = tokio::join!(client, script.answer(answer));
                let Some(Event::Error { why, retry_in: None }) = event else { panic!("{event:?}") };
                assert!(why.to_string().contains(says), "{why}");
                assert!(script.is_idle());
            }
        });
    }

    #[test]
    fn must_tell_that_nobody_listens() {
        in_virtual_time(async {
            let mut poll = LongPoll::listen("http://127.0.0.1:1/", Since::Now).unwrap();
            for _ in 0..3 {
                let event = poll.next().await;
                let Some(Event::Error { why: Why::Reach(_), retry_in: Some(_) }) = event else {
                    panic!("{event:?}")
                };
            }
        });
    }

    /// The server does not answer, not even that there is nothing.
    #[test]
    fn limit_a_silent_server_is_given_up() {
        in_virtual_time(async {
            let script = Script::bind().await;
            let mut poll = at_once(&script);
            let server = async {
                script.asked().await.ended().await;
                script.asked().await
            };
            let client = async {
                let event = poll.next().await;
                let Some(Event::Error { why, retry_in: Some(_) }) = event else {
                    panic!("{event:?}")
                };
                drop(poll.next().await); // it asks again
                why.to_string()
            };
            tokio::select! {
                _asked = server => {}
                why = client => panic!("nothing is said, but: {why}"),
            }
        });
    }
}

/// Futures that are given up.
mod s02_3_cancelling {
    use super::*;

    #[test]
    fn must_lose_nothing_when_a_future_is_dropped_at_any_poll() {
        run(async {
            let script = Script::bind().await;
            let mut poll = at_once(&script);
            let server = async {
                let mut asked = script.asked().await;
                for number in 0..20 {
                    let had = since(&asked).unwrap();
                    assert_eq!(had, number * 3);
                    for piece in answer(had + 1, had + 3).as_bytes().chunks(40) {
                        asked.say(piece).await;
                        tokio::task::yield_now().await;
                    }
                    if number == 19 {
                        break;
                    } else if number % 5 == 4 {
                        asked.end().await;
                        asked = script.asked().await;
                    } else {
                        asked = Asked::read(asked.stream).await;
                    }
                }
                asked
            };
            let client = async {
                let (mut heard, mut polls) = (Vec::new(), 0);
                while heard.len() < 60 {
                    polls = (polls + 1) % 4;
                    match support::handles::give_up_after(polls, poll.next()).await {
                        Some(Some(Event::Message(event))) => heard.push(String::from(event.data)),
                        Some(Some(Event::Error { retry_in: Some(_), .. })) => {}
                        Some(other) => panic!("{other:?}"),
                        None => tokio::task::yield_now().await,
                    }
                }
                heard
            };
            let (heard, _asked) = tokio::join!(client, server);
            assert_eq!(heard, numbers(1..=60));
        });
    }
}

/// What a server may expect of who asks again and again.
#[path = "05_long_poll_net/manners.rs"]
mod s02_2_manners;
