//! # Walking by lines                                                chapter 03
//! Knows: what may stand in a line of standard input. Does not know: what the keys do.
//! Read before: `step/walker.rs`. Read next: `step/json.rs`.

use super::walker::{Key, Walker};
use crate::commands::paint::Paint;
use std::io::{self, BufRead, Write};

/// The keys that a line stands for: a number is the step, `/` begins words, an empty line is the
/// next step; in any other line each letter is a key.
///
/// ```
/// use lab::step::lines::keys;
/// use lab::step::walker::Key;
/// assert_eq!(keys(""), [Key::Enter]);
/// assert_eq!(keys("nc"), [Key::Char('n'), Key::Char('c')]);
/// assert_eq!(keys("7"), [Key::Char('7'), Key::Enter]);
/// ```
pub fn keys(line: &str) -> Vec<Key> {
    let line = line.trim();
    let mut keys: Vec<Key> = line.chars().map(Key::Char).collect();
    let is_typed = line.starts_with(['/', 'g']) || line.starts_with(|c: char| c.is_ascii_digit());
    if line.is_empty() || is_typed {
        keys.push(Key::Enter);
    }
    keys
}

/// Show the first screen, and a screen for each line that comes.
///
/// # Errors
/// Input or output failed.
pub fn walk(
    walker: &mut Walker,
    paint: Paint,
    input: impl BufRead,
    mut output: impl Write,
) -> io::Result<()> {
    write!(output, "{}", walker.screen(paint))?;
    for line in input.lines() {
        for key in keys(&line?) {
            walker.press(key);
        }
        if walker.is_over() {
            break;
        }
        write!(output, "\n{}", walker.screen(paint))?;
        output.flush()?;
    }
    Ok(())
}
