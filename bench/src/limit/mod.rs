//! # Limits: what cannot be avoided, and nothing else                chapter 16
//! Knows: how fast this machine can be made to go by who does nothing more.
//! Does not know: any rule of a standard.
//! Read before: `row.rs`. Read next: `rows/`.

#[cfg(target_arch = "x86_64")]
pub mod avx512;
pub mod epoll;
pub mod epoll_echo;
