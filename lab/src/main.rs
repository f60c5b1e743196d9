//! The `wire101` command.
fn main() {}
