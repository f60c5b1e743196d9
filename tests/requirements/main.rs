//! # Requirements: what the standards ask, and who proves it         chapter 00
//! Knows: that every rule that binds is proved or excepted. Does not know: what the rules are.
//! Read before: `CONTRIBUTING.md`. Read next: `house.rs`.
//!
//! The table itself is printed by `print.rs`, at the end of `cargo test`.

mod coverage;
mod house;
mod names;
mod registry;
mod table;
mod whole;

/// The workspace.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn every_rule_that_binds_is_tested_or_excepted() {
    let (table, faults) = whole::whole(ROOT.as_ref()).expect("the workspace can be read");
    assert!(faults.is_empty(), "{} ×\n  {}", faults.len(), faults.join("\n  "));
    assert!(table.lines().count() <= 100, "it stays a page\n{table}");
}

/// A walk that finds nothing would let every exception stand.
#[test]
fn the_walk_sees_tests_sources_and_requirements() {
    let files = house::read(ROOT.as_ref()).expect("the workspace can be read");
    let at = |path: &str| files.iter().find(|file| file.path == path).expect(path);
    assert!(!names::on_tests(at("tests/09_refusing.rs")).is_empty());
    assert!(at("frames/src/violation.rs").is_source());
    assert!(!files.iter().any(|file| file.path.starts_with("target/")));
    let parts = registry::read(&files, &mut Vec::new());
    assert!(parts.len() > 40 && parts.iter().all(|part| !part.requirements.is_empty()));
}
