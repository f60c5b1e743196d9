//! # The walker: keys in, screens out                                chapter 03
//! Knows: what each key does. Does not know: terminals.
//! Read before: `step/screen.rs`. Read next: `step/terminal.rs`, `step/lines.rs`.

use super::code::{self, Code};
use super::screen::{Show, screen};
use super::steps::Steps;
use crate::commands::paint::{Ink, Paint};
use crate::narrate::cut;

/// A key that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A letter, a digit, the space.
    Char(char),
    /// Enter, or the end of a line.
    Enter,
    /// Escape.
    Escape,
    /// Backspace.
    Backspace,
    /// The arrow to the right.
    Right,
    /// The arrow to the left.
    Left,
    /// To the first step.
    Home,
    /// To the last step.
    End,
}

/// What is in front of the step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Front {
    /// Nothing.
    #[default]
    Nothing,
    /// The source.
    Code,
    /// All keys.
    Help,
    /// A number is being typed.
    Number(String),
    /// Words to look for are being typed.
    Words(String),
}

/// All keys, for `?`.
const HELP: &str = "\
  n, space, →, Enter   the next step
  b, ←                 the step before
  g 7 Enter, or 7      step 7 (Home: the first, End: the last)
  / words Enter        the next step with these words
  c                    the code that does this; once more: back to the step
  h                    the hint to the question; once more: hide it
  Esc                  away with what is in front
  ↓ ↑, Page Down, Up   the rest of a screen that is higher than the window
  q                    quit
";

/// Someone who walks through the steps.
///
/// What is shown depends on the step and on what was asked for at it, never on the way there: to
/// go on and back gives the same screen.
#[derive(Clone, Debug)]
pub struct Walker {
    steps: Steps,
    index: usize,
    front: Front,
    answer: bool,
    over: bool,
    /// What was not found, until the next key.
    remark: String,
}

impl Walker {
    /// Stand at a step, counted from 0; at the last if there are fewer.
    pub fn new(steps: Steps, index: usize) -> Self {
        let index = index.min(steps.steps.len().saturating_sub(1));
        let remark = String::new();
        Self { steps, index, front: Front::Nothing, answer: false, over: false, remark }
    }

    /// The number of the step, counted from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// True when there is nothing more to show.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// A key was pressed.
    pub fn press(&mut self, key: Key) {
        self.remark.clear();
        match &mut self.front {
            Front::Number(_) | Front::Words(_) => self.typed(key),
            Front::Help => self.front = Front::Nothing,
            Front::Nothing | Front::Code => self.walk(key),
        }
    }

    fn walk(&mut self, key: Key) {
        match key {
            Key::Char('n' | ' ') | Key::Right | Key::Enter => self.go(self.index + 1),
            Key::Char('b') | Key::Left => self.go(self.index.saturating_sub(1)),
            Key::Home => self.go(0),
            Key::End => self.go(usize::MAX),
            Key::Char('h') => self.answer = !self.answer,
            Key::Char('c') if self.front == Front::Code => self.front = Front::Nothing,
            Key::Char('c') => self.front = Front::Code,
            Key::Char('?') => self.front = Front::Help,
            Key::Char('g') => self.front = Front::Number(String::new()),
            Key::Char('/') => self.front = Front::Words(String::new()),
            Key::Char(digit @ '0'..='9') => self.front = Front::Number(digit.into()),
            Key::Char('q') => self.over = true,
            Key::Escape => self.front = Front::Nothing,
            Key::Char(_) | Key::Backspace => {}
        }
    }

    fn typed(&mut self, key: Key) {
        let (Front::Number(text) | Front::Words(text)) = &mut self.front else { return };
        match key {
            Key::Char(char) => text.push(char),
            Key::Backspace if !text.is_empty() => drop(text.pop()),
            Key::Enter => match std::mem::take(&mut self.front) {
                Front::Number(number) => self.go_to_number(&number),
                Front::Words(words) => self.search(&words),
                _ => {}
            },
            _ => self.front = Front::Nothing,
        }
    }

    /// Stand at another step, with nothing in front of it.
    fn go(&mut self, index: usize) {
        self.index = index.min(self.steps.steps.len().saturating_sub(1));
        (self.front, self.answer) = (Front::Nothing, false);
    }

    fn go_to_number(&mut self, number: &str) {
        match number.trim().parse::<usize>() {
            Ok(number @ 1..) if number <= self.steps.steps.len() => self.go(number - 1),
            _ => {
                let last = self.steps.steps.len();
                self.remark = format!("there is no step {}; 1 to {last}", number.trim());
            }
        }
    }

    /// The next step with these words in its title, its story or its bytes' explanation; round.
    fn search(&mut self, words: &str) {
        let wanted = words.trim().to_lowercase();
        let count = self.steps.steps.len();
        let found = (1..=count).map(|n| (self.index + n) % count).find(|&at| {
            let screen = screen(&self.steps, at, Paint::PLAIN, Show { keys: false, answer: true });
            screen.to_lowercase().contains(&wanted)
        });
        match found {
            Some(index) => self.go(index),
            None => self.remark = format!("nowhere: {words}"),
        }
    }

    /// What is to be seen: the page, and the foot below it.
    pub fn screen(&self, paint: Paint) -> String {
        let page = self.page(paint);
        self.foot().map_or(page.clone(), |foot| format!("{page}\n{foot}\n"))
    }

    /// The step, or what is in front of it.
    pub fn page(&self, paint: Paint) -> String {
        match &self.front {
            Front::Help => HELP.into(),
            Front::Code => self.code(paint),
            Front::Nothing | Front::Number(_) | Front::Words(_) => {
                let show = Show { keys: true, answer: self.answer };
                screen(&self.steps, self.index, paint, show)
            }
        }
    }

    /// What is being typed, or what was not found: a line.
    pub fn foot(&self) -> Option<String> {
        match &self.front {
            Front::Number(number) => Some(format!("step number: {number}")),
            Front::Words(words) => Some(format!("look for: {words}")),
            _ => (!self.remark.is_empty()).then(|| self.remark.clone()),
        }
    }

    /// The source of the function, with numbers.
    fn code(&self, paint: Paint) -> String {
        let step = self.steps.steps.get(self.index);
        let Some(code) = step.and_then(code::place_of) else {
            return "no code belongs to this step\n".into();
        };
        let Code { line, ref lines, first, .. } = code;
        let mut text = format!("{}\n\n", paint.ink(Ink::Strong, &code));
        for (i, source) in lines.iter().enumerate() {
            let number = first + i;
            let mark = if number == line { '>' } else { ' ' };
            let number = paint.ink(Ink::Quiet, format!("{mark}{number:>4}"));
            text.push_str(format!("{number}  {}", cut(source, 100)).trim_end());
            text.push('\n');
        }
        text
    }
}

/// All screens, one after another, with the hints.
pub fn all(steps: &Steps, paint: Paint) -> String {
    let show = Show { keys: false, answer: true };
    let screens = (0..steps.steps.len()).map(|index| screen(steps, index, paint, show));
    screens.collect::<Vec<_>>().join("\n")
}
