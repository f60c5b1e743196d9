//! # Walking                                                         chapter 03
//! Knows: keys and screens. Does not know: terminals.
//! Read before: `lab/tests/step/scenes.rs`. Read next: `lab/tests/step/terminal.rs`.

use super::{PLAIN, steps};
use lab::commands::paint::Paint;
use lab::step::lines;
use lab::step::walker::{Key, Walker};

fn walker() -> Walker {
    Walker::new(steps("close"), 0)
}

/// The walker and the screen after these lines.
fn after(lines: &[&str]) -> (Walker, String) {
    let mut walker = walker();
    for key in lines.iter().flat_map(|line| lines::keys(line)) {
        walker.press(key);
    }
    let screen = walker.screen(PLAIN);
    (walker, screen)
}

#[test]
fn claim_each_key_that_goes_on_goes_on_and_back_goes_back() {
    for on in [Key::Char('n'), Key::Char(' '), Key::Right, Key::Enter] {
        for back in [Key::Char('b'), Key::Left] {
            let mut walker = walker();
            let first = walker.screen(PLAIN);
            walker.press(on);
            assert_eq!(walker.index(), 1);
            assert_ne!(walker.screen(PLAIN), first);
            walker.press(back);
            assert_eq!(walker.screen(PLAIN), first);
        }
    }
}

#[test]
fn limit_nobody_walks_out_at_either_end() {
    let mut walker = walker();
    walker.press(Key::Left);
    assert_eq!(walker.index(), 0);
    walker.press(Key::End);
    let last = walker.index();
    assert_eq!(last, steps("close").steps.len() - 1);
    walker.press(Key::Right);
    assert_eq!(walker.index(), last);
    walker.press(Key::Home);
    assert_eq!(walker.index(), 0);
    assert_eq!(Walker::new(steps("close"), 1000).index(), last);
}

#[test]
fn claim_a_number_leads_to_its_step_and_another_is_refused() {
    assert_eq!(after(&["3"]).0.index(), 2);
    assert_eq!(after(&["g4"]).0.index(), 3);
    assert_eq!(after(&["g 4"]).0.index(), 3);
    let (walker, screen) = after(&["2", "99"]);
    assert_eq!(walker.index(), 1);
    assert!(screen.contains("there is no step 99; 1 to "), "{screen}");
    assert_eq!(after(&["0"]).0.index(), 0);
}

#[test]
fn claim_a_search_finds_the_next_step_and_goes_round() {
    let (walker, screen) = after(&["/TIME_WAIT"]);
    assert!(walker.index() > 0 && !screen.contains("look for"), "{screen}");
    let (again, _) = after(&["/TIME_WAIT", "/time_wait"]);
    assert_eq!(again.index(), walker.index());
    let (stayed, screen) = after(&["2", "/no such words"]);
    assert_eq!(stayed.index(), 1);
    assert!(screen.contains("nowhere: no such words"), "{screen}");
}

#[test]
fn claim_what_is_typed_can_be_mended_and_given_up() {
    let mut walker = walker();
    for key in [Key::Char('g'), Key::Char('9'), Key::Backspace, Key::Char('2'), Key::Enter] {
        walker.press(key);
    }
    assert_eq!(walker.index(), 1);
    let before = walker.screen(PLAIN);
    for key in [Key::Char('/'), Key::Char('q'), Key::Escape] {
        walker.press(key);
    }
    assert!(!walker.is_over());
    assert_eq!(walker.screen(PLAIN), before);
}

#[test]
fn claim_the_hint_and_the_code_come_and_go() {
    let plain = after(&["2"]).1;
    assert!(plain.contains("(h for a hint)"));
    let hint = after(&["2", "h"]).1;
    assert!(!hint.contains("(h for a hint)") && hint.contains("would be lost"), "{hint}");
    assert_eq!(after(&["2", "hh"]).1, plain);
    let code = after(&["2", "c"]).1;
    assert!(code.starts_with("frames/src/closing.rs:"), "{code}");
    assert!(code.contains("pub const fn step_of"), "{code}");
    assert_eq!(after(&["2", "cc"]).1, plain);
    assert!(after(&["2", "?"]).1.contains("the next step"));
    assert_eq!(after(&["2", "??"]).1, plain);
}

#[test]
fn claim_a_step_without_bytes_and_notes_has_no_code() {
    assert_eq!(after(&["c"]).1, "no code belongs to this step\n");
}

#[test]
fn claim_q_ends() {
    assert!(after(&["q"]).0.is_over());
    assert!(!after(&["n"]).0.is_over());
}

#[test]
fn claim_lines_are_answered_by_screens() {
    let mut output = Vec::new();
    let mut walker = walker();
    lines::walk(&mut walker, PLAIN, &b"n\nb\n\nq\nn\n"[..], &mut output).unwrap();
    let text = String::from_utf8(output).unwrap();
    let heads = text.lines().filter_map(|line| line.split(" · step ").nth(1));
    let numbers: Vec<_> = heads.map(|head| &head[..1]).collect();
    assert_eq!(numbers, ["1", "2", "1", "2"]);
}

#[test]
fn claim_nothing_is_said_by_colour_alone() {
    let mut walker = walker();
    for _ in 0..3 {
        walker.press(Key::Right);
        let painted = walker.screen(Paint::ALWAYS);
        let mut pieces = painted.split('\x1b');
        let mut plain = pieces.next().unwrap().to_string();
        plain.extend(pieces.map(|piece| piece.split_once('m').unwrap().1));
        let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        assert_eq!(trimmed(&plain), trimmed(&walker.screen(PLAIN)));
        assert_ne!(painted, plain);
    }
}
