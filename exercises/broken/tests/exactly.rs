//! # Each bug fails its probes, and no others                        chapter 00
//! Knows: every server of this folder, and the grader. Does not know: what a probe asks.
//! Read before: `exercises/broken/src/bugs.rs`, `check/src/run.rs`. Read next: nothing.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use broken::{Bug, Kind, RIGHT, bugs};
use check::http::Publish;
use check::{Only, Probe, Target, Verdict};
use net::tokio::{self, sync::Semaphore};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

/// Probes, as a bug lists them.
type Ids = &'static [&'static str];

/// So many servers are judged at a time, in all tests together: more would wait for each other.
const AT_A_TIME: u32 = 6;
static PLACES: Semaphore = Semaphore::const_new(AT_A_TIME as usize);
/// How long a probe waits for what does not come. Whatever surprises is asked again, alone and with
/// more time, for it may be the machine that was slow.
const WAITS: [Duration; 3] =
    [Duration::from_millis(600), Duration::from_secs(4), Duration::from_secs(15)];
/// The probes that are asked by `--patient` alone.
const PATIENT: [&str; 4] = ["W-902", "W-903", "W-904", "H-409"];
/// How long those wait: longer than the right servers need, which ask after 20 seconds of silence.
const PATIENCE: Duration = Duration::from_secs(30);
/// One bug of each matter, which `cargo test` looks at; `.ci/run` looks at all of them.
const SOME: [&str; 5] = ["1", "18", "22a", "39a", "e1"];

/// The server, on a port of its own, for as long as the test runs.
fn start(server: Kind) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || server.serve(&listener));
    address
}

fn target(scheme: &str, address: &str) -> Target {
    let path = if scheme == "ws://" { "/" } else { "/events" };
    let mut target = Target::parse(&format!("{scheme}{address}{path}")).unwrap();
    target.http.publish = Some(Publish::parse("/publish").unwrap());
    target
}

/// A server, by name, what it should fail, and which probes are asked: those that wait long, or the
/// others.
#[derive(Clone)]
struct Row {
    name: String,
    server: Kind,
    fails: Ids,
    patient: bool,
}

impl Row {
    /// The probes for such a server, in their order.
    fn probes(&self) -> Vec<&'static Probe> {
        check::probes(target(self.server.scheme(), "localhost").kind)
    }

    /// What is asked at first.
    fn asked(&self) -> Vec<&'static str> {
        let ids = self.probes().into_iter().map(|probe| probe.id);
        ids.filter(|id| PATIENT.contains(id) == self.patient).collect()
    }

    /// True when the server is gone behind its first failure, so that nothing can be asked again.
    fn ends(&self) -> bool {
        self.fails.iter().any(|id| id.ends_with(".."))
    }

    /// Must the probe fail? `None` where the network decides: `W-304?`. Of `W-208..` it is W-208
    /// and all that are asked after it.
    fn must_fail(&self, id: &str) -> Option<bool> {
        let place = |id: &str| self.probes().iter().position(|probe| probe.id == id);
        let mut must = Some(false);
        for listed in self.fails {
            if let Some(first) = listed.strip_suffix("..") {
                must = Some(place(id) >= place(first));
            } else if let Some(may) = listed.strip_suffix('?') {
                must = if may == id { None } else { must };
            } else if *listed == id {
                must = Some(true);
            }
        }
        must
    }

    /// Ask a new server of this kind for these ids: which of them surprise, and how.
    async fn surprises(&self, ids: &[&'static str], wait: Duration) -> Vec<(&'static str, String)> {
        let mut target = target(self.server.scheme(), &start(self.server).to_string());
        (target.timeout, target.quiet) = (wait, wait / 6);
        (target.patient, target.patience) = (self.patient, PATIENCE);
        let only = Only::parse(&ids.join(","), &self.probes()).unwrap();
        let report = check::check(&target, &only, |_| {}).await.unwrap();
        let mut surprises = Vec::new();
        for row in report.rows {
            let (id, has_failed) = (row.probe.id, row.outcome.verdict == Verdict::Fail);
            if self.must_fail(id).is_some_and(|must| must != has_failed) {
                let (expected, found) = (&row.outcome.expected, &row.outcome.found);
                let as_asked = format!("expected {expected}\n     found    {found}");
                let instead = if has_failed { &as_asked } else { "it should fail" };
                surprises.push((id, format!("{}: {row}\n     {instead}\n", self.name)));
            }
        }
        surprises
    }
}

/// Judge all of them, some at a time; whatever surprised is asked again, alone and with time.
fn all(rows: Vec<Row>) -> String {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let judge = async |row: Row, mut ids: Vec<&'static str>, waits: &[Duration], places: u32| {
        let mut text = String::new();
        for wait in waits {
            let _places = PLACES.acquire_many(places).await.unwrap();
            let surprises = row.surprises(&ids, *wait).await;
            text = surprises.iter().map(|(_, text)| text.as_str()).collect();
            if !row.ends() {
                ids = surprises.into_iter().map(|(id, _)| id).collect();
            }
            if text.is_empty() {
                break;
            }
        }
        (row, ids, text)
    };
    runtime.block_on(async {
        let first = rows.into_iter().map(|row| {
            let ids = row.asked();
            tokio::spawn(judge(row, ids, &WAITS[..1], 1))
        });
        let mut text = String::new();
        for one in first.collect::<Vec<_>>() {
            let (row, ids, surprise) = one.await.unwrap();
            if !surprise.is_empty() {
                text += &judge(row, ids, &WAITS[1..], AT_A_TIME).await.2;
            }
        }
        text
    })
}

/// The servers without a bug, which fail nothing.
fn right(patient: bool) -> Vec<Row> {
    let row = |(name, server): (&str, _)| Row { name: name.into(), server, fails: &[], patient };
    RIGHT.map(row).to_vec()
}

fn bugs(patient: bool, is_wanted: impl Fn(&Bug) -> bool) -> Vec<Row> {
    let wanted = bugs::ALL.iter().filter(|bug| is_wanted(bug));
    let row = |bug: &Bug| {
        let (name, server, fails) = (format!("bug {}", bug.number), bug.server, bug.fails);
        Row { name, server, fails, patient }
    };
    let mut rows: Vec<Row> = wanted.map(row).collect();
    // What fails often waits long: it begins first.
    rows.sort_by_key(|row| Reverse(row.fails.len()));
    rows
}

#[test]
fn claim_the_right_servers_pass_every_probe() {
    let surprises = all(right(false));
    assert!(surprises.is_empty(), "\n{surprises}");
}

#[test]
fn claim_some_bugs_fail_exactly_their_probes() {
    let surprises = all(bugs(false, |bug| SOME.contains(&bug.number)));
    assert!(surprises.is_empty(), "\n{surprises}");
}

#[test]
#[ignore = "needs a minute: cargo test --release -p broken --test exactly -- --ignored"]
fn claim_each_bug_fails_exactly_its_probes() {
    let surprises = all(bugs(false, |_| true));
    assert!(surprises.is_empty(), "\n{surprises}");
}

#[test]
#[ignore = "needs two minutes: cargo test --release -p broken --test exactly -- --ignored"]
fn claim_bugs_that_show_with_time_fail_exactly_their_probes() {
    let shows_with_time = |bug: &Bug| bug.fails.iter().any(|id| PATIENT.contains(id));
    let rows = right(true).into_iter().chain(bugs(true, shows_with_time));
    let surprises = all(rows.collect());
    assert!(surprises.is_empty(), "\n{surprises}");
}

#[test]
fn claim_there_are_at_least_thirty_bugs_and_each_has_a_name_and_a_hint() {
    assert!(bugs::ALL.len() >= 30, "{} bugs", bugs::ALL.len());
    let numbers: BTreeSet<_> = bugs::ALL.iter().map(|bug| bug.number).collect();
    assert_eq!(numbers.len(), bugs::ALL.len(), "two bugs have one number");
    for bug in bugs::ALL {
        let is_told = !bug.symptom.is_empty() && !bug.hint.is_empty() && !bug.fails.is_empty();
        assert!(is_told, "{bug:?}");
    }
}

#[test]
fn claim_each_bug_lists_probes_that_there_are() {
    for row in bugs(false, |_| true) {
        let probes: Vec<_> = row.probes().iter().map(|probe| probe.id).collect();
        for listed in row.fails {
            let id = listed.trim_end_matches(['?', '.']);
            assert!(probes.contains(&id), "{}: there is no probe {id}", row.name);
        }
    }
}
