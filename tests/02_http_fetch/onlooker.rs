//! # Who looks on                                                    chapter 02
//! Knows: that every byte of every connection is seen once, and nothing is changed by it.
//! Does not know: what the bytes mean.
//! Read before: `net/src/onlooker.rs`. Read next: `redirects.rs`.

use super::*;
use net::Onlooker;
use net::long_poll::{Event, LongPoll};
use net::onlooker::Seen;
use net::tokio::io::AsyncWriteExt as _;
use polling::Since;
use std::sync::{Arc, Mutex};

/// For each connection what was sent, and what came.
type Book = Arc<Mutex<Vec<(Vec<u8>, Vec<u8>)>>>;

fn onlooker() -> (Onlooker, Book) {
    let book = Book::default();
    let writes = Arc::clone(&book);
    let onlooker = Onlooker::new(move |seen| {
        let mut book = writes.lock().unwrap();
        match seen {
            Seen::Opened => book.push(Default::default()),
            Seen::Sent(bytes) => book.last_mut().unwrap().0.extend_from_slice(bytes),
            Seen::Received(bytes) => book.last_mut().unwrap().1.extend_from_slice(bytes),
        }
    });
    (onlooker, book)
}

#[test]
fn must_see_every_byte_of_every_connection() {
    run(async {
        let script = Script::bind().await;
        let (onlooker, book) = onlooker();
        let request = Request::post(&script.url("/a")).unwrap().body("hello").follow(1);
        let answers = [
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        ];
        let serving = async {
            let first = script.answer(answers[0]).await;
            [first, script.answer(answers[1]).await]
        };
        let (fetched, asked) = tokio::join!(fetch(request.onlooker(onlooker)), serving);
        assert_eq!(fetched.unwrap().body, b"hi");
        let book = book.lock().unwrap();
        assert_eq!(book.len(), 2);
        for (i, (sent, received)) in book.iter().enumerate() {
            assert_eq!(*sent, [&asked[i].head[..], &asked[i].body].concat());
            assert_eq!(received, answers[i].as_bytes());
        }
    });
}

#[test]
fn must_see_the_bytes_of_a_poller_too() {
    run(async {
        let script = Script::bind().await;
        let (onlooker, book) = onlooker();
        let request = Request::get(&script.url("/long-poll")).unwrap().onlooker(onlooker);
        let mut polls = LongPoll::new(request, Since::Now);
        let body = r#"{"events":[{"id":"c1-7","event":"message","data":"hi"}],"next":"c1-7"}"#;
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let answering = async {
            let mut asked = script.asked().await;
            asked.stream.write_all(answer.as_bytes()).await.unwrap();
            asked
        };
        let (heard, asked) = tokio::join!(polls.next(), answering);
        assert!(matches!(heard, Some(Event::Message(event)) if &*event.data == "hi"));
        let book = book.lock().unwrap();
        assert_eq!(book[0], (asked.head, answer.into_bytes()));
    });
}
