//! # step: walk through a protocol, one thing after another          chapter 03
//! Knows: scenarios, their steps, how one walks through them. Does not know: any protocol; it plays
//! the real ones.
//! Read before: `wire/src/tap.rs`, `trace/src/recorder.rs`. Read next: `step/stage.rs`.
//!
//! | to learn about | read |
//! |---|---|
//! | how real protocols are played in memory | `stage.rs`, `line.rs` |
//! | what is played, and what is said to it | `scenarios/mod.rs`, `note.rs` |
//! | how a trace becomes steps | `file.rs`, `pieces.rs`, `told.rs`, `steps.rs` |
//! | how a step looks | `code.rs`, `layout.rs`, `screen.rs`, `json.rs` |
//! | how one walks | `walker.rs`, `terminal.rs`, `lines.rs` |

pub mod code;
pub mod file;
pub mod json;
pub mod layout;
pub mod line;
pub mod lines;
pub mod note;
pub mod pieces;
pub mod scenarios;
pub mod screen;
pub mod stage;
pub mod steps;
pub mod terminal;
pub mod told;
pub mod walker;
