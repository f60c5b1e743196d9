//! # Tidy: the tests that hold the house in order                    chapter 00
//! Knows: which rules there are, as sentences. Does not know: how each is checked.
//! Read before: `CONTRIBUTING.md`. Read next: `rule.rs`, `tree.rs`, then any rule.
//!
//! Each line of the table below is one test, named by the rule that it holds. A rule is a pure
//! function from a tree of files to findings; beside it stand samples that it must refuse and
//! samples that it must accept, so that no rule passes because it cannot see.

mod chapters;
mod dependencies;
mod documents;
mod errors;
mod exemptions;
mod finished;
mod head;
mod items;
mod manifest;
mod names;
mod proofs;
mod pure;
mod rule;
mod size;
mod source;
mod tree;
mod words;

use rule::Rule;
use std::sync::LazyLock;
use tree::Tree;

/// The workspace as it is on disk, read once.
static HOUSE: LazyLock<Tree> = LazyLock::new(|| Tree::read(env!("CARGO_MANIFEST_DIR").as_ref()));

/// Make a test and a row of `RULES` of each `sentence: RULE;`.
macro_rules! rules_of_the_house {
    ($($sentence:ident: $rule:path;)*) => {
        const RULES: &[(&str, &Rule)] = &[$((stringify!($sentence), &$rule)),*];

        $(
            #[test]
            fn $sentence() {
                rule::hold(stringify!($sentence), &$rule, &HOUSE, exemptions::EXEMPTIONS);
            }
        )*
    };
}

rules_of_the_house! {
    no_source_file_is_over_400_lines: size::FILES;
    no_function_is_over_70_lines: size::FUNCTIONS;
    no_line_is_over_100_columns: size::LINES;

    every_source_file_opens_with_its_head: head::HEADS;
    every_file_that_a_head_names_exists: head::NEIGHBOURS;

    below_net_there_is_no_socket_no_clock_and_no_dice: pure::PURE;
    every_masking_key_comes_from_one_place: pure::KEYS;
    each_external_package_has_one_owner: dependencies::OWNERS;
    dependencies_point_one_way: dependencies::ARROWS;

    nothing_is_left_to_do_outside_the_exercises: finished::FINISHED;
    nothing_is_unsafe: finished::SAFE;
    no_library_panics_on_purpose: finished::CALM;

    every_example_has_its_chapter_and_its_transcript: chapters::EXAMPLES;
    every_chapter_has_its_example: chapters::DOCUMENTS;
    every_test_file_has_its_chapter: chapters::TESTS;

    every_test_name_begins_with_its_kind: names::KINDS;
    every_ignored_test_says_what_it_needs: names::IGNORED;

    every_error_has_a_test: errors::TESTED;
    every_fallible_function_documents_its_errors: documents::FALLIBLE;

    every_test_that_a_page_names_exists: proofs::NAMED;

    no_word_is_out_of_place: words::WORDS;
}

#[test]
fn every_exemption_is_still_needed() {
    let unneeded = rule::unneeded(exemptions::EXEMPTIONS, RULES, &HOUSE);
    assert!(unneeded.is_empty(), "strike these out of exemptions.rs:\n{}", unneeded.join("\n"));
}

/// A walk that finds nothing would let every rule pass.
#[test]
fn the_walk_sees_every_member_and_itself() {
    let members = HOUSE.members();
    assert!(members.contains(&"wire".to_string()), "the members read are {members:?}");
    for member in members {
        assert!(HOUSE.has(&format!("{member}/src/lib.rs")), "{member}/src/lib.rs is not seen");
    }
    assert!(HOUSE.has("tests/tidy/main.rs"));
    assert!(!HOUSE.has("target/"), "what cargo builds is not ours to judge");
}
