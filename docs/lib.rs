//! Wire 101, the book.
