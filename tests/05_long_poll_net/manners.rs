//! # The manners of a poller                                         chapter 05 · RFC 6202 §2.2
//! Knows: saying who asks, waiting as long as the server says, and never asking without a pause.
//! Does not know: what is heard.
//! Read before: `tests/05_long_poll_net.rs`. Read next: `tests/07_event_source_net.rs`.

use super::*;
use net::fetch::Request;
use polling::poller::PAUSE;

/// A server that says at once that there is nothing, and closes, is not asked without a pause.
#[test]
fn limit_a_server_that_does_not_wait_is_asked_twice_a_second() {
    in_virtual_time(async {
        let script = Script::bind().await;
        let mut poll = at_once(&script);
        let server = async {
            let began = tokio::time::Instant::now();
            let said = answer(1, 0).replacen("Content", "Connection: close\r\nContent", 1);
            for _ in 0..10 {
                script.answer(&said).await;
            }
            began.elapsed()
        };
        tokio::select! {
            took = server => assert!(took >= PAUSE * 8, "{took:?}"),
            event = poll.next() => panic!("{event:?}"),
        }
    });
}

/// On each connection.
#[test]
fn must_say_who_asks() {
    run(async {
        let script = Script::bind().await;
        let request = Request::get(&script.url("/")).unwrap();
        let mut poll = LongPoll::new(request.field("Authorization", "Bearer tok"), place(0));
        let server = async {
            for number in 1..=3 {
                let asked = script.answer(answer(number, number)).await;
                assert_eq!(asked.field("Authorization").as_deref(), Some("Bearer tok"));
            }
        };
        let client = async {
            hear(&mut poll, 3).await;
            poll.close();
        };
        tokio::join!(client, server);
    });
}

/// As long as it says, and the dice's share, for others were told the same.
#[test]
fn must_come_back_when_the_server_says() {
    in_virtual_time(async {
        let script = Script::bind().await;
        let poll = LongPoll::listen(&script.url("/"), Since::Now).unwrap();
        let mut poll = poll.dice(|| u64::MAX / 2 + 1); // half of each bound
        let full = "HTTP/1.1 503 Full\r\nRetry-After: 120\r\nContent-Length: 5\r\n\r\nfull\n";
        let (event, _) = tokio::join!(poll.next(), script.answer(full));
        let Some(Event::Error { retry_in, .. }) = event else { panic!("{event:?}") };
        assert_eq!(retry_in, Some(Duration::from_millis(120_500)));
    });
}

/// A question that cannot be asked is told, and nobody is asked another one instead.
#[test]
fn must_end_where_the_question_cannot_be_asked() {
    run(async {
        let script = Script::bind().await;
        let request = Request::get(&script.url("/")).unwrap().field("X", "a\nb");
        let mut poll = LongPoll::new(request, place(0));
        let (event, mut stream) = tokio::join!(poll.next(), script.accept());
        let why = matches!(event, Some(Event::Error { why: Why::Usage(_), retry_in: None }));
        assert!(why, "{event:?}");
        assert!(poll.next().await.is_none());
        let mut asked = Vec::new();
        let _reset = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut asked).await;
        assert!(asked.is_empty());
    });
}
