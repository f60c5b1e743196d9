//! # The tap between real parts                                      chapter 03
//! Knows: a browser on the one side, our lab or a published server on the other, and what the tap
//! must show of what they say. Does not know: how it is shown.
//! Read before: `lab/src/tap/mod.rs`, `tests/peers/parts_server.mjs`. Read next: nothing.

use crate::programs::{Talking, must_succeed};
use crate::support::Running;
use lab::commands::paint::Paint;
use lab::tap::desk::Desk;
use lab::tap::show::{Form, Show};
use lab::tap::{Faults, Tap, serve, target};
use net::reach::Route;
use net::tokio::net::TcpListener;
use net::tokio::runtime::Runtime;
use net::tokio::task::JoinHandle;
use net::{Caps, Stop};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// What is shown, to be read afterwards.
#[derive(Clone, Debug, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl io::Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A tap on the way to a server, as the command runs it.
struct Tapped {
    address: SocketAddr,
    screen: Screen,
    desk: Desk,
    stop: Stop,
    serving: JoinHandle<()>,
    runtime: Runtime,
}

impl Tapped {
    fn start(server: &str, faults: Faults) -> Self {
        let (runtime, stop, screen) = (Runtime::new().unwrap(), Stop::default(), Screen::default());
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let show = Show::new(screen.clone(), Form::Lines, None, Paint::PLAIN);
        let (witness, desk) = Desk::open(vec![Box::new(show)], |_| ()).unwrap();
        let server = target::parse(server).unwrap();
        let caps = Caps { per_address: Caps::DEFAULT.connections, ..Caps::DEFAULT };
        let tap = Tap { server, route: Route::default(), faults, caps };
        let serving = runtime.spawn(serve(listener, tap, witness, stop.clone(), |_| ()));
        Self { address, screen, desk, stop, serving, runtime }
    }

    /// Stop, and give back all that was shown.
    fn shown(self) -> String {
        self.stop.ask();
        self.runtime.block_on(self.serving).unwrap();
        assert!(self.desk.close().is_empty());
        let shown = String::from_utf8(self.screen.0.lock().unwrap().clone()).unwrap();
        println!("{shown}");
        shown
    }
}

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_show_all_that_the_five_lanes_of_the_page_say() {
    let splitting = Faults { split: Some(100), ..Faults::default() };
    for (name, faults) in [("plain", Faults::default()), ("split", splitting)] {
        let lab = Running::start();
        let tapped = Tapped::start(&lab.address.to_string(), faults);
        let url = format!("http://{}/", tapped.address);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let screenshot = folder.join(format!("five-lanes-tapped-{name}.png"));
        must_succeed("node", &["tests/peers/five_lanes.mjs", &url, screenshot.to_str().unwrap()]);
        let shown = tapped.shown();
        for said in ["GET /poll", "GET /long-poll", "GET /stream", "GET /events", "GET /ws"] {
            assert!(shown.contains(said), "{said} is not shown");
        }
        for said in ["101 Switching Protocols", "event 5", "from outside, 30"] {
            assert!(shown.contains(said), "{said} is not shown");
        }
        assert!(!shown.contains("not legal"), "somebody broke a rule");
        assert!(!shown.contains("unknown"), "something was not understood");
    }
}

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_show_the_frames_that_a_browsers_tools_do_not() {
    let mut server = Talking::start("node", "parts_server.mjs", &[]);
    let tapped = Tapped::start(&server.line().unwrap(), Faults::default());
    let url = format!("http://{}/", tapped.address);
    must_succeed("node", &["tests/peers/parts_page.mjs", &url]);
    assert_eq!(server.line().unwrap(), "pong between");
    assert_eq!(server.line().unwrap(), "closed 4000 enough");
    let shown = tapped.shown();
    // In this order; the pong may come before or behind the page's own message.
    let expected = [
        ["→ request ", "GET /, asks for an upgrade to WebSocket"],
        ["← response ", "101 Switching Protocols, agrees to the upgrade to WebSocket"],
        ["← text, fragment 1 9 B", "\"in two \""],
        ["← ping 9 B", "\"between\""],
        ["← continuation, fragment 2 7 B", "\"parts\""],
        ["← └ text message 12 B", "\"in two parts\""],
        ["→ text 17 B", "\"from a page\"  masked with "],
        ["← text 13 B", "\"from a page\""],
        ["→ close 14 B", "4000 "],
        ["← close 10 B", "4000 "],
    ];
    let mut lines = shown.lines();
    for words in expected {
        let is_it = |line: &str| words.iter().all(|word| line.contains(word));
        assert!(lines.any(is_it), "{words:?} is not there, or not in its place");
    }
    let pong = shown.lines().find(|line| line.contains("→ pong 13 B")).unwrap();
    assert!(pong.contains("\"between\"  masked with "), "{pong}");
    assert!(!shown.contains("not legal"), "somebody broke a rule");
}
