//! # `bench`, as a user meets it                                     chapter 16
//! Knows: the real program against a real lab; what is counted, and what the reports say.
//! Does not know: how fast anything is.
//! Read before: `clients/mod.rs`, `lab/src/bench/mod.rs`. Read next: nothing.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)] // a test fails by panicking

mod clients;

use clients::{Said, Server, examples, run};
use lab::bench::ear::{Course, Ear};
use lab::bench::schedule::{EVENTS_MAX, Label, Schedule};
use lab::commands::bench::HELP;
use polling::json::Value;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// The five, as `--json` names them.
const ALL: [&str; 5] = ["polling", "long_polling", "streaming", "sse", "websocket"];
/// A measurement that is soon over.
const SHORT: [&str; 6] = ["--rates", "100", "--sizes", "16,1KiB", "--time", "100ms"];

fn bench(arguments: &[&str]) -> Said {
    run(&[&["bench"], arguments].concat(), "")
}

fn rows(said: &Said) -> Vec<Value> {
    let report: Value = polling::json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"));
    report["rows"].as_array().unwrap().clone()
}

mod measuring {
    use super::*;

    #[test]
    fn must_hear_every_event_once_by_each_transport() {
        let lab = Server::lab();
        let url = format!("http://{}", lab.address);
        let said = bench(&[&[&*url, "--readers", "3", "--json"], &SHORT[..]].concat());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        let rows = rows(&said);
        assert_eq!(rows.len(), 2 * ALL.len());
        for (row, name) in rows.iter().zip(ALL.iter().cycle()) {
            assert_eq!(row["transport"], *name);
            assert_eq!((row["published"].as_u64(), row["readers"].as_u64()), (Some(10), Some(3)));
            assert_eq!(row["delivered"], 30, "{row}");
            for none in ["missing", "twice", "lost", "resets"] {
                assert_eq!(row[none], 0, "{row}");
            }
            assert_eq!(row["ended"].as_array().unwrap().len(), 0, "{row}");
            let size = row["size"].as_f64().unwrap();
            assert!(row["bytes_per_event"].as_f64().unwrap() > size, "{row}");
            let asks = ["polling", "long_polling"].contains(name);
            assert_eq!(row["requests"].as_u64().unwrap() > 0, asks, "{row}");
            assert_eq!(row["sent"].as_u64().unwrap() > 0, asks, "{row}");
            assert!(row["cpu_us_per_event"].is_null(), "no process was named: {row}");
        }
    }

    #[test]
    fn must_start_a_lab_of_its_own_where_none_is_named() {
        let said = bench(&[&["--transports", "sse,long-polling"], &SHORT[..4]].concat());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        let rows =
            ["100 events/s of 16 B", "100 events/s of 1 KiB", "\n  SSE ", "\n  long polling "];
        assert_eq!(rows.map(|row| said.out.matches(row).count()), [1, 1, 2, 2], "{said:?}");
        assert!(!said.out.contains("WebSocket"), "{said:?}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn must_read_the_processor_time_of_its_own_lab() {
        let said = bench(&["--json", "--rates", "50", "--sizes", "16", "--time", "0.1"]);
        let rows = rows(&said);
        assert_eq!(rows.len(), 5);
        for row in rows {
            assert!(row["cpu_us_per_event"].as_f64().unwrap() > 0.0, "{row}");
        }
    }

    #[test]
    fn must_end_with_success_on_ctrl_c_and_keep_what_it_has_shown() {
        let rates = ["100"; 300].join(",");
        let arguments = ["bench", "--sizes", "16", "--time", "500ms", "--rates", &rates];
        let mut command = clients::wire101(&arguments);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 19];
        process.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
        assert_eq!(&first, b"100 events/s of 16 ");
        let id = process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let said = clients::ended(process);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    }

    #[test]
    fn must_count_what_came_twice_and_what_a_log_did_not_give() {
        let schedule = Schedule::new(7, 10, Duration::from_secs(1));
        let event = |number| {
            let due = schedule.due(number).unwrap();
            schedule.event(Label::Due(due), 16)
        };
        let course = Course::new(Schedule::new(7, 10, Duration::from_secs(1))).unwrap();
        let ear = Ear::new(Arc::new(course));
        ear.hear(Some("c1-1"), None, &event(0));
        ear.hear(Some("c1-2"), None, "what somebody else says");
        ear.hear(Some("c1-3"), None, &event(2));
        ear.hear(Some("c1-4"), None, &event(1));
        assert_eq!(ear.look(|heard| (heard.events, heard.twice, heard.lost)), (3, 0, 0));
        ear.hear(Some("c1-5"), None, &event(1));
        assert_eq!(ear.look(|heard| (heard.events, heard.twice, heard.lost)), (3, 1, 0));
        ear.hear(Some("c1-9"), None, &event(3));
        assert_eq!(ear.look(|heard| (heard.events, heard.twice, heard.lost)), (4, 1, 3));
        ear.hear(Some("c1-20"), Some("reset"), r#"{"missed":11}"#);
        ear.hear(Some("c1-21"), None, &event(4));
        assert_eq!(ear.look(|heard| (heard.events, heard.lost, heard.resets)), (5, 3, 1));
    }
}

mod schedules {
    use super::*;

    #[test]
    fn law_each_part_of_a_second_has_one_event_and_no_two_are_due_together() {
        for rate in [1, 3, 10, 100, 999, 1000, 10_000] {
            let schedule = Schedule::new(1, rate, Duration::from_secs(3));
            assert_eq!(schedule.count(), 3 * rate as usize);
            let dues: Vec<_> = (0..).map_while(|number| schedule.due(number)).collect();
            assert!(dues.windows(2).all(|two| two[0] < two[1]), "{rate}");
            for (number, due) in dues.iter().enumerate() {
                let part = due.as_secs_f64() * f64::from(rate);
                assert!((part - number as f64) > -0.02 && (part - number as f64) < 1.0, "{part}");
                assert_eq!(schedule.number(*due), Some(number));
                let event = schedule.event(Label::Due(*due), 16);
                assert_eq!((event.len(), schedule.label(&event)), (16, Some(Label::Due(*due))));
            }
        }
    }

    #[test]
    fn limit_one_event_at_least_and_so_many_at_most() {
        assert_eq!(Schedule::new(1, 1, Duration::from_millis(1)).count(), 1);
        let most = Schedule::new(1, 10_000, Duration::from_secs(60)).count();
        assert_eq!(most as u64, EVENTS_MAX);
    }

    #[test]
    fn must_not_take_the_events_of_another_run_for_its_own() {
        let [one, other] = [1, 2].map(|run| Schedule::new(run, 10, Duration::from_secs(1)));
        assert_eq!(one.label(&other.event(Label::Probe(3), 16)), None);
        assert_eq!(one.label(&one.event(Label::Probe(3), 16)), Some(Label::Probe(3)));
        for foreign in ["", "hello", "0001-", "0001-0000000000é", "0001+00000000000"] {
            assert_eq!(one.label(foreign), None, "{foreign:?}");
        }
    }
}

mod reports {
    use super::*;

    #[test]
    fn must_write_one_file_that_loads_nothing() {
        let path = format!("{}/bench-report.html", env!("CARGO_TARGET_TMPDIR"));
        let said = bench(&[&["--html", &path], &SHORT[..]].concat());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        let page = std::fs::read_to_string(path).unwrap();
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
        for foreign in ["http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
        assert!(page.contains("prefers-color-scheme:dark"));
        let charts = if cfg!(target_os = "linux") { 6 } else { 4 };
        assert_eq!(page.matches("<svg ").count(), charts);
        for name in ["polling", "long polling", "streaming", "SSE", "WebSocket"] {
            let at_a_line = format!(">{name}</text>");
            assert_eq!(page.matches(&at_a_line).count(), charts, "{name}");
            assert_eq!(page.matches(&format!("<td>{name}</td>")).count(), 2, "{name}");
        }
        assert!(!page.contains("NaN") && !page.contains("inf"), "each place is a number");
    }

    #[test]
    fn must_name_in_the_help_every_member_of_the_json() {
        let said = bench(&["--json", "--rates", "20", "--sizes", "16", "--time", "50ms"]);
        let help = run(&["bench", "--help"], "").out;
        let words = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        let known: Vec<&str> = help.split(words).collect();
        for row in rows(&said) {
            let delays = row["delay_us"].as_object().unwrap().keys();
            for name in row.as_object().unwrap().keys().chain(delays) {
                assert!(known.contains(&name.as_str()), "{name} is not in the help");
            }
        }
    }

    #[test]
    fn must_run_every_example() {
        let lab = Server::lab();
        let report = format!("{}/bench-example.html", env!("CARGO_TARGET_TMPDIR"));
        let examples = examples(HELP);
        assert_eq!(examples.len(), 5);
        for (arguments, _) in examples {
            let mut words: Vec<String> = arguments
                .iter()
                .map(|word| word.replace("127.0.0.1:10101", &lab.address))
                .map(|word| if word == "transports.html" { report.clone() } else { word })
                .collect();
            // What takes seconds for a user takes less here; without a word, it takes minutes.
            match words.iter().position(|word| word == "--time") {
                Some(at) => words[at + 1] = "50ms".into(),
                None => words.extend(SHORT.map(String::from)),
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let said = run(&words, "");
            assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{words:?}: {said:?}");
        }
        assert!(std::fs::exists(report).unwrap());
    }
}

mod errors {
    use super::*;

    #[test]
    fn must_say_what_is_wrong_with_an_argument() {
        for (arguments, said) in [
            (["--sizes", "15"], "from 16 bytes to 512KiB"),
            (["--sizes", "513KiB"], "from 16 bytes to 512KiB"),
            (["--rates", "0"], "1..=10000"),
            (["--time", "0"], "from 1ms to 60s"),
            (["--poll-interval", "61s"], "from 1ms to 60s"),
            (["--transports", "carrier-pigeon"], "polling, long-polling, streaming, sse"),
            (["--readers", "1001"], "1..=1000"),
            (["--poll", "poll"], "like /poll"),
            (["--pid", "1"], "<URL>"),
            (["gopher://a", "--json"], "is no server's address"),
            (["http://127.0.0.1:1/events", "--json"], "without a path"),
        ] {
            let found = bench(&arguments);
            assert_eq!(found.code, Some(2), "{arguments:?}: {found:?}");
            assert!(found.err.contains(said), "{arguments:?}: {found:?}");
        }
    }

    #[test]
    fn must_say_that_nobody_listens_there() {
        let said = bench(&["http://127.0.0.1:1", "--rates", "10"]);
        assert_eq!(said.code, Some(69), "{said:?}");
        assert!(said.err.contains("wire101 serve"), "{said:?}");
    }

    #[test]
    fn must_say_that_the_server_takes_no_events() {
        let lab = Server::lab();
        let url = format!("http://{}", lab.address);
        let said = bench(&[&[&*url, "--publish", "/nowhere"], &SHORT[..]].concat());
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains("refused an event, with status 404"), "{said:?}");
    }

    #[test]
    fn must_say_that_there_is_another_thing_than_was_asked_for() {
        let lab = Server::lab();
        let url = format!("http://{}", lab.address);
        for (transport, flag) in
            [("sse", "--events"), ("websocket", "--websocket"), ("streaming", "--stream")]
        {
            let arguments = [&url, "--transports", transport, flag, "/healthz"];
            let said = bench(&[&arguments[..], &SHORT[..]].concat());
            assert_eq!(said.code, Some(1), "{transport}: {said:?}");
            assert!(said.err.starts_with("error: "), "{transport}: {said:?}");
        }
    }
}
