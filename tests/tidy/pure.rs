//! # Pure: where sockets, clocks and dice may be                     chapter 00
//! Knows: the names by which a program reaches the world. Does not know: manifests.
//! Read before: `head.rs`. Read next: `dependencies.rs`.

use crate::items;
use crate::rule::{Finding, Rule};
use crate::tree::File;

/// The members that may: `net`, the lab above it (which reaches tokio through `net`), the two that
/// are test code, and the bench.
const MAY: [&str; 7] =
    ["net", "check", "exercises/broken", "lab", "bench", "tests/laws", "tests/differential"];

/// Each name, and what takes its place below `net`. `net::` is `std::net` inside a `use std::{…}`,
/// and our own crate of that name, which stands above.
const NAMES: [(&str, &str); 7] = [
    ("tokio", "the four steps of wire::Protocol"),
    ("std::net", "bytes in an Input, bytes in an Output"),
    ("net::", "bytes in an Input, bytes in an Output"),
    ("Instant", "a Duration since the connection began"),
    ("SystemTime", "a Duration, as an argument"),
    ("thread::sleep", "a deadline"),
    ("rand", "random bytes, as an argument"),
];

pub const PURE: Rule = Rule {
    why: "a protocol without sockets, clocks and dice can be stepped, replayed and proved.",
    mend: "take time and randomness as arguments; leave the stream to net.",
    check: |tree| {
        let below = tree.sources().filter(|(member, _)| !MAY.contains(&member.as_str()));
        below.flat_map(|(_, file)| impurities(file)).collect()
    },
};

/// The file in which all dice are thrown.
const DICE: &str = "net/src/entropy.rs";

pub const KEYS: Rule = Rule {
    why: "a masking key that can be foreseen is none (RFC 6455 §5.3, §10.3).",
    mend: "give frames::Connection::client the function entropy::masking_key; \
           throw other dice in net/src/entropy.rs too.",
    check: |tree| tree.sources().flat_map(|(_, file)| other_dice(file)).collect(),
};

/// Dice that are thrown elsewhere, and clients whose keys come from elsewhere.
fn other_dice(file: &File) -> Vec<Finding> {
    let code = &file.library;
    let dice = items::find_all(code, "rand").filter(|_| file.path != DICE);
    let dice = dice.map(|at| file.finding(at, format!("dice that are not those of {DICE}")));
    let opened = items::find_all(code, "Connection::client").filter(|&at| {
        let open = at + "Connection::client".len();
        let arguments = &code[open..items::closing(code, open)];
        !items::has(arguments, "masking_key")
    });
    let opened = opened.map(|at| file.finding(at, "a client whose keys are not entropy's"));
    dice.chain(opened).collect()
}

fn impurities(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, instead) in NAMES {
        for at in items::find_all(&file.library, name) {
            let is_told_as_std_net = name == "net::" && file.library[..at].ends_with("std::");
            if is_told_as_std_net || are_addresses(&file.library[at..]) {
                continue;
            }
            findings.push(file.finding(at, format!("`{name}`: here it is {instead}")));
        }
    }
    findings
}

/// Addresses are numbers; they reach nobody: `std::net::{IpAddr, SocketAddr}`.
fn are_addresses(code: &str) -> bool {
    let Some(named) = code.strip_prefix("std::net::") else { return false };
    let list = named.strip_prefix('{').and_then(|list| list.split_once('}')).map(|(list, _)| list);
    let one = named.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    list.unwrap_or(one).split(',').all(|name| name.trim().ends_with("Addr"))
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::tree::Tree;

    fn check(path: &str, text: &str) -> Vec<usize> {
        let manifest = "[workspace]\nmembers = [\"frames\", \"net\", \"lab\", \"tests/laws\"]\n";
        let findings = (PURE.check)(&Tree::of(&[("Cargo.toml", manifest), (path, text)]));
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn each_name_is_found_below_net() {
        for line in [
            "use tokio::io;",
            "use std::net::TcpStream;",
            "use std::{io, net::TcpStream};",
            "use std::net::{SocketAddr, TcpStream};",
            "let now = Instant::now();",
            "let now = std::time::SystemTime::now();",
            "thread::sleep(x);",
            "let x: u8 = rand::random();",
        ] {
            assert_eq!(check("frames/src/a.rs", &format!("\n{line}")), [2], "{line}");
        }
    }

    #[test]
    fn time_as_a_number_and_talk_of_the_world_are_accepted() {
        let text = "//! Unlike tokio, rand or std::net.\nuse std::time::Duration;\n\
                    use std::net::Ipv6Addr;\nconst TEXT: &str = \"SystemTime\";\n\
                    fn operand(magnet: internet::X) {}\n\
                    #[cfg(test)]\nmod tests { use std::time::Instant; }\n";
        assert_eq!(check("frames/src/a.rs", text), [0; 0]);
    }

    #[test]
    fn keys_and_dice_from_elsewhere_are_found() {
        let check = |path: &str, text: &str| {
            let manifest = "[workspace]\nmembers = [\"frames\", \"net\", \"lab\"]\n";
            let tree = Tree::of(&[("Cargo.toml", manifest), (path, text)]);
            (KEYS.check)(&tree).into_iter().map(|finding| finding.line).collect::<Vec<_>>()
        };
        let good = "/// Connection::client(limits, || [0; 4])\n\
                    frames::Connection::client(limits, entropy::masking_key)";
        assert_eq!(check("net/src/websocket.rs", good), [0; 0]);
        let constant = "\nframes::Connection::client(limits, || [0; 4])";
        assert_eq!(check("lab/src/a.rs", constant), [2]);
        assert_eq!(check("examples/11_masking.rs", constant), [0; 0]);
        assert_eq!(check("net/src/a.rs", "let key = rand::random();"), [1]);
        assert_eq!(check("net/src/entropy.rs", "let key = rand::random();"), [0; 0]);
    }

    #[test]
    fn net_and_what_stands_on_it_may_reach_the_world() {
        for path in ["net/src/a.rs", "lab/src/a.rs", "tests/laws/src/a.rs", "examples/01_a.rs"] {
            assert_eq!(check(path, "use tokio::net::TcpStream;"), [0; 0], "{path}");
        }
    }
}
