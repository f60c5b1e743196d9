//! # Dependencies: who stands on whom                                chapter 00
//! Knows: which member may name which, and that a package from outside has one owner.
//! Does not know: what they are used for.
//! Read before: `manifest.rs`. Read next: `pure.rs`.

use crate::manifest::{self, Dependency, Table};
use crate::rule::{Finding, Rule};
use crate::tree::{File, Tree};

pub const OWNERS: Rule = Rule {
    why: "a package from outside is looked at, replaced or dropped in one place.",
    mend: "name it, with `workspace = true`, in the manifest of its owner only, and say that owner \
           in the root Cargo.toml; the others reach it through the owner.",
    check: owners,
};

pub const ARROWS: Rule = Rule {
    why: "a reader climbs from wire to the lab and never needs what stands above.",
    mend: "move what is shared down; or, for a new member, give it a row in dependencies.rs.",
    check: arrows,
};

/// Who may name whom. What is not here, nobody may. The book names anyone, for its tests only.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("wire", &[]),
    ("http1", &["wire"]),
    ("frames", &["wire"]),
    ("sse", &["wire"]),
    ("hub", &["wire"]),
    // A second reading of the bytes: it must not see the codecs.
    ("explain", &["wire"]),
    // A log on disk: it may reach files, and nothing else of the world.
    ("journal", &["wire", "hub"]),
    ("handshake", &["wire", "http1"]),
    ("polling", &["wire", "http1"]),
    ("net", &["wire", "http1", "handshake", "polling", "frames", "sse", "hub"]),
    (
        "lab",
        &[
            "wire",
            "http1",
            "handshake",
            "polling",
            "frames",
            "sse",
            "hub",
            "explain",
            "journal",
            "net",
            "trace",
            "check",
        ],
    ),
    // What happened, told again: it sees bytes and their explanations, and no protocol.
    ("trace", &["wire", "explain", "polling"]),
    // The grader: a second reading, which must not see the codecs of frames and streams.
    ("check", &["wire", "explain", "handshake", "polling", "net"]),
    // What a tutorial would write; the grader judges it in tests.
    ("broken", &["handshake", "check", "net"]),
    ("laws", &["wire", "http1", "handshake", "polling", "frames", "sse", "hub", "explain"]),
    // What is measured; nobody stands on it.
    ("bench", &["wire", "http1", "handshake", "polling", "frames", "sse", "hub", "net", "lab"]),
    // Real sockets and all three endpoints: tests alone stand on it.
    ("differential", &["wire", "handshake", "frames", "net", "lab"]),
    ("book", &[]),
];

/// It puts published packages beside ours, as many as there are, and names them itself: what it
/// takes is built for it alone, and no member's choice depends on it.
const MEASURES_PEERS: &str = "bench";

/// The manifests of the members, the book's first.
fn manifests(tree: &Tree) -> Vec<&File> {
    let members = tree.members().into_iter().map(|member| format!("{member}/Cargo.toml"));
    let paths = [String::from("Cargo.toml")].into_iter().chain(members);
    paths.filter_map(|path| tree.file(&path)).collect()
}

fn name(manifest: &File) -> &str {
    manifest::package_name(&manifest.text).unwrap_or("a manifest without a name")
}

/// The rows of `[workspace.dependencies]`: packages from outside, or (with a path) ours.
fn workspace_rows(tree: &Tree, ours: bool) -> Vec<Dependency<'_>> {
    let root = tree.file("Cargo.toml").map_or("", |root| root.text.as_str());
    let mut rows = manifest::dependencies(root);
    rows.retain(|row| row.table == Table::Workspace && row.value.contains("path = ") == ours);
    rows
}

fn owners(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let outside = workspace_rows(tree, false);
    let ours = workspace_rows(tree, true);
    let mut owners = vec![Vec::new(); outside.len()];
    for manifest in manifests(tree).into_iter().filter(|file| name(file) != MEASURES_PEERS) {
        for used in manifest::dependencies(&manifest.text) {
            if used.table == Table::Workspace || ours.iter().any(|row| row.name == used.name) {
                continue;
            }
            let row = outside.iter().position(|row| row.name == used.name);
            match row.filter(|_| used.value.contains("workspace = true")) {
                Some(row) => owners[row].push(name(manifest)),
                None => {
                    let what = format!("{} is not taken from the workspace's table", used.name);
                    findings.push(Finding::new(&manifest.path, used.line, what));
                }
            }
        }
    }
    for (row, owners) in outside.iter().zip(owners) {
        let what = match (&owners[..], row.comment.and_then(owner)) {
            ([], _) => format!("{} has no owner", row.name),
            ([owner], Some(said)) if *owner != said => {
                format!("{} is said to belong to {said}, but {owner} has it", row.name)
            }
            ([_], _) => continue,
            (owners, _) => format!("{} has {} owners: {owners:?}", row.name, owners.len()),
        };
        findings.push(Finding::new("Cargo.toml", row.line, what));
    }
    findings
}

/// The owner that a comment names: its only word, or its only word before a colon.
fn owner(comment: &str) -> Option<&str> {
    let owner = comment.split(':').next().unwrap_or_default().trim();
    (!owner.is_empty() && !owner.contains(' ')).then_some(owner)
}

fn arrows(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ours = workspace_rows(tree, true);
    for manifest in manifests(tree) {
        let from = name(manifest);
        let Some((_, may)) = MAY_NAME.iter().find(|(member, _)| *member == from) else {
            findings.push(Finding::new(&manifest.path, 1, format!("{from} has no row")));
            continue;
        };
        for arrow in manifest::dependencies(&manifest.text) {
            let to = arrow.name;
            let is_ours = ours.iter().any(|row| row.name == to);
            let allowed = match arrow.table {
                Table::Workspace => true,
                Table::Normal => may.contains(&to),
                // The laws are for everyone's tests; all the rest is for the book's.
                Table::Dev => may.contains(&to) || to == "laws" || from == "book",
            };
            if is_ours && !allowed {
                let what = format!("{from} must not depend on {to}");
                findings.push(Finding::new(&manifest.path, arrow.line, what));
            }
        }
    }
    findings
}

#[cfg(test)]
mod samples {
    use super::*;

    const ROOT: &str = "[workspace]\nmembers = [\"wire\", \"net\"]\n[workspace.dependencies]\n\
        wire = { path = \"wire\" }\nnet = { path = \"net\" }\nlaws = { path = \"tests/laws\" }\n\
        bytes = \"1\" # wire\nrand = \"1\" # net: dice\n[package]\nname = \"book\"\n\
        [dev-dependencies]\nnet.workspace = true\n";
    const WIRE: &str = "[package]\nname = \"wire\"\n[dependencies]\nbytes.workspace = true\n";
    const NET: &str = "[package]\nname = \"net\"\n[dependencies]\nrand.workspace = true\n\
        wire.workspace = true\n[dev-dependencies]\nlaws.workspace = true\n";

    fn check(rule: &Rule, root: &str, wire: &str, net: &str) -> Vec<(String, usize, String)> {
        let files = [("Cargo.toml", root), ("wire/Cargo.toml", wire), ("net/Cargo.toml", net)];
        let findings = (rule.check)(&Tree::of(&files)).into_iter();
        findings.map(|finding| (finding.path, finding.line, finding.what)).collect()
    }

    fn at(path: &str, line: usize, what: &str) -> Vec<(String, usize, String)> {
        vec![(path.into(), line, what.into())]
    }

    #[test]
    fn a_house_in_order_is_accepted() {
        assert_eq!(check(&OWNERS, ROOT, WIRE, NET), []);
        assert_eq!(check(&ARROWS, ROOT, WIRE, NET), []);
    }

    #[test]
    fn a_package_needs_exactly_one_owner_and_the_one_that_is_said() {
        let no_rand = NET.replace("rand.workspace = true\n", "");
        let rand = |what| at("Cargo.toml", 8, what);
        assert_eq!(check(&OWNERS, ROOT, WIRE, &no_rand), rand("rand has no owner"));
        let two = format!("{WIRE}rand = {{ workspace = true }}\n");
        let found = check(&OWNERS, ROOT, &two, NET);
        assert_eq!(found, rand("rand has 2 owners: [\"wire\", \"net\"]"));
        let found = check(&OWNERS, ROOT, &two, &no_rand);
        assert_eq!(found, rand("rand is said to belong to net, but wire has it"));
        let silent = ROOT.replace("# net: dice", "# a note in words");
        assert_eq!(check(&OWNERS, &silent, &two, &no_rand), []);
    }

    #[test]
    fn a_member_takes_packages_from_the_table_of_the_workspace() {
        let what = |name| format!("{name} is not taken from the workspace's table");
        let own = WIRE.replace("bytes.workspace = true", "bytes.workspace = true\ncc = \"1\"");
        assert_eq!(check(&OWNERS, ROOT, &own, NET), at("wire/Cargo.toml", 5, &what("cc")));
        let own = NET.replace("rand.workspace = true", "rand = \"1\"");
        assert_eq!(check(&OWNERS, ROOT, WIRE, &own)[..1], at("net/Cargo.toml", 4, &what("rand")));
    }

    #[test]
    fn an_arrow_that_points_up_is_found() {
        let up = format!("{WIRE}net.workspace = true\n");
        let what = "wire must not depend on net";
        assert_eq!(check(&ARROWS, ROOT, &up, NET), at("wire/Cargo.toml", 5, what));
        let up = format!("{WIRE}[dev-dependencies]\nnet.workspace = true\n");
        assert_eq!(check(&ARROWS, ROOT, &up, NET), at("wire/Cargo.toml", 6, what));
        let book = ROOT.replace("[dev-dependencies]", "[dependencies]");
        let what = "book must not depend on net";
        assert_eq!(check(&ARROWS, &book, WIRE, NET), at("Cargo.toml", 12, what));
    }

    #[test]
    fn a_new_member_needs_a_row() {
        let wire = WIRE.replace("\"wire\"", "\"stomp\"");
        let found = check(&ARROWS, ROOT, &wire, NET);
        assert_eq!(found, at("wire/Cargo.toml", 1, "stomp has no row"));
    }
}
