//! # Walking by keys                                                 chapter 03
//! Knows: the terminal: its second screen, its keys, and how it is given back.
//! Does not know: what the keys do.
//! Read before: `step/walker.rs`. Read next: `step/lines.rs`.

use super::layout::COLUMNS;
use super::walker::{Key, Walker};
use crate::commands::paint::{self, Paint};
use crate::narrate::{self, cut};
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::execute;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use std::io::{self, Write as _};
use std::panic;

/// How many lines a page is.
const PAGE: usize = 10;
/// Ends a colour.
const PLAIN: &str = "\x1b[0m";

/// The terminal, taken; dropped, it is given back as it was. (A panic unwinds, and drops it.)
#[derive(Debug)]
struct Taken;

impl Taken {
    fn take() -> io::Result<Self> {
        enable_raw_mode()?;
        let taken = Self;
        execute!(io::stdout(), EnterAlternateScreen, Hide)?;
        Ok(taken)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    let _gone = execute!(io::stdout(), LeaveAlternateScreen, Show);
    let _gone = disable_raw_mode();
}

/// Walk until `q`, Ctrl-C or Ctrl-D.
///
/// # Errors
/// The terminal failed; it was given back.
pub fn walk(walker: &mut Walker, paint: Paint) -> io::Result<()> {
    // A panic's words must not be lost on the second screen.
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        give_back();
        before(info);
    }));
    let _taken = Taken::take()?;
    let mut top = 0;
    while !walker.is_over() {
        let size = paint::window().unwrap_or((COLUMNS, usize::MAX));
        show(&window(&walker.page(paint), walker.foot().as_deref(), &mut top, size))?;
        match event::read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => match key_of(&key) {
                Pressed::Key(key) => {
                    walker.press(key);
                    // The hint stands at the end.
                    top = if key == Key::Char('h') { usize::MAX } else { 0 };
                }
                Pressed::Down(lines) => top = top.saturating_add(lines),
                Pressed::Up(lines) => top = top.saturating_sub(lines),
                Pressed::Quit => break,
                Pressed::Other => {}
            },
            _ => {}
        }
    }
    Ok(())
}

/// What of a page a window of so many columns and rows shows from row `top` on, which is moved up
/// if there would be less than a window. Below it stands the foot, if there is one; else, if there
/// is more to see, how much.
fn window(
    page: &str,
    foot: Option<&str>,
    top: &mut usize,
    (columns, rows): (usize, usize),
) -> Vec<String> {
    let lines: Vec<String> = page.lines().flat_map(|line| fold(line, columns.max(2))).collect();
    let room = rows.saturating_sub(1).max(1);
    *top = (*top).min(lines.len().saturating_sub(room));
    let mut shown: Vec<String> = lines.iter().skip(*top).take(room).cloned().collect();
    let below = lines.len() - *top - shown.len();
    match foot {
        Some(foot) => shown.push(cut(foot, columns)),
        None if below > 0 => {
            let plural = if below == 1 { "" } else { "s" };
            shown.push(cut(&format!("-- {below} line{plural} more: ↓ --"), columns));
        }
        None => {}
    }
    shown
}

/// A line in rows of at most so many columns; each row has its colour, which takes no room.
fn fold(line: &str, columns: usize) -> Vec<String> {
    let (mut rows, mut row, mut used) = (Vec::new(), String::new(), 0);
    let (mut ink, mut left) = (String::new(), line);
    while let Some(char) = left.chars().next() {
        let colour = if char == '\x1b' { left.find('m').map_or(left.len(), |m| m + 1) } else { 0 };
        if colour > 0 {
            ink = left[..colour].into();
            row.push_str(&ink);
            left = &left[colour..];
            continue;
        }
        if used + narrate::columns(char) > columns {
            row.push_str(if ink.is_empty() { "" } else { PLAIN });
            rows.push(std::mem::replace(&mut row, ink.clone()));
            used = 0;
        }
        row.push(char);
        used += narrate::columns(char);
        left = &left[char.len_utf8()..];
    }
    rows.push(row);
    rows
}

fn show(lines: &[String]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    execute!(out, MoveTo(0, 0), Clear(ClearType::All))?;
    // In raw mode a line feed does not return the carriage.
    write!(out, "{}", lines.join("\r\n"))?;
    out.flush()
}

/// What a key of the terminal stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pressed {
    Key(Key),
    /// So many lines down, up.
    Down(usize),
    Up(usize),
    Quit,
    Other,
}

fn key_of(key: &KeyEvent) -> Pressed {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('c' | 'd') => Pressed::Quit,
            _ => Pressed::Other,
        };
    }
    Pressed::Key(match key.code {
        KeyCode::Char(char) => Key::Char(char),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Right => Key::Right,
        KeyCode::Left => Key::Left,
        KeyCode::Down => return Pressed::Down(1),
        KeyCode::Up => return Pressed::Up(1),
        KeyCode::PageDown => return Pressed::Down(PAGE),
        KeyCode::PageUp => return Pressed::Up(PAGE),
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return Pressed::Other,
    })
}

#[cfg(test)]
mod samples {
    use super::*;

    fn shown(page: &str, foot: Option<&str>, top: usize, size: (usize, usize)) -> (String, usize) {
        let mut moved = top;
        (window(page, foot, &mut moved, size).join(" "), moved)
    }

    #[test]
    fn a_window_shows_a_part_and_says_that_there_is_more() {
        let shown = |top: usize, rows| shown("a\nb\nc\nd\n", None, top, (80, rows));
        assert_eq!(shown(0, 10), ("a b c d".into(), 0));
        assert_eq!(shown(0, 5), ("a b c d".into(), 0));
        assert_eq!(shown(0, 3), ("a b -- 2 lines more: ↓ --".into(), 0));
        assert_eq!(shown(1, 3), ("b c -- 1 line more: ↓ --".into(), 1));
        assert_eq!(shown(usize::MAX, 3), ("c d".into(), 2));
        assert_eq!(shown(0, 0), ("a -- 3 lines more: ↓ --".into(), 0));
    }

    #[test]
    fn a_window_never_hides_what_is_being_typed() {
        let typed = shown("a\nb\nc\nd\n", Some("look for: x"), 0, (80, 3));
        assert_eq!(typed, ("a b look for: x".into(), 0));
    }

    #[test]
    fn a_line_that_is_longer_than_the_window_is_wide_takes_several_rows() {
        let narrow = shown("abcdef\ng\n", None, 0, (4, 4));
        assert_eq!(narrow, ("abcd ef g".into(), 0));
        assert_eq!(fold("世界世", 5), ["世界", "世"]);
        assert_eq!(fold("", 5), [""]);
    }

    #[test]
    fn colour_takes_no_room_and_goes_on_in_the_next_row() {
        let rows = fold("\x1b[31mabc\x1b[0m", 2);
        assert_eq!(rows, ["\x1b[31mab\x1b[0m", "\x1b[31mc\x1b[0m"]);
    }
}
