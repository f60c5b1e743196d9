//! # The commands of `wire101`                                       chapter 00
//! Knows: one file for each command: its arguments, its help, and what it does.
//! Does not know: any protocol.
//! Read before: `lab/src/cli.rs`. Read next: `exit.rs`, `serve.rs`.

pub mod arguments;
pub mod decode;
pub mod echo;
pub mod exit;
pub mod listening;
pub mod paint;
pub mod publish;
pub mod serve;
