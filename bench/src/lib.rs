//! # Bench: ours, the peers and the limit, side by side              chapter 16
//! Knows: what is measured, and how the figures stay fair. Does not know: what they should be:
//! each row names its own goals.
//! Read first: `row.rs`, `run.rs`, then any row of `rows/`.
//!
//! A **row** is one question (`decode`: what does a frame cost to read?), a **case** one size of it
//! (125 bytes), a **contender** one program that does the work: ours, a published peer, or the
//! *limit*, a loop that does nothing but what cannot be avoided. The contenders of a case take
//! turns, A B C A B C, so that a noisy machine is noisy for all of them, and what is compared is
//! their ratio within a round. Every slot checks that the work was done.

pub mod cpu;
pub mod facts;
pub mod failure;
pub mod goal;
pub mod limit;
pub mod load;
pub mod luck;
pub mod micro;
pub mod peers;
pub mod process;
pub mod report;
pub mod row;
pub mod rows;
pub mod run;
pub mod servers;
pub mod stats;
pub mod table;
pub mod verdict;
pub mod visitor;
