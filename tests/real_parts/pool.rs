//! # Six connections to one host, as a browser keeps them            chapter 16
//! Knows: how many event streams a page can open, and what waits behind them.
//! Does not know: why six; no standard names the number.
//! Read before: `browser.rs`. Read next: `tests/00_map.rs`.

use crate::programs::must_succeed;
use crate::support::Running;
use polling::json::{self, Value};

/// Ten are wanted: six open, and while they do, nothing else is asked over HTTP/1.1; a WebSocket is
/// not counted among them. When one ends, one more opens; what was asked behind all ten waits on.
#[test] // X-12; claim E1
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn claim_a_browser_opens_six_connections_to_one_host() {
    let lab = Running::start();
    let said = must_succeed("node", &["tests/peers/pool.mjs", &format!("http://{}", lab.address)]);
    let told: Value = json::from_str(&said).unwrap();
    let full = json::json!({ "opened": 6, "answered": false, "talks": true });
    let one_less = json::json!({ "opened": 7, "answered": false });
    let none = json::json!({ "answered": true });
    assert_eq!(told, json::json!({ "full": full, "oneLess": one_less, "none": none }));
}
