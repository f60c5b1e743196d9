//! # Exemptions                                                      chapter 00
//! Knows: which file may break which rule, and why. Does not know: how the rule is checked.
//! Read before: `rule.rs`. Read next: nothing.

use crate::rule::Exemption;

/// Every exemption there is. One that is no longer needed fails
/// `every_exemption_is_still_needed`, so that this table only ever grows for a reason.
pub const EXEMPTIONS: &[Exemption] = &[
    Exemption {
        rule: "nothing_is_left_to_do_outside_the_exercises",
        path: "tests/tidy/finished.rs",
        reason: "the words that it looks for stand in it",
    },
    Exemption {
        rule: "no_word_is_out_of_place",
        path: "tests/tidy/words.rs",
        reason: "the words that it looks for stand in it",
    },
    Exemption {
        rule: "every_masking_key_comes_from_one_place",
        path: "lab/src/decode/frames.rs",
        reason: "no socket carries what it writes, and its answers must be the same each time",
    },
    Exemption {
        rule: "every_masking_key_comes_from_one_place",
        path: "lab/src/step/stage.rs",
        reason: "a scenario shows the same bytes each time; live, its keys are entropy's",
    },
    Exemption {
        rule: "every_masking_key_comes_from_one_place",
        path: "lab/src/connect/fixed.rs",
        reason: "--fixed: who demonstrates asks for the same bytes each time",
    },
];
