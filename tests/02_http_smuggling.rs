//! # HTTP: no request inside another                                 chapter 02 · RFC 9112 §11.2
//! Knows: that a server hears what a slow and strict reader would hear, and nothing that was
//! hidden. Does not know: other servers, whose opinion makes a hidden request dangerous.
//! Read before: `02_http_body.rs`. Read next: `http1/src/framing.rs`.

#[path = "02_http_smuggling/chunks.rs"]
mod chunks;
#[path = "02_http_smuggling/corpus.rs"]
mod corpus;
#[path = "02_http_smuggling/grammar.rs"]
mod grammar;
#[path = "02_http_smuggling/heads.rs"]
mod heads;
#[path = "02_http_smuggling/hear.rs"]
mod hear;
#[path = "02_http_smuggling/lengths.rs"]
mod lengths;
#[path = "02_http_smuggling/naive.rs"]
mod naive;
#[path = "02_http_smuggling/oracle.rs"]
mod oracle;

mod s11_2_request_smuggling {
    use super::grammar::{SMUGGLED, edited, streams, well_framed};
    use super::hear::{End, Heard, hear};
    use super::oracle::judge;
    use laws::proptest::prelude::*;

    /// The oracle knows no statuses.
    fn without_status(mut heard: Heard) -> Heard {
        if let End::Refused(status) = &mut heard.end {
            *status = 0;
        }
        heard
    }

    fn agree(bytes: &[u8], cuts: &[usize]) -> Result<(), TestCaseError> {
        let (ours, theirs) = (hear(bytes, cuts), judge(bytes));
        let (ours, theirs) = (without_status(ours).text(), theirs.text());
        prop_assert_eq!(ours, theirs, "\n{}", bytes.escape_ascii());
        Ok(())
    }

    laws::proptest::proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// Made of parts that play with lengths, chunks, spaces and line ends.
        // HTTP-6.1-12, HTTP-6.3-03
        #[test]
        fn law_a_server_hears_what_the_oracle_hears(
            bytes in streams(), cuts in laws::protocol::cuts(),
        ) {
            agree(&bytes, &cuts)?;
        }
    }

    laws::proptest::proptest! {
        /// Good requests, slightly damaged.
        #[test]
        fn law_a_damaged_request_is_heard_as_the_oracle_hears_it(
            bytes in edited(), cuts in laws::protocol::cuts(),
        ) {
            agree(&bytes, &cuts)?;
        }

        /// A request in a body is a body.
        #[test]
        fn law_a_body_is_never_heard_as_a_request(
            bytes in well_framed(), cuts in laws::protocol::cuts(),
        ) {
            let heard = hear(&bytes, &cuts);
            prop_assert_eq!(heard.requests.len(), 1);
            prop_assert_eq!(&heard.requests[0].line, "POST /");
            let body = heard.requests[0].body.as_deref().expect("whole");
            prop_assert!(body.windows(SMUGGLED.len()).any(|part| part == SMUGGLED.as_bytes()));
            prop_assert_eq!(heard.end, End::Open);
        }

        /// What stands behind a refusal or a close is never heard.
        #[test]
        fn law_nothing_is_heard_behind_the_end(bytes in streams(), behind in streams()) {
            let heard = hear(&bytes, &[]);
            if matches!(heard.end, End::Refused(_) | End::Close) {
                let more = [&bytes[..], &behind].concat();
                prop_assert_eq!(hear(&more, &[bytes.len()]), heard);
            }
        }
    }

    /// A property that never meets both verdicts would prove little.
    #[test]
    fn law_the_grammar_makes_good_and_bad_streams() {
        use laws::proptest::strategy::ValueTree as _;
        use laws::proptest::test_runner::TestRunner;
        let mut runner = TestRunner::deterministic();
        let mut counts = [0; 4];
        for _ in 0..600 {
            let bytes = streams().new_tree(&mut runner).expect("a stream").current();
            let at = match judge(&bytes).end {
                End::Open => 0,
                End::Close => 1,
                End::Cut => 2,
                End::Refused(_) => 3,
            };
            counts[at] += 1;
        }
        assert!(counts.iter().all(|&count| count >= 40), "{counts:?}");
    }
}

mod two_naive_readers {
    use super::grammar::SMUGGLED;
    use super::hear::hear;
    use super::naive::{Believes, request_lines};

    /// One of them is a proxy that lets `POST /` through, the other the server behind it: the
    /// server hears a request that the proxy never saw. A strict reader hears neither.
    #[test] // HTTP-6.1-11
    fn must_refuse_what_naive_readers_hear_differently() {
        let both = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\
                    Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        let text = format!("{both}{SMUGGLED}");
        let (post, get) = ("POST / HTTP/1.1", "GET /smuggled HTTP/1.1");
        assert_eq!(request_lines(&text, Believes::Length).join("; "), post);
        assert_eq!(request_lines(&text, Believes::Chunks), [post, get]);
        assert_eq!(hear(text.as_bytes(), &[]).text(), "400");
    }
}

mod corpus_of_named_cases {
    use super::corpus::{Row, check};
    use super::{chunks, heads, lengths};

    // SEM-5.6.1.2-01, HTTP-3.2-05, HTTP-9.6-04, HTTP-9.6-06
    #[test]
    fn must_hear_each_head_as_listed() {
        heads::ROWS.iter().for_each(check);
    }

    // HTTP-6.1-11, HTTP-6.1-12, HTTP-6.3-07, HTTP-6.3-09
    #[test]
    fn must_hear_each_length_as_listed() {
        lengths::ROWS.iter().for_each(check);
    }

    // HTTP-7.1-01, HTTP-7.1-02, HTTP-7.1.1-01
    #[test]
    fn must_hear_each_chunk_as_listed() {
        chunks::ROWS.iter().for_each(check);
    }

    #[test]
    fn must_name_each_case_once() {
        let rows: Vec<&Row> = heads::ROWS.iter().chain(lengths::ROWS).chain(chunks::ROWS).collect();
        assert!(rows.len() >= 120, "{} rows", rows.len());
        let names: std::collections::HashSet<&str> = rows.iter().map(|row| row.0).collect();
        assert_eq!(names.len(), rows.len());
    }
}
