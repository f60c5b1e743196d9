//! # The commands of `wire101`                                       chapter 00
//! Knows: one file for each command: its arguments, its help, and what it does.
//! Does not know: any protocol.
//! Read before: `lab/src/cli.rs`. Read next: `exit.rs`, `serve.rs`.

pub mod arguments;
pub mod bench;
mod bench_arguments;
pub mod check;
mod check_clients;
pub mod completions;
pub mod connect;
pub mod decode;
pub mod doctor;
pub mod doctor_checks;
pub mod echo;
pub mod exit;
pub mod explain;
pub mod explain_file;
pub mod explain_input;
pub mod explain_parts;
pub mod explain_verdict;
pub mod listen;
pub mod listening;
pub mod paint;
pub mod publish;
pub mod reaching;
pub mod rogue;
pub mod serve;
pub mod step;
pub mod tap;
pub mod tap_faults;
